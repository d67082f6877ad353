import Graph
import Manifests
import Testing
import YAMLTree

/// The pull secrets that a Pod has after the admission of its ServiceAccount (kubernetes
/// `plugin/pkg/admission/serviceaccount/admission.go`, `pkg/kubelet/kubelet_pods.go`).
@Suite struct InjectionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let what: String
    /// Lines of the pod spec.
    var pod = ""
    /// `namespace: …` lines of the Pod's metadata.
    var metadata = "  namespace: shop"
    /// Each with its metadata and its lists.
    var accounts: [(metadata: String, lists: String)] = [
      ("name: default, namespace: shop", "imagePullSecrets: [{name: a}]")
    ]
    let given: [String]

    var testDescription: String { what }
  }

  @Test(arguments: [
    Row(what: "a Pod without a list gets the account's", given: ["a"]),
    Row(
      what: "a Pod with a list keeps it, and there is no merge",
      pod: "  imagePullSecrets: [{name: b}]", given: ["b"]),
    Row(what: "an empty list is none", pod: "  imagePullSecrets: []", given: ["a"]),
    Row(what: "null is none", pod: "  imagePullSecrets:", given: ["a"]),
    Row(what: "an entry without a name is a list", pod: "  imagePullSecrets: [{}]", given: []),
    Row(
      what: "kubelet passes over an empty name",
      pod: "  imagePullSecrets: [{name: \"\"}, {name: b}]", given: ["b"]),
    Row(
      what: "the named account counts, not default", pod: "  serviceAccountName: web",
      accounts: [
        ("name: default, namespace: shop", "imagePullSecrets: [{name: a}]"),
        ("name: web, namespace: shop", "imagePullSecrets: [{name: w}]"),
      ], given: ["w"]),
    Row(
      what: "the older field names it too", pod: "  serviceAccount: web",
      accounts: [("name: web, namespace: shop", "imagePullSecrets: [{name: w}]")], given: ["w"]),
    Row(
      what: "an empty account name is default", pod: "  serviceAccountName: \"\"", given: ["a"]),
    Row(
      what: "the list called secrets is for others",
      accounts: [("name: default, namespace: shop", "secrets: [{name: s}]")], given: []),
    Row(
      what: "an account of another namespace is another",
      accounts: [("name: default, namespace: ops", "imagePullSecrets: [{name: a}]")], given: []),
    Row(
      what: "an account without namespace may be the one",
      accounts: [("name: default", "imagePullSecrets: [{name: a}]")], given: ["a"]),
    Row(
      what: "which of two it is cannot be told", metadata: "",
      accounts: [
        ("name: default, namespace: shop", "imagePullSecrets: [{name: a}]"),
        ("name: default, namespace: ops", "imagePullSecrets: [{name: b}]"),
      ], given: []),
    Row(what: "an account of nobody's gives nothing", accounts: [], given: []),
    Row(
      what: "a mirror Pod gets nothing",
      metadata: "  namespace: shop\n  annotations: {kubernetes.io/config.mirror: 4f1d}", given: []),
  ])
  func podIsGiven(_ row: Row) throws {
    let pod = """
      apiVersion: v1
      kind: Pod
      metadata:
        name: p
      \(row.metadata)
      spec:
        containers: [{name: c, image: registry.acme-shop.dev/web:1}]
      \(row.pod)

      """
    #expect(try given(pod, row.accounts) == row.given)
  }

  @Test(arguments: [
    ("batch/v1", "CronJob", "jobTemplate: {spec: {template: {spec: {serviceAccountName: web}}}}"),
    ("apps/v1", "StatefulSet", "template: {spec: {serviceAccountName: web}}"),
    ("tekton.dev/v1", "TaskRun", "{serviceAccountName: web, podTemplate: {hostNetwork: true}}"),
    (
      "tekton.dev/v1", "PipelineRun",
      "taskRunTemplate: {serviceAccountName: web, podTemplate: {hostNetwork: true}}"
    ),
    (
      "tekton.dev/v1beta1", "PipelineRun",
      "{serviceAccountName: web, podTemplate: {hostNetwork: true}}"
    ),
    ("argoproj.io/v1alpha1", "Workflow", "serviceAccountName: web"),
    ("serving.knative.dev/v1", "Service", "template: {spec: {serviceAccountName: web}}"),
  ])
  func everyKindNamesItsAccount(_ version: String, _ kind: String, _ spec: String) throws {
    let text = """
      apiVersion: \(version)
      kind: \(kind)
      metadata: {name: p, namespace: shop}
      spec:
        \(spec)

      """
    let account = ("name: web, namespace: shop", "imagePullSecrets: [{name: w}]")
    #expect(try given(text, [account]) == ["w"])
  }

  private func given(
    _ workload: String, _ accounts: [(metadata: String, lists: String)]
  ) throws -> [String] {
    let texts =
      [workload]
      + accounts.map {
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {\($0.metadata)}\n\($0.lists)\n"
      }
    let graph = ResourceGraph(
      texts.enumerated().map { index, text in
        let source = SourceFile(path: "\(index).yaml", bytes: Array(text.utf8))
        return ManifestReader.read(InputFile(source: source))
      })
    let found = try #require(graph.workloads.first)
    return graph.effectivePullSecrets(of: found).map(\.name)
  }
}
