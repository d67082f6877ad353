/// The fields of the object that a policy reads without asking whether they are there.
enum PolicyFields {
  /// A condition for each of them, the outer ones first.
  static func guards(of expressions: [String]) -> [String] {
    let paths = expressions.flatMap(paths)
    let asked = Set(paths.filter(\.isAsked).map(\.fields))
    let needed = paths.filter { !$0.isAsked }.flatMap { path in
      prefixes(of: path.fields).prefix { !asked.contains($0) }
    }
    var seen = Set<[String]>()
    return needed.filter { seen.insert($0).inserted }.map { fields in
      "has(object.\(fields.joined(separator: ".")))"
    }
  }

  private static func prefixes(of fields: [String]) -> [[String]] {
    fields.indices.map { Array(fields[...$0]) }
  }

  /// `object.a.b` outside of strings, up to a call or an index.
  private static func paths(in text: String) -> [(fields: [String], isAsked: Bool)] {
    var result: [(fields: [String], isAsked: Bool)] = []
    var rest = text[...]
    var before: Character = " "
    while let first = rest.first {
      if first == "'" || first == "\"" {
        rest.removeFirst()
        while let next = rest.first, next != first { rest = rest.dropFirst(next == "\\" ? 2 : 1) }
        rest = rest.dropFirst()
        before = first
        continue
      }
      let isName = before.isLetter || before.isNumber || before == "_" || before == "."
      guard rest.hasPrefix("object."), !isName else {
        before = rest.removeFirst()
        continue
      }
      let isAsked = text[..<rest.startIndex].hasSuffix("has(")
      rest.removeFirst(6)
      var fields: [String] = []
      while rest.first == "." {
        let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = rest.dropFirst(1 + name.count)
        guard !name.isEmpty, rest.first != "(" else { break }
        fields.append(String(name))
      }
      if !fields.isEmpty { result.append((fields, isAsked)) }
      before = "x"
    }
    return result
  }
}
