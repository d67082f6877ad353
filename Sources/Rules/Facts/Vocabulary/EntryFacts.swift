internal import Encodings
internal import CEL
internal import Credentials
internal import Manifests
internal import YAMLTree

/// The keys of Secrets.
extension SecretFacts {
  struct OwnedEntry: Sendable {
    let secret: Secret
    let entry: SecretEntry
  }

  static let entry: FactType<OwnedEntry> = FactType(
    name: "Entry", doc: "One key of a Secret.",
    facts: [
      Fact("key", .string, "The key.") { owned, _ in .text(owned.entry.key, at: owned.entry.keyNode)
      },
      Fact("field", .string, "data, stringData, literal or remote.") { owned, _ in
        .text(owned.entry.field.rawValue)
      },
      Fact("value", .string, "The value as written. Sensitive.") { owned, _ in
        .text(owned.entry.value.text, at: owned.entry.value, .sensitive)
      },
      Fact("text", .string, "The decoded value. Sensitive.") { owned, _ in
        owned.entry.decoded.map { _ in
          .text(owned.entry.text, at: owned.entry.value, [.sensitive, .derived])
        }
      },
      Fact("clear", .bool, "The value stands readable in the file.") { owned, _ in
        .bool(owned.entry.isClear && !owned.secret.isEncrypted)
      },
      Fact("encrypted", .bool, "The value is encrypted, or replaced by another tool.") { owned, _ in
        .bool(owned.entry.encryption != nil || owned.secret.isEncrypted)
      },
      Fact("placeholder", .bool, "A hint, template or sample instead of a value.") { owned, _ in
        .bool(owned.entry.isPlaceholder)
      },
      Fact("size", .int, "Bytes of the decoded value.") { owned, _ in
        owned.entry.decoded.map { Value(.int(Int64($0.count)), origin: Origin(owned.entry.value)) }
      },
      Fact("base64Problem", .string, "Why the API server refuses the value; empty if it does not.")
      {
        owned, _ in base64Problem(owned.entry)
      },
      Fact("repaired", .string, "The base64 that broken base64 comes from. Sensitive.") {
        owned, _ in
        EntryCheck.repaired(owned.entry).map {
          .text($0, at: owned.entry.value, [.sensitive, .derived])
        }
      },
      Fact("endsInNewline", .bool, "The decoded value ends in a line break.") { owned, _ in
        .bool(owned.entry.decoded?.last == 10, at: owned.entry.value)
      },
      Fact("shape", .string, "json, pem or text.") { owned, _ in .text(shape(owned.entry)) },
      Fact("doubleEncoded", .string, "What decoding it twice gives; empty if nothing sensible.") {
        owned, _ in EntryCheck.doubleEncoded(owned.entry).map { .text($0, at: owned.entry.value) }
      },
      Fact("overridden", .bool, "stringData has the same key with another value.") {
        owned, _ in
        .bool(EntryCheck.isOverridden(owned.entry, in: owned.secret), at: owned.entry.keyNode)
      },
      Fact("empty", .bool, "The decoded value is empty.") { owned, _ in
        .bool(owned.entry.decoded?.isEmpty == true, at: owned.entry.value)
      },
      Fact("cipherText", .bool, "Encrypted first and encoded then: the cluster gets cipher text.") {
        owned, _ in .bool(EntryCheck.isCipherText(owned.entry), at: owned.entry.value)
      },
      Fact("passwordLike", .bool, "Its key is named like a password or token.") { owned, _ in
        .bool(SecretNames.matches(owned.entry.key))
      },
      Fact("plausible", .bool, "Its value could be a password that somebody uses.") { owned, _ in
        .bool(Strength.isPlausible(owned.entry.text.trimmedWhitespace))
      },
      Fact("recognised", .bool, "Its value is a credential of a known kind, judged by other rules.")
      {
        owned, _ in
        .bool(!TokenScanner.matches(in: owned.entry.text).isEmpty)
      },
      Fact("pasted", .bool, "Clear text where a SealedSecret holds cipher text.") { owned, _ in
        .bool(EntryCheck.isPasted(owned.entry, in: owned.secret), at: owned.entry.value)
      },
      Fact("handBuilt", .bool, "A template that puts a docker config together around values.") {
        owned, _ in .bool(EntryCheck.isHandBuilt(owned.entry), at: owned.entry.keyNode)
      },
      Fact("staleHostKey", .bool, "A host key that its owner has withdrawn.") { owned, _ in
        .bool(KnownHosts.isStale(owned.entry.text), at: owned.entry.value)
      },
      Fact(
        "withoutNewline", .string,
        "The value to write instead, without line breaks at its end. Sensitive."
      ) {
        owned, _ in withoutNewline(owned.entry)
      },
    ],
    origin: { Origin($0.entry.keyNode) },
    identity: { "\($0.secret.identity)/\($0.entry.key)" },
    formerFields: ["known": "recognised"])

