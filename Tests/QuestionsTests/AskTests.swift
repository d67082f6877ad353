import CEL
import Graph
import Judging
import Manifests
import Questions
import Rules
import TestSupport
import Testing
import YAMLTree

/// Questions whose answers were worked out by hand.
@Suite struct AskTests {
  static func world(_ text: String) -> RuleContext {
    let source = SourceFile(path: "a.yaml", bytes: Array(text.utf8))
    var options = ManifestReader.Options()
    options.keepsEveryKind = true
    let graph = ResourceGraph([ManifestReader.read(InputFile(source: source), options: options)])
    return RuleRun.world(of: graph, Ruleset.builtIn(), now: 1_767_225_600, settings: Settings())
  }

  private static func binding(
    _ name: String, _ role: String, _ subject: String, _ namespace: String? = "shop"
  ) -> String {
    let kind = role.hasPrefix("own-") ? "Role" : "ClusterRole"
    let metadata = namespace.map { "{name: \(name), namespace: \($0)}" } ?? "{name: \(name)}"
    return """
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: \(namespace == nil ? "ClusterRoleBinding" : "RoleBinding")
      metadata: \(metadata)
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: \(kind), name: \(role)}
      subjects: [\(subject)]

      """
  }

  private static func role(
    _ name: String, _ resource: String, _ verbs: String, names: String = "",
    _ namespace: String = "shop"
  ) -> String {
    """
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: \(name), namespace: \(namespace)}
    rules: [{apiGroups: [""], resources: ["\(resource)"], verbs: [\(verbs)], resourceNames: [\(names)]}]

    """
  }

  private static let shop =
    """
    apiVersion: v1
    kind: Secret
    metadata: {name: db, namespace: shop}
    stringData: {password: Xk29fLq0Zv7RtB4n}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec:
      selector: {}
      template:
        spec:
          serviceAccountName: web
          containers: [{name: a, image: x, envFrom: [{secretRef: {name: db}}]}]

    """ + role("own-exec", "pods/exec", "create")
    + binding("oncall", "own-exec", "{kind: Group, name: oncall}")
    + binding("support", "view", "{kind: Group, name: support}")
    + binding("team", "edit", "{kind: Group, name: team}")

  private static func told(_ answer: Answer) -> [String] {
    answer.rows.map {
      "\($0.relation) \($0.party)" + ($0.certainty == .byDefault ? " by default" : "")
    }
  }

