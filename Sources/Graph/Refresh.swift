internal import CEL
package import Manifests
package import YAMLTree

/// How often something renews what it fetches or makes up, and how long that lives.
package struct Refresh: Sendable {
  /// What renews it, as messages name it.
  package let described: String
  /// What the token comes from, as `ECRAuthorizationToken`.
  package let source: String
  /// Seconds between two renewals; nil for never.
  package let interval: Int?
  /// Seconds that the token lives; nil where that is not certain, or for ever.
  package let life: Int?
  /// Each renewal gives another value, whether the old one was dead or not.
  package let isMadeUp: Bool
  /// Where the interval stands, or the source of a token that has the default one.
  package let node: Node

  /// Those of External Secrets (external-secrets `apis/externalsecrets/v1`): an hour unless the
  /// object says otherwise, and a new one only when the interval is not zero.
  package static func all(in resources: [Resource]) -> [Refresh] {
    resources.filter { $0.role == .externalSecret }.flatMap { resource in
      let spec =
        resource.kind == "ClusterExternalSecret"
        ? resource.body.at("spec", "externalSecretSpec") : resource.body["spec"]
      return (spec?["dataFrom"]?.elements ?? []).compactMap { Refresh($0, spec, resource) }
    }
  }

  /// Those of commands that run by a schedule: in a CronJob, or in a workflow.
  package static func all(in commands: [Command]) -> [Refresh] {
    commands.compactMap { command in
      guard let schedule = command.schedule, let minutes = schedule.minutes,
        [.createSecret, .changeSecret, .apply].contains(command.purpose),
        let source = command.variables.lazy.compactMap({ TokenSource.of($0.name) })
          .first(where: { $0.hours > 0 })
      else { return nil }
      return Refresh(
        described: command.owner?.described ?? "'\(command.context)'", source: source.title,
        interval: minutes * 60, life: source.hours * 3_600, node: schedule.node)
    }
  }

  private init(described: String, source: String, interval: Int, life: Int, node: Node) {
    self.described = described
    self.source = source
    self.interval = interval
    self.life = life
    isMadeUp = false
    self.node = node
  }

  private init?(_ source: Node, _ spec: Node?, _ resource: Resource) {
    // An item has one source; a list of everything that the schema allows has all.
    guard source["extract"] == nil, source["find"] == nil,
      let generator = TokenGenerator.of(source),
      let place = source.at("sourceRef", "generatorRef", "kind")
    else { return nil }
    let interval = spec?["refreshInterval"]
    let policy = spec?["refreshPolicy"]
    let isOnce = policy?.hasText("CreatedOnce") == true || policy?.hasText("OnChange") == true
    let written = interval.map { Durations.parse($0.text) } ?? Int64(3_600_000_000_000)
    guard isOnce || written != nil else { return nil }
    let seconds = Int((written ?? 0) / 1_000_000_000)
    described = resource.described
    self.source = generator.kind
    self.interval = isOnce || seconds == 0 ? nil : seconds
    life = generator.life
    isMadeUp = generator.isMadeUp
    node = (isOnce ? policy : interval) ?? place
  }
}
