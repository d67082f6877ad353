internal import Credentials
package import Graph
package import Manifests
package import YAMLTree

/// What the API server refuses about a Secret, whatever it holds.
package enum RefusedObjects {
  /// Why it is refused, and where; nil when nothing speaks against it.
  package static func problem(
    of secret: Secret, _ graph: ResourceGraph
  ) -> (text: String, node: Node)? {
    // Tests hold what is refused on purpose, and parts of objects to compare with.
    guard !secret.resource.hasHoles, !secret.resource.isPatchDirective, secret.isCreated,
      !secret.resource.file.isInTestFolder
    else { return nil }
    return name(of: secret, graph) ?? key(of: secret) ?? missing(in: secret, graph)
  }

  /// apimachinery `pkg/util/validation`: a DNS name in lower case. A word in capitals stands for what
  /// a tool fills in.
  private static func name(
    of secret: Secret, _ graph: ResourceGraph
  ) -> (text: String, node: Node)? {
    guard let node = secret.nameNode, node.kind == .scalar, !secret.name.isEmpty,
      !Placeholder.isTemplate(secret.name), !graph.isFilled(node, of: secret.resource)
    else { return nil }
    let isPlain = secret.name.utf8.allSatisfy { isKeyByte($0) }
    guard isPlain, secret.name.contains(where: \.isLowercase), !isName(secret.name) else {
      return nil
    }
    return ("its name is no DNS name in lower case", node)
  }

  private static func isName(_ text: String) -> Bool {
    text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && !part.hasPrefix("-") && !part.hasSuffix("-")
          && part.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
              || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
              || byte == UInt8(ascii: "-")
          }
      }
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// apimachinery `validation.IsConfigMapKey`.
  private static func key(of secret: Secret) -> (text: String, node: Node)? {
    secret.entries.first { entry in
      !Placeholder.isTemplate(entry.key) && !entry.key.isEmpty && !isKey(entry.key)
    }.map { ("its key '\($0.key)' is none that a Secret may have", $0.keyNode) }
  }

  private static func isKey(_ key: String) -> Bool {
    key.utf8.count <= 253 && key != "." && !key.hasPrefix("..") && key.utf8.allSatisfy(isKeyByte)
  }

  /// Types that are checked when the object is made (kubernetes
  /// `pkg/apis/core/validation`, `ValidateSecret`), of which nothing at all is there.
  private static func missing(
    in secret: Secret, _ graph: ResourceGraph
  ) -> (text: String, node: Node)? {
    guard secret.origin == .manifest, !secret.isEncrypted,
      !graph.isPatch(secret), let node = secret.typeNode
    else { return nil }
    if secret.type == "kubernetes.io/service-account-token" {
      guard secret.metadata?["annotations"].map({ $0.kind == .mapping }) != false else {
        return nil
      }
      let account = secret.annotation("kubernetes.io/service-account.name")
      return account?.text.isEmpty == false
        ? nil : ("its type wants the annotation kubernetes.io/service-account.name", node)
    }
    let metadata = secret.resource.metadata
    guard secret.entries.isEmpty, !secret.isFilledElsewhere, checked.contains(secret.type),
      metadata?["data"] == nil,
      metadata?["stringData"] == nil
    else { return nil }
    return ("its type \(secret.type) wants data, and it has none", node)
  }

  private static let checked: Set<String> = [
    "kubernetes.io/basic-auth", "kubernetes.io/ssh-auth", "kubernetes.io/tls",
  ]
}
