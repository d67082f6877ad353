internal import Encodings
internal import CEL
internal import Checks
internal import Credentials
internal import Graph
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
      Fact(
        "jobToken", .string,
        "The variable of a job's token that is filled in when it is applied; empty if none."
      ) { owned, _ in
        DyingTokens.token(in: owned.entry).map { .text($0.title, at: owned.entry.value) }
      },
      Fact("placeholder", .bool, "A hint, template or sample instead of a value.") { owned, _ in
        .bool(owned.entry.isPlaceholder)
      },
      Fact("size", .int, "Bytes of the decoded value.") { owned, _ in
        owned.entry.decoded.map { Value(.int(Int64($0.count)), origin: Origin(owned.entry.value)) }
      },
      Fact("base64Problem", .string, "Why the API server refuses the value; empty if it does not.")
      {
        owned, _ in
        SecretValues.base64Problem(owned.entry).map { .text($0, at: owned.entry.value) }
      },
      Fact("repaired", .string, "The base64 that broken base64 comes from. Sensitive.") {
        owned, _ in
        SecretValues.repaired(owned.entry).map {
          .text($0, at: owned.entry.value, [.sensitive, .derived])
        }
      },
      Fact("endsInNewline", .bool, "The decoded value ends in a line break.") { owned, _ in
        .bool(owned.entry.decoded?.last == 10, at: owned.entry.value)
      },
      Fact("shape", .string, "json, pem or text.") { owned, _ in
        .text(SecretValues.shape(owned.entry))
      },
      Fact("hashed", .bool, "Lines of users with hashes of their passwords, as htpasswd makes.") {
        owned, _ in .bool(SecretValues.isHashed(owned.entry))
      },
      Fact("lines", .bool, "A file of lines, as htpasswd, .netrc and .git-credentials are.") {
        owned, _ in .bool(SecretValues.isLineFile(owned.entry))
      },
      Fact("doubleEncoded", .string, "What decoding it twice gives; empty if nothing sensible.") {
        owned, _ in SecretValues.doubleEncoded(owned.entry).map { .text($0, at: owned.entry.value) }
      },
      Fact("overridden", .bool, "stringData has the same key with another value.") {
        owned, _ in
        .bool(SecretValues.isOverridden(owned.entry, in: owned.secret), at: owned.entry.keyNode)
      },
      Fact("empty", .bool, "The decoded value is empty.") { owned, _ in
        .bool(owned.entry.decoded?.isEmpty == true, at: owned.entry.value)
      },
      Fact("cipherText", .bool, "Encrypted first and encoded then: the cluster gets cipher text.") {
        owned, _ in .bool(SecretValues.isCipherText(owned.entry), at: owned.entry.value)
      },
      Fact(
        "passwordLike", .bool,
        "Its key is named like a password or token, or nothing public and its value is random."
      ) { owned, _ in
        .bool(
          SecretNames.matches(owned.entry.key)
            || TextCredentials.isRandomEntry(
              owned.entry.text.trimmedWhitespace, named: owned.entry.key)
        )
      },
      Fact(
        "hashLike", .bool,
        "Its key has a password's word in it, and its value the length and digits of a hash."
      ) { owned, _ in
        let key = owned.entry.key.lowercased()
        return .bool(
          ["pass", "pw"].contains(where: key.holds)
            && TextCredentials.mayBeHash(owned.entry.text.trimmedWhitespace))
      },
      Fact("plausible", .bool, "Its value could be a password that somebody uses.") { owned, _ in
        .bool(
          Strength.isPlausible(
            owned.entry.text.trimmedWhitespace,
            shortest: SecretNames.isPassword(owned.entry.key) ? 6 : 8))
      },
      Fact("elsewhere", .list(.string), "Other places where the same value stands, by their path.")
      {
        owned, world in
        .places(
          world.settings.copies.places(
            of: Sensitive(owned.entry.text), besides: owned.entry.value.place))
      },
      Fact("recognised", .bool, "Its value is a credential of a known kind, judged by other rules.")
      {
        owned, _ in
        .bool(!TokenScanner.matches(in: owned.entry.text).isEmpty)
      },
      Fact("pasted", .bool, "Clear text where a SealedSecret holds cipher text.") { owned, _ in
        .bool(SecretValues.isPasted(owned.entry, in: owned.secret), at: owned.entry.value)
      },
      Fact("handBuilt", .bool, "A template that puts a docker config together around values.") {
        owned, _ in
        .bool(SecretValues.isHandBuilt(owned.entry, in: owned.secret), at: owned.entry.keyNode)
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
