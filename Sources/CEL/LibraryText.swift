internal import Encodings

/// Strings: the standard functions and the `strings` extension, version 3
/// (cel-go `ext/strings.go`). Positions count code points.
extension Library {
  static let text: [Overload] = tests + positions + changes + splitting

  private static let outOfRange = EvaluationError("index is out of range")

  private static let tests: [Overload] = [
    .member(
      "contains", [.string, .string], .bool, "True if it holds the text.", "'abc'.contains('b')"
    ) {
      .bool(find(scalars($0[1]), in: scalars($0[0]), from: 0) != nil)
    },
    .member(
      "startsWith", [.string, .string], .bool, "True if it starts so.", "'abc'.startsWith('ab')"
    ) {
      .bool($0[0].string.utf8.starts(with: $0[1].string.utf8))
    },
    .member("endsWith", [.string, .string], .bool, "True if it ends so.", "'abc'.endsWith('bc')") {
      .bool($0[0].string.utf8.reversed().starts(with: $0[1].string.utf8.reversed()))
    },
  ]

  private static let positions: [Overload] = [
    .member(
      "charAt", [.string, .int], .string, "One code point; empty at the end.",
      "'abc'.charAt(1) == 'b'"
    ) { arguments throws(EvaluationError) in
      let text = scalars(arguments[0])
      guard let index = Int(exactly: arguments[1].int), (0...text.count).contains(index) else {
        throw outOfRange
      }
      return .string(index == text.count ? "" : string([text[index]]))
    },
    .member(
      "indexOf", [.string, .string], .int, "First position, or -1.", "'abcb'.indexOf('b') == 1"
    ) {
      .int(Int64(find(scalars($0[1]), in: scalars($0[0]), from: 0) ?? -1))
    },
    .member(
      "indexOf", [.string, .string, .int], .int, "First position from there, or -1.",
      "'abcb'.indexOf('b', 2) == 3"
    ) { arguments throws(EvaluationError) in
      guard !arguments[1].string.isEmpty else { return .int(arguments[2].int) }
      let text = scalars(arguments[0])
      guard let start = Int(exactly: arguments[2].int), (0...text.count).contains(start) else {
        throw outOfRange
      }
      return .int(Int64(find(scalars(arguments[1]), in: text, from: start) ?? -1))
    },
    .member(
      "lastIndexOf", [.string, .string], .int, "Last position, or -1.",
      "'abcb'.lastIndexOf('b') == 3"
    ) {
      let text = scalars($0[0])
      return .int(Int64(findLast(scalars($0[1]), in: text, from: text.count) ?? -1))
    },
    .member(
      "lastIndexOf", [.string, .string, .int], .int, "Last position up to there, or -1.",
      "'abcb'.lastIndexOf('b', 2) == 1"
    ) { arguments throws(EvaluationError) in
      guard !arguments[1].string.isEmpty else { return .int(arguments[2].int) }
      let text = scalars(arguments[0])
      guard let start = Int(exactly: arguments[2].int), (0...text.count).contains(start) else {
        throw outOfRange
      }
      return .int(Int64(findLast(scalars(arguments[1]), in: text, from: start) ?? -1))
    },
    .member(
      "substring", [.string, .int], .string, "From there to the end.", "'abc'.substring(1) == 'bc'"
    ) { arguments throws(EvaluationError) in
      try slice(scalars(arguments[0]), arguments[1].int, nil)
    },
    .member(
      "substring", [.string, .int, .int], .string, "From there up to, without, the end.",
      "'abc'.substring(1, 2) == 'b'"
    ) { arguments throws(EvaluationError) in
      try slice(scalars(arguments[0]), arguments[1].int, arguments[2].int)
    },
  ]

  private static let changes: [Overload] = [
    .member(
      "lowerAscii", [.string], .string, "ASCII letters in lower case.",
      "'AbÉ'.lowerAscii() == 'abÉ'"
    ) {
      .string(mapASCII($0[0].string) { $0.isUppercase ? $0 + 32 : $0 })
    },
    .member(
      "upperAscii", [.string], .string, "ASCII letters in upper case.",
      "'abé'.upperAscii() == 'ABé'"
    ) {
      .string(mapASCII($0[0].string) { $0.isLowercase ? $0 - 32 : $0 })
    },
    .member(
      "replace", [.string, .string, .string], .string, "Replaces every occurrence.",
      "'aba'.replace('a', 'c') == 'cbc'"
    ) { arguments throws(EvaluationError) in
      .string(try replace(arguments[0], arguments[1], arguments[2], limit: -1))
    },
    .member(
      "replace", [.string, .string, .string, .int], .string, "Replaces the first occurrences.",
      "'aba'.replace('a', 'c', 1) == 'cba'"
    ) { arguments throws(EvaluationError) in
      .string(try replace(arguments[0], arguments[1], arguments[2], limit: arguments[3].int))
    },
    .member("trim", [.string], .string, "Without white space around it.", "' a\\n'.trim() == 'a'") {
      let text = scalars($0[0])
      guard let first = text.firstIndex(where: { !$0.properties.isWhitespace }),
        let last = text.lastIndex(where: { !$0.properties.isWhitespace })
      else { return .string("") }
      return .string(string(text[first...last]))
    },
    .member("reverse", [.string], .string, "Backwards.", "'abc'.reverse() == 'cba'") {
      .string(string(scalars($0[0]).reversed()))
    },
    .function(
      "strings.quote", [.string], .string, "In quotes, with escapes.",
      "strings.quote('a\"') == '\"a\\\\\"\"'"
    ) {
      .string(quoted($0[0].string))
    },
    .member(
      "format", [.string, .list(.dyn)], .string, "Fills %s, %d, %f, %e, %x, %o, %b.",
      "'%d-%s'.format([1, 'a']) == '1-a'"
    ) { arguments throws(EvaluationError) in
      .string(try TextFormat.format(arguments[0].string, arguments[1].list))
    },
  ]

