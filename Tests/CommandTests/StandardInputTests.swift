import TestSupport
import Testing

/// What comes through a pipe.
@Suite struct StandardInputTests {
  private static func rules(_ outcome: Tool.Outcome) -> [String] {
    outcome.output.split(separator: "\n").compactMap { line in
      line.split(separator: "[").last?.split(separator: "]").first.map(String.init)
    }
  }

  /// What a renderer prints is judged as the file that it will be; what a cluster gave an identity
  /// may hold its secrets.
  @Test func standardInputIsLiveWhereAClusterSaysSo() throws {
    let folder = try Tool.Folder()
    let rendered = try Tool.run("-", "--format", "short", in: folder, input: CommandTests.opaque)
    #expect(Self.rules(rendered) == ["docker-config-in-opaque-secret", "plaintext-secret"])
    let live = try Tool.run(
      "-", "--format", "short", in: folder,
      input: CommandTests.opaque.replacing(
        "name: pull", with: "name: pull\n  namespace: shop\n  uid: a1"))
    #expect(Self.rules(live) == ["docker-config-in-opaque-secret"])
    #expect(live.output.contains(" (Secret shop/pull)"))
    try folder.write(
      "dump.yaml", CommandTests.opaque.replacing("name: pull", with: "name: pull\n  uid: a1"))
    #expect(
      Self.rules(try Tool.run("--format", "short", in: folder))
        == ["docker-config-in-opaque-secret", "plaintext-secret"])
  }

  /// An editor's buffer is judged in its repository, whether the file is there or not.
  @Test func standardInputStandsForAFile() throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q")
    let account =
      "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, namespace: shop}\n"
      + "imagePullSecrets: [{name: pull}]\n"
    try folder.write(
      "a/secret.yaml",
      CommandTests.opaque.replacing("name: pull", with: "name: pull\n  namespace: cart"))
    try folder.write(".credlint.yaml", "ignore: [plaintext-secret]\n")
    for (path, before) in [("b/account.yaml", "kind: Namespace\n"), ("new.yaml", nil)] {
      if let before { try folder.write(path, before) }
      let piped = try Tool.run(
        ["-", "--format", "json", "--stdin-filename", path, "--persona", "auditor"], in: folder,
        input: account)
      try folder.write(path, account)
      let named = try Tool.run("--format", "json", "--persona", "auditor", path, in: folder)
      #expect(piped.output == named.output && piped.code == 1)
      #expect(piped.output.contains("pull-secret-in-other-namespace"))
      try folder.remove(path)
    }
    #expect(try Tool.run("--stdin-filename", "a.yaml", in: folder).code == 2)
    let fixed = try Tool.run(
      "-", "--fix", "--stdin-filename", "a/secret.yaml", in: folder, input: CommandTests.opaque)
    #expect(fixed.code == 2)
  }

  /// A Deployment's Pods say what it says, in a list of a cluster.
  @Test func whatAnOwnerInTheInputRepresentsIsNotRepeated() throws {
    func object(_ kind: String, _ id: String, owner: String?) -> String {
      let owners = owner.map {
        ", ownerReferences: [{apiVersion: apps/v1, kind: X, name: x, uid: \($0), controller: true}]"
      }
      let containers =
        "containers: [{name: a, image: x, env: [{name: DB_PASSWORD, value: Xk29fLq0Zv7RtB4n}]}]"
      let group = kind == "Pod" ? "v1" : "apps/v1"
      let spec = kind == "Pod" ? containers : "selector: {}, template: {spec: {\(containers)}}"
      return "- {apiVersion: \(group), kind: \(kind), metadata: {name: \(id), namespace: shop, "
        + "uid: \(id)\(owners ?? "")}, spec: {\(spec)}}\n"
    }
    let folder = try Tool.Folder()
    let deployment = object("Deployment", "d", owner: nil)
    let rest = object("ReplicaSet", "r", owner: "d") + object("Pod", "p", owner: "r")
    let all = try Tool.run(
      "-", "--format", "short", in: folder,
      input: "apiVersion: v1\nkind: List\nitems:\n" + deployment + rest)
    #expect(Self.rules(all) == ["credential-in-environment"])
    #expect(all.output.contains("(Deployment shop/d)"))
    let alone = try Tool.run(
      "-", "--format", "short", in: folder,
      input: "apiVersion: v1\nkind: List\nitems:\n" + object("Pod", "p", owner: "r"))
    #expect(Self.rules(alone) == ["credential-in-environment"])
  }
}
