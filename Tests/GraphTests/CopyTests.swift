import Graph
import Manifests
import Testing
import YAMLTree

/// Controllers that copy Secrets (emberstack/kubernetes-reflector, mittwald/kubernetes-replicator,
/// kubeops/config-syncer, kyverno).
@Suite struct CopyTests {
  private func graph(_ documents: [String]) -> ResourceGraph {
    let text = documents.joined(separator: "\n---\n")
    return ResourceGraph([
      ManifestReader.read(InputFile(source: SourceFile(path: "a.yaml", bytes: Array(text.utf8))))
    ])
  }

  private func secret(_ name: String, _ namespace: String, _ annotations: String) -> String {
    "apiVersion: v1\nkind: Secret\nmetadata: {name: \(name), namespace: \(namespace), annotations: {\(annotations)}}"
  }

  private let account =
    "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s, namespace: web-1}\nimagePullSecrets: [{name: p}]"

  struct Row: Sendable, CustomTestStringConvertible {
    let what: String
    let annotations: String
    let isProvided: Bool
    /// It is copied to somewhere.
    var isCopied = true

    var testDescription: String { what }
  }

  private static let allowed = "reflector.v1.k8s.emberstack.com/reflection-allowed: \"true\""
  private static let automatic =
    "\(allowed), reflector.v1.k8s.emberstack.com/reflection-auto-enabled: \"true\""
  private static let reflector = "reflector.v1.k8s.emberstack.com/reflection"

  @Test(arguments: [
    Row(what: "allowed waits for one that asks", annotations: allowed, isProvided: false),
    Row(
      what: "automatic without allowance is not copied",
      annotations: "\(reflector)-auto-enabled: \"true\"", isProvided: false, isCopied: false),
    Row(what: "no list is all namespaces", annotations: automatic, isProvided: true),
    Row(
      what: "one of a list",
      annotations: "\(automatic), \(reflector)-auto-namespaces: \"a, web-1\"",
      isProvided: true),
    Row(
      what: "none of a list", annotations: "\(automatic), \(reflector)-auto-namespaces: \"a,web\"",
      isProvided: false),
    Row(
      what: "the whole name matches",
      annotations: "\(automatic), \(reflector)-auto-namespaces: \"eb-.\"", isProvided: false),
    Row(
      what: "a regular expression",
      annotations: "\(automatic), \(reflector)-allowed-namespaces: \"web-[0-9]+\"",
      isProvided: true),
    Row(
      what: "both lists must match",
      annotations:
        "\(automatic), \(reflector)-allowed-namespaces: \"web-.*\", \(reflector)-auto-namespaces: shop",
      isProvided: false),
    Row(
      what: "a selector decides elsewhere",
      annotations:
        "\(automatic), \(reflector)-auto-namespaces: shop, \(reflector)-auto-namespaces-selector: a=b",
      isProvided: true),
    Row(
      what: "a glob is a mistake of its own",
      annotations: "\(automatic), \(reflector)-auto-namespaces: \"*-x\"", isProvided: true),
    Row(
      what: "a template may be anything",
      annotations: "\(automatic), \(reflector)-auto-namespaces: \"${X}\"", isProvided: true),
    Row(
      what: "another dialect may match",
      annotations: "\(automatic), \(reflector)-auto-namespaces: \"(?!x)web-1\"", isProvided: true),
    Row(
      what: "replicator pushes",
      annotations: "replicator.v1.mittwald.de/replicate-to: \"x,web-.*\"",
      isProvided: true),
    Row(
      what: "replicator pushes elsewhere", annotations: "replicator.v1.mittwald.de/replicate-to: x",
      isProvided: false),
    Row(
      what: "replicator pushes by labels",
      annotations: "replicator.v1.mittwald.de/replicate-to-matching: a=b", isProvided: true),
    Row(
      what: "an allowance alone copies nothing",
      annotations: "replicator.v1.mittwald.de/replication-allowed: \"true\"", isProvided: false),
    Row(
      what: "config-syncer copies to all", annotations: "kubed.appscode.com/sync: \"\"",
      isProvided: true),
    Row(
      what: "config-syncer copies by labels", annotations: "kubed.appscode.com/sync: a=b",
      isProvided: true),
  ])
  func copiesGoWhereAnnotationsSay(_ row: Row) throws {
    let graph = graph([secret("p", "infra", row.annotations), account])
    let reference = try #require(graph.references.first)
    #expect(graph.isProvided(reference) == row.isProvided)
    #expect(graph.isCopied(try #require(graph.secrets.first)) == row.isCopied)
  }

