internal import Graph
package import CEL
internal import Checks
internal import Manifests

/// What a rule's `for` can range over: one row per collection.
package struct FactCollection: Sendable {
  /// The rows of a run.
  package enum Rows: Sendable {
    /// So many, each made when it is asked for.
    case indexed(Int, @Sendable (Int) -> Value)
    /// One after the other: too many to keep what they are made of.
    case streamed(@Sendable ((Value) -> Void) -> Void)
  }

  let message: MessageType
  /// Nil for facts that are only reached through others.
  package let rows: (@Sendable (RuleContext) -> Rows)?

  private static func row<Subject: Sendable>(
    _ type: FactType<Subject>, _ subjects: (@Sendable (RuleContext) -> [Subject])? = nil
  ) -> FactCollection {
    guard let subjects else { return FactCollection(message: type.message, rows: nil) }
    return FactCollection(message: type.message) { world in
      let subjects = subjects(world)
      return .indexed(subjects.count) { type.value(subjects[$0], world) }
    }
  }

  private static func stream<Subject: Sendable>(
    _ type: FactType<Subject>,
    _ forEach: @escaping @Sendable (RuleContext, (Subject) -> Void) -> Void
  ) -> FactCollection {
    FactCollection(message: type.message) { world in
      .streamed { body in forEach(world) { body(type.value($0, world)) } }
    }
  }

  static let all: [FactCollection] = [
    row(SecretFacts.secret) { $0.graph.secrets },
    row(SecretFacts.entry),
    row(SecretFacts.config) { world in
      world.graph.secrets.flatMap { secret in
        secret.dockerConfigs.map { SecretFacts.OwnedConfig(secret: secret, config: $0) }
      }
    },
    row(SecretFacts.login),
    stream(CredentialFacts.credential) { world, body in
      FoundCredential.forEach(in: world.graph, body)
    },
    row(AccessFacts.grant) { $0.graph.grants },
    row(ArgoFacts.project) { ArgoProject.all(in: $0.graph) },
    row(AccessFacts.defaulted) { DefaultedSubject.all(in: $0.graph) },
    row(TektonFacts.annotation) { CredentialAnnotation.all(in: $0.graph) },
    row(TektonFacts.run) { world in world.graph.resources.filter { $0.role == .run } },
    row(ChainsFacts.setting) { ChainsSetting.all(in: $0.graph) },
    row(ContainerFacts.container) { OwnedContainer.all(in: $0.graph) },
    row(MalformedFacts.reference) { $0.graph.malformed },
    row(CommandFacts.argument),
    row(PrivateKeyFacts.key) { PrivateKeySlot.all(in: $0.graph) },
    row(FieldFacts.field) { ObjectField.all(in: $0.graph) },
    row(SOPSFacts.ruleKey) { CreationRuleKey.all(in: $0.graph) },
    row(SOPSFacts.creationRule) { CreationRule.all(in: $0.graph) },
    row(SOPSFacts.kustomization) { FluxDecryption.applications(in: $0.graph) },
    stream(ExposureFacts.exposure) { world, body in
      FoundCredential.forEachClear(in: world.graph) { exposure in
        if !ExposureFacts.isRepeated(exposure, world) { body(exposure) }
      }
    },
    row(ClearPasswordFacts.password) { ClearPassword.all(in: $0.graph) },
    row(PasswordHashFacts.hash) { FoundHash.all(in: $0.graph) },
    row(CheckedTokenFacts.token) { CheckedTokenFacts.all(in: $0.graph) },
    row(EncryptionFacts.value) { EncryptionFacts.items(in: $0) },
    row(ReferenceFacts.reference) { $0.graph.references },
    row(ProducerFacts.refresh) {
      Refresh.all(in: $0.graph.resources) + Refresh.all(in: $0.graph.commands)
    },
    row(ProducerFacts.login) { $0.graph.resources.flatMap(StoreSecret.all) },
    row(ProducerFacts.clusterStore) { ProducerFacts.clusterStores(in: $0.graph) },
    row(ProducerFacts.store) { StoreReference.all(in: $0.graph.resources) },
    row(AccountFacts.account) { $0.graph.accounts },
    row(ReferenceFacts.workload) { $0.graph.workloads },
    row(ReferenceFacts.image),
    row(PullFacts.credential), row(VerifiedFacts.verified),
    row(ManifestFacts.component) { $0.graph.descriptors },
    row(ManifestFacts.layer),
    row(ChartFacts.config) { PrintedConfig.all(in: $0.graph) },
    row(ChartFacts.generated) { GeneratedPassword.all(in: $0.graph) },
    row(ChartFacts.value) { ChartValue.all(in: $0.graph) },
    row(ManifestFacts.configMap) { world in
      world.graph.resources.filter { $0.role == .configMap }
    },
    row(ManifestFacts.resource) { $0.graph.resources },
    row(WorkflowFacts.job) { $0.graph.files.flatMap(\.workflowJobs) },
    row(CommandFacts.command) { $0.graph.commands },
    row(CommandFacts.variable),
    row(CommandFacts.encoded) { $0.graph.encodedValues },
    stream(ManifestFacts.scalar) { world, body in TypedScalar.forEach(in: world.graph, body) },
    row(ManifestFacts.repeated) { RepeatedKey.all(in: $0.graph) },
    row(ManifestFacts.problem) { $0.problems },
    row(DeclarationFacts.declaration) { Declaration.all(in: $0) },
    row(SuppressionFacts.suppression) { $0.suppressions },
    row(RepositoryFacts.repository),
  ]

  package static let byName = Dictionary(
    all.map { ($0.message.name, $0) }, uniquingKeysWith: { a, _ in a })

  /// Declared versions, as `targets.tekton`; unset ones are empty.
  static let targets = MessageType(
    name: "Targets", doc: "Versions that the configuration declares.",
    fields: Settings.targetNames.map {
      .init(name: $0, type: .string, doc: "Declared version of \($0); empty if none.")
    })

  /// What a rule without parameters has.
  static let parameters = MessageType(
    name: "Parameters", doc: "The rule's parameters.", fields: [])

  /// What rules know besides their parameters, which stand here empty.
  static let messages = {
    var messages = byName.mapValues(\.message)
    let collections = WorldCollection.all.map(\.message)
    for message in [targets, parameters] + collections {
      messages[message.name] = message
    }
    return messages
  }()
}