  private static let splitting: [Overload] = [
    .member(
      "split", [.string, .string], .list(.string), "The parts between separators.",
      "'a,b'.split(',') == ['a', 'b']"
    ) { arguments throws(EvaluationError) in
      .list(try split(arguments[0], arguments[1], limit: -1))
    },
    .member(
      "split", [.string, .string, .int], .list(.string), "At most so many parts.",
      "'a,b,c'.split(',', 2) == ['a', 'b,c']"
    ) { arguments throws(EvaluationError) in
      .list(try split(arguments[0], arguments[1], limit: arguments[2].int))
    },
    .member("join", [.list(.string)], .string, "All parts in a row.", "['a', 'b'].join() == 'ab'") {
      arguments throws(EvaluationError) in
      try joined(arguments[0].list, separator: "")
    },
    .member(
      "join", [.list(.string), .string], .string, "All parts with a separator.",
      "['a', 'b'].join('-') == 'a-b'"
    ) { arguments throws(EvaluationError) in
      try joined(arguments[0].list, separator: arguments[1].string)
    },
  ]

  private static func scalars(_ value: Value) -> [Unicode.Scalar] {
    Array(value.string.unicodeScalars)
  }

  static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars)
    return String(result)
  }

  private static func find(
    _ part: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int
  ) -> Int? {
    guard part.count <= text.count - start else { return nil }
    return (start...(text.count - part.count)).first { text[$0...].starts(with: part) }
  }

  private static func findLast(
    _ part: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int
  ) -> Int? {
    guard part.count <= text.count else { return nil }
    return (0...min(start, text.count - part.count)).last { text[$0...].starts(with: part) }
  }

  private static func slice(
    _ text: [Unicode.Scalar], _ start: Int64, _ end: Int64?
  ) throws(EvaluationError) -> Payload {
    let end = end ?? Int64(text.count)
    guard start >= 0, end <= Int64(text.count), start <= end else { throw outOfRange }
    return .string(string(text[Int(start)..<Int(end)]))
  }

  private static func mapASCII(_ text: String, _ change: (UInt8) -> UInt8) -> String {
    String(decoding: text.utf8.map(change), as: UTF8.self)
  }

  /// Code points that no budget pays for.
  private static let maximumResult = 10 * Frame.defaultBudget

  private static func replace(
    _ text: Value, _ old: Value, _ new: Value, limit: Int64
  ) throws(EvaluationError) -> String {
    let new = scalars(new)
    let parts = scalars(old)
    let source = scalars(text)
    var remaining = limit < 0 ? Int64.max : limit
    var result: [Unicode.Scalar] = []
    var position = 0
    while position < source.count {
      if remaining > 0, source[position...].starts(with: parts) {
        result += new
        guard result.count <= maximumResult else { throw .tooManySteps }
        remaining -= 1
        if parts.isEmpty {
          result.append(source[position])
          position += 1
        } else {
          position += parts.count
        }
      } else {
        result.append(source[position])
        position += 1
      }
    }
    if parts.isEmpty, remaining > 0 { result += new }
    return string(result)
  }

  private static func split(
    _ text: Value, _ separator: Value, limit: Int64
  ) throws(EvaluationError) -> [Value] {
    guard limit != 0 else { return [] }
    let source = scalars(text)
    let parts = scalars(separator)
    var result: [Value] = []
    var start = 0
    var position = 0
    func add(_ range: Range<Int>) { result.append(Value(.string(string(source[range])))) }
    while position < source.count, limit < 0 || result.count < limit - 1 {
      guard result.count <= Frame.defaultBudget else { throw .tooManySteps }
      if parts.isEmpty {
        guard position + 1 < source.count else { break }
        add(position..<position + 1)
        position += 1
        start = position
      } else if source[position...].starts(with: parts) {
        add(start..<position)
        position += parts.count
        start = position
      } else {
        position += 1
      }
    }
    if !(parts.isEmpty && source.isEmpty) { add(start..<source.count) }
    return result
  }

  private static func joined(
    _ parts: [Value], separator: String
  ) throws(EvaluationError) -> Payload {
    var texts: [String] = []
    for part in parts {
      guard case .string(let text) = part.payload else { throw .noSuchOverload }
      texts.append(text)
    }
    return .string(texts.joined(separator: separator))
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{7}": result += "\\a"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{b}": result += "\\v"
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