  @Test(arguments: [
    ("{kind: Secret, name: p, namespace: \"{{x}}\", clone: {namespace: infra, name: o}}", true),
    ("{kind: Secret, name: p, namespace: web-1, data: {}}", true),
    ("{kind: Secret, name: p, namespace: shop, data: {}}", false),
    ("{cloneList: {namespace: infra, kinds: [v1/Secret], selector: {matchLabels: {a: b}}}}", true),
    ("{cloneList: {namespace: infra, kinds: [v1/Secret], selector: {matchLabels: {a: c}}}}", false),
    ("{cloneList: {namespace: other, kinds: [v1/Secret]}}", false),
    ("{cloneList: {namespace: infra, kinds: [v1/ConfigMap]}}", false),
    ("{foreach: [{kind: Secret, name: p, namespace: web-1, data: {}}]}", true),
  ])
  func policiesGenerate(_ generate: String, _ isProvided: Bool) throws {
    let graph = graph([
      "apiVersion: v1\nkind: Secret\nmetadata: {name: p, namespace: infra, labels: {a: b}}",
      "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: c}\nspec: {rules: [{generate: \(generate)}]}",
      account,
    ])
    #expect(graph.isProvided(try #require(graph.references.first)) == isProvided)
  }

  @Test(arguments: [
    // Replicator takes no list for nobody, reflector for everybody.
    ("replicator.v1.mittwald.de/replicate-from", "", "replication-allowed: \"true\""),
    (
      "replicator.v1.mittwald.de/replicate-from",
      "replicator.v1.mittwald.de/replication-allowed: \"true\"", "replication-allowed-namespaces"
    ),
    (
      "replicator.v1.mittwald.de/replicate-from",
      "replicator.v1.mittwald.de/replication-allowed: \"true\", replicator.v1.mittwald.de/replication-allowed-namespaces: web-2",
      "does not match"
    ),
    (
      "replicator.v1.mittwald.de/replicate-from",
      "replicator.v1.mittwald.de/replication-allowed: \"true\", replicator.v1.mittwald.de/replication-allowed-namespaces: web-.",
      ""
    ),
    ("reflector.v1.k8s.emberstack.com/reflects", "", "reflection-allowed: \"true\""),
    ("reflector.v1.k8s.emberstack.com/reflects", allowed, ""),
    (
      "reflector.v1.k8s.emberstack.com/reflects",
      "\(allowed), reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces: shop",
      "does not match"
    ),
    (
      "reflector.v1.k8s.emberstack.com/reflects",
      "\(allowed), reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces: shop, reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces-selector: a=b",
      ""
    ),
  ])
  func sourcesRefuse(_ mirror: String, _ source: String, _ says: String) throws {
    let graph = graph([
      secret("copy", "web-1", "\(mirror): infra/p"), secret("p", "infra", source),
      secret("p", "other", ""),
    ])
    let text = graph.refusal(of: try #require(graph.secrets.first { $0.name == "copy" }))?.text
    #expect(says.isEmpty ? text == nil : text?.contains(says) == true)
  }

  @Test func sourcesOfOtherRepositoriesAreNotJudged() throws {
    let graph = graph([secret("copy", "web-1", "replicator.v1.mittwald.de/replicate-from: infra/p")]
    )
    #expect(graph.refusal(of: try #require(graph.secrets.first)) == nil)
  }

  @Test func certificatesThatAPatchAsksForAreProvided() throws {
    let kustomization =
      "resources: [a.yaml]\npatches:\n- patch: |-\n    apiVersion: v1\n    kind: Service\n    metadata:\n      name: s\n      annotations: {service.beta.openshift.io/serving-cert-secret-name: p}\n"
    let files = [("kustomization.yaml", kustomization), ("a.yaml", account)]
    let graph = ResourceGraph(
      files.map { path, text in
        ManifestReader.read(InputFile(source: SourceFile(path: path, bytes: Array(text.utf8))))
      })
    #expect(graph.isProvided(try #require(graph.references.first)))
  }

  /// kustomize knows no field of a producer that names a Secret.
  @Test func namesInFieldsStayAsTheyAre() {
    let files = [
      ("kustomization.yaml", "namePrefix: p-\nnamespace: prod\nresources: [a.yaml]\n"),
      (
        "a.yaml",
        "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: c}\nspec: {secretName: t}\n---\napiVersion: onepassword.com/v1\nkind: OnePasswordItem\nmetadata: {name: o}\n---\napiVersion: secrets.doppler.com/v1alpha1\nkind: DopplerSecret\nmetadata: {name: d}\nspec: {managedSecret: {name: m, namespace: n}}\n"
      ),
    ]
    let graph = ResourceGraph(
      files.map { path, text in
        ManifestReader.read(InputFile(source: SourceFile(path: path, bytes: Array(text.utf8))))
      })
    let instances = graph.secrets.flatMap(graph.instances)
    #expect(instances.map(\.name) == ["t", "p-o", "m"])
    #expect(instances.map(\.namespace) == ["prod", "prod", "n"])
  }
}
