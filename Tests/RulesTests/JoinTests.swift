@testable import Rules
import CEL
import Judging
import Proof
import TestSupport
import Testing
import YAMLTree

/// Rules that look at more than their row.
@Suite struct JoinTests {
  private static func ruleset(_ lines: String) -> Ruleset {
    var ruleset = Ruleset()
    ruleset.addUserRule(
      path: "own/my-rule.yaml",
      text: "id: my-rule\ntitle: T\nseverity: low\nwhy: W.\nremedy: R.\n" + lines)
    return ruleset
  }

  private static func problems(_ lines: String) -> [String] {
    ruleset(lines).problems.map { problem in
      let (line, column) = LineTable(problem.place.file).position(
        of: problem.place.range.lowerBound)
      let text = problem.place.file.text(problem.place.range)
      return "\(line):\(column) '\(text)': \(problem.message)"
    }
  }

  private static func namespace(_ name: String, _ labels: String) -> String {
    "apiVersion: v1\nkind: Namespace\nmetadata: {name: \(name), labels: {\(labels)}}\n"
  }

  private static func secret(_ name: String, in namespace: String, _ labels: String = "") -> String
  {
    """
    apiVersion: v1
    kind: Secret
    metadata:
      name: \(name)
      namespace: \(namespace)
      labels: {\(labels)}
    type: kubernetes.io/dockerconfigjson
    stringData: {.dockerconfigjson: "{}"}

    """
  }

  private static func fixture(_ documents: String...) -> Fixture {
    Fixture(
      name: "join", files: [.init(path: "a.yaml", text: documents.joined(separator: "---\n"))])
  }

  /// A pull secret in a namespace labelled `env: prod` needs the label `owner`: as a user's rule with
  /// its fixture, in both ways to say it, each clause of which the fixture proves.
  @Test(arguments: [
    """
    for:
      - secret in Secret
      - ns in namespaces.named(secret.namespace)
    where:
      - secret.docker
      - ns.labels[?'env'].orValue('') == 'prod'
    require: "'owner' in secret.labels"
    message: ${secret.describe} stands in '${ns.name}', and nobody owns it
    at: secret.name
    """,
    """
    for: secret in Secret
    where:
      - secret.docker
      - secret.namespaceObject.labels[?'env'].orValue('') == 'prod'
    require: "'owner' in secret.labels"
    message: ${secret.describe} stands in '${secret.namespaceObject.name}', and nobody owns it
    at: secret.name
    """,
  ])
  func aStrangersRuleJoinsSecretsWithNamespaces(_ lines: String) throws {
    let ruleset = Self.ruleset(lines + "\n")
    #expect(ruleset.problems.map(\.message) == [])
    let rule = try #require(ruleset.rules.first)
    let fixture = Self.fixture(
      Self.namespace("shop", "env: prod"), Self.namespace("lab", "env: dev"),
      Self.secret("pull", in: "shop").replacing("name: pull", with: "name: pull # expect: my-rule"),
      Self.secret("owned", in: "shop", "owner: team-shop"), Self.secret("lab", in: "lab"),
      Self.secret("elsewhere", in: "unknown"),
      "apiVersion: v1\nkind: Secret\nmetadata: {name: api, namespace: shop}\nstringData: {key: CHANGE_ME}\n"
    )
    #expect(FixtureRunner(rule, in: ruleset).problems([fixture]) == [])
    let alive = RuleMutation.mutants(of: rule).filter {
      FixtureRunner($0.rule, in: ruleset).passes([fixture])
    }
    #expect(alive.map(\.name) == [])
  }

