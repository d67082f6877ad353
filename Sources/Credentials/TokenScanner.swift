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
    guard isWorthALook(text.utf8Span.span) else { return [] }
    var matches = tokens(in: text)
    if text.holds("PRIVATE KEY-----"), PEM.holdsPrivateKey(unescaped(text)) {
      matches.append(
        Match(classification: Classification(kind: .privateKey), range: 0..<text.utf8.count))
    }
    // A token in an address is one credential.
    let known = matches.map(\.range)
    return matches
      + passwords(in: text).filter { password in !known.contains { $0.overlaps(password.range) } }
  }

  /// Whether a closer look could find anything: one pass without allocation, since nearly no text
  /// holds a credential.
  package static func isWorthALook(_ bytes: borrowing Span<UInt8>) -> Bool {
    TokenHints.standard.finds(in: bytes)
  }

  /// Tokens of known kinds in bytes, by their own form alone.
  package static func tokens(in bytes: [UInt8]) -> [Match] {
    TokenPlaces(in: bytes).forms.filter(\.classification.isGenuine)
  }

  /// What has a token's form, with what has a checksum that is wrong.
  ///
  /// - Parameter places: where they could start.
  static func forms(in bytes: [UInt8], at places: [Int]) -> [Match] {
    var matches: [Match] = []
    var index = 0
    var reach = 0
    let hints = TokenHints.standard
    for start in places where start >= index {
      guard let match = token(bytes, at: start, hints, &reach),
        match.range.lowerBound >= (matches.last?.range.upperBound ?? 0)
      else { continue }
      matches.append(match)
      index = match.range.upperBound
    }
    return matches
  }

  /// Keys in JSON and in one-line values have `\n` for their line breaks.
  private static func unescaped(_ text: String) -> String {
    text.holds("\\n") ? text.replacing("\\\\n", with: "\n").replacing("\\n", with: "\n") : text
  }

  /// Tokens that their own form tells.
  package static func tokens(in text: String) -> [Match] { tokens(in: Array(text.utf8)) }

  private static func token(
    _ bytes: [UInt8], at anchor: Int, _ hints: TokenHints, _ reach: inout Int
  ) -> Match? {
    for number in hints.candidates(of: bytes[anchor]) {
      let form = hints.candidates[number].form
      let start = anchor - form.anchorOffset
      guard start >= 0, start == 0 || !bytes[start - 1].isWordByte,
        let end = form.end(in: bytes.span, from: start),
        let found = match(hints.candidates[number], bytes, start..<end, anchor)
      else { continue }
      return found
    }
    let isFree = anchor == 0 || !bytes[anchor - 1].isWordByte
    return isFree && bytes[anchor...].starts(with: "eyJ".utf8)
      ? webToken(bytes, at: anchor, &reach) : nil
  }

  /// What has a form, unless it is a sample or the name of a file.
  private static func match(
    _ candidate: TokenHints.Candidate, _ bytes: [UInt8], _ range: Range<Int>, _ anchor: Int
  ) -> Match? {
    let text = String(decoding: bytes[range], as: UTF8.self)
    guard !Placeholder.matches(text),
      !Placeholder.isRepetitive(
        bytes[(anchor + candidate.form.anchor.count)..<range.upperBound]),
      candidate.kind.isTold(by: candidate.form, bytes[range]),
      !isFileName(bytes[range.upperBound...]),
      var found = Classification.of(candidate.kind, text, in: bytes, range)
    else { return nil }
    found.isGenuine = candidate.kind.checksum.isValid(Array(text.utf8))
    return Match(classification: found, range: range)
  }

  /// What an ending such as `.png` follows is the name of a file, whatever it begins with.
  private static func isFileName(_ rest: ArraySlice<UInt8>) -> Bool {
    guard rest.first == UInt8(ascii: ".") else { return false }
    let ending = rest.dropFirst().prefix { $0.isWordByte }
    let next = rest.dropFirst(ending.count + 1).first
    return (2...4).contains(ending.count) && ending.allSatisfy { $0.isLowercase || $0.isDigit }
      && next != UInt8(ascii: ".") && next != UInt8(ascii: "-")
  }

  private static func webToken(_ bytes: [UInt8], at start: Int, _ reach: inout Int) -> Match? {
    guard mayBeWebToken(bytes.span, at: start, &reach) else { return nil }
    let text = bytes[start...].prefix(longestWebToken).prefix(
      while: CredentialKind.Alphabet.token.contains)
    // What follows a token in prose or in an address is none of it.
    for stop in [text.endIndex, firstStop(bytes, text.indices)] {
      var last = stop
      while last > start, sentenceEnds.contains(bytes[last - 1]) { last -= 1 }
      let text = String(decoding: bytes[start..<last], as: UTF8.self)
      if let found = Classification.recognise(text), !Placeholder.matches(text) {
        return Match(classification: found, range: start..<last)
      }
    }
    return nil
  }

  /// Whether three parts with points between them begin there, the first of them long enough to name
  /// an algorithm: whatever else begins with the same letters would be read again from each of them.
  ///
  /// - Parameter reach: where the part ends that was looked at last; it may be this one.
  private static func mayBeWebToken(
    _ bytes: borrowing Span<UInt8>, at start: Int, _ reach: inout Int
  ) -> Bool {
    if start >= reach { reach = endOfPart(bytes, from: start) }
    guard reach - start >= shortestHeader, reach - start < longestWebToken, reach < bytes.count,
      bytes[reach] == UInt8(ascii: ".")
    else { return false }
    let payload = endOfPart(bytes, from: reach + 1)
    guard payload < bytes.count, bytes[payload] == UInt8(ascii: ".") else { return false }
    let end = endOfPart(bytes, from: payload + 1)
    return end + 1 >= bytes.count || bytes[end] != UInt8(ascii: ".")
      || !CredentialKind.Alphabet.wordDash.contains(bytes[end + 1])
  }

  private static func endOfPart(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count, CredentialKind.Alphabet.wordDash.contains(bytes[index]) {
      index += 1
    }
    return index
  }

  /// Of `{"alg":1}`.
  private static let shortestHeader = 12
  private static let longestWebToken = 10_000

  /// The first byte that no token but an encoded one holds.
  private static func firstStop(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    bytes[range].firstIndex(where: encodingSigns.contains) ?? range.upperBound
  }

  private static let sentenceEnds = ByteSet(".,=-/")
  private static let encodingSigns = ByteSet("/=+")
  private static let grammarSigns = ByteSet("[]{}<>")
  private static let addressEnds = ByteSet("/\"'`<>,;|\\")

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
      // `[USER[:PASSWORD]@]` is the grammar of an address, and one without a host is none, unless a path
      // follows: that of a socket's database.
      let isLocal = end < bytes.count && bytes[end] == UInt8(ascii: "/")
      guard !host.isEmpty || isLocal, !authority[..<at].contains(where: grammarSigns.contains)
      else {
        continue
      }
      // GitHub's filler behind a token that stands as the user.
      let isSample = Placeholder.isDocumentationHost(host)
      guard password != "x-oauth-basic",
        isSample ? Strength.isRandom(password) : Strength.isPlausible(password),
        !Placeholder.isTemplate(host)
      else { continue }
      matches.append(
        Match(classification: Classification(kind: .urlPassword), range: (colon + 1)..<at))
    }
    return matches
  }

  private static func isAddressEnd(_ byte: UInt8) -> Bool {
    byte <= 32 || addressEnds.contains(byte)
  }
}
