/// The syntax tree of a regular expression in RE2's syntax.
indirect enum RegexNode {
  case empty
  case scalars(ScalarSet)
  case sequence([RegexNode])
  case alternatives([RegexNode])
  /// `maximum` nil means unbounded.
  case repetition(RegexNode, minimum: Int, maximum: Int?, isLazy: Bool)
  case assertion(Assertion)

  enum Assertion { case textStart, textEnd, lineStart, lineEnd, wordBoundary, notWordBoundary }
}

/// A set of Unicode scalars: sorted ranges, predicates for Unicode categories, and a complement.
struct ScalarSet: Sendable {
  var ranges: [ClosedRange<UInt32>] = []
  var categories: [(name: String, isNegated: Bool)] = []
  var isNegated = false
  var ignoresCase = false

  func contains(_ scalar: UInt32) -> Bool {
    var found = holds(scalar)
    if !found, ignoresCase { found = ScalarSet.caseVariants(scalar).contains(where: holds) }
    return found != isNegated
  }

  private func holds(_ scalar: UInt32) -> Bool {
    ranges.contains { $0.contains(scalar) }
      || categories.contains { ScalarSet.category($0.name, scalar) != $0.isNegated }
  }

  private static func caseVariants(_ value: UInt32) -> [UInt32] {
    guard let scalar = Unicode.Scalar(value) else { return [] }
    if scalar.isASCII {
      let isLetter = (65...90).contains(value & ~0x20)
      return isLetter ? [value ^ 0x20] : []
    }
    let mappings = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
    return mappings.compactMap {
      $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first?.value : nil
    }
  }

  /// Membership in a general category such as `L`, `Lu`, `Nd`, or in a common script.
  private static func category(_ name: String, _ value: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(value) else { return false }
    if let script = scripts[name] { return script.contains { $0.contains(value) } }
    guard let code = codes[scalar.properties.generalCategory] else { return false }
    return code.hasPrefix(name)
  }

  static func isKnownCategory(_ name: String) -> Bool {
    scripts[name] != nil || codes.values.contains { $0.hasPrefix(name) }
  }

  private static let scripts: [String: [ClosedRange<UInt32>]] = [
    "Any": [0...0x10FFFF],
    "Latin": [0x41...0x5A, 0x61...0x7A, 0xAA...0xAA, 0xBA...0xBA, 0xC0...0x24F, 0x1E00...0x1EFF],
    "Greek": [0x370...0x3E1, 0x3F0...0x3FF, 0x1F00...0x1FFF],
    "Cyrillic": [0x400...0x52F, 0x1C80...0x1C88, 0x2DE0...0x2DFF, 0xA640...0xA69F],
    "Han": [0x2E80...0x2FD5, 0x3005...0x3007, 0x3021...0x3029, 0x3400...0x4DBF, 0x4E00...0x9FFF],
  ]

  private static let codes: [Unicode.GeneralCategory: String] = [
    .uppercaseLetter: "Lu", .lowercaseLetter: "Ll", .titlecaseLetter: "Lt",
    .modifierLetter: "Lm", .otherLetter: "Lo", .nonspacingMark: "Mn", .spacingMark: "Mc",
    .enclosingMark: "Me", .decimalNumber: "Nd", .letterNumber: "Nl", .otherNumber: "No",
    .connectorPunctuation: "Pc", .dashPunctuation: "Pd", .openPunctuation: "Ps",
    .closePunctuation: "Pe", .initialPunctuation: "Pi", .finalPunctuation: "Pf",
    .otherPunctuation: "Po", .mathSymbol: "Sm", .currencySymbol: "Sc", .modifierSymbol: "Sk",
    .otherSymbol: "So", .spaceSeparator: "Zs", .lineSeparator: "Zl",
    .paragraphSeparator: "Zp", .control: "Cc", .format: "Cf", .surrogate: "Cs",
    .privateUse: "Co", .unassigned: "Cn",
  ]

  static let digits: [ClosedRange<UInt32>] = [48...57]
  static let words: [ClosedRange<UInt32>] = [48...57, 65...90, 95...95, 97...122]
  static let spaces: [ClosedRange<UInt32>] = [9...10, 12...13, 32...32]

  static let posix: [String: [ClosedRange<UInt32>]] = [
    "alnum": [48...57, 65...90, 97...122], "alpha": [65...90, 97...122], "ascii": [0...127],
    "blank": [9...9, 32...32], "cntrl": [0...31, 127...127], "digit": digits,
    "graph": [33...126], "lower": [97...122], "print": [32...126],
    "punct": [33...47, 58...64, 91...96, 123...126], "space": [9...13, 32...32],
    "upper": [65...90], "word": words, "xdigit": [48...57, 65...70, 97...102],
  ]

  /// The complement of `ranges` over all code points.
  static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10FFFF { result.append(next...0x10FFFF) }
    return result
  }
}
