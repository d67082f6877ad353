internal import Credentials

/// Names that say that their value is a secret.
package enum SecretName {
  package static func matches(_ name: String) -> Bool {
    let lowered = name.lowercased()
    guard marks.contains(where: lowered.holds) else { return false }
    let words = words(of: name)
    guard let last = words.last, !words.contains(where: harmless.contains) else { return false }
    if pairs.contains(where: { words.suffix($0.count).elementsEqual($0) }) { return true }
    return !references.contains(last) && words.contains(where: names)
  }

  /// `adminpassword` is two words to its reader.
  private static func names(_ word: String) -> Bool {
    secret.contains(word)
      || (word.hasSuffix("password") || word.hasSuffix("passwd"))
        && !compounds.contains(where: word.hasPrefix)
  }

  /// What asks for a password, or is about one.
  private static let compounds = [
    "ht", "no", "require", "enable", "change", "reset", "update", "forgot",
  ]

  /// What a value of that name is called when its form does not tell.
  static func kind(_ name: String) -> CredentialKind {
    words(of: name).contains { $0.hasPrefix("pass") || $0 == "pwd" } ? .password : .secretValue
  }

  private static let secret: Set<String> = [
    "password", "passwd", "pwd", "pass", "passphrase", "token", "secret", "apikey", "secretkey",
    "accesskey", "privatekey", "credential", "credentials", "authtoken", "clientsecret",
  ]
  /// One of them stands in every such name.
  private static let marks = ["pass", "pwd", "token", "secret", "key", "credential"]
  private static let pairs = [
    ["api", "key"], ["secret", "key"], ["secret", "access", "key"], ["private", "key"],
  ]
  /// A name, a place or a size of a secret is none.
  private static let references: Set<String> = [
    "name", "file", "path", "ref", "url", "uri", "length", "ttl", "type", "enabled", "namespace",
    "id", "policy", "expiry", "expiration", "timeout", "hash", "dir", "mount", "key", "keys",
    "endpoint", "issuer", "audience", "algorithm", "count", "max", "min", "size", "class", "store",
    "engine", "host", "port", "header", "prefix", "version", "format", "field", "location",
    "sha256",
    "checksum", "digest", "lifetime", "mtime", "time", "date", "json", "yaml", "yml", "conf", "txt",
    "validity", "review", "reviews", "username", "user",
  ]
  private static let harmless: Set<String> = [
    "public", "existing", "hash", "hashed", "salt", "bcrypt", "csrf", "encrypted", "sealed",
  ]

  /// `dbRootPassword`, `DB_ROOT_PASSWORD` and `db-root-password` have the same words.
  private static func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in name {
      if !character.isLetter && !character.isNumber || (wasLower && character.isUppercase) {
        if !word.isEmpty { words.append(word.lowercased()) }
        word = ""
      }
      if character.isLetter || character.isNumber { word.append(character) }
      wasLower = character.isLowercase
    }
    if !word.isEmpty { words.append(word.lowercased()) }
    return words
  }
}

/// Lines of a configuration file inside a value.
enum ConfigLines {
  /// Values of `password=…` and `password: …` that a generator made.
  static func passwords(in text: String) -> [(key: String, range: Range<Int>)] {
    guard text.utf8.contains(10), text.utf8.count < 500_000 else { return [] }
    let bytes = Array(text.utf8)
    var result: [(key: String, range: Range<Int>)] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      if let hit = password(bytes, start..<end) { result.append(hit) }
      start = end + 1
    }
    return result
  }

  private static func password(
    _ bytes: [UInt8], _ line: Range<Int>
  ) -> (key: String, range: Range<Int>)? {
    guard let separator = bytes[line].firstIndex(where: { $0 == 61 || $0 == 58 }) else {
      return nil
    }
    let blanks = Set(" \t\"'\r,;".utf8)
    let name = String(
      decoding: bytes[line.lowerBound..<separator].filter { !blanks.contains($0) }, as: UTF8.self)
    guard !name.hasPrefix("#"), !name.hasPrefix("//"), SecretName.matches(name) else { return nil }
    var first = separator + 1
    var last = line.upperBound
    while first < last, blanks.contains(bytes[first]) { first += 1 }
    while last > first, blanks.contains(bytes[last - 1]) { last -= 1 }
    let value = String(decoding: bytes[first..<last], as: UTF8.self)
    guard Strength.isRandom(value), TokenScanner.matches(in: value).isEmpty,
      Encryption.of(value) == nil
    else { return nil }
    return (name, first..<last)
  }
}
