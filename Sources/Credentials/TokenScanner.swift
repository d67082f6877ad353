internal import Encodings

/// Finds credentials inside longer text: an argument, an address, a script, a comment.
package enum TokenScanner {
  /// A token in a text: its kind, and its bytes' offsets.
  package struct Match: Sendable {
    package let classification: Classification
    /// Byte offsets into the text.
    package let range: Range<Int>
  }

  /// Tokens of known kinds, private keys, and passwords in addresses; placeholders are none.
  package static func matches(in text: String) -> [Match] {
    var matches = tokens(in: text)
    if text.holds("PRIVATE KEY-----"), PEM.holdsPrivateKey(unescaped(text)) {
      matches.append(
        Match(classification: Classification(kind: .privateKey), range: 0..<text.utf8.count))
    }
    return matches + passwords(in: text)
  }

  /// Whether a closer look could find anything: one pass without allocation, since nearly no text
  /// holds a credential.
  package static func isWorthALook(_ bytes: ArraySlice<UInt8>) -> Bool {
    nextHint(bytes.span, from: 0, pairs.span, countsAddresses: true) != nil
  }

  /// Tokens of known kinds in bytes, by their own form alone.
  package static func tokens(in bytes: [UInt8]) -> [Match] {
    var matches: [Match] = []
    var index = 0
    let pairs = self.pairs
    while let start = nextHint(bytes.span, from: index, pairs.span, countsAddresses: false) {
      index = start + 1
      guard start == 0 || !isWord(bytes[start - 1]), let match = token(bytes, at: start) else {
        continue
      }
      matches.append(match)
      index = match.range.upperBound
    }
    return matches
  }

  /// The first offset at which a token, a PEM block or, if wanted, an address with a password could
  /// start.
  private static func nextHint(
    _ bytes: borrowing Span<UInt8>, from start: Int, _ pairs: borrowing Span<UInt8>,
    countsAddresses: Bool
  ) -> Int? {
    var index = start
    let end = bytes.count - 8
    while index < end {
      let pair = Int(bytes[index]) << 8 | Int(bytes[index + 1])
      if pairs[pair] != 0 {
        if isHint(bytes, at: index) { return index }
        if countsAddresses, isAddressWithUser(bytes, at: index) { return index }
      }
      index += 1
    }
    return nil
  }

  private static func isHint(_ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    let four =
      UInt32(bytes[index]) << 24 | UInt32(bytes[index + 1]) << 16 | UInt32(bytes[index + 2]) << 8
      | UInt32(bytes[index + 3])
    for hint in hints[Int(bytes[index])] where four & hint.mask == hint.value { return true }
    return false
  }

  /// `://` where an `@` follows in the same word.
  private static func isAddressWithUser(_ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    guard bytes[index] == UInt8(ascii: ":"), bytes[index + 2] == UInt8(ascii: "/") else {
      return false
    }
    var next = index + 3
    while next < bytes.count, bytes[next] > 32, bytes[next] != UInt8(ascii: "/") {
      if bytes[next] == UInt8(ascii: "@") { return true }
      next += 1
    }
    return false
  }

  /// The first three or four bytes of each prefix, by the first of them; of PEM, what no rule of
  /// dashes holds.
  private static let hints: [[(value: UInt32, mask: UInt32)]] = (0..<256).map { byte in
    prefixes.filter { $0.first == UInt8(byte) }.map { bytes in
      let value = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32($1 < bytes.count ? bytes[$1] : 0) }
      return (value: value, mask: bytes.count < 4 ? UInt32(0xFFFF_FF00) : UInt32.max)
    }
  }

  private static let prefixes: [[UInt8]] = Set(
    CredentialKind.prefixed.map(\.prefix) + ["eyJ", "BEGIN "]
  ).sorted().map { Array($0.utf8.prefix(4)) }

  /// 1 for each pair of bytes with which a prefix starts, or an address has its host.
  private static let pairs: [UInt8] = {
    var pairs = [UInt8](repeating: 0, count: 65_536)
    for prefix in prefixes + [Array(":/".utf8)] { pairs[Int(prefix[0]) << 8 | Int(prefix[1])] = 1 }
    return pairs
  }()

  /// Keys in JSON and in one-line values have `\n` for their line breaks.
  private static func unescaped(_ text: String) -> String {
    text.holds("\\n") ? text.replacing("\\\\n", with: "\n").replacing("\\n", with: "\n") : text
  }

  /// Tokens that their own form tells.
  package static func tokens(in text: String) -> [Match] { tokens(in: Array(text.utf8)) }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte.isWordByte
  }

  private static func token(_ bytes: [UInt8], at start: Int) -> Match? {
    let isJSON = bytes[start...].starts(with: "eyJ".utf8)
    let isPrefixed = Classification.kinds[Int(bytes[start])].contains {
      bytes[start...].starts(with: $0.prefix.utf8)
    }
    guard isJSON || isPrefixed else { return nil }
    var end = start
    while end < bytes.count, CredentialKind.Alphabet.token.contains(bytes[end]),
      end - start < 10_000
    { end += 1 }
    // What follows a token in prose or in an address is none of it.
    for stop in [end, firstStop(bytes, start..<end)] {
      var last = stop
      while last > start, ".,=-/".utf8.contains(bytes[last - 1]) { last -= 1 }
      let text = String(decoding: bytes[start..<last], as: UTF8.self)
      if let found = Classification.recognise(text), !Placeholder.matches(text) {
        return Match(classification: found, range: start..<last)
      }
    }
    return nil
  }

  /// The first byte that no token but an encoded one holds.
  private static func firstStop(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    bytes[range].firstIndex { "/=+".utf8.contains($0) } ?? range.upperBound
  }

  /// Passwords of `scheme://user:password@host`.
  package static func passwords(in text: String) -> [Match] {
    guard text.holds("://"), text.holds("@") else { return [] }
    let bytes = Array(text.utf8)
    var matches: [Match] = []
    var index = 0
    while let found = text.firstOffset(of: "://", from: index) {
      index = found + 3
      let end = bytes[index...].firstIndex { isAddressEnd($0) } ?? bytes.count
      let authority = bytes[index..<end]
      guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
        let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at
      else { continue }
      let password = String(decoding: bytes[(colon + 1)..<at], as: UTF8.self)
      let host = String(decoding: bytes[(at + 1)..<end], as: UTF8.self)
      // `[USER[:PASSWORD]@]` is the grammar of an address.
      guard !authority[..<at].contains(where: { "[]{}<>".utf8.contains($0) }) else { continue }
      // GitHub's filler behind a token that stands as the user.
      guard password != "x-oauth-basic", Strength.isPlausible(password),
        !Placeholder.isReservedHost(host),
        !Placeholder.isTemplate(host)
      else { continue }
      matches.append(
        Match(classification: Classification(kind: .urlPassword), range: (colon + 1)..<at))
    }
    return matches
  }

  private static func isAddressEnd(_ byte: UInt8) -> Bool {
    byte <= 32 || "/\"'`<>,;|\\".utf8.contains(byte)
  }
}

