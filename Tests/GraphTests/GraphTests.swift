import Credentials
import Graph
import Manifests
import Testing
import YAMLTree

@Suite struct GraphTests {
  private func graph(_ files: [(String, String)]) -> ResourceGraph {
    ResourceGraph(
      files.map { path, text in
        ManifestReader.read(InputFile(source: SourceFile(path: path, bytes: Array(text.utf8))))
      })
  }

  private func secret(_ name: String, _ namespace: String? = nil) -> String {
    let line = namespace.map { "\n  namespace: \($0)" } ?? ""
    return
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \(name)\(line)\ntype: kubernetes.io/dockerconfigjson\ndata: {}\n"
  }

  private func pod(_ secret: String, _ namespace: String? = nil) -> String {
    let line = namespace.map { "\n  namespace: \($0)" } ?? ""
    return
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\(line)\nspec:\n  imagePullSecrets: [{name: \(secret)}]\n  containers: [{name: c, image: r.io/a}]\n"
  }

  private func resolution(_ files: [(String, String)]) throws -> Resolution {
    let graph = graph(files)
    return graph.resolve(try #require(graph.references.first { $0.field == .imagePullSecrets }))
  }

  @Test func unknownNamespacesMayMeet() throws {
    let meets = try resolution([("a/s.yaml", secret("x")), ("b/p.yaml", pod("x", "shop"))])
    #expect(meets.targets.count == 1)
    #expect(meets.certain.isEmpty)
    let elsewhere = try resolution([
      ("a/s.yaml", secret("x", "ci")), ("b/p.yaml", pod("x", "shop")),
    ])
    #expect(elsewhere.targets.isEmpty)
    #expect(elsewhere.namesakes.count == 1)
    #expect(elsewhere.isMissingSomewhere)
    let same = try resolution([("a/s.yaml", secret("x", "shop")), ("b/p.yaml", pod("x", "shop"))])
    #expect(same.certain.count == 1)
  }

  @Test func kustomizationsGiveNamespacesAndPrefixes() throws {
    let files = [
      ("base/kustomization.yaml", "resources: [secret.yaml, pod.yaml]\n"),
      ("base/secret.yaml", secret("pull")), ("base/pod.yaml", pod("pull")),
      ("prod/kustomization.yaml", "namespace: prod\nnamePrefix: p-\nresources: [../base]\n"),
      ("stage/kustomization.yaml", "namespace: stage\nresources: [../base]\n"),
    ]
    let graph = graph(files)
    let secret = try #require(graph.secrets.first)
    let instances = graph.instances(of: secret.resource)
    #expect(instances.map(\.name) == ["p-pull", "pull"])
    #expect(instances.map(\.namespace) == ["prod", "stage"])
    #expect(try resolution(files).certain.count == 1)
  }

  @Test func generatedSecretsAreFound() throws {
    let kustomization =
      "secretGenerator:\n- name: pull\n  type: kubernetes.io/dockerconfigjson\n  files: [.dockerconfigjson=x.json]\nresources: [pod.yaml]\n"
    let found = try resolution([("kustomization.yaml", kustomization), ("pod.yaml", pod("pull"))])
    #expect(found.certain.first?.origin == .generator)
    // The file is not there, and its key is known all the same.
    #expect(found.certain.first?.hasClosedKeys == true)
    #expect(found.certain.first?.entries.map(\.key) == [".dockerconfigjson"])
  }

  /// The admission controller copies the account's pull secrets only when the Pod lists none.
  @Test func accountsAreInjectedAsAdmissionDoes() throws {
    let account =
      "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default}\nimagePullSecrets: [{name: x}]\n"
    let bare =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: c, image: r.io/a}]\n"
    let injected = graph([("a.yaml", account), ("p.yaml", bare)])
    #expect(
      injected.effectivePullSecrets(of: try #require(injected.workloads.first)).map(\.name) == ["x"]
    )
    let own = graph([("a.yaml", account), ("p.yaml", pod("y"))])
    #expect(own.effectivePullSecrets(of: try #require(own.workloads.first)).map(\.name) == ["y"])
  }

  @Test func listsAreUnwrapped() {
    let items =
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: SecretList\n  items:\n  - {apiVersion: v1, kind: Secret, metadata: {name: a}}\n"
    #expect(graph([("l.yaml", items)]).secrets.map(\.name) == ["a"])
  }

  @Test(arguments: [
    ("secrets/**", "secrets/a/b.yaml", true), ("secrets/**", "x/secrets/b.yaml", false),
    ("*.key", "a/b.key", true), ("/a.yaml", "a.yaml", true), ("/a.yaml", "b/a.yaml", false),
    ("a/*.yaml", "a/b/c.yaml", false), ("**/s/*", "x/y/s/z", true), ("secrets/", "secrets/x", true),
    ("secrets/", "a/secrets/x", true), ("secrets/", "a/secrets", false), ("/", "a", false),
    ("/secrets/", "a/secrets/x", false), ("a/secrets/", "a/secrets/x/y", true),
    ("**a**b**c**d**e**", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
  ])
  func gitPatterns(_ pattern: String, _ path: String, _ matches: Bool) {
    #expect(PathPattern.matches(pattern, path) == matches)
  }

  /// As `git check-ignore` answers.
  @Test(arguments: [
    (["deploy/old"], "deploy/old/a.yaml", true), (["old"], "deploy/old/a.yaml", true),
    (["old/"], "deploy/old", false), (["*.yaml", "!a.yaml"], "x/a.yaml", false),
    (["*.yaml", "!a.yaml"], "x/b.yaml", true), (["!a.yaml", "*.yaml"], "a.yaml", true),
    // What stands in an excluded folder is not taken back.
    (["old/", "!old/a.yaml"], "old/a.yaml", true), (["old/*", "!old/a.yaml"], "old/a.yaml", false),
    (["/a"], "b/a", false), (["\\!a"], "!a", true), (["# a"], "# a", false), ([""], "a", false),
    (["secret-[0-9].yaml"], "secret-7.yaml", true),
    (["secret-[!0-9].yaml"], "secret-7.yaml", false),
    (["[a-"], "[a-", true), (["**/x/**"], "a/x/b/c", true), (["/"], "a", false),
  ])
  func ignorePatterns(_ patterns: [String], _ path: String, _ isCovered: Bool) {
    #expect(IgnorePatterns(patterns).cover(path) == isCovered)
  }

  /// git's own way to match, in exponential time.
  private static func fits(_ pattern: Substring, _ text: Substring) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if pattern.hasPrefix("**/") {
      let rest = pattern.dropFirst(3)
      return fits(rest, text)
        || text.indices.contains { text[$0] == "/" && fits(rest, text[$0...].dropFirst()) }
    }
    if pattern.hasPrefix("**") { return true }
    if first == "*" {
      let rest = pattern.dropFirst()
      if fits(rest, text) { return true }
      return text.first.map { $0 != "/" && fits(pattern, text.dropFirst()) } ?? false
    }
    guard let byte = text.first, first == "?" ? byte != "/" : byte == first else { return false }
    return fits(pattern.dropFirst(), text.dropFirst())
  }

  @Test func gitPatternsMatchAsGitMatchesThem() {
    var random = SystemRandomNumberGenerator()
    func text(_ letters: [String], _ count: Int) -> String {
      (0..<Int.random(in: 1...count, using: &random)).map { _ in
        letters.randomElement(using: &random) ?? ""
      }.joined()
    }
    for _ in 0..<20_000 {
      let pattern = "/" + text(["a", "b", "*", "**/", "?", "/"], 7)
      let path = text(["a", "b", "/"], 9)
      guard pattern.dropLast().dropFirst().contains("/"), !pattern.hasSuffix("/") else { continue }
      #expect(
        PathPattern.matches(pattern, path)
          == (pattern.count { $0 == "*" } <= 8 && Self.fits(pattern.dropFirst(), path[...])),
        "\(pattern) on \(path)")
    }
  }

  @Test func lastAttributeWins() {
    let attributes = GitAttributes([
      (".gitattributes", "secrets/** filter=git-crypt diff=git-crypt\nsecrets/README !filter\n")
    ])
    #expect(attributes.isGitCrypted("secrets/a.yaml"))
    #expect(!attributes.isGitCrypted("secrets/README"))
    #expect(!attributes.isGitCrypted("a.yaml"))
  }

  /// kustomize runs components before the kustomization that lists them.
  @Test func componentsComeBeforeTheirKustomization() throws {
    let graph = graph([
      ("kustomization.yaml", "namePrefix: own-\nresources: [s.yaml]\ncomponents: [c, d]\n"),
      ("c/kustomization.yaml", "kind: Component\nnamePrefix: c-\n"),
      ("d/kustomization.yaml", "kind: Component\nnamePrefix: d-\n"),
      ("s.yaml", secret("pull")),
    ])
    let made = graph.instances(of: try #require(graph.secrets.first).resource)
    #expect(made.map(\.name) == ["own-d-c-pull"])
  }

  /// Fixtures of two tests share names and never meet; what stands below belongs to it.
  @Test(arguments: [
    ("tests/a/s.yaml", "tests/b/p.yaml", 0), ("tests/a/s.yaml", "tests/a/sub/p.yaml", 1),
    ("tests/a/s.yaml", "deploy/p.yaml", 0), ("deploy/a/s.yaml", "deploy/b/p.yaml", 1),
  ]) func testsKeepToThemselves(_ secretPath: String, _ podPath: String, _ count: Int) throws {
    let found = try resolution([(secretPath, secret("x", "shop")), (podPath, pod("x", "shop"))])
    #expect(found.certain.count == count)
  }

  /// The API server lets `stringData` win, so a leftover in `data` makes no difference.
  @Test func whatStringDataCoversIsNoConflict() {
    func text(_ data: String, _ stringData: String) -> String {
      "apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}\n"
        + "data: {\(data)}\nstringData: {\(stringData)}\n"
    }
    func hasConflict(_ first: String, _ second: String) -> Bool {
      let graph = graph([("a.yaml", first + "---\n" + second)])
      return graph.secrets.contains { graph.conflicts(with: $0) != nil }
    }
    #expect(!hasConflict(text("k: b2xk", "k: new"), text("", "k: new")))
    #expect(hasConflict(text("k: b2xk", "k: new"), text("", "k: old")))
    #expect(!hasConflict(text("k: bmV3", ""), text("", "k: new")))
  }

  @Test func anAccountWithoutANamespaceMayBeTheBoundOne() throws {
    let binding =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\n"
      + "metadata: {name: b, namespace: shop}\nroleRef: {kind: Role, name: r}\n"
      + "subjects: [{kind: ServiceAccount, name: app, namespace: shop}]\n"
    func isBound(_ metadata: String) throws -> Bool {
      let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {\(metadata)}\n"
      let graph = graph([("b.yaml", binding), ("a.yaml", account)])
      return graph.isBound(try #require(graph.accounts.first))
    }
    #expect(try isBound("name: app"))
    #expect(try isBound("name: app, namespace: shop"))
    #expect(try !isBound("name: app, namespace: other"))
    #expect(try !isBound("name: other"))
  }

  /// kubelet reads `auth` where an entry has both; other tools the pair.
  @Test func authWinsOverTheUserName() throws {
    let config = #"{"auths": {"r.io": {"auth": "YTpi", "username": "c", "password": "d"}}}"#
    let text =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n"
      + "type: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: '\(config)'}\n"
    let login = try #require(
      graph([("a.yaml", text)]).secrets.first?.dockerConfigs.first?.logins.first)
    #expect(login.user == "a")
    #expect(login.secret.reveal { $0 == "b" })
  }

  /// A job's variables win over those of the jobs that it extends, the nearest first.
  @Test(arguments: [
    ("{T: $OWN}", "{T: $NEAR}", "{T: $FAR}", "OWN"), ("{}", "{T: $NEAR}", "{T: $FAR}", "NEAR"),
    ("{}", "{}", "{T: $FAR}", "FAR"), ("{}", "{}", "{}", "GLOBAL"),
  ]) func theNearestVariableCounts(
    _ own: String, _ near: String, _ far: String, _ expected: String
  ) throws {
    let text =
      "variables: {T: $GLOBAL}\n.far: {variables: \(far)}\n"
      + ".near: {extends: .far, variables: \(near)}\n"
      + "job: {extends: .near, variables: \(own), script: [\"docker login -p $T r.io\"]}\n"
    let command = try #require(graph([(".gitlab-ci.yml", text)]).commands.first)
    #expect(command.variables.map(\.name) == ["T", expected])
  }
}
