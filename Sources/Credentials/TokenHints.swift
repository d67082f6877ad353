internal import Encodings

/// Where a token, a PEM block or an address with a password could start: a pass over bytes that
/// copies nothing, since nearly no text holds a credential.
final class TokenHints: Sendable {
  static let standard = TokenHints()

  /// A form, and the kind that it tells.
  struct Candidate: Sendable {
    let kind: CredentialKind
    let form: TokenForm
  }

  private struct Hint {
    let value: UInt32
    let mask: UInt32
    let isEnough: Bool
  }

  /// Forms by the first byte of what tells them; those that tell most come first.
  let candidates: [Candidate]
  private let starts: [Int]
  /// The first three or four bytes of what tells a form, by the first of them; of PEM, what no rule
  /// of dashes holds.
  private let hints: [Hint]
  private let hintStarts: [Int]
  /// Of each pair of bytes: 1 where a prefix starts with it, or an address has its host, and 2 where
  /// it is, or begins with, all that tells a form.
  private let pairs: [UInt8]
  /// Where each byte stands in what tells a form: one step of all searches at once.
  private let steps: [UInt64]
  /// What else a file is asked for in the same pass, and in which list it is put.
  private let words: [(text: String, list: Int)]

  private init() {
    let candidates = CredentialKind.formed.flatMap { kind in
      kind.forms.filter { !$0.anchor.isEmpty }.map { Candidate(kind: kind, form: $0) }
    }
    let prefixes = Set(
      candidates.map { Array($0.form.anchor.prefix(4)) }.filter { $0.count >= 3 }
        + ["eyJ", "BEGIN "].map { Array($0.utf8.prefix(4)) }
    ).sorted { $0.lexicographicallyPrecedes($1) }
    (self.candidates, starts) = Self.table { byte in
      candidates.filter { $0.form.anchor[0] == byte }
        .sorted { $0.form.anchor.count > $1.form.anchor.count }
    }
    let firm = Set(
      candidates.filter { !$0.kind.asksRandom }.map { Array($0.form.anchor.prefix(4)) }
        + [Array("BEGI".utf8)])
    (hints, hintStarts) = Self.table { byte in
      prefixes.filter { $0.first == byte }.map { Self.hint($0, isEnough: firm.contains($0)) }
    }
    pairs = Self.pairs(prefixes, short: candidates.map(\.form.anchor).filter { $0.count < 3 })
    words = Self.searches.enumerated().flatMap { list, texts in
      texts.map { ($0, list) }
    }
    steps = Self.steps(
      prefixes + [Array(":/".utf8)] + words.map { Array($0.text.utf8.prefix(4)) }
        + candidates.map(\.form.anchor).filter { $0.count < 3 })
  }

  /// What belongs to each byte, one behind the other, and where that of each begins.
  private static func table<Row>(_ rows: (UInt8) -> [Row]) -> (rows: [Row], starts: [Int]) {
    var all: [Row] = []
    var starts = [0]
    for byte in 0...255 {
      all += rows(UInt8(byte))
      starts.append(all.count)
    }
    return (all, starts)
  }

  private static func hint(_ prefix: [UInt8], isEnough: Bool) -> Hint {
    Hint(
      value: (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32($1 < prefix.count ? prefix[$1] : 0) },
      mask: prefix.count < 4 ? UInt32(0xFFFF_FF00) : UInt32.max,
      isEnough: isEnough && prefix.count > 3 || prefix.elementsEqual("eyJ".utf8))
  }

  private static func pairs(_ prefixes: [[UInt8]], short: [[UInt8]]) -> [UInt8] {
    var pairs = [UInt8](repeating: 0, count: 65_536)
    for prefix in prefixes + [Array(":/".utf8)] { pairs[Int(prefix[0]) << 8 | Int(prefix[1])] = 1 }
    for anchor in short {
      for second in 0..<256
      where anchor.count > 1
        ? second == Int(anchor[1]) : CredentialKind.Alphabet.wordDash.contains(UInt8(second))
      {
        pairs[Int(anchor[0]) << 8 | second] |= 2
      }
    }
    return pairs
  }

