internal import Credentials
internal import Encodings
package import Manifests
package import YAMLTree

/// What can be wrong with a value of a Secret.
package enum SecretValues {
  /// Decoding twice yields JSON, PEM or a token; Helm releases are so by design.
  package static func doubleEncoded(_ entry: SecretEntry) -> String? {
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
  package static func repaired(_ entry: SecretEntry) -> String? {
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
  package static func isOverridden(_ entry: SecretEntry, in secret: Secret) -> Bool {
    guard entry.field == .data, let own = entry.decoded else { return false }
    return secret.entries.contains {
      $0.field == .stringData && $0.key == entry.key && $0.decoded != nil && $0.decoded != own
    }
  }

  /// SOPS's or another tool's cipher text inside base64.
  package static func isCipherText(_ entry: SecretEntry) -> Bool {
    guard entry.field == .data, entry.encryption == .sops, let decoded = entry.decoded else {
      return false
    }
    return decoded.starts(with: "ENC[".utf8)
  }

  /// `user:$2y$…` on some line: a file of users, of which the line break is a part.
  package static func isHashed(_ entry: SecretEntry) -> Bool {
    entry.text.split(whereSeparator: \.isNewline).contains { line in
      line.firstIndex(of: ":").map { Strength.isHash(String(line[line.index(after: $0)...])) }
        ?? false
    }
  }

  /// A service account's token stands in clear where the API server would put it.
  package static func holdsAccountToken(_ secret: Secret) -> Bool {
    guard let entry = secret.entry("token"), entry.isClear, !entry.isPlaceholder,
      !secret.isEncrypted
    else { return false }
    return Classification.recognise(entry.text.trimmedWhitespace)?.token != nil
  }

  /// A file whose last line ends like the others, by its key or its content: the line break is no
  /// part of a password in it.
  package static func isLineFile(_ entry: SecretEntry) -> Bool {
    let lines = entry.text.split(whereSeparator: \.isNewline)
    guard lines.count < 2 else { return true }
    let key = entry.key.lowercased()
    if lineFiles.contains(where: key.hasSuffix) { return true }
    // `passwd` names a file of users, and a password.
    return key == "passwd" && lines.first?.contains(":") == true
  }

  private static let lineFiles = [
    "htpasswd", "netrc", "git-credentials", "known_hosts", "authorized_keys", "allowed_signers",
    "pgpass", "npmrc", "pypirc", "shadow",
  ]

  /// JSON text with `{{ … }}` between quotes, and no function that escapes what comes in.
  package static func isHandBuilt(_ entry: SecretEntry, in secret: Secret) -> Bool {
    guard entry.isTemplateData || entry.value.document.hasHoles, entry.value.kind == .scalar
    else { return false }
    let text = entry.value.text
    guard text.holds("\"auths\"") else { return false }
    return text.split(separator: "{{").dropFirst().contains { part in
      let action = String(part.prefix { $0 != "}" })
      let rest = part.dropFirst(action.count)
      // The name of a registry, a key, has nothing that could break JSON.
      return rest.hasPrefix("}}\"") && rest.dropFirst(3).first { !$0.isWhitespace } != ":"
        && !escapes.contains(where: action.holds) && !holdsOnlyPlain(action, secret)
    }
  }

  /// What they give needs no escape in JSON; base64 has nothing that could break it.
  private static let escapes = ["b64enc", "quote", "toJson", "toJSON"]

  /// Whether all fields that a template's action takes are known to need no escape.
  private static func holdsOnlyPlain(_ action: String, _ secret: Secret) -> Bool {
    let words = action.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    let fields = words.filter { $0.hasPrefix(".") && $0.count > 1 }.map { $0.dropFirst() }
    return !fields.isEmpty && fields.allSatisfy { secret.plainInputs.contains(String($0)) }
  }

  /// kubeseal's output starts with the length of an RSA block: `AgA` to `AgD`.
  package static func isPasted(_ entry: SecretEntry, in secret: Secret) -> Bool {
    guard secret.origin == .sealed, entry.field == .remote, entry.value.kind == .scalar else {
      return false
    }
    let text = entry.value.text.trimmedWhitespace
    guard !entry.isTemplateData, !Placeholder.matches(text) else { return false }
    // Folded lines are joined by spaces.
    guard (try? Base64.decode(Array(text.utf8.filter { $0 != 32 }))) != nil else { return true }
    return !["AgA", "AgB", "AgC", "AgD"].contains(where: text.hasPrefix)
  }

  /// Why the API server refuses the value; nil if it does not.
  package static func base64Problem(_ entry: SecretEntry) -> String? {
    guard let problem = entry.base64Problem else { return nil }
    switch problem {
    case .illegalByte(let byte, _):
      let isFolded = entry.value.style == .folded || entry.value.style == .plain
      switch byte {
      case 32 where isFolded && entry.value.range.count > 80:
        return "holds spaces, because its lines are folded"
      case 32: return "holds a space"
      case UInt8(ascii: "-"), UInt8(ascii: "_"): return "uses the URL-safe alphabet"
      default: return "is not base64"
      }
    case .wrongPadding: return "has wrong padding"
    }
  }

  /// json, pem or text.
  package static func shape(_ entry: SecretEntry) -> String {
    let text = entry.text.trimmedWhitespace
    if text.holds("-----BEGIN ") { return "pem" }
    return text.hasPrefix("{") || text.hasPrefix("[") ? "json" : "text"
  }

  /// The annotation that kubectl writes, where it holds a value that is worth hiding.
  package static func lastApplied(_ secret: Secret) -> Node? {
    guard let node = secret.resource.annotation("kubectl.kubernetes.io/last-applied-configuration"),
      node.kind == .scalar, secret.origin == .manifest
    else { return nil }
    let source = SourceFile(path: "annotation", bytes: Array(node.bytes))
    let root = ParsedFile(json: source).documents.first?.root
    let values = ["data", "stringData"].flatMap { field in
      (root?[field]?.entries ?? []).map {
        SecretEntry(key: $0.key, value: $0.value, field: field == "data" ? .data : .stringData)
      }
    }
    guard values.contains(where: { $0.isClear && !$0.isPlaceholder }) else { return nil }
    return node
  }
}
