import Graph
import Manifests
import Testing
import YAMLTree

/// What deploys a file, and where to.
@Suite struct ReachTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let files: [String: String]
    var environments: [(name: String, paths: [String])] = []
    /// Of the one Secret; empty where nothing is known.
    let expected: String

    var testDescription: String { name }
  }

  private static let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: pull\n"

  private static func flux(_ fields: String, name: String = "apps") -> String {
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
      + "metadata:\n  name: \(name)\nspec: {\(fields)}\n"
  }

  private static func argo(_ fields: String, name: String = "apps") -> String {
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
      + "metadata:\n  name: \(name)\nspec: {\(fields)}\n"
  }

  private static let kustomizations = [
    Case(
      name: "a repository in which nothing deploys says nothing",
      files: ["prod/secret.yaml": secret], expected: ""),
    Case(
      name: "outermost kustomizations, production first",
      files: [
        "apps/dev/kustomization.yaml": "resources: [../base]\n",
        "apps/mi/prod/kustomization.yaml": "resources: [../../base]\n",
        "apps/base/kustomization.yaml": "resources: [secret.yaml]\n",
        "apps/base/secret.yaml": secret,
      ], expected: "in prod by apps/mi/prod; in dev by apps/dev"),
    Case(
      name: "a file that none lists",
      files: [
        "apps/kustomization.yaml": "resources: []\n", "apps/secret.yaml": secret,
      ], expected: "by nothing here"),
    Case(
      name: "an overlay that deletes the object",
      files: [
        "dev/kustomization.yaml": "resources: [../base]\n",
        "prod/kustomization.yaml":
          "resources: [../base]\npatches:\n- patch: |\n    $patch: delete\n    apiVersion: v1\n"
          + "    kind: Secret\n    metadata: {name: pull}\n",
        "base/kustomization.yaml": "resources: [secret.yaml]\n", "base/secret.yaml": secret,
      ], expected: "in dev by dev"),
    Case(
      name: "words of an overlay's name, and not of another folder's",
      files: [
        "production-guide/overlays/eu-stg-01/kustomization.yaml": "resources: [secret.yaml]\n",
        "production-guide/overlays/eu-stg-01/secret.yaml": secret,
      ], expected: "in staging by production-guide/overlays/eu-stg-01"),
    Case(
      name: "what is before production is not in it",
      files: [
        "overlays/non-prod/kustomization.yaml": "resources: [../../base]\n",
        "overlays/pre-prod/kustomization.yaml": "resources: [../../base]\n",
        "base/kustomization.yaml": "resources: [secret.yaml]\n", "base/secret.yaml": secret,
      ], expected: "in preprod by overlays/pre-prod; in nonprod by overlays/non-prod"),
    Case(
      name: "examples are not production",
      files: [
        "examples/prod/kustomization.yaml": "resources: [secret.yaml]\n",
        "examples/prod/secret.yaml": secret,
      ], expected: "in test by examples/prod"),
    Case(
      name: "many roots are counted",
      files: Dictionary(
        uniqueKeysWithValues: (1...5).map {
          ("k\($0)/kustomization.yaml", "resources: [../base]\n")
        } + [("base/kustomization.yaml", "resources: [s.yaml]\n"), ("base/s.yaml", secret)]),
      expected: "by k1 and 4 more"),
    Case(
      name: "the configuration wins over names",
      files: [
        "apps/dev/kustomization.yaml": "resources: [secret.yaml]\n", "apps/dev/secret.yaml": secret,
      ], environments: [("live-eu", ["apps/dev/"])], expected: "in live-eu by apps/dev"),
    Case(
      name: "the configuration knows what nothing deploys",
      files: ["k8s/secret.yaml": secret], environments: [("prod", ["k8s/"])],
      expected: "in prod by k8s"),
  ]

  private static let controllers = [
    Case(
      name: "Flux deploys to the cluster of its own folder",
      files: [
        "clusters/prod-eu/apps.yaml": flux("path: ./apps"),
        "clusters/dev/apps.yaml": flux("path: ./apps"), "apps/secret.yaml": secret,
      ],
      expected: "in prod by clusters/prod-eu/apps.yaml#apps; in dev by clusters/dev/apps.yaml#apps"),
    Case(
      name: "or to another one",
      files: [
        "clusters/prod/apps.yaml": flux("path: ./apps/dev, kubeConfig: {secretRef: {name: dev}}"),
        "apps/dev/secret.yaml": secret,
      ], expected: "in dev by clusters/prod/apps.yaml#apps"),
    Case(
      name: "an object of Flux that others deploy lands where they do",
      files: [
        "flux/apps.yaml": flux("path: ./apps"),
        "flux/kustomization.yaml": "resources: [apps.yaml]\n",
        "clusters/prod/kustomization.yaml": "resources: [../../flux]\n",
        "clusters/qa/kustomization.yaml": "resources: [../../flux]\n", "apps/secret.yaml": secret,
      ], expected: "in prod by flux/apps.yaml#apps; in test by flux/apps.yaml#apps"),
    Case(
      name: "an object of Flux that deploys itself",
      files: ["all/apps.yaml": flux("path: ./all"), "all/secret.yaml": secret],
      expected: "by all/apps.yaml#apps"),
    Case(
      name: "Argo CD names its cluster",
      files: [
        "argo/apps.yaml": argo("source: {path: apps}, destination: {name: mi-prd-2}"),
        "apps/secret.yaml": secret,
      ], expected: "in prod by argo/apps.yaml#apps"),
    Case(
      name: "Argo CD's address of a cluster, and the name of an application",
      files: [
        "a.yaml": argo(
          "source: {path: apps}, destination: {server: \"https://k8s.stg.acme.example\"}"),
        "b.yaml": argo(
          "source: {path: apps}, destination: {server: \"https://kubernetes.default.svc\"}",
          name: "shop-prod"),
        "apps/secret.yaml": secret,
      ], expected: "in prod by b.yaml#shop-prod; in staging by a.yaml#apps"),
    Case(
      name: "a path that a template fills in may be any",
      files: [
        "a.yaml": argo("source: {path: \"apps/{{name}}\"}"), "apps/x/secret.yaml": secret,
      ], expected: ""),
    Case(
      name: "a HelmRelease deploys a chart of the repository",
      files: [
        "clusters/prod/web.yaml":
          "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\n"
          + "spec: {chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository}}}}\n",
        "charts/web/values.yaml": "a: b\n", "charts/web/crds/secret.yaml": secret,
      ], expected: "in prod by clusters/prod/web.yaml#web"),
  ]

  private static let jobs = [
    Case(
      name: "a job applies a kustomization",
      files: [
        ".gitlab-ci.yml": "deploy-prod:\n  script: [kubectl apply -k deploy]\n",
        "deploy/kustomization.yaml": "resources: [secret.yaml]\n", "deploy/secret.yaml": secret,
      ], expected: "in prod by .gitlab-ci.yml#deploy-prod"),
    Case(
      name: "a job applies a folder, and nothing below it",
      files: [
        ".gitlab-ci.yml": "x:\n  script: [kubectl apply -f deploy/]\n",
        "deploy/other.yaml": "a: b\n", "deploy/below/secret.yaml": secret,
      ], expected: "by nothing here"),
    Case(
      name: "unless it is told to",
      files: [
        ".gitlab-ci.yml": "x:\n  script: [kubectl apply -R -f deploy/]\n",
        "deploy/other.yaml": "a: b\n", "deploy/below/secret.yaml": secret,
      ], expected: "by .gitlab-ci.yml#x"),
    Case(
      name: "a script applies what stands beside it",
      files: [
        "dev/deploy.sh": "kubectl apply -f secret.yaml\n", "dev/secret.yaml": secret,
      ], expected: "in dev by dev/deploy.sh"),
    Case(
      name: "what only a run tells may be any file",
      files: [
        ".gitlab-ci.yml": "x:\n  script: ['kubectl apply -f \"$FILE\"']\n",
        "deploy/secret.yaml": secret,
      ], expected: ""),
    Case(
      name: "a build that is piped to kubectl",
      files: [
        "Makefile": "deploy:\n\tkustomize build config/qa | kubectl apply -f -\n",
        "config/qa/kustomization.yaml": "resources: [../secret.yaml]\n",
        "config/secret.yaml": secret,
      ], expected: "in test by Makefile"),
    Case(
      name: "a build that is only looked at",
      files: [
        ".gitlab-ci.yml": "x:\n  script: [kustomize build prod | kubeconform]\n",
        "prod/other.yaml": "a: b\n", "secret.yaml": secret,
      ], expected: ""),
  ]

  @Test(arguments: kustomizations + controllers + jobs)
  private func theTable(_ kase: Case) throws {
    let graph = ResourceGraph(
      kase.files.map { path, text in
        ManifestReader.read(InputFile(source: SourceFile(path: path, bytes: Array(text.utf8))))
      })
    let secret = try #require(graph.secrets.first)
    var index = ReachIndex(graph, EnvironmentPatterns(kase.environments))
    #expect(index.reach(of: secret.resource).described() == kase.expected)
  }
}
