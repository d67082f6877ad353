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
  /// Names of Secrets that exist outside the repository; `*` matches within a name.
  package var externalSecrets: [String] = []

  package init() {}

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
  }

  private let text: StaticString
  private let contents = Contents()

  /// - Parameter text: `scopes.yaml`, read when it is first asked for.
  init(text: StaticString = "") { self.text = text }

  private final class Contents: Sendable {
    let rows = Mutex<[Row]?>(nil)
  }

  private var rows: [Row] {
    contents.rows.withLock { rows in
      if let rows { return rows }
      let read = ScopeFile.read(text.description, path: "rules/scopes.yaml").rows
      rows = read
      return read
    }
  }

  /// Scopes that the purpose does not need; unknown ones are given the benefit of the doubt.
  func excess(of scopes: [String], provider: String, purpose: String) -> [String] {
    let rows = self.rows
    guard
      let row = rows.first(where: { $0.provider == provider && $0.purpose == purpose })
        ?? rows.first(where: { $0.provider == "*" && $0.purpose == purpose })
    else { return [] }
    return scopes.filter { row.excess.contains($0) && !row.enough.contains($0) }
  }
}
