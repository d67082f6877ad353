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
  package static func isWorthALook(_ bytes: ArraySlice<UInt8>) -> Bool { isWorthALook(bytes.span) }

  private static func isWorthALook(_ bytes: borrowing Span<UInt8>) -> Bool {
    nextHint(bytes, from: 0, pairs.span, tails.span, countsAddresses: true) != nil
  }

  /// Tokens of known kinds in bytes, by their own form alone.
  package static func tokens(in bytes: [UInt8]) -> [Match] {
    forms(in: bytes).filter(\.classification.isGenuine)
  }

  /// What has a token's form, whatever its checksum; nil where nothing is worth a look.
  package static func formsWorthALook(in bytes: [UInt8]) -> [Match]? {
    nextHint(bytes.span, from: 0, pairs.span, tails.span, countsAddresses: true).map {
      forms(in: bytes, from: $0)
    }
  }

  /// The same with what has a token's form and a checksum that is wrong.
  package static func forms(in bytes: [UInt8], from start: Int = 0) -> [Match] {
    var matches: [Match] = []
    var index = start
    var reach = 0
    let (pairs, tails) = (self.pairs, self.tails)
    while let start = nextHint(
      bytes.span, from: index, pairs.span, tails.span, countsAddresses: false)
    {
      index = start + 1
      guard let match = token(bytes, at: start, &reach),
        match.range.lowerBound >= (matches.last?.range.upperBound ?? 0)
      else { continue }
      matches.append(match)
      index = match.range.upperBound
    }
    return matches
  }

  /// The first offset at which a token, a PEM block or, if wanted, an address with a password could
  /// start.
  private static func nextHint(
    _ bytes: borrowing Span<UInt8>, from start: Int, _ pairs: borrowing Span<UInt8>,
    _ tails: borrowing Span<UInt8>, countsAddresses: Bool
  ) -> Int? {
    var index = start
    let end = bytes.count - 3
    while index < end {
      let pair = Int(bytes[index]) << 8 | Int(bytes[index + 1])
      if pairs[pair] != 0 {
        let tail = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
        if tails[tail] != 0, isHint(bytes, at: index) { return index }
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
    for hint in hints[Int(bytes[index])] where four & hint.mask == hint.value {
      if hint.isEnough || holdsShortAnchor(bytes, at: index) { return true }
    }
    return false
  }

  /// Three bytes such as `pat` begin words as well: only the whole form is a hint.
  private static func holdsShortAnchor(_ bytes: borrowing Span<UInt8>, at anchor: Int) -> Bool {
    for candidate in shortAnchored[Int(bytes[anchor])] {
      let start = anchor - candidate.form.anchorOffset
      if start >= 0, start == 0 || !bytes[start - 1].isWordByte,
        candidate.form.end(in: bytes, from: start) != nil
      {
        return true
      }
    }
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

  /// The first three or four bytes of what tells a form, by the first of them; of PEM, what no rule
  /// of dashes holds.
  private static let hints: [[Hint]] = (0..<256).map { byte in
    prefixes.filter { $0.first == UInt8(byte) }.map { bytes in
      Hint(
        value: (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32($1 < bytes.count ? bytes[$1] : 0) },
        mask: bytes.count < 4 ? UInt32(0xFFFF_FF00) : UInt32.max,
        isEnough: bytes.count > 3 || bytes.elementsEqual("eyJ".utf8))
    }
  }

  private struct Hint {
    let value: UInt32
    let mask: UInt32
    let isEnough: Bool
  }

  private static let prefixes: [[UInt8]] = Set(
    candidates.flatMap { $0.map { Array($0.form.anchor.prefix(4)) } }
      + ["eyJ", "BEGIN "].map { Array($0.utf8.prefix(4)) }
  ).sorted { $0.lexicographicallyPrecedes($1) }

  private struct Candidate {
    let kind: CredentialKind
    let form: TokenForm
  }

  /// Forms by the first byte of what tells them; those that tell most come first.
  private static let candidates: [[Candidate]] = {
    var table = [[Candidate]](repeating: [], count: 256)
    for kind in CredentialKind.formed {
      for form in kind.forms where form.anchor.count >= 3 {
        table[Int(form.anchor[0])].append(Candidate(kind: kind, form: form))
      }
    }
    return table.map { $0.sorted { $0.form.anchor.count > $1.form.anchor.count } }
  }()

  private static let shortAnchored = candidates.map { $0.filter { $0.form.anchor.count == 3 } }

  /// 1 for each third and fourth byte of a prefix: with the first two, nearly all text is passed over.
  private static let tails: [UInt8] = {
    var tails = [UInt8](repeating: 0, count: 65_536)
    for prefix in prefixes {
      for fourth in 0..<256 where prefix.count < 4 || fourth == Int(prefix[3]) {
        tails[Int(prefix[2]) << 8 | fourth] = 1
      }
    }
    return tails
  }()

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

  private static func token(_ bytes: [UInt8], at anchor: Int, _ reach: inout Int) -> Match? {
    for candidate in candidates[Int(bytes[anchor])] {
      let start = anchor - candidate.form.anchorOffset
      guard start >= 0, start == 0 || !bytes[start - 1].isWordByte,
        let end = candidate.form.end(in: bytes.span, from: start)
      else { continue }
      let text = String(decoding: bytes[start..<end], as: UTF8.self)
      guard !Placeholder.matches(text),
        !Placeholder.isRepetitive(bytes[(anchor + candidate.form.anchor.count)..<end]),
        !isFileName(bytes[end...]),
        var found = Classification.of(candidate.kind, text, in: bytes, start..<end)
      else { continue }
      found.isGenuine = candidate.kind.checksum.isValid(Array(text.utf8))
      return Match(classification: found, range: start..<end)
    }
    let isFree = anchor == 0 || !bytes[anchor - 1].isWordByte
    return isFree && bytes[anchor...].starts(with: "eyJ".utf8)
      ? webToken(bytes, at: anchor, &reach) : nil
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
      // `[USER[:PASSWORD]@]` is the grammar of an address.
      guard !authority[..<at].contains(where: grammarSigns.contains) else { continue }
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
