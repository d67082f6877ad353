package import YAMLTree

/// One creation rule of a `.sops.yaml`: what files below its folder SOPS is to encrypt.
package struct EncryptionRule: Sendable {
  /// The folder of the `.sops.yaml`, with a final slash; empty at the root.
  package let directory: String
  /// A regular expression over the path; nil for every file.
  package let pathExpression: String?
  package let node: Node

  static func rules(in root: Node, _ file: InputFile) -> [EncryptionRule] {
    guard file.name == ".sops.yaml" || file.name == ".sops.yml" else { return [] }
    let directory = file.directory.isEmpty ? "" : file.directory + "/"
    return (root["creation_rules"]?.elements ?? []).map { rule in
      EncryptionRule(
        directory: directory, pathExpression: rule["path_regex"]?.text,
        node: rule["path_regex"] ?? rule)
    }
  }
}
