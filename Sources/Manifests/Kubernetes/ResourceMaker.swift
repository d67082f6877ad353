package import YAMLTree

/// A command that makes or changes an object, as far as the object is concerned.
package struct ResourceMaker: Sendable {
  /// `kubectl create secret`: how messages name it.
  package let title: String
  /// Where the command stands.
  package let place: Place
  /// False when the command may add keys that it does not name.
  let hasClosedKeys: Bool
}
