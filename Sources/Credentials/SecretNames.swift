/// Names that say that their value is a secret: the one table of such words. How much a word is
/// worth depends on what is at stake, so a finding asks `matches`, and whoever hides text `mayMatch`.
package enum SecretNames {
  /// Enough for a finding.
  package static func matches(_ name: String) -> Bool {
    let lowered = name.lowercased()
    guard marks.contains(where: lowered.holds) else { return false }
    let words = words(of: name)
    guard let last = words.last, !words.contains(where: harmless.contains) else { return false }
    if pairs.contains(where: { words.suffix($0.count).elementsEqual($0) }) { return true }
    return !references.contains(last) && words.contains(where: names)
  }

  /// A name whose last word is that of a password, so that what it names is one.
  package static func isPassword(_ name: String) -> Bool {
    guard let last = words(of: name).last else { return false }
    return ["password", "passwd", "pwd", "pass", "passphrase"].contains(last)
      || ((last.hasSuffix("password") || last.hasSuffix("passwd"))
        && !compounds.contains(where: last.hasPrefix))
  }

  /// Enough to hide the value: too much costs a reader a word, too little a secret.
  package static func mayMatch(_ name: String) -> Bool {
    let lowered = name.lowercased()
    guard !referenceParts.contains(where: lowered.holds) else { return false }
    let words = words(of: name)
    return parts.contains(where: lowered.holds) || endings.contains(where: lowered.hasSuffix)
      || words.contains { secret.contains($0) || hints.contains($0) }
  }

  /// A flag of a program that is given a password itself; `-p` is one for logins only.
  package static func isPasswordFlag(_ flag: String) -> Bool { passwordFlags.contains(flag) }

  /// A flag whose argument no snippet shows.
  package static func mayBePasswordFlag(_ flag: String) -> Bool {
    flag == "-p" || flagParts.contains(where: flag.holds) || mayMatch(flag)
  }

  /// Whether something in a script or a command line points to a password.
  package static func areHinted(in text: String) -> Bool {
    let lowered = text.lowercased()
    return (hints + ["login", "-u", "-p", "@"]).contains(where: lowered.holds)
  }

  /// `adminpassword` is two words to its reader.
  private static func names(_ word: String) -> Bool {
    secret.contains(word) || keys.contains(where: word.hasSuffix)
      || (word.hasSuffix("password") || word.hasSuffix("passwd"))
        && !compounds.contains(where: word.hasPrefix)
  }

  /// `webhookapikey` is as much as `apikey`.
  private static let keys = ["apikey", "secretkey", "accesskey", "privatekey"]

  /// What asks for a password, or is about one.
  private static let compounds = [
    "ht", "no", "require", "enable", "change", "reset", "update", "forgot",
  ]

  /// What a value of that name is called when its form does not tell.
  package static func kind(_ name: String) -> CredentialKind {
    words(of: name).contains { $0.hasPrefix("pass") || $0 == "pwd" } ? .password : .secretValue
  }

  private static let secret: Set<String> = [
    "password", "passwd", "pwd", "pass", "passphrase", "token", "secret", "apikey", "secretkey",
    "accesskey", "privatekey", "credential", "credentials", "authtoken", "clientsecret",
  ]
  /// One of them stands in every such name.
  private static let marks = ["pass", "pwd", "token", "secret", "key", "credential"]
  /// What says less: enough to hide, or to look closer.
  private static let hints = ["pass", "token", "secret", "auth", "key"]
  private static let parts = [
    "password", "passwd", "passphrase", "token", "secret", "credential", "apikey", "api_key",
    "api-key", "accesskey", "private", "authorization", "cookie",
  ]
  private static let endings = ["pw", "pwd", "pass"]
  /// What names a Secret, and is none.
  private static let referenceParts = [
    "secretname", "secretref", "secretkeyref", "pullsecret", "secrets",
  ]
  private static let flagParts = ["password", "token", "secret", "literal", "key"]
  private static let passwordFlags: Set<String> = [
    "--password", "--docker-password", "--token", "--app-password", "--registry-password",
    "--client-secret", "--secret-key", "--credentials", "-p",
  ]
  private static let pairs = [
    ["api", "key"], ["secret", "key"], ["secret", "access", "key"], ["private", "key"],
    ["access", "key"], ["encryption", "key"], ["signing", "key"], ["fernet", "key"],
    ["master", "key"], ["account", "key"], ["storage", "key"], ["shared", "key"],
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