  /// A loop in a loop over everything is refused where it stands, with what to write instead.
  @Test func aJoinWithoutAnIndexIsRefused() {
    let found = Self.problems(
      """
      for:
        - secret in Secret
        - other in Secret
        - third in secrets
      where:
        - resources.exists(r, r.kind == 'Namespace')
        - namespaces.filter(n, n.name == secret.namespace).size() > 0
      require: secret.name != other.name + third.name
      message: m
      at: secret.name

      """)
    let hint = ": for every row of the rule it would go through every "
    #expect(
      found == [
        "8:14 'Secret': only the first clause ranges over all of Secret\(hint)Secret; look up those that matter, as in secrets.named('x')",
        "9:14 'secrets': cannot iterate over Secrets\(hint)Secret; look up those that matter, as in secrets.named('x')",
        "11:5 'resources': cannot iterate over Resources\(hint)Resource; look up those that matter, as in resources.named('x')",
        "12:5 'namespaces': cannot iterate over Namespaces\(hint)Resource; look up those that matter, as in namespaces.named('x')",
      ])
  }

  /// What a value of an expression is in a repository, as a rule's message prints it.
  private static func value(_ expression: String, _ documents: String...) -> String? {
    let ruleset = ruleset(
      "for: row in Secret\nwhere: row.name == 'row'\nrequire: now < timestamp('1970-01-01T00:00:00Z')\nmessage: \"${\(expression)}\"\nat: row.name\n"
    )
    #expect(ruleset.problems.map(\.message) == [])
    let all = documents + [secret("row", in: "shop")]
    let fixture = Fixture(
      name: "join", files: [.init(path: "a.yaml", text: all.joined(separator: "---\n"))])
    return fixture.scan(ruleset).findings.first?.message
  }

  @Test func rowsAreFoundByNameLabelAndKind() {
    let documents = secret2()
    func names(_ lookup: String) -> String? {
      Self.value("\(lookup).map(s, s.namespace + '/' + s.name)", documents)
    }
    #expect(names("secrets.named('db')") == "shop/db, lab/db, /db")
    // Where a namespace is not known, it may be any.
    #expect(names("secrets.named('db', 'shop')") == "shop/db, /db")
    #expect(names("secrets.named('db', '')") == "shop/db, lab/db, /db")
    #expect(names("secrets.named('none')") == "")
    #expect(names("secrets.labelled({'app': 'shop'})") == "shop/db, lab/db")
    #expect(names("secrets.labelled({'app': 'shop', 'tier': 'data'})") == "lab/db")
    #expect(names("secrets.labelled({'app': 'other'})") == "")
    #expect(names("secrets.labelled({})") == "")
    #expect(
      names("secrets.ofKind('kubernetes.io/dockerconfigjson')").map { $0.hasSuffix("shop/row") }
        == true)
    #expect(Self.value("secrets.size()", documents) == "4")
  }

  private func secret2() -> String {
    [
      Self.secret("db", in: "shop", "app: shop"),
      Self.secret("db", in: "lab", "app: shop, tier: data"),
      Self.secret("db", in: "x").replacing("  namespace: x\n", with: ""),
    ].joined(separator: "---\n")
  }

  @Test func aNamespaceIsFoundWhereItIsCertain() {
    let shop = Self.namespace("shop", "env: prod")
    #expect(Self.value("row.namespaceObject.labels['env']", shop) == "prod")
    #expect(Self.value("namespaces['shop'].labels['env']", shop) == "prod")
    #expect(Self.value("has(row.namespaceObject)") == "false")
    // Unset, it reads as a Namespace without anything.
    #expect(Self.value("row.namespaceObject.labels.size()") == "0")
    #expect(Self.value("row.namespaceObject.name") == "")
    #expect(Self.value("namespaces[?'shop'].hasValue()") == "false")
    #expect(Self.value("has(row.namespaceObject)", shop, Self.namespace("lab", "")) == "true")
  }

  /// One manifest that kustomize puts into two namespaces stands in neither for certain.
  @Test func aNamespaceOfSeveralInstancesIsUnset() {
    func value(_ roots: [String]) -> String? {
      let ruleset = Self.ruleset(
        "for: row in Secret\nrequire: has(row.namespaceObject)\nmessage: m\nat: row.name\n")
      let overlays = roots.map { root in
        Fixture.File(
          path: "\(root)/kustomization.yaml",
          text:
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: \(root)\nresources: [../base]\n"
        )
      }
      let base = [
        Fixture.File(path: "base/s.yaml", text: Self.secret("row", in: "any")),
        Fixture.File(
          path: "base/kustomization.yaml",
          text:
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [s.yaml]\n"
        ),
        Fixture.File(
          path: "cluster/n.yaml",
          text: Self.namespace("prod", "env: prod") + "---\n" + Self.namespace("dev", "")),
      ]
      return Fixture(name: "k", files: base + overlays).scan(ruleset).findings.first?.message
    }
    #expect(value(["prod"]) == nil)
    #expect(value(["prod", "dev"]) == "m")
  }

  @Test func oldNamesOfFieldsAreToldTheirNewOnes() {
    let rows = [
      ("Secret", "filled", "filledByController"), ("Secret", "merged", "mergesIntoExisting"),
      ("Secret", "closed", "hasAllKeys"),
      ("Secret", "moduleUnmatched", "repository.hasUnmatchedLayer"),
      ("Entry", "known", "recognised"), ("Reference", "item", "volumeItem"),
      ("ChainsSetting", "known", "readByChains"), ("Image", "known", "literal"),
      ("PullCredential", "known", "decidable"),
      ("ServiceAccount", "chains", "repository.configuresChains"),
      ("ModuleTemplate", "registrySecrets", "repository.hasRegistrySecrets"),
    ]
    for (type, old, new) in rows {
      let message = FactCollection.byName[type]?.message
      #expect(message?.formerFields[old] == new)
      let path = new.split(separator: ".").map(String.init)
      let owner = path.count == 1 ? message : FactCollection.byName["Repository"]?.message
      #expect(owner?.index(of: path[path.count - 1]) != nil)
    }
    #expect(
      Self.problems("for: secret in Secret\nrequire: secret.closed\nmessage: m\nat: secret.name\n")
        == ["7:17 'closed': Secret has no field 'closed'; 'closed' is now 'hasAllKeys'"])
  }

  /// Every look-up does what its documentation's example says.
  @Test func theExamplesOfTheLookUpsHold() {
    for function in WorldCollection.all.flatMap(\.functions) {
      #expect(Self.value(function.example) == "true", "\(function.example)")
    }
  }

  @Test func aMissingKeyIsNamed() {
    func failure(_ expression: String) -> String? {
      let ruleset = Self.ruleset(
        "for: row in Resource\nrequire: \(expression)\nmessage: m\nat: row.name\n")
      return Self.fixture(Self.namespace("shop", "")).scan(ruleset).failures.first?.message
    }
    #expect(
      failure("row.body.spec.replicas == 1")
        == "no such key 'spec'; if it may be absent, write '.?spec'")
    #expect(
      failure("row.body.metadata['owner'] == 'x'")
        == "no such key 'owner'; if it may be absent, write '[?'owner']'")
    // A key that was computed may be secret.
    #expect(failure("row.body.metadata[row.name] == 'x'") == "no such key")
  }
}