  /// Shift-and (Baeza-Yates and Gonnet) over sixteen groups of beginnings, of whose first four bytes
  /// each has sixteen bits; what a beginning lacks may be anything.
  private static func steps(_ beginnings: [[UInt8]]) -> [UInt64] {
    var steps = [UInt64](repeating: 0, count: 256)
    let sorted = beginnings.sorted { $0.lexicographicallyPrecedes($1) }
    for (index, beginning) in sorted.enumerated() {
      let group = UInt64(index * groups / sorted.count)
      for place in 0..<4 {
        let bit: UInt64 = 1 << (UInt64(place * groups) + group)
        if place < beginning.count {
          steps[Int(beginning[place])] |= bit
        } else {
          for byte in steps.indices { steps[byte] |= bit }
        }
      }
    }
    return steps
  }

  private static let groups = 16

  /// Positions in `candidates` of the forms that a byte tells.
  func candidates(of byte: UInt8) -> Range<Int> { starts[Int(byte)]..<starts[Int(byte) + 1] }

  /// Whether a token, a PEM block or an address with a password could start somewhere.
  func finds(in bytes: borrowing Span<UInt8>) -> Bool {
    var found = false
    forEachBeginning(in: bytes) {
      found = isStart(bytes, at: $0)
      return !found
    }
    return found
  }

  /// Where one could, and the places of the words that are searched for, by their list; in order.
  func places(in bytes: borrowing Span<UInt8>) -> (hints: [Int], words: [[Int]]) {
    var hints: [Int] = []
    var found = Self.searches.map { _ in [Int]() }
    forEachBeginning(in: bytes) { start in
      if isStart(bytes, at: start) { hints.append(start) }
      for word in words where bytes.extracting(start..<bytes.count).starts(with: word.text) {
        found[word.list].append(start)
      }
      return true
    }
    return (hints, found)
  }

  private static let searches = [TokenPlaces.secretWords, TokenPlaces.suppressionWords]

  /// - Parameter body: what is done at the offset of four bytes that may begin something; false ends it.
  private func forEachBeginning(in bytes: borrowing Span<UInt8>, _ body: (Int) -> Bool) {
    let steps = self.steps
    let moves = steps.span
    var state: UInt64 = 0
    for index in 0..<bytes.count {
      state = (state << 16 | 0xFFFF) & moves[Int(bytes[index])]
      if state >> 48 != 0, !body(index - 3) { return }
    }
  }

  /// - Parameter index: three bytes follow it.
  private func isStart(_ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    let pair = pairs[Int(bytes[index]) << 8 | Int(bytes[index + 1])]
    return pair != 0
      && (isHint(bytes, at: index) || Self.isAddressWithUser(bytes, at: index)
        || pair & 2 != 0 && holdsWholeForm(bytes, at: index))
  }

  private func isHint(_ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    let four =
      UInt32(bytes[index]) << 24 | UInt32(bytes[index + 1]) << 16 | UInt32(bytes[index + 2]) << 8
      | UInt32(bytes[index + 3])
    for number in hintStarts[Int(bytes[index])]..<hintStarts[Int(bytes[index]) + 1]
    where four & hints[number].mask == hints[number].value {
      if hints[number].isEnough || holdsWholeForm(bytes, at: index) { return true }
    }
    return false
  }

  /// Three bytes such as `pat` begin words as well, as `live_` does, and one or two stand everywhere:
  /// only the whole form is a hint.
  private func holdsWholeForm(_ bytes: borrowing Span<UInt8>, at anchor: Int) -> Bool {
    for number in candidates(of: bytes[anchor]) {
      let form = candidates[number].form
      let start = anchor - form.anchorOffset
      if form.anchor.count <= 3 || candidates[number].kind.asksRandom, start >= 0,
        start == 0 || !bytes[start - 1].isWordByte,
        form.end(in: bytes, from: start) != nil
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
}
