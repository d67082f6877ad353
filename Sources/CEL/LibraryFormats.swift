internal import Encodings

/// Encodings, regular expressions, URLs and versions.
extension Library {
  static let encoders: [Overload] = [
    .function(
      "base64.encode", [.bytes], .string, "Standard alphabet, padded.",
      "base64.encode(b'hi') == 'aGk='"
    ) {
      .string(Base64.encode($0[0].bytes))
    },
    .function(
      "base64.decode", [.string], .bytes, "Padding may be missing.", "base64.decode('aGk') == b'hi'"
    ) { arguments throws(EvaluationError) in
      let text = arguments[0].string
      let padding: Base64.Padding = text.hasSuffix("=") ? .required : .forbidden
      guard let bytes = try? Base64.decode(text.utf8, padding: padding) else {
        throw EvaluationError("malformed base64")
      }
      return .bytes(bytes)
    },
  ]

  static let patterns: [Overload] = [
    .metered(
      "matches", isMember: false, [.string, .string], .bool, "True if RE2 finds the pattern.",
      "matches('abc', 'b.')"
    ) { arguments, frame throws(EvaluationError) in
      .bool(try !found(arguments, limit: 1, frame).isEmpty)
    },
    .metered(
      "matches", isMember: true, [.string, .string], .bool, "True if RE2 finds the pattern.",
      "'abc'.matches('^a')"
    ) { arguments, frame throws(EvaluationError) in
      .bool(try !found(arguments, limit: 1, frame).isEmpty)
    },
    .metered(
      "find", isMember: true, [.string, .string], .string, "The first match, or ''.",
      "'abc123'.find('[0-9]+') == '123'"
    ) { arguments, frame throws(EvaluationError) in
      .string(try found(arguments, limit: 1, frame).first ?? "")
    },
    .metered(
      "findAll", isMember: true, [.string, .string], .list(.string), "Every match.",
      "'a1b2'.findAll('[0-9]') == ['1', '2']"
    ) { arguments, frame throws(EvaluationError) in
      .list(try found(arguments, limit: -1, frame).map { Value(.string($0)) })
    },
    .metered(
      "findAll", isMember: true, [.string, .string, .int], .list(.string), "The first matches.",
      "'a1b2'.findAll('[0-9]', 1) == ['1']"
    ) { arguments, frame throws(EvaluationError) in
      .list(try found(arguments, limit: arguments[2].int, frame).map { Value(.string($0)) })
    },
  ]

  private static func regex(
    _ pattern: String, _ frame: Frame
  ) throws(EvaluationError) -> LinearRegex {
    guard let regex = try? LinearRegex(pattern) else {
      try frame.spend(LinearRegex.maximumProgram / 10)
      throw EvaluationError("invalid regular expression")
    }
    try frame.spend(regex.compilingCost)
    return regex
  }

  private static func found(
    _ arguments: [Value], limit: Int64, _ frame: Frame
  ) throws(EvaluationError) -> [String] {
    let regex = try regex(arguments[1].string, frame)
    let text = Array(arguments[0].string.unicodeScalars)
    var result: [String] = []
    var start = 0
    while limit < 0 || result.count < limit,
      let range = try regex.firstMatch(in: text, from: start, frame)
    {
      try frame.spend()
      result.append(string(text[range]))
      start = range.isEmpty ? range.upperBound + 1 : range.upperBound
      if start > text.count { break }
    }
    return result
  }

  private static let url = Type.message(URLValue.typeName)

  static let addresses: [Overload] = [
    .function(
      "url", [.string], url, "Reads an absolute URL or path.",
      "url('https://a.b/c').getHost() == 'a.b'"
    ) { arguments throws(EvaluationError) in
      guard let value = URLValue(arguments[0].string) else {
        throw EvaluationError("malformed URL")
      }
      return .record(value)
    },
    .function("isURL", [.string], .bool, "True if url() accepts it.", "isURL('https://a.b')") {
      .bool(URLValue($0[0].string) != nil)
    },
    part("getScheme", "https", \.scheme), part("getHost", "a.b:80", \.host),
    part("getHostname", "a.b", \.hostname), part("getPort", "80", \.port),
    part("getEscapedPath", "/c", \.path),
    .member(
      "getQuery", [url], .map(.string, .list(.string)), "The values of every query key.",
      "url('https://a.b/c?k=1&k=2').getQuery() == {'k': ['1', '2']}"
    ) { arguments in
      guard case .record(let record) = arguments[0].payload, let value = record as? URLValue else {
        return .map(ValueMap())
      }
      return .map(value.query)
    },
  ]

