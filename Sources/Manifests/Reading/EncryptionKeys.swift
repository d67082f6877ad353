package import YAMLTree

/// What SOPS's block tells of the values beside it, without any of them.
extension EncryptedDocument {
  /// When a value was last changed, as SOPS wrote it down: none of them is younger.
  package var lastModified: Node? { metadata?["lastmodified"] }

  /// The keys that open it, by which one knows who could have read it: recipients of age,
  /// fingerprints of PGP, and names of keys in the clouds (getsops/sops `stores/stores.go`).
  package var keys: [String] {
    guard let metadata else { return [] }
    let groups = [metadata] + (metadata["key_groups"]?.elements ?? [])
    return groups.flatMap { group in
      Self.keyMembers.flatMap { list, members in
        (group[list]?.elements ?? []).map { key in
          members.compactMap { key[$0]?.text }.filter { !$0.isEmpty }.joined(separator: "/")
        }
      }
    }.filter { !$0.isEmpty }
  }

  /// The lists of keys, and what names one in them.
  private static let keyMembers: [(list: String, members: [String])] = [
    ("age", ["recipient"]), ("pgp", ["fp"]), ("kms", ["arn"]), ("gcp_kms", ["resource_id"]),
    ("azure_kv", ["vault_url", "name"]),
    ("hc_vault", ["vault_address", "engine_path", "key_name"]),
    ("hckms", ["key_id"]),
  ]
}
