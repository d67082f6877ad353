internal import Credentials
internal import Graph
internal import Manifests
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

/// One key of `.credlint.yaml`: what is read, what `config schema` prints and what
/// `config show` explains.
struct ConfigurationKey: Sendable {
  let name: String
  let doc: String
  let schema: JSON
  let read: @Sendable (inout Configuration, Node) -> Void

  static let all: [ConfigurationKey] = [
    ConfigurationKey(
      name: "persona", doc: "Who wants to hear.",
      schema: .choice(Persona.allCases.map(\.rawValue))
    ) { $0.persona = $0.choice($1, Persona.allCases) },
    ConfigurationKey(
      name: "fail-on", doc: "The least severity that makes the run exit with 1.",
      schema: .choice(Severity.allCases.map(\.rawValue))
    ) { $0.failOn = $0.choice($1, Severity.allCases) },
    ConfigurationKey(
      name: "select", doc: "Rules, groups or tags to run; none means all.", schema: .texts
    ) { $0.select = $0.sourced($1) },
    ConfigurationKey(
      name: "ignore", doc: "Rules, groups or tags to leave out.", schema: .texts
    ) { $0.ignore = $0.sourced($1) },
    ConfigurationKey(
      name: "paths", doc: "Files and folders to report on when the command names none.",
      schema: .texts
    ) { $0.paths = $0.sourced($1) },
    ConfigurationKey(
      name: "exclude", doc: "Paths to pass over, as in .gitignore.", schema: .texts
    ) { $0.exclude = $0.sourced($1) },
    ConfigurationKey(
      name: "include",
      doc: "Paths to read also in vendor/, third_party/ and node_modules/, as in .gitignore.",
      schema: .texts
    ) { $0.include = $0.sourced($1) },
    ConfigurationKey(
      name: "rules", doc: "Folders of your own rules.", schema: .texts
    ) { $0.rules = $0.sourced($1) },
    ConfigurationKey(
      name: "rule-pages", doc: "The address below which the pages of 'rules docs' are, for SARIF.",
      schema: .text
    ) { $0.rulePages = $0.address($1) },
    ConfigurationKey(
      name: "severity", doc: "Another severity for rules, groups or tags.",
      schema: .map(of: .choice(Severity.allCases.map(\.rawValue)))
    ) { $0.readSeverities($1) },
    ConfigurationKey(
      name: "parameters", doc: "Parameters of rules: rule, name, value.",
      schema: .map(of: .map(of: ["type": ["string", "integer", "boolean", "array"]]))
    ) { $0.readParameters($1) },
    ConfigurationKey(
      name: "targets", doc: "Versions of what runs in the cluster.",
      schema: .record(
        Dictionary(
          uniqueKeysWithValues: Settings.targetNames.map { ($0, ["type": ["string", "number"]]) }))
    ) { $0.readTargets($1) },
    ConfigurationKey(
      name: "private-registries",
      doc: "Hosts, or hosts with a path, of registries that need a credential.", schema: .texts
    ) { $0.settings.privateRegistries = $0.texts($1) },
    ConfigurationKey(
      name: "environments",
      doc:
        "What environments are called, with the paths of what is deployed to them, as in .gitignore.",
      schema: .map(of: .texts)
    ) { $0.readEnvironments($1) },
    ConfigurationKey(
      name: "external-secrets", doc: "Secrets that exist outside the repository.",
      schema: .array(of: [
        "anyOf": [.text, .record(externalSecret, required: ["name"])]
      ])
    ) { $0.readExternalSecrets($1) },
    ConfigurationKey(
      name: "annotations", doc: "Your own annotation keys for credlint.dev/expires and the others.",
      schema: .record(
        Dictionary(
          uniqueKeysWithValues: Declarations.Fact.allCases.map {
            ($0.rawValue, ["anyOf": [.text, .texts]])
          }))
    ) { $0.readAnnotations($1) },
    ConfigurationKey(
      name: "scopes", doc: "What a purpose may have, before the built-in table.",
      schema: .map(of: .map(of: .map(of: .texts)))
    ) { $0.readScopes($1) },
    ConfigurationKey(
      name: "verify-exclude", doc: "Hosts that 'verify' never asks, as host or host:port.",
      schema: .texts
    ) { $0.unaskedHosts = $0.texts($1) },
    ConfigurationKey(
      name: "suppress", doc: "Findings to hide, by rule and path or object.",
      schema: .array(
        of: .record(suppression, required: ["rules", "reason"]).anyRequired(["path", "object"]))
    ) { $0.readSuppressions($1) },
    ConfigurationKey(
      name: "suppressions", doc: "What is demanded of suppressions, wherever they stand.",
      schema: .record(governance)
    ) { $0.readGovernance($1) },
  ]

  static let suppression: [String: JSON] = [
    "rules": .texts.described("Ids of rules."),
    "path": .text.described("A path, as in .gitignore."),
    "object": .text.described("Kind/namespace/name, with * in it."),
    "reason": .text.described("Why the finding is acceptable."),
    "until": .text.described("The date on which it ends."),
  ]

  static let externalSecret: [String: JSON] = [
    "name": .text.described("The name, with * in it."),
    "namespace": .text.described("The namespace, with * in it; every one when absent."),
    "reason": .text.described("What makes it."),
  ]

  static let governance: [String: JSON] = [
    "forbid": .texts.described("Rules, groups or tags that nobody may suppress."),
    "ticket": .text.described("A regular expression that every reason must hold."),
  ]

  static var schema: JSON {
    .schema(
      "configuration-1", title: "Configuration of credlint",
      Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.schema.described($0.doc)) }))
  }
}