  private static func base64Problem(_ entry: SecretEntry) -> Value? {
    guard let problem = entry.base64Problem else { return nil }
    let text: String
    switch problem {
    case .illegalByte(let byte, _):
      let isFolded = entry.value.style == .folded || entry.value.style == .plain
      switch byte {
      case 32 where isFolded && entry.value.range.count > 80:
        text = "holds spaces, because its lines are folded"
      case 32: text = "holds a space"
      case UInt8(ascii: "-"), UInt8(ascii: "_"): text = "uses the URL-safe alphabet"
      default: text = "is not base64"
      }
    case .wrongPadding: text = "has wrong padding"
    }
    return .text(text, at: entry.value)
  }

  private static func shape(_ entry: SecretEntry) -> String {
    let text = entry.text.trimmedWhitespace
    if text.contains("-----BEGIN ") { return "pem" }
    return text.hasPrefix("{") || text.hasPrefix("[") ? "json" : "text"
  }

  private static func withoutNewline(_ entry: SecretEntry) -> Value? {
    guard var bytes = entry.decoded else { return nil }
    while bytes.last == 10 || bytes.last == 13 { bytes.removeLast() }
    return rewritten(entry, bytes)
  }

  /// What stands in place of a value for other bytes, encoded as the field demands.
  static func rewritten(_ entry: SecretEntry, _ bytes: [UInt8]) -> Value {
    let text = String(decoding: bytes, as: UTF8.self)
    let written =
      switch entry.field {
      case .data: Payloads.encoded(bytes, like: entry.value.text)
      case .stringData, .remote: text
      case .literal: entry.value.document.isRaw ? text : "\(entry.key)=\(text)"
      }
    return .text(written, at: entry.value, [.sensitive, .derived])
  }
}

/// What can be wrong with one value.
enum EntryCheck {
  /// Decoding twice yields JSON, PEM or a token; Helm releases are so by design.
  static func doubleEncoded(_ entry: SecretEntry) -> String? {
    guard entry.isClear, entry.field == .data, !entry.isPlaceholder, let first = entry.decoded,
      first.count >= 16,
      let bytes = try? Base64.decode(first), bytes.allSatisfy({ $0 >= 32 || (9...13).contains($0) })
    else { return nil }
    let text = String(decoding: bytes, as: UTF8.self).trimmedWhitespace
    if text.hasPrefix("{"), text.hasSuffix("}"),
      text.dropFirst().first(where: { !$0.isWhitespace }) == "\""
    {
      return "JSON"
    }
    if text.hasPrefix("-----BEGIN ") { return "PEM" }
    guard Classification.recognise(entry.text.trimmedWhitespace) == nil else { return nil }
    return Classification.recognise(text).map { "a " + $0.kind.title }
  }

  /// White space, the other alphabet and padding put right, where text comes out: what was plain
  /// text to begin with decodes to bytes that are none.
  static func repaired(_ entry: SecretEntry) -> String? {
    guard entry.base64Problem != nil else { return nil }
    var digits = entry.value.bytes.filter { ![9, 10, 13, 32].contains($0) }
    while digits.last == UInt8(ascii: "=") { digits.removeLast() }
    digits = digits.map { $0 == UInt8(ascii: "-") ? 43 : ($0 == UInt8(ascii: "_") ? 47 : $0) }
    digits += [UInt8](repeating: UInt8(ascii: "="), count: (4 - digits.count % 4) % 4)
    guard let decoded = try? Base64.decode(digits), decoded.count >= 8,
      String(validating: decoded, as: UTF8.self) != nil,
      decoded.allSatisfy({ $0 >= 32 || (9...13).contains($0) })
    else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }

