package import YAMLTree

/// One creation rule of a `.sops.yaml`: what files below its folder SOPS is to encrypt.
package struct EncryptionRule: Sendable {
  /// The folder of the `.sops.yaml`, with a final slash; empty at the root.
  package let directory: String
  /// A regular expression over the path; nil for every file.
  package let pathExpression: String?
  /// The whole rule.
  package let body: Node
  package let file: InputFile

  /// The path's expression, or the rule that has none.
  package var node: Node { body["path_regex"] ?? body }

  /// SOPS looks for `.sops.yaml` alone, and warns of the other (getsops/sops `config/config.go`).
  package var isIgnored: Bool { file.name != ".sops.yaml" }

  /// What the rule says of the values of a new file.
  package var selector: EncryptedDocument.Selector { EncryptedDocument.Selector(of: body) }

  static func rules(in root: Node, _ file: InputFile) -> [EncryptionRule] {
    guard file.name == ".sops.yaml" || file.name == ".sops.yml" else { return [] }
    let directory = file.directory.isEmpty ? "" : file.directory + "/"
    return (root["creation_rules"]?.elements ?? []).map { rule in
      EncryptionRule(
        directory: directory, pathExpression: rule["path_regex"]?.text, body: rule, file: file)
    }
  }
}
