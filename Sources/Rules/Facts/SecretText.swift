internal import Credentials
internal import Manifests
package import YAMLTree

/// Text that may be looked at and not printed: a credential by its form, or by what names it.
package enum SecretText {
  /// - Parameter key: what names the value.
  static func matches(_ text: String, key: String) -> Bool {
    scripts.contains(key) || isLikely(text, key: key)
  }

  /// The same, but for scripts in which nothing points to a password.
  package static func isLikely(_ text: String, key: String) -> Bool {
    if key == "kubectl.kubernetes.io/last-applied-configuration" { return true }
    if scripts.contains(key), SecretNames.areHinted(in: text) { return true }
    return SecretNames.matches(key) || Redaction.scan(text) != text || holdsLogin(text)
      || holdsSecretLine(text)
  }

  /// A password can stand anywhere in what is run.
  private static let scripts: Set<String> = ["args", "command", "script"]

  private static func holdsLogin(_ text: String) -> Bool {
    ["\"auth\"", "\"auths\"", "Bearer ", "Basic ", "_authToken"].contains(where: text.holds)
      || (text.holds("machine ") && text.holds("password "))
  }

  /// `password=…`, `password: …` and `--password=…` in a text.
  private static func holdsSecretLine(_ text: String) -> Bool {
    text.utf8.split(whereSeparator: { $0 == 10 || $0 == 32 }).contains { word in
      guard let end = word.firstIndex(where: { $0 == 61 || $0 == 58 }) else { return false }
      return SecretNames.matches(String(Substring(word[..<end])))
    }
  }

  /// Values that a sibling names.
  package static let namedKeys: Set<String> = ["value", "default"]

  /// What names the value of an entry: `{name: TOKEN, value: …}` names its value, and its default.
  static func key(_ own: String, beside name: String) -> String {
    namedKeys.contains(own) && !name.isEmpty ? name : own
  }

  /// Whether some value in a node is one.
  static func isIn(_ node: Node, key: String) -> Bool {
    var isFound = false
    forEach(in: node, key: key) { _ in isFound = true }
    return isFound
  }

  /// Hands over the scalars of a node that are.
  package static func forEach(in node: Node, key: String = "", _ body: (Node) -> Void) {
    guard !node.isAlias else { return }
    switch node.kind {
    case .mapping:
      let name = node["name"]?.text ?? ""
      for entry in node.ownEntries {
        forEach(in: entry.value, key: self.key(entry.key.text, beside: name), body)
      }
    case .sequence:
      for element in node.elements { forEach(in: element, key: key, body) }
    default:
      if node.kind == .scalar, isLikely(node.text, key: key) { body(node) }
    }
  }
}
