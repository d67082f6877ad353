internal import YAMLTree

/// One way in which an object of a kind makes a Secret: a row of the table of producers.
///
/// Paths have dots between their parts. They start at the part of the object that makes one Secret,
/// or with `/` at the object itself.
package struct Producer: Sendable {
  /// What tells the keys of the Secret.
  package enum Keys: Sendable, Equatable {
    /// Always the same.
    case fixed([String])
    /// The names of a mapping's entries, whose values come from elsewhere.
    case mapping(String)
    /// The same, with templates as values.
    case template(String)
    /// The same, with what the Secret will hold as values.
    case written(String)
    /// The same, in base64.
    case encoded(String)
    /// A member of each object of a list.
    case member(String, of: String)
    /// The texts of a list, or one text.
    case texts(String)

    /// The values stand in the object.
    package var isWritten: Bool {
      switch self {
      case .written, .encoded: true
      default: false
      }
    }
  }

  /// What must hold of the object.
  package enum Condition: Sendable, Equatable {
    case present(String), absent(String)
    case isTrue(String), notTrue(String), notFalse(String)
    case version(String), notVersion(String)
    /// One of the annotations.
    case annotated([String])
  }

  package let group: String
  package let kind: String
  /// Where objects stand that each make a Secret; `[]` behind a list within. Empty for the whole.
  package var parts = ""
  /// The name is the key of an entry of `parts`.
  package var isNamedByKey = false
  /// Where the name stands; the first that is there counts.
  package var name: [String]
  /// An annotation that is the name.
  package var nameAnnotations: [String] = []
  /// The name of the Secret, with `{name}` for what stands at `name` and `{own}` for the object's.
  package var form = "{name}"
  /// Where a namespace stands that need not be the object's own.
  package var namespace: [String] = []
  /// The namespace is the operator's, and no object names it.
  package var isElsewhere = false
  package var type: String?
  /// What the type is when no field tells it.
  package var fixedType = ""
  /// Where labels and annotations of the Secret stand.
  package var metadata: String?
  package var keys: [Keys] = []
  /// What must hold for no other key to come; nil where one always may.
  package var closed: [Condition]?
  package var conditions: [Condition] = []
  /// What must hold for the Secret to be made, and not only filled.
  package var creating: [Condition] = []

  /// Rows by the kind that they speak of.
  private static let byKind = Dictionary(grouping: all, by: \.kind)

  package static let all: [Producer] = stores + certificates + platforms + databases

  /// The rows for objects of a kind.
  package static func of(group: String, kind: String) -> [Producer] {
    (byKind[kind] ?? []).filter { $0.group == group }
  }

  /// Whether an object makes a Secret at all; most Services and Ingresses do not.
  static func applies(to body: Node, group: String, kind: String) -> Bool {
    of(group: group, kind: kind).contains { row in
      row.conditions.allSatisfy { condition in
        guard case .annotated(let keys) = condition else { return true }
        return keys.contains { body.at("metadata", "annotations")?[$0] != nil }
      }
    } || writesConnection(body)
  }

  /// Crossplane's field, which objects of any kind have (crossplane-runtime
  /// `apis/common/v1/resource.go`).
  static func writesConnection(_ body: Node) -> Bool {
    body.at("spec", "writeConnectionSecretToRef", "name") != nil
  }

  static let connection = Producer(
    group: "", kind: "", name: ["spec.writeConnectionSecretToRef.name"],
    namespace: ["spec.writeConnectionSecretToRef.namespace"])
}
