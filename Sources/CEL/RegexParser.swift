/// Parses RE2's syntax (`re2/syntax.txt`); back-references and look-around do not exist in it.
struct RegexParser {
  struct Problem: Error { let message: String }

  private struct Flags {
    var ignoresCase = false
    var isMultiLine = false
    var dotMatchesNewline = false
    var isUngreedy = false
  }

  private let scalars: [Unicode.Scalar]
  private var offset = 0
  private var depth = 0
  private var flags = Flags()

  static func parse(_ pattern: String) throws(Problem) -> RegexNode {
    var parser = RegexParser(scalars: Array(pattern.unicodeScalars))
    let node = try parser.alternatives()
    guard parser.offset == parser.scalars.count else { throw Problem(message: "unexpected ')'") }
    return node
  }

  private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

  private var peek: Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    offset += 1
    return true
  }

  private mutating func take(text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard offset + wanted.count <= scalars.count,
      Array(scalars[offset..<offset + wanted.count]) == wanted
    else { return false }
    offset += wanted.count
    return true
  }

  private mutating func next() throws(Problem) -> Unicode.Scalar {
    guard let scalar = peek else { throw Problem(message: "pattern ends too early") }
    offset += 1
    return scalar
  }

  private mutating func alternatives() throws(Problem) -> RegexNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 100 else { throw Problem(message: "pattern nests too deeply") }
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(Problem) -> RegexNode {
    var parts: [RegexNode] = []
    while let scalar = peek, scalar != "|", scalar != ")" {
      if take(text: "\\Q") {
        while offset < scalars.count, !take(text: "\\E") { parts.append(literal(try next())) }
        continue
      }
      parts.append(try quantified(try atom()))
    }
    return parts.count == 1 ? parts[0] : (parts.isEmpty ? .empty : .sequence(parts))
  }

  private mutating func quantified(_ atom: RegexNode) throws(Problem) -> RegexNode {
    let minimum: Int
    let maximum: Int?
    if take("*") {
      (minimum, maximum) = (0, nil)
    } else if take("+") {
      (minimum, maximum) = (1, nil)
    } else if take("?") {
      (minimum, maximum) = (0, 1)
    } else if let bounds = try counts() {
      (minimum, maximum) = bounds
    } else {
      return atom
    }
    let isLazy = take("?")
    if let scalar = peek, "*+?".unicodeScalars.contains(scalar) {
      throw Problem(message: "quantifier after a quantifier")
    }
    return .repetition(
      atom, minimum: minimum, maximum: maximum, isLazy: isLazy != flags.isUngreedy)
  }

  /// `{n}`, `{n,}`, `{n,m}`; anything else is literal text.
  private mutating func counts() throws(Problem) -> (Int, Int?)? {
    let start = offset
    guard take("{"), let minimum = number() else {
      offset = start
      return nil
    }
    var maximum: Int? = minimum
    if take(",") { maximum = number() }
    guard take("}") else {
      offset = start
      return nil
    }
    guard minimum <= 1_000, (maximum ?? 0) <= 1_000, (maximum ?? minimum) >= minimum else {
      throw Problem(message: "invalid repeat count")
    }
    return (minimum, maximum)
  }

  private mutating func number() -> Int? {
    var digits = ""
    while let scalar = peek, ("0"..."9").contains(scalar), digits.count < 5 {
      digits.unicodeScalars.append(scalar)
      offset += 1
    }
    return Int(digits)
  }

  private func literal(_ scalar: Unicode.Scalar) -> RegexNode {
    .scalars(
      ScalarSet(ranges: [scalar.value...scalar.value], ignoresCase: flags.ignoresCase))
  }

  private mutating func atom() throws(Problem) -> RegexNode {
    let scalar = try next()
    switch scalar {
    case "(": return try group()
    case "[": return try characterClass()
    case ".":
      return .scalars(
        ScalarSet(ranges: flags.dotMatchesNewline ? [] : [10...10], isNegated: true))
    case "^": return .assertion(flags.isMultiLine ? .lineStart : .textStart)
    case "$": return .assertion(flags.isMultiLine ? .lineEnd : .textEnd)
    case "\\": return try escape()
    case "*", "+", "?": throw Problem(message: "quantifier without an operand")
    default: return literal(scalar)
    }
  }

  private mutating func group() throws(Problem) -> RegexNode {
    let outer = flags
    if take("?") {
      if take(text: "P<") || take("<") {
        while let scalar = peek, scalar != ">" {
          guard scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_"
          else { throw Problem(message: "invalid group name") }
          offset += 1
        }
        guard take(">") else { throw Problem(message: "group name is not closed") }
      } else if try !groupFlags() {
        return .empty
      }
    }
    let node = try alternatives()
    guard take(")") else { throw Problem(message: "missing ')'") }
    flags = outer
    return node
  }

  /// Reads `i-ms:` and the like; false when the group ends here, as in `(?i)`.
  private mutating func groupFlags() throws(Problem) -> Bool {
    var isOn = true
    while true {
      switch try next() {
      case "i": flags.ignoresCase = isOn
      case "m": flags.isMultiLine = isOn
      case "s": flags.dotMatchesNewline = isOn
      case "U": flags.isUngreedy = isOn
      case "-" where isOn: isOn = false
      case ":": return true
      case ")": return false
      default: throw Problem(message: "unknown group flag")
      }
    }
  }
}

