/// Certificates and stores of secrets.
extension SecretField {
  private static let issuers = "cert-manager.io"

  /// cert-manager `pkg/apis/certmanager/v1`: a ClusterIssuer reads where its controller says.
  static let certificates: [SecretField] =
    [("Issuer", Namespace.own), ("ClusterIssuer", .elsewhere)].flatMap { kind, namespace in
      [
        SecretField(
          group: issuers, kinds: [kind], path: "spec.ca.secretName", namespace: namespace,
          needs: .pair),
        SecretField(
          group: issuers, kinds: [kind], path: "spec.acme.solvers[].dns01.*.*SecretRef",
          key: .member("key"), namespace: namespace),
        SecretField(
          group: issuers, kinds: [kind], path: "spec.acme.externalAccountBinding.keySecretRef",
          key: .member("key"), namespace: namespace),
        SecretField(
          group: issuers, kinds: [kind], path: "spec.vault.auth.tokenSecretRef",
          key: .member("key", default: "token"), namespace: namespace),
        SecretField(
          group: issuers, kinds: [kind], path: "spec.vault.auth.appRole.secretRef",
          key: .member("key"), namespace: namespace),
        SecretField(
          group: issuers, kinds: [kind], path: "spec.vault.caBundleSecretRef",
          key: .member("key", default: "ca.crt"), namespace: namespace),
        SecretField(
          group: issuers, kinds: [kind], path: "spec.venafi.cloud.apiTokenSecretRef",
          key: .member("key", default: "api-key"), namespace: namespace),
        SecretField(
          group: issuers, kinds: [kind], path: "spec.venafi.tpp.credentialsRef",
          namespace: namespace,
          needs: SecretNeed(
            "username and password, or access-token",
            keys: [["username", "password"], ["access-token"]])),
      ]
    } + [
      SecretField(
        group: issuers, kinds: ["Certificate"], path: "spec.keystores.*.passwordSecretRef",
        key: .member("key"))
    ]

  /// external-secrets `runtime/esutils/resolvers`: a SecretStore reads in its own namespace whatever
  /// its reference says. hashicorp/vault-secrets-operator `internal/credentials`.
  static let stores: [SecretField] =
    [("SecretStore", Namespace.own), ("ClusterSecretStore", .required("namespace"))].flatMap {
      kind, namespace in
      ["*SecretRef", "caProvider"].map { member in
        SecretField(
          group: "external-secrets.io", kinds: [kind], path: "spec.provider.**.\(member)",
          key: .member("key"), namespace: namespace)
      }
    } + [
      SecretField(
        group: "external-secrets.io", kinds: ["PushSecret"], path: "spec.selector.secret"),
      SecretField(
        group: "external-secrets.io", kinds: ["ExternalSecret"],
        path: "spec.target.template.templateFrom[].secret"),
      SecretField(
        group: "secrets.hashicorp.com", kinds: ["VaultAuth"], path: "spec.appRole.secretRef",
        needs: .key("id")),
      SecretField(
        group: "secrets.hashicorp.com", kinds: ["VaultAuth"], path: "spec.jwt.secretRef",
        needs: .key("jwt")),
      SecretField(
        group: "secrets.hashicorp.com", kinds: ["VaultAuth"], path: "spec.aws.secretRef",
        needs: SecretNeed(
          "access_key_id and secret_access_key", keys: [["access_key_id", "secret_access_key"]])),
      SecretField(
        group: "secrets.hashicorp.com", kinds: ["VaultConnection"], path: "spec.caCertSecretRef",
        needs: .authority),
    ]
}
