internal import Encodings

/// Whether text without a known form could be a secret that somebody uses.
package enum Strength {
  /// Not a hint, not a word, not an address: what a person or a generator makes up as a password.
  ///
  /// - Parameter shortest: in bytes.
  package static func isPlausible(_ text: String, shortest: Int = 6) -> Bool {
    let bytes = Array(text.utf8)
    guard (shortest...512).contains(bytes.count), bytes.allSatisfy({ $0 > 32 && $0 < 127 }),
      !Placeholder.matches(text), !looksLikeName(text), !isHash(text), !isFailedToken(text)
    else { return false }
    return classes(bytes) >= 2
  }

  /// One word of whatever language, as translations have it under `Password`: letters, and a capital in
  /// front.
  static func isWord(_ text: String) -> Bool {
    text.utf8.count < shortestRandom && text.utf8.first?.isUppercase == true
      && text.utf8.dropFirst().allSatisfy(\.isLowercase)
  }

  /// How hashes of passwords start; `@ByteArray(` is that of qBittorrent
  /// (qbittorrent/qBittorrent `src/base/utils/password.cpp`).
  private static let hashStarts = [
    "$2a$", "$2b$", "$2y$", "$1$", "$5$", "$6$", "$7$", "$y$", "$apr1$", "$argon2", "$pbkdf2",
    "$scrypt", "pbkdf2", "PBKDF2", "argon2i$", "argon2id$", "argon2d$", "scrypt:", "bcrypt$",
    "{SSHA", "{SHA", "{CRYPT}", "{PBKDF2", "{ARGON2", "{BCRYPT", "sha1:", "sha256:", "sha512:",
    "SCRAM-SHA-", "md5:", "@ByteArray(",
  ]

  /// A password's hash: nothing to log in with.
  package static func isHash(_ text: String) -> Bool {
    // Quotes may belong to what the text is written into.
    let text = text.drop { $0 == "\"" || $0 == "'" }
    return hashStarts.contains(where: text.hasPrefix) || isDigest(text) || isPostgresHash(text)
      || text.firstIndex(of: ":").map { colon in
        let rest = text[text.index(after: colon)...]
        return hashStarts.contains(where: rest.hasPrefix)
      } ?? false
  }

  /// `md5` and 32 hexadecimal digits (postgres `src/backend/libpq/crypt.c`).
  private static func isPostgresHash(_ text: Substring) -> Bool {
    text.utf8.count >= 35 && text.hasPrefix("md5")
      && text.utf8.dropFirst(3).prefix(32).allSatisfy { $0.isDigit || (97...102).contains($0) }
      && !text.utf8.dropFirst(35).contains { $0.isDigit || $0.isLetter }
  }

  /// `rl-sha256:` and as many hexadecimal digits as the digest has.
  private static func isDigest(_ text: Substring) -> Bool {
    guard let sign = text.utf8.lastIndex(where: { $0 == 58 || $0 == 45 }) else { return false }
    let digits = text[text.utf8.index(after: sign)...]
    guard let length = digestLengths[digits.utf8.count], digits.allSatisfy(\.isHexDigit) else {
      return false
    }
    return length.contains { text[..<sign].lowercased().hasSuffix($0) }
  }

  /// Of a digest in hexadecimal digits.
  static let hashLengths = Set(digestLengths.keys)

  private static let digestLengths: [Int: [String]] = [
    32: ["md5"], 40: ["sha1", "sha"], 64: ["sha256", "sha-256"], 128: ["sha512", "sha-512"],
  ]

  /// The form of a known kind with a checksum that is wrong: made up.
  private static func isFailedToken(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    let bytes = Array(text.utf8)
    return Classification.kinds[Int(first)].contains {
      $0.hasForm(bytes) && !$0.checksum.isValid(bytes)
    }
  }

  /// Made by a generator: long, mixed, without words.
  package static func isRandom(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (shortestRandom...512).contains(bytes.count),
      bytes.allSatisfy({ $0 > 32 && $0 < 127 }), distinct(bytes) >= 8, !Placeholder.matches(text),
      !isHash(text), !isFailedToken(text), !isNumeric(text), !isFile(bytes)
    else { return false }
    // `app-7d9f8b6c5d` and `L-RJON-C7QFWS` are names of something, whatever their parts.
    let parts = bytes.split { partEnds.contains($0) }
    let isMixed = bytes.contains(where: \.isUppercase) && bytes.contains(where: \.isLowercase)
    guard parts.count > 1, !isMixed else {
      return isScrambled(bytes[...]) && !isPath(bytes)
    }
    return parts.contains { $0.count >= shortestRandom && isScrambled($0) } || alternates(parts)
  }

  /// Nobody finds it by trying: a generator has made it, and of as many texts of its letters and its
  /// length there are 2 to the 64th.
  package static func isUnguessable(_ text: String) -> Bool {
    guard isRandom(text) else { return false }
    let bytes = Array(text.utf8)
    let isHexadecimal = bytes.allSatisfy(\.isHexDigit)
    return bytes.count * (isHexadecimal ? 4 : 5) >= 64
  }

  /// Small letters and digits by turns on both sides of the signs, as in `4sf-9k2_w7q`: three
  /// quarters of it stand in such parts, and a fifth of it changes between the two. A UUID has no
  /// letter behind `f`.
  private static func alternates(_ parts: [ArraySlice<UInt8>]) -> Bool {
    let count = parts.reduce(0) { $0 + $1.count }
    let mixed = parts.filter { turns($0) > 0 }
    guard count >= 20, parts.contains(where: { $0.contains { (103...122).contains($0 | 0x20) } })
    else { return false }
    return mixed.reduce(0) { $0 + $1.count } * 4 >= count * 3
      && mixed.reduce(0) { $0 + turns($1) } * 5 >= count
  }

  /// How often a letter and a digit stand side by side.
  private static func turns(_ bytes: ArraySlice<UInt8>) -> Int {
    zip(bytes, bytes.dropFirst()).count { $0.isDigit && $1.isLetter || $0.isLetter && $1.isDigit }
  }

  /// In bytes: no shorter word is taken for a random one.
  package static let shortestMadeUp = shortestRandom
  private static let partEnds = ByteSet("-._/:@")
  private static let shortestRandom = 12

  /// Whether a longer random word follows whatever hint: `example-` makes no placeholder of it. The
  /// random word may have dashes of its own.
  static func endsScrambled(_ text: String) -> Bool {
    let parts = Array(text.utf8).split { "-_ ".utf8.contains($0) }
    return parts.dropFirst(parts.count > 1 ? 1 : 0).contains { $0.count >= 24 && isScrambled($0) }
  }

  /// Letters, and none of the keyboard's upper row: what hands make that play on it. Of random ones
  /// with 14 letters one in a thousand is like that.
  private static func isMashed(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.count >= 14 && bytes.allSatisfy { $0.isLetter && !upperRow.contains($0 | 0x20) }
  }

  private static let upperRow = ByteSet("qwertyuiop")

  /// No name or word, whatever its length.
  static func isScrambled(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count >= shortestRandom, !isMashed(bytes) else { return false }
    if bytes.allSatisfy(\.isHexDigit) {
      return bytes.count >= 16 && bytes.contains { $0 > 57 } && bytes.contains(where: \.isDigit)
        && changes(bytes) >= 4
    }
    // Among so many digits what pairs of letters are left say nothing; but `N0tS0S3cret` has only such
    // digits as stand for letters.
    if bytes.count >= 16, turns(bytes) * 5 >= bytes.count * 2,
      bytes.contains(where: plainDigits.contains)
    {
      return true
    }
    let letters = LetterPairs(bytes)
    guard letters.count < 5 || letters.share < 0.65 else { return false }
    return (letters.count >= 8 && letters.share < 0.6)
      || (bytes.contains(where: \.isDigit) && changes(bytes) * 3 >= bytes.count)
  }

  /// Those that stand for no letter.
  private static let plainDigits = ByteSet("2689")

  private static func isPath(_ bytes: [UInt8]) -> Bool {
    bytes.first == UInt8(ascii: "/") && !isScrambled(bytes[1...]) || isFile(bytes)
  }

  /// `/geoip/GeoLite2-ASN.mmdb`: a path whose last part has the ending of a file.
  private static func isFile(_ bytes: [UInt8]) -> Bool {
    guard bytes.first == UInt8(ascii: "/"), let dot = bytes.lastIndex(of: UInt8(ascii: ".")),
      bytes.allSatisfy({ $0.isDigit || $0.isLetter || pathSigns.contains($0) })
    else { return false }
    let ending = bytes[(dot + 1)...]
    return (2...5).contains(ending.count) && ending.first?.isLowercase == true
      && ending.allSatisfy { $0.isLowercase || $0.isDigit }
      && bytes[..<dot].last.map { $0 != UInt8(ascii: "/") } == true
  }

  private static let pathSigns = ByteSet("/-_.@")

  private static func distinct(_ bytes: [UInt8]) -> Int { Set(bytes).count }

  /// How often letters, digits and signs, or capitals and small letters, change.
  private static func changes(_ bytes: ArraySlice<UInt8>) -> Int {
    let kinds = bytes.map { $0.isDigit ? 0 : $0.isUppercase ? 1 : $0.isLowercase ? 2 : 3 }
    return zip(kinds, kinds.dropFirst()).count { $0 != $1 }
  }

  /// A word that no person writes as a name: letters and digits, or capitals and small letters, by
  /// turns. It asks less than `isRandom`, for whoever hides text.
  package static func isMadeUp(_ word: String) -> Bool {
    let bytes = Array(word.utf8)
    guard bytes.count >= shortestMadeUp else { return false }
    let kinds = bytes.map { $0.isDigit ? 0 : $0.isUppercase ? 1 : 2 }
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

  /// Paths, addresses, host names, numbers, booleans and dotted names.
  ///
  /// - Parameter text: ASCII.
  private static func looksLikeName(_ text: String) -> Bool {
    if text.hasPrefix("./") || text.hasPrefix("~") || text.holds("://") || isNumeric(text) {
      return true
    }
    let bytes = Array(text.utf8)
    if isPath(bytes) { return true }
    if bytes.contains(UInt8(ascii: ".")) {
      let labels = bytes.split { labelEnds.contains($0) }
      let isName = labels.allSatisfy { label in
        label.allSatisfy { $0.isLetter || $0 == UInt8(ascii: "-") } || label.allSatisfy(\.isDigit)
      }
      if labels.count >= 2, isName { return true }
    }
    // kebab-case, snake_case and camelCase of letters: a name of something.
    guard bytes.allSatisfy({ $0.isLetter || wordEnds.contains($0) }) else { return false }
    return bytes.split { wordEnds.contains($0) }.allSatisfy(isWordLike)
  }

  private static let labelEnds = ByteSet(".:/")
  private static let wordEnds = ByteSet("-_./:")
  private static let numericSigns = ByteSet(".:-,TZ^~<>=*x")

  /// Numbers, versions and ranges of them, dates and addresses.
  private static func isNumeric(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0.isDigit || numericSigns.contains($0) }
  }

  private static func isWordLike(_ text: ArraySlice<UInt8>) -> Bool {
    let letters = LetterPairs(text)
    return letters.count < 5 || letters.share >= 0.6
  }
}

