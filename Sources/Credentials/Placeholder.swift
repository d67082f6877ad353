internal import Encodings

/// What people write where a secret belongs: words, templates and samples of the documentation.
package enum Placeholder {
  /// True when the text is no credential but stands for one.
  ///
  /// - Parameter countsPatterns: also `xxx`, `abc` and other text that is too regular for a secret.
  package static func matches(_ text: String, countsPatterns: Bool = true) -> Bool {
    let trimmed = text.trimmedWhitespace
    if trimmed.isEmpty || isTemplate(trimmed) { return true }
    if trimmed.hasPrefix("eyJ"), trimmed.holds(sampleClaims) { return true }
    // Hints are short; what is longer is content.
    guard trimmed.utf8.count <= longestHint else { return false }
    let lowered = trimmed.lowercased()
    if words.contains(lowered) || samples.contains(trimmed) { return true }
    if lowered.hasSuffix("..") { return true }
    // Of a hint in front only what follows it can tell.
    if parts.isIn(lowered),
      !starts.contains(where: lowered.hasPrefix)
        || parts.isIn(String(lowered.drop { $0 != "-" && $0 != "_" && $0 != " " }))
    {
      return true
    }
    if lowered.hasPrefix("/"), !lowered.hasPrefix("//"), !lowered.holds("=") {
      return !Strength.isScrambled(Array(trimmed.utf8)[1...])
    }
    if starts.contains(where: lowered.hasPrefix) { return !Strength.endsScrambled(trimmed) }
    if let decoded = trimmed.decodedText(below: longestEncodedHint) { return matches(decoded) }
    let small = Array(lowered.utf8)
    return
      (countsPatterns && (isMonotone(Array(trimmed.utf8)) || isSequence(small) || isOfTwo(small)))
      || isVariableName(trimmed) || isProse(trimmed)
      || isOnlyWords(small) || isOnlyWords(plainSpelling(small))
  }

  /// Whether a value only says its own key again, as `unseal-key-1: unseal-key-1` does. One word may be
  /// what somebody uses.
  package static func repeats(_ key: String, _ text: String) -> Bool {
    let words = key.utf8.count { !$0.isLetter } + 1
    guard words > 1, key.utf8.count >= 8, key.utf8.count == text.trimmedWhitespace.utf8.count else {
      return false
    }
    return zip(key.utf8, text.trimmedWhitespace.utf8).allSatisfy { left, right in
      left | 0x20 == right | 0x20 || !left.isLetter && !left.isDigit && "-_. ".utf8.contains(right)
    }
  }

  private static let longestEncodedHint = 200

  /// `{"sub":"1234567890","name":"John Doe` of the token that jwt.io shows.
  private static let sampleClaims = "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l"

  /// `ROOK_TOKEN`: the name of what belongs there.
  private static func isVariableName(_ text: String) -> Bool {
    let bytes = text.utf8Span.span
    var parts = 1
    var length = 0
    for index in 0..<bytes.count {
      let byte = bytes[index]
      if byte.isUppercase || byte.isDigit {
        length += 1
      } else if byte == UInt8(ascii: "_"), length > 0 {
        parts += 1
        length = 0
      } else {
        return false
      }
    }
    return parts >= 2 && length > 0
  }

  /// Four words and more, all of letters: a sentence that says what belongs there.
  private static func isProse(_ text: String) -> Bool {
    guard text.utf8.count < 500, mayBeProse(text) else { return false }
    let parts = text.split { $0.isWhitespace }
    guard parts.count >= 4 else { return false }
    return parts.count { $0.allSatisfy { $0.isLetter || ".,()'".contains($0) } } * 4 >= parts.count
      * 3
  }

  /// Three and more bytes that may be white space: few values have so many.
  private static func mayBeProse(_ text: String) -> Bool {
    var spaces = 0
    for byte in text.utf8 where byte <= 32 || byte > 127 {
      spaces += 1
      if spaces == 3 { return true }
    }
    return false
  }

  /// Made of nothing but hint words: `supersecretpassword`, `git_password`, `my-token-123`.
  private static func isOnlyWords(_ text: [UInt8]) -> Bool {
    guard text.count <= 60 else { return false }
    let parts = text.split { wordEnds.contains($0) }.map { part in
      var part = part.drop(while: isDigit)
      while let last = part.last, isDigit(last) || last == UInt8(ascii: "!") { part.removeLast() }
      return part
    }
    guard let last = parts.last, parts.contains(where: { !$0.isEmpty }) else { return false }
    if parts.allSatisfy(segments) { return true }
    // `git_password`: the name of what belongs there.
    return parts.count <= 3 && nouns.contains(String(decoding: last, as: UTF8.self))
      && parts.allSatisfy { $0.allSatisfy { $0 >= 0x80 || isLetter($0) } }
  }

  private static let wordEnds = ByteSet("-_. @,")

  private static func isDigit(_ byte: UInt8) -> Bool { byte.isDigit }

  private static func isLetter(_ byte: UInt8) -> Bool { byte.isLetter }

  private static let nouns: Set<String> = [
    "password", "passwd", "pass", "secret", "token", "key", "credential", "credentials", "value",
  ]

  /// `p4ssw0rd` and `S3cret`, written with digits for letters.
  private static func plainSpelling(_ text: [UInt8]) -> [UInt8] {
    text.map { byte in
      switch byte {
      case UInt8(ascii: "0"): UInt8(ascii: "o")
      case UInt8(ascii: "1"), UInt8(ascii: "!"): UInt8(ascii: "i")
      case UInt8(ascii: "3"): UInt8(ascii: "e")
      case UInt8(ascii: "4"), UInt8(ascii: "@"): UInt8(ascii: "a")
      case UInt8(ascii: "5"), UInt8(ascii: "$"): UInt8(ascii: "s")
      case UInt8(ascii: "7"): UInt8(ascii: "t")
      default: byte
      }
    }
  }

  /// True when the text can be cut into hint words.
  private static func segments(_ bytes: ArraySlice<UInt8>) -> Bool {
    var isReached = [Bool](repeating: false, count: bytes.count + 1)
    isReached[0] = true
    for start in bytes.indices where isReached[start - bytes.startIndex] {
      for hint in hintsByFirst[Int(bytes[start])] where bytes[start...].starts(with: hint) {
        isReached[start - bytes.startIndex + hint.count] = true
      }
    }
    return isReached[bytes.count]
  }

  private static let hintsByFirst: [[[UInt8]]] = {
    var table = [[[UInt8]]](repeating: [], count: 256)
    for hint in hints {
      let bytes = Array(hint.utf8)
      table[Int(bytes[0])].append(bytes)
    }
    return table
  }()

  private static let hints = [
    "secrets", "passwords", "tokens", "keys", "values", "super", "secret", "password", "passwd",
    "pass", "token", "very", "my", "the", "your", "some",
    "test", "testing", "user", "name", "admin", "key", "access", "private", "public", "registry",
    "docker",
    "git", "github", "gitlab", "value", "here", "goes", "credential", "credentials", "string",
    "random", "api", "auth", "client", "id", "base", "encoded", "data", "this", "is", "a", "not",
    "real", "sample", "demo", "default", "root", "foo", "bar", "baz", "hush", "hello", "world",
    "strong", "long", "safe", "secure", "db", "database", "mysql", "postgres", "redis", "kafka",
    "pw", "pwd", "word", "mongo", "mongodb", "rabbitmq", "elastic", "grafana", "harbor", "minio",
    "keycloak", "vault", "nexus", "jenkins", "ldap", "smtp", "mail", "bot", "robot", "service",
    "account", "basic", "generic", "new", "old", "change", "me", "it", "now", "please", "use", "of",
    "in", "for", "to", "and", "or", "insert", "enter", "put", "replace", "dont", "do", "never",
    "unsafe", "insecure", "fake", "dummy", "mock", "example", "bar", "qux", "quux", "app", "web",
    "ci", "cd", "dev", "prod", "staging", "local", "host", "server", "client", "agent", "master",
    "replica", "replication", "repl", "cluster", "node", "kube", "kubernetes", "k8s", "argo",
    "helm", "flux", "tekton", "kyma", "s3", "aws", "gcp", "azure", "oauth", "oidc", "jwt", "auths",
    "session", "cookie", "signing", "encryption", "hmac", "shared", "internal", "external",
    "temp", "tmp", "any", "thing", "something", "another", "other", "whatever", "blah", "bla",
    "lorem", "ipsum",
    "hidden", "hide", "masked", "omitted", "removed",
    "stripped", "sensitive", "confidential", "content", "text", "plain", "clear", "encrypted",
  ]

  private static let longestHint = 400

  /// A substitution of Helm, a shell, Kustomize, Tekton, GitLab, ytt, Concourse or a bracketed hint.
  package static func isTemplate(_ text: String) -> Bool {
    let bytes = text.utf8Span.span
    var index = 1
    while index < bytes.count {
      if substitutions.contains(bytes[index - 1]), opensSubstitution(bytes, at: index - 1) {
        return true
      }
      index += 1
    }
    guard bytes.count > 2, hintStarts.contains(bytes[0]) else { return false }
    return isHint(text, from: bytes[0], to: bytes[bytes.count - 1])
  }

  private static let substitutions = ByteSet("{$")
  /// With what a hint in marks begins, or a variable.
  private static let hintStarts = ByteSet("<%@[{#$(")

  private static func opensSubstitution(_ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    let next = bytes[index + 1]
    guard bytes[index] == UInt8(ascii: "$") else {
      return next == UInt8(ascii: "{") || next == UInt8(ascii: "%")
    }
    return next == UInt8(ascii: "{") || next == UInt8(ascii: "(")
      || next == UInt8(ascii: "[") && index + 2 < bytes.count
        && bytes[index + 2] == UInt8(ascii: "[")
  }

  private static func isHint(_ text: String, from first: UInt8, to last: UInt8) -> Bool {
    if first == UInt8(ascii: "$") { return text.utf8.dropFirst().allSatisfy(\.isWordByte) }
    // `((name))` of Concourse and BOSH.
    if first == UInt8(ascii: "(") { return text.hasPrefix("((") && text.hasSuffix("))") }
    let end =
      switch first {
      case UInt8(ascii: "<"): UInt8(ascii: ">")
      case UInt8(ascii: "["): UInt8(ascii: "]")
      case UInt8(ascii: "{"): UInt8(ascii: "}")
      default: first
      }
    let isFramed = first != UInt8(ascii: "#") && last == end
    guard isFramed || text.hasPrefix("#@") || (text.hasPrefix("#{") && text.hasSuffix("}#")) else {
      return false
    }
    // A JSON object is content, not a hint in braces.
    return !text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == 10 }
  }

  private static let words: Set<String> = [
    "changeme", "change-me", "change_me", "change me", "changeit", "placeholder", "redacted",
    "example", "dummy", "fake", "test", "testing", "todo", "tbd", "none", "null", "empty",
    "secret", "password", "passwd", "pass", "token", "foo", "bar", "baz", "foobar", "admin",
    "root", "user", "username", "fixme", "mypassword", "mysecret", "mytoken", "secretpassword",
    "supersecret", "s3cr3t", "s3cret", "topsecret", "hunter2", "hello", "world", "demo", "sample",
    "default", "undefined", "unset", "n/a", "na", "true", "false", "value", "data", "abc", "abcd",
    "abc123", "qwerty", "letmein", "p@ssw0rd", "passw0rd", "password1", "password123", "postgres",
    "guest", "minio", "minio123", "minioadmin", "rabbitmq", "mysql", "redis", "key", "string",
    "...", "…", "--", "-", "*", "?",
  ]

  private static let starts = [
    "your-", "your_", "your ", "yours", "my-", "my_", "insert", "replace", "<", "xxx",
    "base64-encoded",
    "base64_", "base64encoded", "base64(", "example-", "example_", "dummy-", "dummy_", "fake-",
    "fake_",
    "test-", "test_", "placeholder", "change-", "change_", "changeme", "todo", "fixme", "some-",
    "some_", "enter-", "enter_", "put-", "put_", "redacted",
  ]

  private static let parts = TextSet([
    "example", "placeholder", "changeme", "change-me", "change_me", "replace-me", "replace_me",
    "replaceme", "your-", "your_", "redacted", "xxxx", "**", "••••", "t0p-secret", "top-secret",
    "dummy", "notreal", "foobar", "lorem", "deadbeef", "insecure", "not-secure", "notsecure",
    "do-not-use", "donotuse", "not_used", "notused", "unused",
    "not-a-real", "not_a_real", "fake", "...", "…",
    // Of AWS' documentation, with other endings too.
    "akiaiosfodnn7", "wjalrxutnfemi",
  ])

  private static let samples: Set<String> = [
    "1f2d1e2e67df", "014df517-39d1-4453-b7b3-9930c563627c", "janedoe:xxxxxxxxxxx",
    "abcdefghijklmnopqrstuvwxyz", "1234567890", "12345678", "123456", "1234", "t0p-Secret",
    "39528$vdg7Jb", "kq4gihvszzgn1p0r", "Pouring6%Emoticon%Scuba",
  ]

  /// One character repeated, or a run of neighbours.
  private static func isMonotone(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 3 else { return !bytes.contains(where: brackets.contains) }
    let step = Int(bytes[1]) - Int(bytes[0])
    guard step == 0 || step == 1 else { return false }
    return bytes.indices.dropFirst().allSatisfy { Int(bytes[$0]) - Int(bytes[$0 - 1]) == step }
  }

  private static let brackets = ByteSet("[]{}")

  /// `ffff9999`: no more than two characters over and over.
  private static func isOfTwo(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 6, let first = bytes.first,
      let second = bytes.first(where: { $0 != first })
    else { return false }
    return bytes.allSatisfy { $0 == first || $0 == second }
  }

  /// The body of a token, of a few characters over and over: two characters of it are the same in more
  /// than 18 of 100 cases. Of 32 random hexadecimal digits they are in 9.
  static func isRepetitive(_ body: ArraySlice<UInt8>) -> Bool {
    guard body.count >= 20 else { return false }
    var counts = [Int](repeating: 0, count: 256)
    for byte in body { counts[Int(byte)] += 1 }
    return counts.reduce(0) { $0 + $1 * $1 } * 100 > body.count * body.count * 18
  }

  /// Half of it and more in runs such as `1234` and `abcd`, or all of it in runs such as `def456`.
  ///
  /// - Parameter bytes: in small letters.
  private static func isSequence(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 6 else { return false }
    var covered = 0
    var isInRuns = true
    var length = 1
    for index in 1...bytes.count {
      if index < bytes.count, bytes[index] == bytes[index - 1] &+ 1 {
        length += 1
      } else {
        if length >= 4 { covered += length }
        if length < 3 { isInRuns = false }
        length = 1
      }
    }
    guard !isInRuns else { return true }
    guard bytes.count >= 8 else { return false }
    return covered * 2 >= bytes.count || (covered >= 8 && covered * 5 >= bytes.count)
  }

  /// What a comment behind a value says when the value is none: other scanners' marks, and hints.
  package static func isDisclaimer(_ comment: String) -> Bool {
    let text = comment.lowercased()
    return !text.holds("credlint:") && disclaimers.isIn(text)
  }

  private static let disclaimers = TextSet([
    "gitleaks:allow", "allowlist secret", "notsecret", "not a secret", "ggignore",
    "trufflehog:ignore", "nosec", "placeholder", "dummy",
    "replace with", "replace this", "replace me", "change me", "changeme", "change this",
    "your token", "your password", "your secret", "with your", "not real", "example value",
    "just an example", "fake token", "fake password", "fake secret",
  ])

  /// Hosts that are reserved for documentation (RFC 2606, RFC 5737).
  package static func isReservedHost(_ host: String) -> Bool {
    let name = host.prefix { $0 != ":" && $0 != "/" }.lowercased()
    return name == "localhost" || name.hasSuffix(".localhost") || isDocumentationHost(host)
  }

  /// The same without the machine itself, to which somebody may really log in.
  static func isDocumentationHost(_ host: String) -> Bool {
    let name = host.prefix { $0 != ":" && $0 != "/" }.lowercased()
    if ["example.com", "example.org", "example.net"].contains(name) { return true }
    if [
      ".example.com", ".example.org", ".example.net", ".example", ".test", ".invalid",
    ]
    .contains(where: name.hasSuffix) {
      return true
    }
    return ["192.0.2.", "198.51.100.", "203.0.113."].contains(where: name.hasPrefix)
  }
}