  @Test func whoReadsAndWrites() throws {
    let access = AccessQuestions(Self.world(Self.shop))
    let read = try access.whoCan(.read, "db")
    #expect(
      Self.told(read) == [
        "direct Group/team", "indirect Group/oncall", "holder Deployment/shop/web",
        "files Repository/HEAD",
      ])
    #expect(
      read.rows[1].steps.map(\.text) == ["enters Deployment/shop/web", "mounts Secret/shop/db"])
    #expect(!read.isIncomplete)
    #expect(Self.told(try access.whoCan(.write, "shop/db")) == ["direct Group/team"])
    #expect(Self.told(try access.breaks("Secret/shop/db")) == ["envFrom Deployment/shop/web"])
    #expect(try access.path("Group/support", "db").rows.isEmpty)
    #expect(try access.path("Group/oncall", "db").isAnswered)
    #expect(try access.rights("Group/support").rows.isEmpty)
    #expect(
      try access.rights("Group/oncall").rows.map { "\($0.relation) \($0.party)" }
        == ["enter Pods namespace shop"])
  }

  private static let pay =
    """
    apiVersion: v1
    kind: Secret
    metadata: {name: tls, namespace: pay}
    data: {tls.crt: "", tls.key: ""}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: db, namespace: pay}
    data: {password: ""}
    ---
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: app, namespace: pay}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: see-tls, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
    rules: [{apiGroups: [""], resources: [secrets], resourceNames: [tls], verbs: [get]}]

    """
    + binding("support", "view", "{kind: Group, name: support}", "pay")
    + role("own-ann", "secrets/*", "'*'", "pay")
    + binding("ann", "own-ann", "{kind: User, name: ann}", "pay")
    + role("own-bob", "secrets", "list", names: "db", "pay")
    + binding("bob", "own-bob", "{kind: User, name: bob}", "pay")
    + binding("devs", "cluster-admin", "{kind: Group, name: '${TEAM:=all-devs}'}", "pay")
    + binding("x", "cluster-admin", "{kind: ServiceAccount, name: x}", nil)
    + role("own-mint", "serviceaccounts/token", "create", "pay")
    + binding("mint", "own-mint", "{kind: User, name: 'system:serviceaccount:ci:deployer'}", "pay")
    + role("own-app", "secrets", "get", "pay")
    + binding("app", "own-app", "{kind: ServiceAccount, name: app}", "pay")

  private static func role(_ name: String, _ resource: String, _ verbs: String, _ namespace: String)
    -> String
  { role(name, resource, verbs, names: "", namespace) }

  @Test func namesAggregationDefaultsAndTokens() throws {
    let access = AccessQuestions(Self.world(Self.pay))
    #expect(
      Self.told(try access.whoCan(.read, "tls")) == [
        "direct Group/support", "direct ServiceAccount/pay/app", "direct Group/all-devs by default",
        "indirect ServiceAccount/ci/deployer",
      ])
    #expect(
      Self.told(try access.whoCan(.read, "db")) == [
        "direct User/bob", "direct ServiceAccount/pay/app", "direct Group/all-devs by default",
        "indirect ServiceAccount/ci/deployer",
      ])
    #expect(try access.rights("User/ann").rows.isEmpty)
    #expect(
      Set(try access.rights("Group/all-devs").rows.map(\.party)).subtracting(["the whole cluster"])
        == ["namespace pay"])
  }

  /// Who may hand an object to Flux may do what Flux may, unless it acts for nobody by default.
  @Test func operatorsActForOthers() throws {
    let flux =
      """
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: apps, namespace: flux-system}
      spec: {path: ./apps, decryption: {provider: sops, secretRef: {name: sops-age}}}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: flux-edit, labels: {rbac.authorization.k8s.io/aggregate-to-edit: "true"}}
      rules:
        - {apiGroups: [kustomize.toolkit.fluxcd.io], resources: [kustomizations], verbs: [create, patch]}

      """ + Self.binding("devs", "edit", "{kind: Group, name: devs}", "apps")
    let way = try AccessQuestions(Self.world(flux)).path("Group/devs", "sops-age")
    #expect(
      way.rows.first?.steps.map(\.text) == [
        "has an operator act in the whole cluster", "reads Secret/flux-system/sops-age",
      ])
    let controller =
      """
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: kustomize-controller, namespace: flux-system}
      spec:
        selector: {}
        template:
          spec:
            automountServiceAccountToken: false
            containers: [{name: m, image: x, args: ["--default-service-account=default"]}]

      """
    let closed = try AccessQuestions(Self.world(flux + controller)).path("Group/devs", "sops-age")
    #expect(!closed.isAnswered)
  }

  /// What stands in a namespace that nobody knows joins no two that are known: a Role of one reads
  /// nothing of the other, and of the third it may.
  @Test func anUnknownNamespaceIsNoBridge() throws {
    func secret(_ name: String, _ namespace: String) -> String {
      "---\napiVersion: v1\nkind: Secret\nmetadata: {name: \(name)\(namespace)}\n"
        + "stringData: {password: Xk29fLq0Zv7RtB4n}\n"
    }
    let text =
      secret("here", ", namespace: shop") + secret("there", ", namespace: pay")
      + secret("somewhere", "")
      + Self.role("own-reader", "secrets", "get")
      + Self.binding("readers", "own-reader", "{kind: Group, name: devs}")
    let questions = AccessQuestions(Self.world(text))
    #expect(try questions.path("Group/devs", "Secret/shop/here").isAnswered)
    #expect(try questions.path("Group/devs", "Secret/pay/there").rows.isEmpty)
    let open = try questions.path("Group/devs", "somewhere")
    #expect(open.rows.count == 1 && !open.isAnswered)
    let readers = questions.readers(atMost: 10).readers
    #expect(readers.map(\.direct) == [["Secret/shop/here"]] && readers.map(\.possible) == [1])
  }

  @Test func namesMeanOneThingOrAreAskedAbout() throws {
    let two = "apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: cart}\n---\n"
    let access = AccessQuestions(Self.world(two + Self.shop))
    for name in ["Secret/shop/db", "secret/shop/db", "shop/db"] {
      #expect(try access.whoCan(.use, name).isAnswered, "\(name)")
    }
    do {
      _ = try access.whoCan(.read, "db")
      Issue.record("two Secrets have the name")
    } catch { #expect(error.candidates == ["Secret/cart/db", "Secret/shop/db"]) }
    do {
      _ = try access.whoCan(.read, "dp")
      Issue.record("there is none")
    } catch { #expect(error.message.contains("did you mean 'db'?")) }
  }

  @Test func aRoleThatIsNotHereLeavesTheAnswerOpen() throws {
    let text = Self.shop + Self.binding("x", "somebody-elses", "{kind: Group, name: guests}")
    let answer = try AccessQuestions(Self.world(text)).path("Group/guests", "db")
    #expect(answer.rows.isEmpty && answer.isIncomplete)
  }

  @Test func credentialsAreAskedAbout() throws {
    let text =
      """
      apiVersion: v1
      kind: Secret
      metadata:
        name: pull
        namespace: shop
        annotations: {credlint.dev/scopes: read_registry, credlint.dev/expires: "2026-06-30"}
      type: kubernetes.io/dockerconfigjson
      stringData: {.dockerconfigjson: '{"auths":{"registry.gitlab.com":{"username":"a","password":"Xk29fLq0Zv7RtB4n"}}}'}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: push, namespace: shop, annotations: {credlint.dev/scopes: "read_registry, write_registry"}}
      type: kubernetes.io/dockerconfigjson
      stringData: {.dockerconfigjson: '{"auths":{"registry.gitlab.com":{"username":"a","password":"Qk29fLq0Zv7RtB4m"}}}'}

      """
    let credentials = CredentialQuestions(Self.world(text))
    #expect(
      credentials.push("registry.gitlab.com/shop/web").rows.map(\.party) == ["Secret/shop/push"])
    #expect(credentials.push("ghcr.io").rows.isEmpty)
    let july = try #require(Timestamp(parsing: "2026-07-01", allowsBareDate: true))
    let ending = credentials.expires(before: july)
    #expect(ending.rows.map(\.relation) == ["2026-06-30"])
    #expect(ending.notes == ["1 credential has no known end"])
    let leak = try credentials.leak("pull", AccessQuestions(Self.world(text)))
    #expect(leak.rows.first?.party == "registry.gitlab.com")
    #expect(leak.notes[0].hasPrefix("1. revoke it at its issuer"))
  }
}
