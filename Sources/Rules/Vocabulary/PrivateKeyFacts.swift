internal import Graph
internal import CEL
internal import Checks
internal import Credentials
internal import Manifests
internal import YAMLTree

enum PrivateKeyFacts {
  static let key: FactType<PrivateKeySlot> = FactType(
    name: "PrivateKey", doc: "A private key in a Secret, or what stands in its place.",
    facts: [
      Fact("secret", .message("Secret"), "The Secret that holds it.") { slot, world in
        SecretFacts.secret.value(slot.secret, world)
      },
      Fact("entry", .string, "The key of the Secret's data.") { slot, _ in
        .text(slot.entry.key, at: slot.entry.keyNode)
      },
      Fact("consumer", .string, "Tekton, Flux or Argo CD, where one of them logs in with it.") {
        slot, _ in .text(slot.consumer)
      },
      Fact("use", .string, "ssh, tls or other.") { slot, _ in .text(slot.use.rawValue) },
      Fact("problem", .string, "Why it cannot be used; empty if it can.") { slot, _ in
        slot.problem.map { .text($0, at: slot.entry.value) }
      },
      Fact("algorithm", .string, "RSA, DSA, ECDSA, Ed25519 …; empty when unknown.") { slot, _ in
        .text(slot.weakest?.algorithm.rawValue ?? "", at: slot.entry.value)
      },
      Fact("bits", .int, "Its size; 0 when unknown.") { slot, _ in
        Value(.int(Int64(slot.weakest?.bits ?? 0)), origin: Origin(slot.entry.value))
      },
      Fact("encrypted", .bool, "It needs a passphrase.") { slot, _ in
        .bool(slot.keys.contains(where: \.isEncrypted), at: slot.entry.value)
      },
      Fact("value", .string, "The value. Sensitive.") { slot, _ in
        .text(slot.entry.value.text, at: slot.entry.value, .sensitive)
      },
    ],
    origin: { Origin($0.entry.value) },
    identity: { "\($0.secret.identity)/\($0.entry.key)" })
}
