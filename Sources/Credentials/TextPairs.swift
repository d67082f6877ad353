internal import Encodings

/// Names and values in a text of any of the usual notations.
struct TextPairs {
  struct Pair {
    let name: String
    let value: String
    /// Byte offsets of the value into the text.
    let range: Range<Int>
    /// The notation itself says that it is a credential.
    let isCertain: Bool
  }

  private static let quotes = ByteSet(" \t\"'\\")
  private static let joints = ByteSet(".-")
  private static let blanks = ByteSet(" \t=\\")
  private static let valueEnds = ByteSet("&;,\"'`{}[]()<>\\")
  /// What follows a text in quotes in an expression.
  private static let textEnds = ByteSet(",)+")
  private static let elementSigns = ByteSet(".-:")

  /// What tells a `.netrc`, and elements of XML.
  private static let notations = TextSet(["machine ", "login ", "</"])

  private let bytes: [UInt8]
  private(set) var all: [Pair] = []

  init(_ text: String) {
    // Each of them needs a name of a credential, or a header's, which has a part of one.
    guard SecretNames.mayOccur(in: text) else {
      bytes = []
      return
    }
    bytes = Array(text.utf8)
    guard bytes.contains(where: { $0 == 61 || $0 == 58 || $0 == 62 || $0 == 32 }) else { return }
    let hasNotation = Self.notations.isIn(text)
    let isNetrc = hasNotation && (text.holds("machine ") || text.holds("login "))
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      read(start..<end)
      if isNetrc { readWords(start..<end) }
      start = end + 1
    }
    if hasNotation, text.holds("</") { readElements() }
  }

  // MARK: Separators

  private mutating func read(_ line: Range<Int>) {
    guard !isComment(line) else { return }
    var separator = line.lowerBound
    while let found = bytes[separator..<line.upperBound].firstIndex(where: { $0 == 61 || $0 == 58 })
    {
      separator = found + 1
      let name = name(before: found, from: line.lowerBound)
      guard !name.isEmpty, SecretNames.matches(name) || Self.headers.contains(name.lowercased()),
        !isPadded(name)
      else { continue }
      let range = value(after: found, to: line.upperBound, isHeader: Self.isScheme(name))
      guard !range.isEmpty, !endsQuote(name, found, range) else { continue }
      add(name, range, isCertain: Self.isCertain(name))
    }
  }

  /// `"name = "value`: the quote in front of the name ends behind the sign, and what follows is none of
  /// it. Without a blank, as in `"NAME="value""`, shells join the two.
  private func endsQuote(_ name: String, _ separator: Int, _ value: Range<Int>) -> Bool {
    let quote = bytes[value.lowerBound - 1]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
      value.lowerBound - 2 > separator, bytes[value.lowerBound - 2] == 32
    else { return false }
    var end = separator
    while end > 0, bytes[end - 1] == 32 { end -= 1 }
    let start = end - name.utf8.count - 1
    return start >= 0 && bytes[start] == quote
  }

  /// What an equals sign fills up is base64, and no name, whatever letters it ends in.
  private func isPadded(_ name: String) -> Bool {
    name.utf8.count >= 24 && Strength.isRandom(name)
  }

  private mutating func add(_ name: String, _ range: Range<Int>, isCertain: Bool) {
    all.append(
      Pair(
        name: name, value: String(decoding: bytes[range], as: UTF8.self), range: range,
        isCertain: isCertain))
  }

  /// A remark; `//host/:_authToken=` of npm is none.
  private func isComment(_ line: Range<Int>) -> Bool {
    let text = bytes[line].drop { $0 == 32 || $0 == 9 }
    guard text.first != UInt8(ascii: "#"), text.first != UInt8(ascii: ";") else { return true }
    guard text.starts(with: "//".utf8) else { return false }
    return !String(decoding: text.prefix(300), as: UTF8.self).holds("/:_")
  }

  /// npm's settings and headers hold nothing else.
  private static func isCertain(_ name: String) -> Bool {
    ["_authToken", "_password", "_auth"].contains(name) || headers.contains(name.lowercased())
  }

  private static let headers: Set<String> = [
    "authorization", "proxy-authorization", "private-token", "deploy-token", "job-token",
    "x-vault-token", "x-api-key", "x-auth-token", "dd-api-key", "x-registry-auth",
  ]

  private static func isScheme(_ name: String) -> Bool {
    name.lowercased().hasSuffix("authorization")
  }

  /// The word in front of a separator, without quotes.
  private func name(before separator: Int, from start: Int) -> String {
    var end = separator
    while end > start, Self.quotes.contains(bytes[end - 1]) { end -= 1 }
    var begin = end
    while begin > start, bytes[begin - 1].isWordByte || Self.joints.contains(bytes[begin - 1]) {
      begin -= 1
    }
    return String(decoding: bytes[begin..<end], as: UTF8.self)
  }

  /// What stands behind a separator: in quotes, or to the next sign that ends a value.
  private func value(after separator: Int, to lineEnd: Int, isHeader: Bool) -> Range<Int> {
    var start = separator + 1
    // No password is longer, and a line may have a name at every tenth byte.
    let end = min(lineEnd, start + 1_500)
    // `${NAME:-default}` gives the value that is used without another, to its bracket.
    if start < end, bytes[separator] == 58, bytes[start] == UInt8(ascii: "-") {
      start += 1
      let close = bytes[start..<end].firstIndex(of: UInt8(ascii: "}"))
      if let close, !bytes[start..<close].contains(where: { $0 <= 32 || $0 == 36 }) {
        return start..<close
      }
    }
    while start < end, Self.blanks.contains(bytes[start]) { start += 1 }
    if isHeader {
      for scheme in ["Bearer ", "Basic ", "token ", "ApiKey ", "bearer ", "basic "]
      where bytes[start..<end].starts(with: scheme.utf8) { start += scheme.utf8.count }
    }
    guard start < end else { return start..<start }
    if bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'") {
      // `concat('…;password=', listKeys(…))`: the text ends there.
      if start == separator + 1, start + 1 < end, Self.textEnds.contains(bytes[start + 1]),
        isInQuotes(start)
      {
        return start..<start
      }
      let quote = bytes[start]
      let close = bytes[(start + 1)..<end].firstIndex(of: quote) ?? end
      let isEscaped = close > start + 1 && close < end && bytes[close - 1] == UInt8(ascii: "\\")
      return (start + 1)..<(isEscaped ? close - 1 : close)
    }
    let stop = bytes[start..<end].firstIndex { $0 <= 32 || Self.valueEnds.contains($0) }
    let isProse = bytes[separator] == 58 && isWordOfProse(start..<(stop ?? end), to: end)
    return start..<(isProse ? start : stop ?? end)
  }

  /// Whether a quote closes one that its line has opened.
  private func isInQuotes(_ quote: Int) -> Bool {
    let line = bytes[..<quote].suffix(1_500).reversed().prefix { $0 != 10 }
    return !line.count { $0 == bytes[quote] }.isMultiple(of: 2)
  }

  /// A word of letters that another one follows, behind a colon.
  private func isWordOfProse(_ word: Range<Int>, to end: Int) -> Bool {
    word.upperBound + 1 < end && bytes[word.upperBound] == 32 && bytes[word.upperBound + 1].isLetter
      && bytes[word].allSatisfy { $0.isLetter || $0 > 127 }
  }

  /// Whether another line gives the same to a user's name: such a text of nobody's choice is what
  /// something encrypts, the user's name too.
  mutating func isUsersToo(_ pair: Pair) -> Bool {
    Strength.isRandom(pair.value) && users.contains(pair.value)
  }

  /// What the text's lines call its users.
  private lazy var users = Set(
    bytes.split(separator: 10).compactMap { line -> String? in
      guard let sign = line.firstIndex(where: { $0 == 61 || $0 == 58 }),
        SecretNames.isUser(name(before: sign, from: line.startIndex))
      else { return nil }
      let range = value(after: sign, to: line.endIndex, isHeader: false)
      return String(decoding: bytes[range], as: UTF8.self)
    })

  // MARK: Words and elements

  /// `machine HOST login USER password VALUE` of a `.netrc`.
  private mutating func readWords(_ line: Range<Int>) {
    let words = bytes[line].split { $0 <= 32 }
    for (word, next) in zip(words, words.dropFirst()) where word.elementsEqual("password".utf8) {
      add("password", next.indices, isCertain: true)
    }
  }

  /// `<password>VALUE</password>`.
  private mutating func readElements() {
    var index = 0
    while let open = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = open + 1
      let name = bytes[index...].prefix { $0.isWordByte || Self.elementSigns.contains($0) }
      guard !name.isEmpty, name.endIndex < bytes.count, bytes[name.endIndex] == UInt8(ascii: ">")
      else { continue }
      let start = name.endIndex + 1
      let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "<") || $0 == 10 } ?? bytes.count
      let text = String(decoding: name, as: UTF8.self)
      if end > start, SecretNames.matches(text) { add(text, start..<end, isCertain: false) }
    }
  }
}
