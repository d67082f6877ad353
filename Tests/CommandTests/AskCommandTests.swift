import TestSupport
import Testing

/// What `ask` makes of its options, and what a shell offers behind it.
@Suite struct AskCommandTests {
  private static func role(_ group: String) -> String {
    """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: reader}
    rules:
      - {apiGroups: [""], resources: [secrets], verbs: [get]}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: readers}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
    subjects: [{kind: Group, name: \(group), apiGroup: rbac.authorization.k8s.io}]

    """
  }

  /// One Secret in a base, and in each environment somebody else who reads it.
  private static func repository() throws -> Tool.Folder {
    let folder = try Tool.Folder()
    try folder.write(
      "base/db.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {a: vX7pQ2mZr9LcT4wB}\n")
    try folder.write("base/kustomization.yaml", "kind: Kustomization\nresources: [db.yaml]\n")
    for (name, group) in [("prod", "oncall"), ("dev", "everybody")] {
      try folder.write(
        "overlays/\(name)/kustomization.yaml",
        "kind: Kustomization\nnamespace: shop\nresources: [../../base, access.yaml]\n")
      try folder.write("overlays/\(name)/access.yaml", role(group))
    }
    return folder
  }

  @Test func anEnvironmentLeavesOutTheOthers() throws {
    let folder = try Self.repository()
    func readers(_ environment: String...) throws -> [String] {
      let outcome = try Tool.run(
        ["ask", "who-can", "read", "db", "--format", "csv"] + environment, in: folder)
      #expect(outcome.code == 0)
      return ["oncall", "everybody"].filter { outcome.output.contains("\"Group/\($0)\"") }
    }
    #expect(try readers() == ["oncall", "everybody"])
    #expect(try readers("--env", "prod") == ["oncall"])
    #expect(try readers("--env", "dev") == ["everybody"])
    let wrong = try Tool.run("ask", "who-can", "read", "db", "--env", "prd", in: folder)
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("nothing is deployed to 'prd'; did you mean 'prod'?"))
    #expect(wrong.errors.contains("known are dev, prod"))
  }

  @Test func aConfigurationIsReadUnlessItIsNotWanted() throws {
    let folder = try Self.repository()
    try folder.write(".credlint.yaml", "exclude: [overlays/dev/]\n")
    let read = try Tool.run("ask", "rights", "Group/everybody", in: folder)
    #expect(read.code == 2)
    #expect(try Tool.run("ask", "rights", "Group/everybody", "--no-config", in: folder).code == 0)
  }

  /// Names with anything that a shell or a terminal reads are not offered.
  @Test func namesAreCompleted() throws {
    let folder = try Self.repository()
    try folder.write(
      "base/odd.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: \"$(touch pwned)\"}\nstringData: {a: b}\n")
    func offered(_ words: String...) throws -> [String] {
      let outcome = try Tool.run(
        ["---completion", "ask", "--", "positional@0", String(words.count), "0", "credlint"]
          + words,
        in: folder)
      #expect(outcome.code == 0)
      return outcome.output.split(separator: "\n").map(String.init)
    }
    #expect(try offered("ask", "").contains("who-can"))
    #expect(try offered("ask", "who-can", "") == ["read", "write", "use"])
    let names = try offered("ask", "leak", "")
    #expect(names.contains("Secret/shop/db") && names.contains("Group/oncall"))
    #expect(!names.contains { $0.contains("pwned") })
    #expect(try offered("ask", "expires", "").isEmpty)
  }

  /// Of a base that is applied twice, the account of one namespace reads nothing of the other.
  @Test func eachApplicationHasItsOwnAccount() throws {
    let folder = try Tool.Folder()
    let account =
      "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: app}\n---\n"
      + "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {a: vX7pQ2mZr9LcT4wB}\n---\n"
      + Self.role("x").replacing(
        "{kind: Group, name: x, apiGroup: rbac.authorization.k8s.io}",
        with: "{kind: ServiceAccount, name: app}")
    try folder.write("base/app.yaml", account)
    try folder.write("base/kustomization.yaml", "kind: Kustomization\nresources: [app.yaml]\n")
    for name in ["cart", "pay"] {
      try folder.write(
        "\(name)/kustomization.yaml",
        "kind: Kustomization\nnamespace: \(name)\nresources: [../base]\n")
    }
    func code(_ secret: String) throws -> Int32 {
      try Tool.run("ask", "path", "ServiceAccount/cart/app", secret, in: folder).code
    }
    #expect(try code("Secret/cart/db") == 0)
    #expect(try code("Secret/pay/db") == 1)
  }
}
