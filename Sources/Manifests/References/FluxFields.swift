/// Flux: every name is looked up in the object's own namespace.
extension SecretField {
  private static let sources = "source.toolkit.fluxcd.io"
  private static let web = ["http://", "https://"]

  static let flux: [SecretField] = git + registries + releases + notices

  /// fluxcd/source-controller `internal/controller/gitrepository_controller.go`, fluxcd/pkg
  /// `git/options.go`.
  private static let git: [SecretField] = [
    SecretField(
      group: sources, kinds: ["GitRepository"], path: "spec.secretRef",
      conditions: [.starts("spec.url", ["ssh://"])],
      needs: SecretNeed("identity and known_hosts", keys: [["identity", "known_hosts"]])),
    SecretField(
      group: sources, kinds: ["GitRepository"], path: "spec.secretRef",
      conditions: [.starts("spec.url", web), .lacks("spec.provider", "github")],
      needs: SecretNeed(
        "username and password, a bearerToken, or certificates",
        keys: [
          ["username", "password"], ["bearerToken"], ["ca.crt"], ["caFile"],
          ["tls.crt", "tls.key"], ["certFile", "keyFile"],
        ])),
    SecretField(
      group: sources, kinds: ["GitRepository"], path: "spec.secretRef",
      conditions: [.has("spec.provider", "github")],
      needs: SecretNeed(
        "githubAppID and githubAppPrivateKey", keys: [["githubAppID", "githubAppPrivateKey"]])),
    SecretField(
      group: sources, kinds: ["GitRepository", "HelmRepository", "OCIRepository", "Bucket"],
      path: "spec.proxySecretRef", needs: .key("address")),
    SecretField(
      group: sources, kinds: ["HelmRepository", "OCIRepository", "Bucket"],
      path: "spec.certSecretRef",
      needs: SecretNeed(
        "ca.crt, or tls.crt and tls.key",
        keys: [
          ["ca.crt"], ["tls.crt", "tls.key"], ["caFile"], ["certFile", "keyFile"],
        ])),
    SecretField(
      group: sources, kinds: ["GitRepository"], path: "spec.verify.secretRef",
      needs: SecretNeed("a key *.asc or *.sshpub", keys: [["*.asc"], ["*.sshpub"]])),
  ]

  /// source-controller `internal/helm/getter`, `internal/controller/ocirepository_controller.go`.
  private static let registries: [SecretField] = [
    SecretField(
      group: sources, kinds: ["HelmRepository"], path: "spec.secretRef",
      conditions: [.starts("spec.url", web)],
      needs: SecretNeed(
        "username and password",
        keys: [
          ["username", "password"], ["ca.crt"], ["caFile"], ["tls.crt", "tls.key"],
          ["certFile", "keyFile"],
        ])),
    SecretField(
      group: sources, kinds: ["HelmRepository"], path: "spec.secretRef",
      conditions: [.starts("spec.url", ["oci://"])],
      needs: SecretNeed(
        "username and password, or a docker config",
        keys: [
          ["username", "password"], [".dockerconfigjson"], ["ca.crt"], ["caFile"],
          ["tls.crt", "tls.key"], ["certFile", "keyFile"],
        ])),
    SecretField(
      group: sources, kinds: ["OCIRepository"], path: "spec.secretRef", needs: .docker),
    SecretField(
      group: "image.toolkit.fluxcd.io", kinds: ["ImageRepository"], path: "spec.secretRef",
      needs: .docker),
    SecretField(
      group: sources, kinds: ["OCIRepository", "HelmChart"], path: "spec.verify.secretRef",
      needs: SecretNeed(
        "a key *.pub, or trustpolicy.json", keys: [["*.pub"], ["trustpolicy.json"]])),
    SecretField(
      group: sources, kinds: ["Bucket"], path: "spec.secretRef",
      needs: SecretNeed(
        "what its provider takes",
        keys: [
          ["accesskey", "secretkey"], ["serviceaccount"], ["accountKey"], ["sasKey"], ["clientId"],
        ])),
  ]

  /// kustomize-controller `internal/decryptor`, helm-controller `internal/chartutil`.
  private static let releases: [SecretField] =
    [("kustomize.toolkit.fluxcd.io", "Kustomization"), ("helm.toolkit.fluxcd.io", "HelmRelease")]
    .map { group, kind in
      SecretField(
        group: group, kinds: [kind], path: "spec.kubeConfig.secretRef", key: .member("key"),
        needs: SecretNeed("the key value or value.yaml", keys: [["value"], ["value.yaml"]]))
    } + [
      SecretField(
        group: "kustomize.toolkit.fluxcd.io", kinds: ["Kustomization"],
        path: "spec.decryption.secretRef",
        needs: SecretNeed(
          "a key *.agekey, *.asc, or sops.*",
          keys: [
            ["*.agekey"], ["*.asc"], ["sops.vault-token"], ["sops.aws-kms"], ["sops.azure-kv"],
            ["sops.gcp-kms"],
          ])),
      SecretField(
        group: "kustomize.toolkit.fluxcd.io", kinds: ["Kustomization"],
        path: "spec.postBuild.substituteFrom[]"),
      SecretField(
        group: "helm.toolkit.fluxcd.io", kinds: ["HelmRelease"], path: "spec.valuesFrom[]",
        key: .member("valuesKey", default: "values.yaml")),
    ]

  /// fluxcd/notification-controller `internal/server`, `internal/notifier`.
  private static let notices: [SecretField] = [
    SecretField(
      group: "notification.toolkit.fluxcd.io", kinds: ["Provider"], path: "spec.secretRef"),
    SecretField(
      group: "notification.toolkit.fluxcd.io", kinds: ["Receiver"], path: "spec.secretRef",
      needs: .key("token")),
    SecretField(
      group: "image.toolkit.fluxcd.io", kinds: ["ImageUpdateAutomation"],
      path: "spec.git.commit.signingKey.secretRef",
      needs: SecretNeed("git.asc or identity", keys: [["git.asc"], ["identity"]])),
  ]
}
