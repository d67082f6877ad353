import Graph
import Manifests
import Testing
import YAMLTree

/// What is rendered meets what the same chart renders, and nothing else.
@Suite struct TemplateScopeTests {
  private func graph(_ files: [String: String]) -> ResourceGraph {
    ResourceGraph(
      files.map { path, text in
        ManifestReader.read(
          InputFile(source: SourceFile(path: path, bytes: Array(text.utf8))))
      })
  }

  private func secret(_ name: String, _ value: String = "{{ .Values.password }}") -> String {
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \(name)\n  namespace: shop\n"
      + "stringData:\n  password: \(value)\n"
  }

  private func pod(_ secret: String, account: String, image: String) -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: shop}
    spec:
      serviceAccountName: \(account)
      imagePullSecrets: [{name: \(secret)}]
      containers: [{name: web, image: \(image)}]

    """
  }

  @Test func aReferenceFindsTheSecretOfItsOwnChart() throws {
    let graph = graph([
      "a/templates/secret.yaml": secret("login"),
      "a/templates/web.yaml": pod("login", account: "a", image: "{{ .Values.image }}"),
      "b/templates/web.yaml": pod("login", account: "a", image: "{{ .Values.image }}"),
      "web.yaml": pod("login", account: "a", image: "web"),
    ])
    let found = graph.references.map { ($0.from.file.path, graph.resolve($0).targets.count) }
      .sorted { $0.0 < $1.0 }
    #expect(found.map(\.0) == ["a/templates/web.yaml", "b/templates/web.yaml", "web.yaml"])
    #expect(found.map(\.1) == [1, 0, 0])
  }

  @Test func manifestsOfAChartThatHoldNoExpressionMeetEverything() throws {
    let graph = graph([
      "a/templates/secret.yaml": secret("login", "x"),
      "web.yaml": pod("login", account: "a", image: "web"),
    ])
    #expect(graph.references.map { graph.resolve($0).targets.count } == [1])
  }

  @Test func anAccountServesThePodsOfItsOwnChart() throws {
    let account =
      "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n  labels:\n    a: {{ .x }}\n"
    let graph = graph([
      "a/templates/account.yaml": account,
      "a/templates/web.yaml": pod("x", account: "web", image: "{{ .Values.image }}"),
      "web.yaml": pod("x", account: "web", image: "web"),
    ])
    let found = graph.workloads.map { ($0.resource.file.path, graph.accounts(of: $0).count) }
    #expect(Dictionary(uniqueKeysWithValues: found) == ["a/templates/web.yaml": 1, "web.yaml": 0])
  }

  @Test func aNameThatIsRenderedMayBeTheOneThatIsMissing() throws {
    let named = pod("login", account: "web", image: "{{ .Values.image }}")
    let known = graph(["a/templates/secret.yaml": secret("b"), "a/templates/web.yaml": named])
    let rendered = graph([
      "a/templates/secret.yaml": secret("{{ .x }}"), "a/templates/web.yaml": named,
    ])
    #expect(known.references.map(known.mayBeRendered) == [false])
    #expect(rendered.references.map(rendered.mayBeRendered) == [true])
  }

  @Test func bothBranchesOfASecretAreRead() throws {
    let text = """
      apiVersion: v1
      kind: Secret
      metadata: {name: login}
      {{- if .Values.a }}
      type: Opaque
      {{- else }}
      type: kubernetes.io/basic-auth
      {{- end }}
      stringData:
        {{- if .Values.a }}
        password: one
        {{- else }}
        password: two
        {{- end }}

      """
    let secret = try #require(graph(["a/templates/secret.yaml": text]).secrets.first)
    #expect(secret.entries.map(\.text) == ["one", "two"])
    #expect(secret.type == Filling.unknown)
    #expect(secret.hasClosedKeys)
  }
}