/// How many of a text's pairs of letters are those of words.
///
/// Of random small letters 31 % are, and 4 % of such texts of 12 letters reach 60 %; of 6,761 words of
/// 12 letters and more in infrastructure repositories 0.6 % stay below.
struct LetterPairs {
  private(set) var count = 0
  private var common = 0

  var share: Double { count == 0 ? 0 : Double(common) / Double(count) }

  /// Pairs within a word: not where a capital begins another, as in `camelCase`.
  init(_ bytes: ArraySlice<UInt8>) {
    for (first, second) in zip(bytes, bytes.dropFirst())
    where first.isLetter && second.isLetter && !(first.isLowercase && second.isUppercase) {
      count += 1
      let bit = UInt32(1) << UInt32((second | 0x20) - 97)
      if Self.followers[Int((first | 0x20) - 97)] & bit != 0 { common += 1 }
    }
  }

  /// The letters that follow each letter from a to z in nine of ten pairs of all words.
  private static let followers: [UInt32] = [
    "bcdfgilmnprstuy", "aeilou", "acehiklortuy", "adeiorsu", "acdefglmnpqrstvwxy", "aefio",
    "aeiors",
    "aeio", "acdefglmnoprstvz", "e", "ae", "adeilostuy", "aeiop", "acdefginostv",
    "abcdgklmnoprstuvw", "aeiloprstu", "u", "acdegimnorstuvy", "acehikopstu", "acehiloprstuy",
    "bcdeilmnprst", "aeio", "aeo", "pt", "ps", "",
  ].map { letters in letters.utf8.reduce(0) { $0 | 1 << UInt32($1 - 97) } }
}
