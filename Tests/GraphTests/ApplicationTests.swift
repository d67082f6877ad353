import Graph
import Manifests
import Testing
import YAMLTree

/// What Flux and Argo CD change of what they apply.
@Suite struct ApplicationTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let files: [String: String]
    /// `name@namespace` of every instance of the one Secret, `?` for an unknown namespace.
    let expected: [String]

    var testDescription: String { name }
  }

  private static let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: pull\n"

  private static func flux(_ fields: String, name: String = "apps") -> String {
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
      + "metadata:\n  name: \(name)\nspec: {\(fields)}\n"
  }

  private static func argo(_ fields: String, kind: String = "Application") -> String {
    let spec = kind == "Application" ? "spec: {\(fields)}" : "spec: {template: {spec: {\(fields)}}}"
    return "apiVersion: argoproj.io/v1alpha1\nkind: \(kind)\nmetadata:\n  name: apps\n\(spec)\n"
  }

  private static let cases = [
    Case(
      name: "Flux replaces the namespace of everything",
      files: [
        "clusters/apps.yaml": flux("path: ./apps, targetNamespace: shop"),
        "apps/secret.yaml": secret + "  namespace: old\n",
      ], expected: ["pull@shop"]),
    Case(
      name: "Flux applies what stands below, and leaves folders with a kustomization to it",
      files: [
        "clusters/apps.yaml": flux("path: apps, targetNamespace: shop, namePrefix: p-"),
        "apps/a/b/kustomization.yaml": "nameSuffix: -s\nresources: [secret.yaml]\n",
        "apps/a/b/secret.yaml": secret,
      ], expected: ["p-pull-s@shop"]),
    Case(
      name: "a kustomization lists what is applied",
      files: [
        "clusters/apps.yaml": flux("path: apps, targetNamespace: shop"),
        "apps/kustomization.yaml": "resources: []\n", "apps/secret.yaml": secret,
      ], expected: ["pull@?"]),
    Case(
      name: "two applications of one folder",
      files: [
        "prod.yaml": flux("path: apps, targetNamespace: prod", name: "prod"),
        "stage.yaml": flux("path: apps, targetNamespace: stage", name: "stage"),
        "apps/kustomization.yaml": "resources: [secret.yaml]\n", "apps/secret.yaml": secret,
      ], expected: ["pull@prod", "pull@stage"]),
    Case(
      name: "a patch of an object of Flux applies nothing itself",
      files: [
        "clusters/prod/kustomization.yaml":
          "resources: [../base]\npatches: [{path: patch.yaml}]\n",
        "clusters/prod/patch.yaml": flux("targetNamespace: shop"),
        "clusters/base/kustomization.yaml": "resources: [apps.yaml]\n",
        "clusters/base/apps.yaml": flux("path: ./other"), "apps/secret.yaml": secret,
      ], expected: ["pull@?"]),
    Case(
      name: "a repository inside of a tree",
      files: [
        "repos/one/clusters/apps.yaml": flux("path: ./apps, targetNamespace: shop"),
        "repos/one/apps/secret.yaml": secret,
      ], expected: ["pull@shop"]),
    Case(
      name: "a folder of another repository",
      files: [
        "clusters/apps.yaml": flux("path: ./elsewhere, targetNamespace: shop"),
        "apps/secret.yaml": secret,
      ], expected: ["pull@?"]),
    Case(
      name: "a namespace that a substitution fills in",
      files: [
        "clusters/apps.yaml": flux("path: ./apps, targetNamespace: \"${NS}\""),
        "apps/secret.yaml": secret + "  namespace: own\n",
      ], expected: ["pull@own"]),
    Case(
      name: "Argo CD gives its namespace to what has none",
      files: [
        "apps.yaml": argo("source: {path: apps}, destination: {namespace: shop}"),
        "apps/secret.yaml": secret,
      ], expected: ["pull@shop"]),
    Case(
      name: "Argo CD leaves a namespace alone",
      files: [
        "apps.yaml": argo("source: {path: apps}, destination: {namespace: shop}"),
        "apps/secret.yaml": secret + "  namespace: own\n",
      ], expected: ["pull@own"]),
    Case(
      name: "Argo CD's own kustomize options",
      files: [
        "apps.yaml": argo("source: {path: apps, kustomize: {namespace: shop, nameSuffix: -s}}"),
        "apps/kustomization.yaml": "resources: [secret.yaml]\n",
        "apps/secret.yaml": secret + "  namespace: own\n",
      ], expected: ["pull-s@shop"]),
    Case(
      name: "Argo CD reads a folder below only when told to",
      files: [
        "apps.yaml": argo("source: {path: apps}, destination: {namespace: shop}"),
        "apps/below/secret.yaml": secret,
      ], expected: ["pull@?"]),
    Case(
      name: "Argo CD told to",
      files: [
        "apps.yaml": argo(
          "sources: [{path: apps, directory: {recurse: true}}], destination: {namespace: shop}",
          kind: "ApplicationSet"),
        "apps/below/secret.yaml": secret,
      ], expected: ["pull@shop"]),
    Case(
      name: "a path that a generator fills in",
      files: [
        "apps.yaml": argo(
          "source: {path: '{{path}}'}, destination: {namespace: shop}", kind: "ApplicationSet"),
        "apps/secret.yaml": secret,
      ], expected: ["pull@?"]),
  ]

  @Test(arguments: cases)
  private func namespacesAreDerived(_ kase: Case) throws {
    let graph = ResourceGraph(
      kase.files.map { path, text in
        ManifestReader.read(InputFile(source: SourceFile(path: path, bytes: Array(text.utf8))))
      })
    let secret = try #require(graph.secrets.first)
    let found = graph.instances(of: secret).map { "\($0.name)@\($0.namespace ?? "?")" }
    #expect(found.sorted() == kase.expected)
  }
}