  /// The API server takes `stringData` where both have a key.
  static func isOverridden(_ entry: SecretEntry, in secret: Secret) -> Bool {
    guard entry.field == .data, let own = entry.decoded else { return false }
    return secret.entries.contains {
      $0.field == .stringData && $0.key == entry.key && $0.decoded != nil && $0.decoded != own
    }
  }

  /// SOPS's or another tool's cipher text inside base64.
  static func isCipherText(_ entry: SecretEntry) -> Bool {
    guard entry.field == .data, entry.encryption == .sops, let decoded = entry.decoded else {
      return false
    }
    return decoded.starts(with: "ENC[".utf8)
  }

  /// JSON text with `{{ … }}` between quotes, and no function that escapes what comes in.
  static func isHandBuilt(_ entry: SecretEntry) -> Bool {
    guard entry.isTemplateData, entry.value.kind == .scalar else { return false }
    let text = entry.value.text
    guard text.holds("\"auths\""), !text.holds("toJson"), !text.holds("toJSON") else {
      return false
    }
    // Base64 has nothing that could break JSON.
    return text.split(separator: "{{").dropFirst().contains { part in
      let action = part.prefix { $0 != "}" }
      return part.dropFirst(action.count).hasPrefix("}}\"") && !String(action).holds("b64enc")
        && !String(action).holds("quote")
    }
  }

  /// kubeseal's output starts with the length of an RSA block: `AgA` to `AgD`.
  static func isPasted(_ entry: SecretEntry, in secret: Secret) -> Bool {
    guard secret.origin == .sealed, entry.field == .remote, entry.value.kind == .scalar else {
      return false
    }
    let text = entry.value.text.trimmedWhitespace
    guard !entry.isTemplateData, !Placeholder.matches(text) else { return false }
    // Folded lines are joined by spaces.
    guard (try? Base64.decode(text.utf8.filter { $0 != 32 })) != nil else { return true }
    return !["AgA", "AgB", "AgC", "AgD"].contains(where: text.hasPrefix)
  }
}

/// Host keys that their owners have withdrawn.
enum KnownHosts {
  /// GitHub's RSA key until 2023-03-24.
  static func isStale(_ text: String) -> Bool {
    guard text.holds(staleKey) else { return false }
    return text.split(whereSeparator: \.isNewline).contains { line in
      let host = line.prefix { $0 != " " }
      return (host.contains("github.com") || host.hasPrefix("|1|"))
        && String(line).holds(staleKey)
    }
  }

  private static let staleKey = "AAAAB3NzaC1yc2EAAAABIwAAAQEAq2A7hRGm"
}

/// The types that the API server knows.
enum SecretTypes {
  private static let builtIn = [
    "Opaque", "kubernetes.io/service-account-token", "kubernetes.io/dockercfg",
    "kubernetes.io/dockerconfigjson", "kubernetes.io/basic-auth", "kubernetes.io/ssh-auth",
    "kubernetes.io/tls", "bootstrap.kubernetes.io/token",
  ]

  /// What kubectl calls them.
  private static let commands = [
    "generic": "Opaque", "docker-registry": "kubernetes.io/dockerconfigjson",
    "tls": "kubernetes.io/tls", "kubernetes.io/dockercfgjson": "kubernetes.io/dockerconfigjson",
    "dockercfgjson": "kubernetes.io/dockerconfigjson",
  ]

  /// The built-in type that a misspelt one stands for.
  static func meant(by type: String) -> String? {
    guard !type.isEmpty, !builtIn.contains(type), !Placeholder.isTemplate(type) else { return nil }
    if let command = commands[type] { return command }
    if type.lowercased() == "opaque" { return "Opaque" }
    if ["dockerconfigjson", "dockercfg", "basic-auth", "ssh-auth"].contains(type) {
      return "kubernetes.io/" + type
    }
    return builtIn.first { editDistance(type, $0) <= 2 }
  }
}
