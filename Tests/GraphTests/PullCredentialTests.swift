import Credentials
import Graph
import Manifests
import Testing
import YAMLTree

/// What becomes of each login that kubelet is given for an image.
@Suite struct PullCredentialTests {
  private static func secret(
    _ data: String, type: String = "kubernetes.io/dockerconfigjson", namespace: String = "shop"
  ) -> String {
    "apiVersion: v1\nkind: Secret\nmetadata: {name: pull, namespace: \(namespace)}\n"
      + "type: \(type)\nstringData: {.dockerconfigjson: '\(data)'}\n"
  }

  private static func config(_ registries: String...) -> String {
    let logins = registries.map { "\"\($0)\": {\"username\": \"u\", \"password\": \"p\"}" }
    return "{\"auths\": {\(logins.joined(separator: ", "))}}"
  }

  @Test(arguments: [
    (secret(config("r.io")), "r.io/a/b", [PullCredential.Outcome.applies]),
    (secret(config("https://r.io/v1/")), "r.io/a/b", [.applies]),
    (secret(config("*.r.io")), "eu.r.io/a", [.applies]),
    (secret(config("https://index.docker.io/v1/")), "alpine", [.applies]),
    (secret(config("other.io", "r.io")), "r.io/a", [.otherHost, .applies]),
    (secret(config("*.r.io")), "r.io/a", [.otherHost]),
    (secret(config("r.io:5000")), "r.io/a", [.otherPort]),
    (secret(config("r.io")), "r.io:5000/a", [.otherPort]),
    (secret(config("r.io/team")), "r.io/other/a", [.otherPath]),
    (secret(config("{{ .Values.registry }}")), "r.io/a", [.template]),
    (secret(config("r.io"), type: "Opaque"), "r.io/a", [.otherType]),
    (secret("{}"), "r.io/a", [.unreadable]), (secret("no JSON"), "r.io/a", [.unreadable]),
    (secret(config("r.io"), namespace: "ops"), "r.io/a", [.unknown]),
    (secret(config("r.io")) + "---\n" + secret(config("s.io")), "r.io/a", [.unknown]),
    ("", "r.io/a", [.unknown]),
    (
      "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n"
        + "metadata: {name: pull, namespace: shop}\nspec: {encryptedData: "
        + "{.dockerconfigjson: AgBy8hCiRTAdW2yd}, "
        + "template: {type: kubernetes.io/dockerconfigjson}}\n", "r.io/a", [.unknown]
    ),
  ])
  func outcomesAreKubelets(
    _ secrets: String, _ image: String, _ expected: [PullCredential.Outcome]
  ) throws {
    let pod = """
      apiVersion: v1
      kind: Pod
      metadata: {name: p, namespace: shop}
      spec: {imagePullSecrets: [{name: pull}], containers: [{name: c, image: '\(image)'}]}

      """
    let source = SourceFile(path: "a.yaml", bytes: Array((pod + "---\n" + secrets).utf8))
    let graph = ResourceGraph([ManifestReader.read(InputFile(source: source))])
    let workload = try #require(graph.workloads.first)
    let name = try #require(workload.images.first?.image)
    let pulls = graph.pullCredentials(of: workload, for: name)
    #expect(pulls.map(\.outcome) == expected)
  }
}
