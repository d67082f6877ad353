import Credentials
import Manifests
import Testing
import YAMLTree

@testable import Graph

/// What is followed only so far, and said; and indexes that must answer as a search of all would.
@Suite struct GraphLimitTests {
  private func graph(_ files: [String: String]) -> ResourceGraph {
    var options = ManifestReader.Options()
    options.load = { path in
      files[path].map { SourceFile(path: path, bytes: Array($0.utf8)) }
    }
    let manifests = files.filter { $0.key.hasSuffix(".yaml") }.sorted { $0.key < $1.key }
    return ResourceGraph(
      manifests.map { path, text in
        ManifestReader.read(
          InputFile(source: SourceFile(path: path, bytes: Array(text.utf8))), options: options)
      })
  }

  private func collecting(_ count: Int) -> String {
    (0..<count).map { index in
      """
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: r\(index), labels: {a: b}}
      aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}
      rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]

      """
    }.joined()
  }

  @Test func rolesThatCollectOneAnotherAreFollowedSoFar() {
    #expect(!graph(["a.yaml": collecting(50)]).problems.contains { $0.kind == .limit })
    let many = graph(["a.yaml": collecting(1_000)])
    #expect(many.problems.contains { $0.kind == .limit && $0.message.contains("collects more") })
    #expect(many.grants.count < 300_000)
  }

  /// Of a value in many Secrets all namespaces are counted; one reference of a rare field is found
  /// behind hundreds of another.
  @Test func whatIsCutIsCounted() throws {
    func copies(_ count: Int) -> String {
      (0..<count).map {
        """
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: s\($0), namespace: n\($0)}
        stringData: {token: glpat-Ab3dEf6hIj9kLm2nOpQr}

        """
      }.joined()
    }
    let many = graph(["a.yaml": copies(150)])
    let credential = try #require(many.credentials.first)
    #expect(many.copies(of: credential).count == 100)
    #expect(many.namespaces(holding: credential) == 150)
    let users = (0..<400).map {
      """
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: p\($0), namespace: n0}
      spec: {imagePullSecrets: [{name: s0}], containers: [{name: a, image: b}]}

      """
    }.joined()
    let account = """
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: a, namespace: n0}
      secrets: [{name: s0}]
      """
    let graph = graph(["a.yaml": copies(1) + users + account])
    let consumers = graph.consumers(of: try #require(graph.secrets.first))
    #expect(consumers.count { $0.field == .imagePullSecrets } == 250)
    #expect(consumers.contains { $0.field == .secrets })
  }

  @Test func aRoleIsFollowedThroughThoseItCollects() {
    let roles = """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: outer}
      aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: outer}}]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: inner, labels: {to: outer}}
      aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: inner}}]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: leaf, labels: {to: inner}}
      rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: b}
      roleRef: {kind: ClusterRole, name: outer, apiGroup: rbac.authorization.k8s.io}
      subjects: [{kind: Group, name: dev}]
      """
    let given = graph(["a.yaml": roles]).grants.filter { $0.binding != nil }
    #expect(given.map(\.role.name) == ["leaf"])
  }

  @Test func generatorsReadSoMuch() {
    func kustomization(_ count: Int) -> String {
      "secretGenerator:\n- name: s\n  files:\n"
        + (0..<count).map { "  - k\($0)=big.key\n" }.joined()
    }
    let big = String(repeating: "A", count: 100_000)
    let few = graph(["kustomization.yaml": kustomization(3), "big.key": big])
    #expect(few.secrets[0].entries.count { $0.decoded?.count == 100_000 } == 3)
    #expect(!few.problems.contains { $0.kind == .limit })
    let many = graph(["kustomization.yaml": kustomization(500), "big.key": big])
    #expect(many.secrets[0].entries.count == 500)
    #expect(many.secrets[0].entries.count { $0.decoded?.count == 100_000 } < 100)
    #expect(many.problems.contains { $0.kind == .limit && $0.message.contains("generators") })
  }

  /// The first definition before each one that differs from it, found the plain way.
  @Test func conflictsAreThoseOfAPlainSearch() {
    let contents = [1, 1, 2, 1, 3, 2, 1, 1]
    let text = contents.enumerated().map { index, content in
      "---\napiVersion: v1\nkind: Secret\nmetadata: {name: a, labels: {n: \"\(index)\"}}\n"
        + "stringData: {k: v\(content)}\n"
    }.joined()
    let graph = graph(["a.yaml": text])
    let found = graph.secrets.map { secret in
      graph.conflicts(with: secret)?.label("n").flatMap { Int($0.text) }
    }
    let expected = contents.indices.map { index in
      contents[..<index].firstIndex { $0 != contents[index] }
    }
    #expect(found == expected)
  }

  @Test func valuesThatBeginAlikeAreFoundEach() {
    let values = (0..<300).map { "Kq8vR2tL\($0)xW5z" }
    let keys = values.enumerated().map { "  password\($0): \($1)\n" }.joined()
    let graph = graph([
      "a.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n" + keys
    ])
    let text = "x \(values[7]) y\n\(values[123])\nno\(values[9]) \(values[11])no\n"
    let found = ValueSearch(graph).find(in: SourceFile(path: "b.md", bytes: Array(text.utf8)))
    #expect(found.map { $0.value.reveal { $0 } } == [values[7], values[123]])
  }

  @Test func aRegistryKeyFindsItsImages() throws {
    let images = ["ghcr.io/a/b", "eu.ghcr.io/a/b", "r.example.com:5000/x", "nginx"]
    let names = Set(images.compactMap { ImageName($0) })
    let index = ImageIndex(names)
    for text in [
      "ghcr.io", "*.ghcr.io", "*.io", "eu.*.io", "ghcr.io/a", "ghcr.io/b", "r.example.com",
      "r.example.com:5000", "*.example.com:5000", "docker.io", "index.docker.io", "[a-f]u.ghcr.io",
    ] {
      let key = try #require(RegistryKey(text))
      #expect(index.holdsImage(for: key) == names.contains(where: key.matches), "\(text)")
    }
  }

  @Test func consumersOfOneNameAreTold() {
    let pods = (0..<30).map { index in
      "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p\(index), namespace: n}\nspec:\n"
        + "  imagePullSecrets: [{name: s}]\n  containers: [{name: c, image: r.io/a}]\n"
    }.joined()
    let secrets = (0..<3).map { _ in
      "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: n}\n"
    }.joined()
    let graph = graph(["a.yaml": pods + secrets, "b/c.yaml": pods])
    for secret in graph.secrets {
      #expect(graph.consumers(of: secret).map(\.from.name) == graph.references.map(\.from.name))
      #expect(graph.uses(of: secret) == [.imagePullSecrets])
    }
  }
}
