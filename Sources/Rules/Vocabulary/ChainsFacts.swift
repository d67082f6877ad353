internal import Graph
internal import CEL
internal import Checks
internal import Credentials
internal import Manifests
internal import YAMLTree

enum ChainsFacts {
  static let setting: FactType<ChainsSetting> = FactType(
    name: "ChainsSetting",
    doc: "One key of the ConfigMap chains-config, or of what the operator makes it from.",
    facts: [
      Fact("key", .string, "The key.") { setting, _ in
        .text(setting.entry.key.text, at: setting.entry.key)
      },
      Fact("readByChains", .bool, "Chains reads it.") { setting, _ in
        .bool(ChainsSetting.forms[setting.entry.key.text] != nil, at: setting.entry.key)
      },
      Fact("nearest", .string, "The key that is most like it, as the end of a sentence.") {
        setting, _ in
        .text(suggestion(for: setting.entry.key.text, among: ChainsSetting.forms.keys.sorted()))
      },
      Fact("meantKey", .string, "The key that is misspelt; empty if that is not certain.") {
        setting, _ in setting.meantKey.map { .text($0) }
      },
      Fact("value", .string, "Its value.") { setting, _ in
        .text(setting.value, at: setting.entry.value)
      },
      Fact("meant", .string, "The value that an unreadable one stands for; empty if unknown.") {
        setting, _ in setting.meant.map { .text($0) }
      },
      Fact("problem", .string, "What the key takes, where the value is something else.") {
        setting, _ in setting.problem.map { .text($0, at: setting.entry.value) }
      },
      Fact("ignoredBoolean", .string, "What the key takes, where the value is no boolean to Go.") {
        setting, _ in setting.ignoredBoolean.map { .text($0, at: setting.entry.value) }
      },
      Fact("missing", .string, "What the value needs beside it, where nothing gives it.") {
        setting, world in
        setting.missing(in: world.graph).map { .text($0, at: setting.entry.value) }
      },
      Fact("holdsCredential", .bool, "Its value is a credential.") { setting, _ in
        .bool(setting.holdsCredential, at: setting.entry.value)
      },
    ],
    origin: { Origin($0.entry.key) },
    identity: { "\($0.resource.identity)/\($0.entry.key.text)" },
    formerFields: ["known": "readByChains"])

}
