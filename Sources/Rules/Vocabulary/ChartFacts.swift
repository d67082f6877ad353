internal import CEL
internal import Checks
internal import Credentials
internal import Manifests
internal import YAMLTree

enum ChartFacts {
  static let config: FactType<PrintedConfig> = FactType(
    name: "PrintedDockerConfig", doc: "A docker config that a template of a chart prints.",
    facts: [
      Fact("definition", .string, "The definition that prints it; empty in an object.") {
        printed, _ in
        Value(.string(printed.config.definition), origin: Origin(printed.config.place))
      },
      Fact("wrapped", .bool, "The registries stand under auths.") { printed, _ in
        .bool(printed.config.hasAuths)
      },
      Fact("unescaped", .bool, "A password is put between quotes as it is.") { printed, _ in
        .bool(printed.config.isUnescaped)
      },
      Fact("key", .string, "The key of a Secret that includes it; empty if none does.") {
        printed, _ in printed.entry.map { .text($0.key, at: $0.keyNode) }
      },
      Fact("secret", .message("Secret"), "The Secret that includes it; unset if none does.") {
        printed, world in printed.secret.map { SecretFacts.secret.value($0, world) }
      },
    ],
    origin: { Origin($0.config.place) },
    identity: { "\($0.file.path)/\($0.config.definition)" })

  static let generated: FactType<GeneratedPassword> = FactType(
    name: "GeneratedPassword",
    doc: "A value of a chart's Secret that a template makes up anew at each rendering.",
    facts: [
      Fact("function", .string, "The function that makes it up, as a place.") { generated, _ in
        let place = generated.value.place
        return Value(.string(place.file.text(place.range)), origin: Origin(place))
      },
      Fact("key", .string, "The key of the Secret.") { generated, _ in
        .text(generated.entry.key, at: generated.entry.keyNode)
      },
      Fact("passwordLike", .bool, "The key is named like a password's, or a token's.") {
        generated, _ in .bool(SecretNames.matches(generated.entry.key))
      },
      Fact("kept", .bool, "The template looks whether the value is there already.") {
        generated, _ in
        .bool(generated.value.isKept)
      },
      Fact("secret", .message("Secret"), "The Secret.") { generated, world in
        SecretFacts.secret.value(generated.secret, world)
      },
      Fact("tested", .bool, "The file is in a folder of tests or examples.") { generated, _ in
        .bool(generated.file.isInTestFolder)
      },
    ],
    origin: { Origin($0.value.place) },
    identity: { "\($0.file.path)/\($0.entry.key)" })

  static let value: FactType<ChartValue> = FactType(
    name: "ChartValue",
    doc: "A value of a Helm chart's values.yaml that is named like a credential.",
    facts: [
      Fact("path", .string, "Its keys, joined by points.") { value, _ in
        .text(value.path.joined(separator: "."), at: value.key)
      },
      Fact("key", .string, "Its own key.") { value, _ in .text(value.key) },
      Fact(
        "meant", .string,
        "What a template reads in its place; empty if one reads the value itself, or nothing like it."
      ) { value, _ in
        value.meant.map { read in
          Value(
            .string(read.path.prefix(value.path.count).joined(separator: ".")),
            origin: Origin(read.place))
        }
      },
      Fact(
        "misuse", .string,
        "names or objects, where a template takes its elements for that and they are the other; else empty."
      ) { value, _ in
        value.misuse.map {
          Value(.string($0.use == .names ? "names" : "objects"), origin: Origin($0.place))
        }
      },
    ],
    origin: { Origin($0.key) },
    identity: { "\($0.file.path)/\($0.path.joined(separator: "."))" })
}
