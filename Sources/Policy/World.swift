package import CEL
package import Manifests
internal import Synchronization

/// What every rule of a run can see beside its rows.
package final class World: Sendable {
  package let graph: ResourceGraph
  package let now: Timestamp
  package let scopes: ScopeTable
  package let settings: Settings
  let suppressions: [Suppression]

  package init(
    graph: ResourceGraph, now: Timestamp, scopes: ScopeTable, settings: Settings,
    suppressions: [Suppression] = []
  ) {
    self.graph = graph
    self.now = now
    self.scopes = scopes
    self.settings = settings
    self.suppressions = suppressions
  }

  /// A time that the sources name, as rules see it: at most 146 years from now. A duration spans
  /// twice as much, so that no difference between two times of a repository fails.
  func time(_ time: Timestamp) -> Timestamp {
    let reach: Int64 = 146 * 365 * 86_400
    let range = now.seconds - reach...now.seconds + reach
    guard !range.contains(time.seconds) else { return time }
    return Timestamp(clamped: min(max(time.seconds, range.lowerBound), range.upperBound))
  }

  func with(_ suppressions: [Suppression]) -> World {
    World(graph: graph, now: now, scopes: scopes, settings: settings, suppressions: suppressions)
  }
}

/// The part of the configuration that facts depend on.
package struct Settings: Sendable {
  /// Declared versions of `kubernetes`, `tekton`, `chains` and `lifecycle-manager`.
  package var targets: [String: String] = [:]
  /// Hosts, or hosts with a path, of registries that need a credential.
  package var privateRegistries: [String] = []
  /// The user's own scope table, as YAML in the form of `scopes.yaml`; empty for none.
  package var scopes: ScopeTable.Contents = ScopeTable.Contents()
  package var suppressions: [Suppression] = []
  package var externalSecrets: [ExternalSecret] = []
  package var governance = SuppressionGovernance()
  /// An organisation's own annotation keys.
  package var declarations = Declarations()

  package init() {}

  /// `1.2.0` or `v1.2.0`, as far as a first look tells.
  package static func isVersion(_ text: String) -> Bool {
    text.drop { $0 == "v" }.first?.isNumber == true
  }

  package static let targetNames = ["kubernetes", "tekton", "chains", "lifecycle-manager"]

  func isPrivate(_ registry: String) -> Bool {
    privateRegistries.contains { registry == $0 || registry.hasPrefix($0 + "/") }
  }

  /// - Parameter namespaces: those of what refers, nil where one is not known.
  func isExternal(_ secret: String, namespaces: [String?]) -> Bool {
    externalSecrets.contains { external in
      PathPattern.matches(external.name, secret)
        && namespaces.allSatisfy { $0.map(external.isIn) ?? true }
    }
  }
}

/// A Secret that exists outside the repository, and needs no manifest in it.
package struct ExternalSecret: Sendable {
  /// A gitignore pattern: `*` matches within a name.
  package let name: String
  /// A pattern as well; nil for every namespace.
  package let namespace: String?

  package init(name: String, namespace: String? = nil) {
    self.name = name
    self.namespace = namespace
  }

  func isIn(_ namespace: String) -> Bool {
    self.namespace.map { PathPattern.matches($0, namespace) } ?? true
  }
}

/// Which scopes suffice for a purpose and which exceed it, per provider.
package struct ScopeTable: Sendable {
  struct Row: Sendable {
    let provider: String
    let purpose: String
    let enough: Set<String>
    let excess: Set<String>
    /// What the purpose cannot do without.
    let needs: [String]
  }

  /// What `scopes.yaml` holds.
  package struct Contents: Sendable {
    var rows: [Row] = []
    /// By provider and scope: the scopes that are part of it.
    var includes: [String: [String: Set<String>]] = [:]
  }

  private let text: StaticString
  private let cache = Cache()
  /// The user's own rows, which come first.
  var overrides = Contents()

  /// - Parameter text: `scopes.yaml`, read when it is first asked for.
  init(text: StaticString = "") { self.text = text }

  private final class Cache: Sendable {
    let contents = Mutex<Contents?>(nil)
  }

  private var contents: Contents {
    let builtIn = cache.contents.withLock { contents in
      if let contents { return contents }
      let read = ScopeFile.read(text.description, path: "rules/scopes.yaml").contents
      contents = read
      return read
    }
    guard !overrides.rows.isEmpty || !overrides.includes.isEmpty else { return builtIn }
    return Contents(
      rows: overrides.rows + builtIn.rows,
      includes: builtIn.includes.merging(overrides.includes) { _, own in own })
  }

  /// Scopes that another one of the list includes.
  func redundant(in scopes: [String], provider: String) -> [String] {
    guard scopes.count > 1, let includes = contents.includes[provider] else { return [] }
    return scopes.filter { scope in scopes.contains { includes[$0]?.contains(scope) ?? false } }
  }

  /// Scopes without which the purpose fails, and that no scope of the list includes.
  func missing(from scopes: [String], provider: String, purpose: String) -> [String] {
    let contents = self.contents
    guard let row = row(contents, provider, purpose) else { return [] }
    let includes = contents.includes[provider] ?? [:]
    return row.needs.filter { need in
      !scopes.contains(need) && !scopes.contains { includes[$0]?.contains(need) ?? false }
    }
  }

  private func row(_ contents: Contents, _ provider: String, _ purpose: String) -> Row? {
    contents.rows.first { $0.provider == provider && $0.purpose == purpose }
      ?? contents.rows.first { $0.provider == "*" && $0.purpose == purpose }
  }

  /// Scopes that the purpose does not need; unknown ones are given the benefit of the doubt.
  func excess(of scopes: [String], provider: String, purpose: String) -> [String] {
    guard !scopes.isEmpty, let row = row(contents, provider, purpose) else { return [] }
    return scopes.filter { row.excess.contains($0) && !row.enough.contains($0) }
  }
}
