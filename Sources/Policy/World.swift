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
  /// Names of Secrets that exist outside the repository; `*` matches within a name.
  package var externalSecrets: [String] = []

  package init() {}

  /// `1.2.0` or `v1.2.0`, as far as a first look tells.
  package static func isVersion(_ text: String) -> Bool {
    text.drop { $0 == "v" }.first?.isNumber == true
  }

  package static let targetNames = ["kubernetes", "tekton", "chains", "lifecycle-manager"]

  func isPrivate(_ registry: String) -> Bool {
    privateRegistries.contains { registry == $0 || registry.hasPrefix($0 + "/") }
  }

  func isExternal(_ secret: String) -> Bool {
    externalSecrets.contains { PathPattern.matches($0, secret) }
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