// MARK: - Classes and escapes

extension RegexParser {
  private mutating func escape() throws(Problem) -> RegexNode {
    let scalar = try next()
    switch scalar {
    case "A": return .assertion(.textStart)
    case "z": return .assertion(.textEnd)
    case "b": return .assertion(.wordBoundary)
    case "B": return .assertion(.notWordBoundary)
    default: break
    }
    offset -= 1
    var set = ScalarSet(ignoresCase: flags.ignoresCase)
    if try perlClass(into: &set) { return .scalars(set) }
    return literal(try escapedScalar())
  }

  /// `\d`, `\W`, `\pL`, `\p{Greek}` …; false when the escape is a single character.
  private mutating func perlClass(into set: inout ScalarSet) throws(Problem) -> Bool {
    guard let scalar = peek else { throw Problem(message: "pattern ends with a backslash") }
    let ranges: [ClosedRange<UInt32>]
    switch scalar.properties.lowercaseMapping {
    case "d": ranges = ScalarSet.digits
    case "w": ranges = ScalarSet.words
    case "s": ranges = ScalarSet.spaces
    case "p":
      offset += 1
      try category(isNegated: scalar == "P", into: &set)
      return true
    default: return false
    }
    offset += 1
    set.ranges += ("A"..."Z").contains(scalar) ? ScalarSet.complement(ranges) : ranges
    return true
  }

  private mutating func category(
    isNegated: Bool, into set: inout ScalarSet
  ) throws(Problem) {
    var name = ""
    if take("{") {
      while let scalar = peek, scalar != "}" {
        name.unicodeScalars.append(scalar)
        offset += 1
      }
      guard take("}") else { throw Problem(message: "category name is not closed") }
    } else {
      name.unicodeScalars.append(try next())
    }
    let isInverted = name.hasPrefix("^")
    if isInverted { name.removeFirst() }
    guard !name.isEmpty, ScalarSet.isKnownCategory(name) else {
      throw Problem(message: "unknown Unicode category")
    }
    set.categories.append((name, isNegated != isInverted))
  }

  private mutating func escapedScalar() throws(Problem) -> Unicode.Scalar {
    let scalar = try next()
    switch scalar {
    case "a": return "\u{7}"
    case "f": return "\u{c}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{b}"
    case "x": return try hexScalar()
    case "0"..."7":
      var value = scalar.value - 48
      while let digit = peek, ("0"..."7").contains(digit), value < 64 {
        value = value * 8 + digit.value - 48
        offset += 1
      }
      guard scalar == "0" || value > 7, let result = Unicode.Scalar(value) else {
        throw Problem(message: "back-references are not supported")
      }
      return result
    default:
      guard scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) else {
        throw Problem(message: "unknown escape")
      }
      return scalar
    }
  }

  private mutating func hexScalar() throws(Problem) -> Unicode.Scalar {
    var digits = ""
    if take("{") {
      while let scalar = peek, scalar != "}", digits.count < 8 {
        digits.unicodeScalars.append(scalar)
        offset += 1
      }
      guard take("}") else { throw Problem(message: "malformed hexadecimal escape") }
    } else {
      digits.unicodeScalars.append(try next())
      digits.unicodeScalars.append(try next())
    }
    guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
      throw Problem(message: "malformed hexadecimal escape")
    }
    return scalar
  }

  private mutating func characterClass() throws(Problem) -> RegexNode {
    var set = ScalarSet(ignoresCase: flags.ignoresCase)
    set.isNegated = take("^")
    var isFirst = true
    while isFirst || peek != "]" {
      guard peek != nil else { throw Problem(message: "missing ']'") }
      isFirst = false
      if take(text: "[:") {
        try posixClass(into: &set)
        continue
      }
      if peek == "\\" {
        offset += 1
        if try perlClass(into: &set) { continue }
        offset -= 1
      }
      try classRange(into: &set)
    }
    offset += 1
    return .scalars(set)
  }

  private mutating func posixClass(into set: inout ScalarSet) throws(Problem) {
    let isNegated = take("^")
    var name = ""
    while let scalar = peek, scalar != ":" {
      name.unicodeScalars.append(scalar)
      offset += 1
    }
    guard take(text: ":]"), let ranges = ScalarSet.posix[name] else {
      throw Problem(message: "unknown character class")
    }
    set.ranges += isNegated ? ScalarSet.complement(ranges) : ranges
  }

  private mutating func classRange(into set: inout ScalarSet) throws(Problem) {
    let low = try classScalar()
    var high = low
    if peek == "-", offset + 1 < scalars.count, scalars[offset + 1] != "]" {
      offset += 1
      high = try classScalar()
    }
    guard low <= high else { throw Problem(message: "character range is reversed") }
    set.ranges.append(low.value...high.value)
  }

  private mutating func classScalar() throws(Problem) -> Unicode.Scalar {
    let scalar = try next()
    return scalar == "\\" ? try escapedScalar() : scalar
  }
}
