internal import CEL
internal import Manifests
internal import Synchronization

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
  package var overrides = Contents()

  /// - Parameter text: `scopes.yaml`, read when it is first asked for.
  init(text: StaticString = "") { self.text = text }

  /// The providers for which there are rows.
  var providers: Set<String> {
    Set(contents.rows.map(\.provider)).union(contents.includes.keys)
  }

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

  /// Every scope that the table names for the provider, or for any; an empty provider is each.
  func scopes(of provider: String) -> Set<String> {
    let contents = self.contents
    let isMeant = { (other: String) in provider.isEmpty || [provider, "*"].contains(other) }
    var scopes: Set<String> = []
    for row in contents.rows where isMeant(row.provider) {
      scopes.formUnion(row.enough.union(row.excess).union(row.needs))
    }
    for (other, includes) in contents.includes where isMeant(other) {
      for (scope, parts) in includes { scopes.formUnion(parts.union([scope])) }
    }
    return scopes
  }

  /// The purposes for which there are rows.
  var purposes: Set<String> { Set(contents.rows.map(\.purpose)) }

  /// Scopes that another one of the list includes.
  func redundant(in scopes: [String], provider: String) -> [String] {
    guard scopes.count > 1, let includes = contents.includes[provider] else { return [] }
    return scopes.filter { scope in scopes.contains { includes[$0]?.contains(scope) ?? false } }
  }

  /// Scopes without which the purpose fails, and that no scope of the list includes.
  package func missing(from scopes: [String], provider: String, purpose: String) -> [String] {
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