/// Whether text without a known form could be a secret that somebody uses.
package enum Strength {
  /// Not a hint, not a word, not an address: what a person or a generator makes up as a password.
  package static func isPlausible(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (8...512).contains(bytes.count), bytes.allSatisfy({ $0 > 32 && $0 < 127 }),
      !Placeholder.matches(text), !looksLikeName(text), !isHash(text), !isFailedToken(text)
    else { return false }
    return classes(bytes) >= 2
  }

  /// A password's hash: nothing to log in with.
  package static func isHash(_ text: String) -> Bool {
    let starts = [
      "$2a$", "$2b$", "$2y$", "$1$", "$5$", "$6$", "$y$", "$apr1$", "$argon2", "$pbkdf2", "pbkdf2",
      "{SSHA", "{SHA", "{CRYPT}", "sha1:", "sha256:", "sha512:", "SCRAM-SHA-", "md5:",
    ]
    return starts.contains(where: text.hasPrefix)
  }

  /// The form of a known kind with a checksum that is wrong: made up.
  private static func isFailedToken(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return Classification.kinds[Int(first)].contains {
      text.hasPrefix($0.prefix) && !$0.matches(text[...].utf8)
    }
  }

  /// Made by a generator: long, mixed, without words.
  package static func isRandom(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard isPlausible(text), bytes.count >= 12, entropy(bytes) >= 3 else { return false }
    let isHex = bytes.allSatisfy { CredentialKind.Alphabet.hex.contains($0) }
    if isHex { return bytes.count >= 24 && bytes.contains { $0 > 57 } }
    // Where digits are few, capitals and small letters by turns tell as much.
    return hasDigitsAmongLetters(bytes) && (classes(bytes) >= 3 || bytes.count >= 16)
      || (bytes.count >= 20 && bytes.allSatisfy { $0.isLetter || $0.isDigit }
        && bytes.contains { $0.isDigit } && changes(bytes) * 5 > bytes.count * 2)
  }

  /// How often letters and digits, or capitals and small letters, change.
  private static func changes(_ bytes: [UInt8]) -> Int {
    let kinds = bytes.map { $0.isDigit ? 0 : $0.isUppercase ? 1 : 2 }
    return zip(kinds, kinds.dropFirst()).count { $0 != $1 }
  }

  /// A word that no person writes as a name: letters and digits, or capitals and small letters, by
  /// turns. It asks less than `isRandom`, for whoever hides text.
  package static func isMadeUp(_ word: String) -> Bool {
    let bytes = Array(word.utf8)
    guard bytes.count >= 12 else { return isRandom(word) }
    let kinds = bytes.map { byte in
      switch byte {
      case 48...57: 0
      case 65...90: 1
      default: 2
      }
    }
    let changes = zip(kinds, kinds.dropFirst()).count { $0 != $1 }
    return changes * 3 > bytes.count || isRandom(word)
  }

  /// What a token of a known kind starts with, and something that was made up: its checksum may be
  /// wrong, and its letters small ones.
  package static func resemblesToken(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return Classification.kinds[Int(first)].contains { kind in
      text.hasPrefix(kind.prefix) && kind.prefix.utf8.count >= 4
        && isMadeUp(String(text.dropFirst(kind.prefix.count)))
    }
  }

  private static func classes(_ bytes: [UInt8]) -> Int {
    let lower = bytes.contains { $0.isLowercase }
    let upper = bytes.contains { $0.isUppercase }
    let digit = bytes.contains { $0.isDigit }
    let other = bytes.contains { !CredentialKind.Alphabet.alphanumeric.contains($0) }
    return [lower, upper, digit, other].count { $0 }
  }

  /// Digits between letters, more than once: `v1` and `node-3` have none.
  private static func hasDigitsAmongLetters(_ bytes: [UInt8]) -> Bool {
    let kinds = bytes.map { $0.isDigit }
    return zip(kinds, kinds.dropFirst()).count { $0 != $1 } >= 4
  }

  /// Bits a byte.
  private static func entropy(_ bytes: [UInt8]) -> Double {
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    let total = Double(bytes.count)
    // A sum of squares serves as well as logarithms, and needs no mathematics library.
    let collision = counts.reduce(0.0) { $0 + Double($1 * $1) / (total * total) }
    return 1 / collision >= 8 ? 3 : 0
  }

  /// Paths, addresses, host names, numbers, booleans and dotted names.
  private static func looksLikeName(_ text: String) -> Bool {
    if text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("~") || text.holds("://") {
      return true
    }
    if text.utf8.allSatisfy({ $0.isDigit || ".:-,TZ".utf8.contains($0) }) {
      return true
    }
    let labels = text.split { ".:/".contains($0) }
    let isDotted = labels.count >= 2 && text.holds(".")
    if isDotted,
      labels.allSatisfy({ $0.allSatisfy { $0.isLetter || $0 == "-" } || $0.allSatisfy(\.isNumber) })
    {
      return true
    }
    // kebab-case, snake_case and camelCase of letters: a name of something.
    let words = text.split { "-_./:".contains($0) }
    return words.allSatisfy { word in
      word.allSatisfy(\.isLetter) && isWordLike(word)
    }
  }

  /// Letters that change between cases only where a word starts.
  private static func isWordLike(_ text: Substring) -> Bool {
    let cases = text.map(\.isUppercase)
    let changes = zip(cases, cases.dropFirst()).count { $0 != $1 }
    let vowels = text.lowercased().count { "aeiouy".contains($0) }
    return changes <= max(2, text.count / 4) && vowels * 6 >= text.count
  }
}
