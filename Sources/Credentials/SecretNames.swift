internal import Encodings

/// Names that say that their value is a secret: the one table of such words. The last word decides
/// what a name stands for (measured on the names of 180 infrastructure repositories: of the 300
/// commonest names with a secret's letters in them, 224 are structure). How much a word is worth
/// depends on what is at stake, so a finding asks `matches`, and whoever hides text `mayMatch`.
package enum SecretNames {
  /// How much evidence a name is.
  package enum Weight: Sendable {
    /// None: known kinds only.
    case none
    /// Of something that may be secret: its value must be random.
    case weak
    /// Of a password: any plausible value is one.
    case password
  }

  package static func weight(of name: String) -> Weight {
    guard name.utf8.count < longestName, mayOccur(in: name) else { return .none }
    let lowered = name.lowercased()
    guard marks.isIn(lowered) else { return .none }
    var words = NameWords.split(name)
    guard let first = words.first, !words.contains(where: harmless.contains),
      !digests.contains(where: lowered.hasPrefix),
      !words.joined(separator: " ").holds("tag manager")
    else { return .none }
    while words.count > 1, let last = words.last, qualifiers.contains(last) { words.removeLast() }
    guard let last = words.last, words.count == 1 || !switches.contains(first) else { return .none }
    let before = words.dropLast().last { !$0.utf8.allSatisfy(\.isDigit) } ?? ""
    if passwords.contains(last) || last == "pass" && words.count > 1 {
      return words.dropLast().contains(where: askers.contains) ? .none : .password
    }
    if last == "pass" { return .password }
    guard last == "key" || last == "accesskey" else { return weak.contains(last) ? .weak : .none }
    // Of S3 the access key is the user's name; of Azure and in a secret access key it is none.
    if last == "accesskey" || before == "access" {
      return words.contains(where: accessOwners.contains) ? .weak : .none
    }
    return keyOwners.contains(before) ? .weak : .none
  }

  /// Whether something in the bytes may be such a name, or a part of one: nearly no text has any, so
  /// that nothing else is done for it.
  package static func mayOccur(in bytes: borrowing Span<UInt8>) -> Bool {
    for index in 0..<max(0, bytes.count - 1)
    where starts.contains(bytes[index] | 0x20) && isMark(bytes, at: index) { return true }
    return false
  }

  /// What `isMark` tells the marks apart by.
  private static let starts = ByteSet("ptskcaj")

  package static func mayOccur(in bytes: ArraySlice<UInt8>) -> Bool { mayOccur(in: bytes.span) }

  /// The same for text that is no part of another; what is no ASCII may be written with fewer letters.
  static func mayOccur(in name: String) -> Bool {
    let span = name.utf8Span.span
    var isPlain = true
    for index in 0..<span.count where span[index] > 127 { isPlain = false }
    guard isPlain else { return true }
    return mayOccur(in: span)
  }

  /// Whether one of `marks`, or what only it begins with, stands at an offset; `path`, which is the
  /// commonest name with one of them in it, counts for none.
  private static func isMark(_ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    let second = bytes[index + 1] | 0x20
    let third = index + 2 < bytes.count ? bytes[index + 2] | 0x20 : 0
    let fourth = index + 3 < bytes.count ? bytes[index + 3] | 0x20 : 0
    return switch bytes[index] | 0x20 {
    case UInt8(ascii: "p"):
      second == UInt8(ascii: "w") || second == UInt8(ascii: "s") && third == UInt8(ascii: "w")
        || second == UInt8(ascii: "a")
          && (third == UInt8(ascii: "s") && fourth == UInt8(ascii: "s")
            || third == UInt8(ascii: "t") && fourth != UInt8(ascii: "h"))
    case UInt8(ascii: "t"):
      second == UInt8(ascii: "o") && third == UInt8(ascii: "k") && fourth == UInt8(ascii: "e")
    case UInt8(ascii: "s"):
      second == UInt8(ascii: "e") && third == UInt8(ascii: "c") && fourth == UInt8(ascii: "r")
        || second == UInt8(ascii: "a") && third == UInt8(ascii: "s")
    case UInt8(ascii: "k"): second == UInt8(ascii: "e") && third == UInt8(ascii: "y")
    case UInt8(ascii: "c"):
      second == UInt8(ascii: "r") && third == UInt8(ascii: "e") && fourth == UInt8(ascii: "d")
        || second == UInt8(ascii: "o") && third == UInt8(ascii: "o") && fourth == UInt8(ascii: "k")
    case UInt8(ascii: "a"):
      second == UInt8(ascii: "u") && third == UInt8(ascii: "t") && fourth == UInt8(ascii: "h")
    case UInt8(ascii: "j"): second == UInt8(ascii: "w") && third == UInt8(ascii: "t")
    default: false
    }
  }

  /// Enough for a finding.
  package static func matches(_ name: String) -> Bool { weight(of: name) != .none }

  /// A name whose last word is that of a password, so that what it names is one.
  package static func isPassword(_ name: String) -> Bool { weight(of: name) == .password }

  /// A name of what is shown to log in, and of nothing that has a number: a password, or a client's
  /// secret.
  static func isLogin(_ name: String) -> Bool {
    let words = NameWords.split(name)
    return isPassword(name) || logins.contains(words.suffix(2).joined())
  }

  /// `endpoints.user.name`, `portal_user`: what names who logs in.
  package static func isUser(_ name: String) -> Bool {
    ["user", "username", "name", "login"].contains(NameWords.split(name).last ?? "")
  }

  private static let logins: Set<String> = ["clientsecret"]

  /// What everybody may know, or what says something of a secret: in a Secret, too, its value is
  /// none.
  package static func isPublic(_ name: String) -> Bool {
    let words = NameWords.split(name)
    // `password_sha256_hex` is a hash, however it is written.
    return (words.last { $0 != "hex" } ?? words.last).map(structure.contains) != false
      || words.contains(where: harmless.contains)
  }

  private static let structure: Set<String> = [
    "name", "names", "ref", "refs", "file", "path", "dir", "location", "mount", "url", "uri",
    "endpoint", "host", "port", "id", "ids", "arn", "type", "kind", "mode", "method", "algorithm",
    "provider", "class", "store", "version", "generation", "enabled", "disabled", "required", "ttl",
    "expiry", "expires", "expiration", "age", "period", "duration", "interval", "date", "policy",
    "rules", "pattern", "regex", "length", "min", "max", "count", "size", "limit", "scope",
    "scopes",
    "audience", "issuer", "realm", "header", "prefix", "suffix", "format", "template", "namespace",
    "account", "user", "username", "email", "role", "group", "image", "repository", "tag", "cert",
    "certificate", "ca", "crt", "fingerprint", "checksum", "digest", "sha", "hosts", "thumbprint",
    "subject", "client", "tenant", "subscription", "project", "bucket", "region", "zone", "domain",
    "release", "json", "yaml", "yml", "conf", "toml", "xml", "txt", "sql", "sh", "js", "py", "ini",
    "properties", "hash", "pub",
  ]

  private static let longestName = 200

  /// What tells a change of the Secret, as charts write it into annotations.
  private static let digests = ["checksum/", "checksum-", "checksum_", "hash/", "rollme/"]

  /// Enough to hide the value: too much costs a reader a word, too little a secret.
  package static func mayMatch(_ name: String) -> Bool {
    let lowered = name.lowercased()
    guard !referenceParts.contains(where: lowered.holds) else { return false }
    let words = NameWords.split(name)
    return parts.contains(where: lowered.holds) || endings.contains(where: lowered.hasSuffix)
      || words.contains { weak.contains($0) || passwords.contains($0) || hints.contains($0) }
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

  /// What a value of that name is called when its form does not tell.
  package static func kind(_ name: String) -> CredentialKind {
    weight(of: name) == .password ? .password : .secretValue
  }

  private static let passwords: Set<String> = [
    "password", "passwd", "pwd", "passphrase", "passcode", "pw", "psw", "keypass", "storepass",
    "requirepass",
  ]

  private static let weak: Set<String> = [
    "token", "secret", "apikey", "secretkey", "privatekey", "authkey", "accountkey",
    "encryptionkey", "signingkey", "credential", "credentials", "creds", "auth", "authtoken",
    "accesstoken", "clientsecret", "pat", "jwt", "cookie", "sas",

  ]

  private static let accessOwners: Set<String> = [
    "secret", "storage", "azure", "account", "shared",
  ]

  /// Whose key is secret.
  private static let keyOwners: Set<String> = [
    "api", "access", "secret", "private", "encryption", "signing", "auth", "master", "account",
    "shared", "fernet", "session", "cookie", "webhook", "integration", "routing", "server",
    "client", "aes", "jwt", "cipher", "crypto", "credential",
    "preshared", "ssh", "tls", "hmac", "storage", "admin", "app", "consumer", "unseal", "license",
    "application", "sdk", "stripe", "service", "bot",
  ]

  /// What says which of several values it is, behind what it is.
  private static let qualifiers: Set<String> = [
    "value", "string", "data", "text", "raw", "plain", "cleartext", "b64", "base64", "encoded",
    "old", "new", "current", "previous", "prod", "production", "dev", "staging", "test", "default",
    "initial", "temp", "base", "",
  ]

  /// What stands in front of the name of a switch or of an object.
  private static let switches: Set<String> = [
    "create", "enable", "disable", "rotate", "force", "wait", "automount", "use", "skip", "inject",
    "validate", "has", "is",
  ]

  /// What asks for a password, or is about one.
  private static let askers: Set<String> = [
    "allow", "empty", "no", "require", "required", "enable", "disable", "ask", "reset", "change",
    "update", "forgot", "existing",
  ]

  /// One of them stands in every such name.
  private static let marks = TextSet([
    "pass", "pw", "psw", "token", "secret", "key", "cred", "auth", "pat", "jwt", "cookie", "sas",
  ])

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
  private static let harmless: Set<String> = [
    "public", "existing", "hash", "hashed", "salt", "bcrypt", "csrf", "xsrf", "encrypted", "sealed",
    "publishable", "example", "gtm",
  ]
}
