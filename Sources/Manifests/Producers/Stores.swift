/// Operators that fetch from a store, or decrypt.
extension Producer {
  static let stores: [Producer] = vaults + managers + providers + files

  /// hashicorp/vault-secrets-operator `api/v1beta1`: nothing is made unless `create` says so.
  private static let vaults: [Producer] =
    ["VaultStaticSecret", "VaultDynamicSecret", "VaultPKISecret", "HCPVaultSecretsApp"].map {
      Producer(
        group: "secrets.hashicorp.com", kind: $0, name: ["spec.destination.name"],
        type: "spec.destination.type", metadata: "spec.destination",
        keys: [.template("spec.destination.transformation.templates")],
        creating: [.isTrue("spec.destination.create")])
    } + [
      // ricoberger/vault-secrets-operator `api/v1alpha1/vaultsecret_types.go`
      Producer(
        group: "ricoberger.de", kind: "VaultSecret", name: ["metadata.name"], type: "spec.type",
        metadata: "/metadata", keys: [.texts("spec.keys"), .template("spec.templates")],
        closed: [.present("spec.keys")])
    ]

  private static let managers: [Producer] =
    [
      // 1Password/onepassword-operator `api/v1/onepassworditem_types.go`: the type is no part of spec.
      Producer(
        group: "onepassword.com", kind: "OnePasswordItem", name: ["metadata.name"], type: "type",
        metadata: "/metadata"),
      Producer(
        group: "secrets.infisical.com", kind: "InfisicalSecret",
        parts: "spec.managedSecretReference",
        name: ["secretName"], namespace: ["secretNamespace"], type: "secretType",
        keys: [.template("template.data")]),
      Producer(
        group: "secrets.infisical.com", kind: "InfisicalSecret",
        parts: "spec.managedKubeSecretReferences", name: ["secretName"],
        namespace: ["secretNamespace"], type: "secretType", keys: [.template("template.data")]),
      Producer(
        group: "secrets.infisical.com", kind: "InfisicalStaticSecret", parts: "spec.targets",
        name: ["name"], namespace: ["namespace"], type: "secretType"),
      // DopplerHQ/kubernetes-operator `api/v1alpha1/dopplersecret_types.go`
      Producer(
        group: "secrets.doppler.com", kind: "DopplerSecret", name: ["spec.managedSecret.name"],
        namespace: ["spec.managedSecret.namespace"], type: "spec.managedSecret.type",
        metadata: "spec.managedSecret"),
      // bitwarden/sm-kubernetes `api/v1/bitwardensecret_types.go`
      Producer(
        group: "k8s.bitwarden.com", kind: "BitwardenSecret", name: ["spec.secretName"],
        keys: [.member("secretKeyName", of: "spec.map")],
        closed: [.present("spec.map"), .notFalse("spec.onlyMappedSecrets")]),
    ] + annotatedWorkloads

  /// 1Password's operator reads annotations of workloads.
  private static let annotatedWorkloads = ["Deployment", "StatefulSet", "DaemonSet"].map {
    Producer(
      group: "apps", kind: $0, name: [], nameAnnotations: ["operator.1password.io/item-name"],
      conditions: [
        .annotated(["operator.1password.io/item-name"]),
        .annotated(["operator.1password.io/item-path"]),
      ])
  }

  private static let providers: [Producer] = [
    // kubernetes-sigs/secrets-store-csi-driver: while a Pod mounts the volume.
    Producer(
      group: "secrets-store.csi.x-k8s.io", kind: "SecretProviderClass",
      parts: "spec.secretObjects", name: ["secretName"], type: "type", metadata: "",
      keys: [.member("key", of: "data")], closed: []),
    // SparebankenVest/azure-key-vault-to-kubernetes: without a name there is no Secret.
    Producer(
      group: "spv.no", kind: "AzureKeyVaultSecret", name: ["spec.output.secret.name"],
      type: "spec.output.secret.type", metadata: "/metadata",
      keys: [.texts("spec.output.secret.dataKey")]),
  ]

  /// isindir/sops-secrets-operator: `data` is base64 since v1alpha3.
  private static let files: [Producer] = [
    Producer(
      group: "isindir.github.com", kind: "SopsSecret", parts: "spec.secretTemplates",
      name: ["name"], type: "type", metadata: "",
      keys: [.encoded("data"), .written("stringData")], closed: [],
      conditions: [.version("v1alpha3")]),
    Producer(
      group: "isindir.github.com", kind: "SopsSecret", parts: "spec.secretTemplates",
      name: ["name"], type: "type", metadata: "",
      keys: [.written("data"), .written("stringData")], closed: [],
      conditions: [.notVersion("v1alpha3")]),
  ]
}
