import Manifests
import Testing
import YAMLTree

/// What External Secrets and Sealed Secrets make (`externalsecret_controller_template.go`,
/// `sealedsecret_expansion.go`).
@Suite struct ExternalSecretTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let what: String
    var kind = "ExternalSecret"
    let spec: String
    /// `name/namespace/type/keys/closed/created` of each Secret.
    let secrets: [String]

    var testDescription: String { what }
  }

  private func secrets(_ row: Row) -> [String] {
    let group = row.kind == "SealedSecret" ? "bitnami.com/v1alpha1" : "external-secrets.io/v1"
    let text =
      "{apiVersion: \(group), kind: \(row.kind), metadata: {name: own, namespace: shop, labels: {a: b}}, spec: \(row.spec)}"
    let file = InputFile(source: SourceFile(path: "a.yaml", bytes: Array(text.utf8)))
    return ManifestReader.read(file).resources.flatMap(SecretReader.secrets).map { secret in
      [
        secret.name, secret.namespace ?? "?", secret.type,
        secret.entries.map(\.key).joined(separator: "+"),
        secret.hasClosedKeys ? "closed" : "open", secret.isCreated ? "made" : "filled",
      ].joined(separator: "/")
    }
  }

  @Test(arguments: [
    Row(
      what: "fetched keys", spec: "{data: [{secretKey: a}, {secretKey: b}]}",
      secrets: ["own/shop//a+b/closed/made"]),
    Row(
      what: "a template's data replaces them",
      spec: "{target: {template: {type: t, data: {c: x}}}, data: [{secretKey: a}]}",
      secrets: ["own/shop/t/c/closed/made"]),
    Row(
      what: "also what a whole secret gives",
      spec: "{target: {template: {data: {c: x}}}, dataFrom: [{extract: {key: k}}]}",
      secrets: ["own/shop//c/closed/made"]),
    Row(
      what: "unless they are merged",
      spec:
        "{target: {template: {mergePolicy: Merge, data: {c: x}}}, data: [{secretKey: a}]}",
      secrets: ["own/shop//a+c/closed/made"]),
    Row(
      what: "a template without data has the fetched keys",
      spec: "{target: {template: {type: t}}, data: [{secretKey: a}]}",
      secrets: ["own/shop/t/a/closed/made"]),
    Row(
      what: "a template from elsewhere is open",
      spec: "{target: {template: {templateFrom: [{}]}}, data: [{secretKey: a}]}",
      secrets: ["own/shop///open/made"]),
    Row(
      what: "a whole secret is open", spec: "{dataFrom: [{extract: {key: k}}]}",
      secrets: ["own/shop///open/made"]),
    Row(
      what: "a generator's keys are known",
      spec: "{dataFrom: [{sourceRef: {generatorRef: {kind: GithubAccessToken, name: g}}}]}",
      secrets: ["own/shop//token/closed/made"]),
    Row(
      what: "until they are rewritten",
      spec:
        "{dataFrom: [{sourceRef: {generatorRef: {kind: GithubAccessToken, name: g}}, rewrite: [{}]}]}",
      secrets: ["own/shop///open/made"]),
    Row(
      what: "Password has keys that its own object names",
      spec: "{dataFrom: [{sourceRef: {generatorRef: {kind: Password, name: g}}}]}",
      secrets: ["own/shop///open/made"]),
    Row(
      what: "Merge only fills", spec: "{target: {name: n, creationPolicy: Merge}}",
      secrets: ["n/shop///open/filled"]),
    Row(
      what: "CreateOrMerge makes", spec: "{target: {creationPolicy: CreateOrMerge}}",
      secrets: ["own/shop///open/made"]),
    Row(
      what: "Orphan makes", spec: "{target: {creationPolicy: Orphan}}",
      secrets: ["own/shop///closed/made"]),
    Row(what: "None makes nothing", spec: "{target: {creationPolicy: None}}", secrets: []),
    Row(
      what: "another manifest is no Secret", spec: "{target: {manifest: {kind: ConfigMap}}}",
      secrets: []),
    Row(
      what: "the type beside the template counts for nothing", spec: "{target: {type: t}}",
      secrets: ["own/shop///closed/made"]),
    Row(
      what: "a cluster-wide one is made in the namespaces that it names",
      kind: "ClusterExternalSecret",
      spec: "{externalSecretName: n, namespaces: [a, b], externalSecretSpec: {}}",
      secrets: ["n/a///closed/made", "n/b///closed/made"]),
    Row(
      what: "or in those that are selected", kind: "ClusterExternalSecret",
      spec: "{namespaceSelectors: [{}], namespaces: [a], externalSecretSpec: {}}",
      secrets: ["own/?///closed/made"]),
    Row(
      what: "sealed keys and the template's", kind: "SealedSecret",
      spec: "{encryptedData: {a: AgA}, template: {type: t, data: {b: x}}}",
      secrets: ["own/shop/t/a+b/closed/made"]),
    Row(
      what: "the template's name is no name", kind: "SealedSecret",
      spec: "{encryptedData: {a: AgA}, template: {metadata: {name: x, namespace: y}}}",
      secrets: ["own/shop//a/closed/made"]),
    Row(
      what: "one text for all is open", kind: "SealedSecret", spec: "{data: AgA}",
      secrets: ["own/shop///open/made"]),
  ])
  func secretIsAsTheControllerMakesIt(_ row: Row) {
    #expect(secrets(row) == row.secrets)
  }
}
