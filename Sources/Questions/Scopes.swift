/// What stands for everything in a namespace, so that a right is one step and not one for each
/// object. No question names them and no answer shows them.
enum Scope {
  /// - Parameter namespace: nil for the whole cluster; empty for one that is not known.
  static func readable(_ namespace: String?) -> Party { Party("*readable", namespace, "") }
  static func writable(_ namespace: String?) -> Party { Party("*writable", namespace, "") }
  static func accounts(_ namespace: String?) -> Party { Party("*accounts", namespace, "") }
  static func pods(_ namespace: String?) -> Party { Party("*pods", namespace, "") }
  /// A Pod that somebody makes.
  static func made(_ namespace: String?) -> Party { Party("*made", namespace, "") }
  /// Every right there is.
  static func all(_ namespace: String?) -> Party { Party("*all", namespace, "") }
  /// What is written into a Secret, apart from what is read of it.
  static func written(_ secret: Party) -> Party { Party("*written", secret.namespace, secret.name) }

  static func isOne(_ party: Party) -> Bool { party.kind.hasPrefix("*") }

  /// Where objects stand whose namespace is not known: no right in it leads on to a namespace that is.
  static let unplaced = "?"

  /// As an answer names it.
  static func text(_ party: Party) -> String {
    guard isOne(party) else { return party.text }
    guard let namespace = party.namespace else { return "the whole cluster" }
    return namespace.isEmpty || namespace == unplaced ? "its namespace" : "namespace \(namespace)"
  }
}
