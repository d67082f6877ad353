/// A field by which objects of some kinds name a Secret: a row of the table of references.
///
/// Paths have dots between their parts: `[]` behind a part stands for each of a list, `*` in front of
/// one for every name that ends so, and `**` for any depth. A path that starts with `@` is an
/// annotation.
package struct SecretField: Sendable {
  /// In which namespace the name is looked up.
  package enum Namespace: Sendable, Equatable {
    /// In the object's own, whatever stands beside the name.
    case own
    /// In the one beside the name, or else in the object's own.
    case beside(String)
    /// Only in the one beside the name.
    case required(String)
    case fixed(String)
    /// In the controller's, which no object names.
    case elsewhere
  }

  /// What tells the key.
  package enum Key: Sendable, Equatable {
    /// The consumer takes what it needs.
    case none
    case member(String, default: String = "")
  }

  /// How the name is written.
  package enum Form: Sendable { case plain, mayHoldNamespace, mustHoldNamespace }

  /// What must hold of the object for the row to count.
  package enum Condition: Sendable, Equatable {
    case starts(String, [String])
    case has(String, String)
    case lacks(String, String)
  }

  /// The API group; `*.` in front for all that end so.
  package let group: String
  package let kinds: [String]
  package let path: String
  /// The member that is the name, where the path leads to an object.
  package var name = "name"
  package var key = Key.none
  package var namespace = Namespace.own
  package var form = Form.plain
  package var conditions: [Condition] = []
  package var needs: SecretNeed?
  /// kustomize changes the name along with that of the Secret (kustomize
  /// `api/internal/konfig/builtinpluginconsts/namereference.go`).
  package var isRenamed = false

  package static let all =
    network + meshes + openShift + tekton + flux + certificates + stores
    + platforms

  private static let byKind = Dictionary(
    grouping: all.flatMap { row in row.kinds.map { (kind: $0, row: row) } }, by: \.kind)

  /// The rows for objects of a kind: those of the most particular group.
  package static func of(group: String, kind: String) -> [SecretField] {
    let fitting = (byKind[kind] ?? []).map(\.row).filter { $0.applies(to: group) }
    guard let longest = fitting.map(\.group.utf8.count).max(), fitting.count > 1 else {
      return fitting
    }
    return fitting.filter { !$0.group.hasPrefix("*") || $0.group.utf8.count == longest }
  }

  private func applies(to group: String) -> Bool {
    self.group.hasPrefix("*") ? group.hasSuffix(self.group.dropFirst()) : self.group == group
  }
}

/// What a consumer wants of a Secret.
package struct SecretNeed: Sendable {
  /// Keys of which one group must be whole; `*.pub` stands for any key that ends so.
  package var keys: [[String]]
  /// Types of which it must have one; empty for any.
  package var types: [String] = []
  /// As messages say it.
  package let words: String

  package init(_ words: String, keys: [[String]], types: [String] = []) {
    self.words = words
    self.keys = keys
    self.types = types
  }

  /// Whether keys of the names are enough.
  package func isMet(by names: Set<String>) -> Bool {
    keys.isEmpty
      || keys.contains { group in
        group.allSatisfy { key in
          key.hasPrefix("*")
            ? names.contains { $0.hasSuffix(key.dropFirst()) } : names.contains(key)
        }
      }
  }
}
