internal import Credentials
package import YAMLTree

/// A document that SOPS, or another tool that encrypts value by value, has touched.
package final class EncryptedDocument: Sendable {
  /// One scalar of the document, and whether it is cipher text.
  package struct Value: Sendable {
    package let node: Node
    /// Keys from the root to the value.
    package let path: [String]
    /// It stands in the data of a Secret, of this document or of an item of its List.
    package let isSecretData: Bool
  }

  package let file: InputFile
  package let root: Node
  /// SOPS's own block; nil where it was lost.
  package let metadata: Node?
  /// Values that are encrypted.
  package let encrypted: [Value]
  /// Text that is not.
  package let clear: [Value]

  /// Nil for documents without a trace of encryption.
  init?(_ root: Node, in file: InputFile) {
    let metadata = root["sops"].flatMap { $0.kind == .mapping ? $0 : nil }
    var encrypted: [Value] = []
    var clear: [Value] = []
    let own = metadata?.subtree ?? 0..<0
    guard metadata != nil || file.holdsCipherText else { return nil }
    root.forEachScalar { node in
      guard !own.contains(node.id), node.bytes.count > 0 else { return }
      if node.bytes.starts(with: "ENC[AES256_GCM,".utf8) {
        guard !node.text.holds("...") else { return }
        encrypted.append(Self.value(node, in: root))
      } else if metadata != nil, !node.isMappingKey, node.scalarType == .string {
        clear.append(Self.value(node, in: root))
      }
    }
    guard metadata != nil || !encrypted.isEmpty else { return nil }
    self.file = file
    self.root = root
    self.metadata = metadata
    self.encrypted = encrypted
    self.clear = clear
  }

  /// An object whose kind is cipher text: before it is decrypted, nothing can tell what it is.
  package var hidesKind: Bool {
    func hides(_ key: String) -> Bool {
      root[key]?.bytes.starts(with: "ENC[AES256_GCM,".utf8) == true
    }
    return hides("apiVersion") && hides("kind") && root["metadata"]?.kind == .mapping
  }

  private static func value(_ node: Node, in root: Node) -> Value {
    let path = node.path
    let inner = HardcodedCredentialReader.withoutItems(path)
    let holder = path.dropLast(inner.count).reduce(root as Node?) { node, key in
      Int(key).map { index in
        let elements = node?.elements ?? []
        return index < elements.count ? elements[index] : nil
      } ?? node?[key]
    }
    return Value(
      node: node, path: path,
      isSecretData: ["data", "stringData"].contains(inner.first ?? "")
        && holder?["kind"]?.hasText("Secret") == true)
  }

  /// What the metadata says is encrypted (SOPS README, "Encrypting only parts of a file").
  package enum Selector: Sendable {
    case everything
    /// Keys that match are encrypted.
    case matching(String)
    /// Keys that match are not encrypted.
    case except(String)
    case suffix(String)
    case exceptSuffix(String)
    /// By comments, which are not kept with the values.
    case comments

    /// - Parameter mapping: a `sops` block, or a creation rule.
    init(of mapping: Node?) {
      func text(_ key: String) -> String? {
        mapping?[key].flatMap { $0.text.isEmpty ? nil : $0.text }
      }
      if text("encrypted_comment_regex") != nil || text("unencrypted_comment_regex") != nil {
        self = .comments
      } else if let regex = text("encrypted_regex") {
        self = .matching(regex)
      } else if let regex = text("unencrypted_regex") {
        self = .except(regex)
      } else if let suffix = text("encrypted_suffix") {
        self = .suffix(suffix)
      } else if let suffix = text("unencrypted_suffix") {
        self = .exceptSuffix(suffix)
      } else {
        self = .everything
      }
    }
  }

  package var selector: Selector { Selector(of: metadata) }
}
