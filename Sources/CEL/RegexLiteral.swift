extension RegexNode {
  /// Code points that stand one behind the other in whatever it matches, as many as are plain to see;
  /// empty where none are.
  var requiredText: [Unicode.Scalar] {
    var longest: [Unicode.Scalar] = []
    var run: [Unicode.Scalar] = []
    collect(&run, &longest)
    return longest.count >= run.count ? longest : run
  }

  private func collect(_ run: inout [Unicode.Scalar], _ longest: inout [Unicode.Scalar]) {
    switch self {
    case .empty, .assertion: break
    case .sequence(let parts): for part in parts { part.collect(&run, &longest) }
    case .scalars(let set):
      if let scalar = set.only { run.append(scalar) } else { Self.end(&run, &longest) }
    case .alternatives, .repetition: Self.end(&run, &longest)
    }
  }

  private static func end(_ run: inout [Unicode.Scalar], _ longest: inout [Unicode.Scalar]) {
    if run.count > longest.count { longest = run }
    run = []
  }
}

extension ScalarSet {
  /// The code point that it stands for, where it is one.
  fileprivate var only: Unicode.Scalar? {
    guard ranges.count == 1, let range = ranges.first, range.count == 1, categories.isEmpty,
      !isNegated, !ignoresCase
    else { return nil }
    return Unicode.Scalar(range.lowerBound)
  }
}
