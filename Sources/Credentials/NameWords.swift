internal import Encodings

/// The words of a name.
enum NameWords {
  /// `dbRootPassword`, `DB_ROOT_PASSWORD`, `db-root-password` and `acme.io/dbRootpassword1` have the
  /// same words, in small letters; a number behind a word is left out.
  static func split(_ name: String) -> [String] {
    let bytes = Array(name.utf8)
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    var words: [String] = []
    var index = start
    while index < bytes.count {
      guard isPart(bytes[index]) else {
        index += 1
        continue
      }
      let begin = index
      index += 1
      while index < bytes.count, isPart(bytes[index]), !startsWord(bytes, at: index) { index += 1 }
      add(bytes[begin..<index], to: &words)
    }
    return words
  }

  private static func isPart(_ byte: UInt8) -> Bool { byte.isLetter || byte.isDigit || byte > 127 }

  /// A capital behind a small letter, or the last of a run of capitals: `apiKey`, `APIKey`.
  private static func startsWord(_ bytes: [UInt8], at index: Int) -> Bool {
    guard bytes[index].isUppercase else { return false }
    if !bytes[index - 1].isUppercase { return !bytes[index - 1].isDigit }
    return index + 1 < bytes.count && bytes[index + 1].isLowercase
  }

  private static func add(_ bytes: ArraySlice<UInt8>, to words: inout [String]) {
    var bytes = bytes
    while let last = bytes.last, last.isDigit { bytes.removeLast() }
    let word = String(decoding: bytes, as: UTF8.self).lowercased()
    guard let ending = ending(of: word), !compounds.contains(String(word.dropLast(ending.count)))
    else {
      words.append(word)
      return
    }
    words += [String(word.dropLast(ending.count)), String(decoding: ending, as: UTF8.self)]
  }

  /// The ending of a word that has something in front of it.
  private static func ending(of word: String) -> [UInt8]? {
    guard let last = word.utf8.last, lastLetters.contains(last) else { return nil }
    let count = word.utf8.count
    return endings.first { ending in
      ending.count < count && word.utf8.suffix(ending.count).elementsEqual(ending)
    }
  }

  /// `webhookapikey` is as much as `apikey`, the longer endings first.
  private static let endings = [
    "encryptionkey", "clientsecret", "credentials", "passphrase", "accesstoken", "signingkey",
    "accountkey", "privatekey", "authtoken", "accesskey", "secretkey", "password", "authkey",
    "apikey", "passwd", "secret", "token", "pwd",
  ].map { Array($0.utf8) }
  private static let lastLetters = Set(endings.compactMap(\.last))

  /// With these in front the ending is another word.
  private static let compounds: Set<String> = ["ht", "no"]
}