  private static func part(
    _ name: String, _ sample: String, _ path: any KeyPath<URLValue, String> & Sendable
  ) -> Overload {
    .member(
      name, [url], .string, "Part of the URL.", "url('https://a.b:80/c').\(name)() == '\(sample)'"
    ) { arguments in
      guard case .record(let record) = arguments[0].payload, let value = record as? URLValue else {
        return .string("")
      }
      return .string(value[keyPath: path])
    }
  }

  static let versions: [Overload] = [
    .member(
      "isAtLeast", [.string, .string], .bool, "Compares semantic versions; false for an empty one.",
      "'1.10.0'.isAtLeast('1.9')"
    ) { arguments throws(EvaluationError) in
      guard !arguments[0].string.isEmpty else { return .bool(false) }
      guard let left = VersionNumber(arguments[0].string),
        let right = VersionNumber(arguments[1].string)
      else {
        throw EvaluationError("malformed version")
      }
      return .bool(!(left < right))
    }
  ]
}

/// A URL split into its parts, as Kubernetes' `url()` gives it.
final class URLValue: Record {
  static let typeName = "kubernetes.URL"
  let scheme: String
  let host: String
  let path: String
  let identity: String

  var typeName: String { Self.typeName }
  var origin: Origin { Origin() }
  func value(of field: Int) -> Value { Value(.null) }
  func has(_ field: Int) -> Bool { false }

  init?(_ text: String) {
    identity = text
    guard text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else { return nil }
    if text.hasPrefix("/") {
      (scheme, host) = ("", "")
      path = String(text.prefix { $0 != "?" && $0 != "#" })
      return
    }
    let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let first = parts[0].first, first.isASCII, first.isLetter,
      parts[0].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
    else { return nil }
    scheme = parts[0].lowercased()
    let authority = parts[1].prefix { !"/?#".contains($0) }
    path = String(parts[1].dropFirst(authority.count).prefix { $0 != "?" && $0 != "#" })
    host = String(authority.split(separator: "@", omittingEmptySubsequences: false).last ?? "")
  }

  /// Keys in the order of their first occurrence, percent escapes decoded.
  var query: ValueMap {
    var keys: [String] = []
    var values: [String: [Value]] = [:]
    let text = identity.drop { $0 != "?" }.dropFirst().prefix { $0 != "#" }
    for part in text.split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = Self.decoded(pair[0])
      if values[key] == nil { keys.append(key) }
      values[key, default: []].append(Value(.string(pair.count == 2 ? Self.decoded(pair[1]) : "")))
    }
    var map = ValueMap()
    for key in keys { _ = map.insert(Value(.string(key)), Value(.list(values[key] ?? []))) }
    return map
  }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? 32 : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  var hostname: String {
    if host.hasPrefix("[") { return String(host.dropFirst().prefix { $0 != "]" }) }
    return String(host.prefix { $0 != ":" })
  }

  var port: String {
    let rest = host.hasPrefix("[") ? host.drop { $0 != "]" }.dropFirst() : host.drop { $0 != ":" }
    return String(rest.dropFirst())
  }
}

/// A semantic version; missing parts are 0 and a leading `v` is allowed.
struct VersionNumber: Comparable {
  private let numbers: [Int]
  private let preRelease: [Substring]

  init?(_ text: String) {
    let body = text.hasPrefix("v") ? text.dropFirst() : text[...]
    let core = body.prefix { $0 != "-" && $0 != "+" }
    let parts = core.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return nil }
    var numbers: [Int] = []
    for part in parts {
      guard let number = Int(part), number >= 0 else { return nil }
      numbers.append(number)
    }
    self.numbers = numbers + Array(repeating: 0, count: 3 - numbers.count)
    let rest = body.dropFirst(core.count).prefix { $0 != "+" }
    preRelease = rest.dropFirst().split(separator: ".")
  }

  static func < (left: VersionNumber, right: VersionNumber) -> Bool {
    if left.numbers != right.numbers {
      return left.numbers.lexicographicallyPrecedes(right.numbers)
    }
    if left.preRelease.isEmpty || right.preRelease.isEmpty {
      return !left.preRelease.isEmpty && right.preRelease.isEmpty
    }
    return left.preRelease.lexicographicallyPrecedes(right.preRelease) { a, b in
      switch (Int(a), Int(b)) {
      case (let a?, let b?): a < b
      case (_?, nil): true
      case (nil, _?): false
      default: a < b
      }
    }
  }
}
