import Foundation
import TestSupport
import Testing

/// Mirrors to tables, and tables to reports.
@Suite struct FleetTests {
  /// Three mirrors with known content: `infra` deploys `team/app`, both hold one token, and `empty` has no
  /// commit.
  private static func mirrors(seed: UInt64) throws -> (Tool.Folder, Canaries) {
    var canaries = Canaries(seed: seed)
    let token = "glpat-\(canaries.make(20))"
    let old = "glpat-\(canaries.make(20))"
    let folder = try Tool.Folder()
    try folder.write(
      "work/infra/clusters/prod/app.yaml",
      """
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: GitRepository
      metadata: {name: app, namespace: flux-system}
      spec: {url: "https://git.example.com/team/app.git", ref: {branch: main}}
      ---
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: app, namespace: flux-system}
      spec: {path: ./deploy, sourceRef: {kind: GitRepository, name: app}, targetNamespace: shop}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: pull, namespace: shop}
      stringData: {token: \(token)}

      """)
    try folder.write(
      "work/infra/base/kustomization.yaml",
      "resources:\n- https://git.example.com/team/base//crds?ref=v1\n")
    try folder.write(
      "work/app/deploy/app.yaml",
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec:
        template:
          spec:
            imagePullSecrets: [{name: pull}]
            containers: [{name: web, image: "registry.example.com/web:1"}]

      """)
    try folder.write("work/app/.credlint.yaml", "rules: [policies]\n")
    try folder.write(
      "work/app/policies/acme.web.yaml",
      "id: acme.web\ntitle: x\nseverity: low\nconfidence: high\npersona: regular\ntags: [x]\n"
        + "why: x\nremedy: x\nsince: \"1\"\nfor: workload in Workload\nrequire: workload.name == 'none'\nmessage: x\n"
        + "at: workload.name\n")
    try folder.write("work/app/ci.env", "TOKEN=\(old)\n")
    try folder.shell(
      """
      export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t
      export GIT_AUTHOR_DATE='1700000000 +0000' GIT_COMMITTER_DATE='1700000000 +0000'
      for name in infra app; do
        (cd work/$name; git init -q -b main .; git add -A; git commit -qm one)
      done
      (cd work/app; printf 'TOKEN=%s\\n' '\(token)' > ci.env; git commit -qam two)
      mkdir -p mirrors/team
      git clone -q --bare work/infra mirrors/infra.git
      git clone -q --bare work/app mirrors/team/app.git
      git init -q --bare mirrors/empty.git
      head -c 32 /dev/urandom > key; head -c 32 /dev/urandom > other; chmod 600 key other
      """)
    return (folder, canaries)
  }

  private static func lines(
    _ table: String, _ out: String, _ folder: Tool.Folder
  ) throws -> [String] {
    try folder.names("\(out)/v1/\(table)").flatMap { repository -> [String] in
      let names = try folder.names("\(out)/v1/\(table)/\(repository)")
      return try names.filter { $0.hasSuffix(".jsonl") }.flatMap { name in
        try folder.read("\(out)/v1/\(table)/\(repository)/\(name)").split(separator: "\n")
          .map(String.init)
      }
    }
  }

  private static func rows(
    _ table: String, _ out: String, _ folder: Tool.Folder
  ) throws -> [[String: Any]] {
    try lines(table, out, folder).map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
  }

  private static func scan(
    _ out: String, _ arguments: [String] = [], in folder: Tool.Folder
  ) throws -> Tool.Outcome {
    try Tool.shell(
      "\"$CREDLINT\" fleet plan mirrors > plan.jsonl && \"$CREDLINT\" fleet scan --plan plan.jsonl --out \(out) \(arguments.joined(separator: " "))",
      in: folder)
  }

  @Test func eachRepositoryIsInEveryTable() throws {
    let (folder, canaries) = try Self.mirrors(seed: 31)
    let outcome = try Self.scan("out", ["--history", "--key-file", "key"], in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let scans = try Self.rows("scans", "out", folder)
    #expect(
      Set(scans.compactMap { $0["repository"] as? String }) == ["infra", "team/app", "empty"])
    let empty = scans.first { $0["repository"] as? String == "empty" }
    #expect(empty?["problems"] as? [String] == ["it has no commit"])
    #expect(empty?["revision"] is NSNull)
    let findings = try Self.rows("findings", "out", folder)
    // A repository's own rules come from its commit.
    #expect(findings.contains { $0["rule"] as? String == "acme.web" })
    #expect(findings.contains { $0["rule"] as? String == "plaintext-secret" })
    // One token in two repositories, in clear in both.
    let credentials = try Self.rows("credentials", "out", folder)
    let ids = credentials.compactMap { $0["join_id"] as? String }
    #expect(ids.count == 2 && Set(ids).count == 1)
    let history = try Self.rows("history", "out", folder)
    #expect(history.count == 3)
    #expect(Set(history.compactMap { $0["join_id"] as? String }).count == 2)
    #expect(history.contains { $0["in_head"] as? Bool == false })
    let references = try Self.rows("references", "out", folder)
    try #require(references.count == 1)
    #expect(references[0]["resolved"] as? Bool == false)
    #expect(references[0]["namespaces"] as? [String] == ["shop"])
    let images = try Self.rows("images", "out", folder)
    #expect(images.map { $0["host"] as? String } == ["registry.example.com"])
    let sources = try Self.rows("sources", "out", folder)
    let flux = sources.first { $0["kind"] as? String == "flux" }
    #expect(flux?["url_key"] as? String == "git.example.com/team/app")
    #expect(flux?["source_path"] as? String == "deploy")
    #expect(flux?["cluster"] as? String == "infra//clusters/prod")
    let base = sources.first { $0["kind"] as? String == "kustomize-base" }
    #expect(base?["source_path"] as? String == "crds" && base?["ref"] as? String == "v1")
    for table in ["scans", "findings", "credentials", "references", "images", "sources", "history"]
    {
      let name = table == "history" ? "history-row" : table
      let schema = try JSONSchema(Tool.run(["schema", name], in: folder).output)
      for line in try Self.lines(table, "out", folder) {
        #expect(try schema.problems(in: line).isEmpty, "\(table)")
      }
    }
    try folder.shell("cat $(find out -type f) > everything")
    #expect(canaries.leaks(in: try folder.read("everything")).isEmpty)
  }

  @Test func theSameInputGivesTheSameBytes() throws {
    let (folder, _) = try Self.mirrors(seed: 32)
    let whole = try Self.scan("a", ["--history", "--key-file", "key"], in: folder)
    #expect(whole.code == 0)
    for shard in ["0/2", "1/2", "0/2"] {
      #expect(
        try Self.scan(
          "b", ["--history", "--key-file", "key", "--shard", shard, "-j", "1"], in: folder
        )
        .code == 0)
    }
    try folder.shell("find a b -name '*.run.json' -delete; diff -r a b")
    // Lines in, rows out.
    let piped = try Tool.shell(
      "\"$CREDLINT\" fleet scan --plan - --history --key-file key < plan.jsonl | sort > piped; cat $(find a -type f) | sort | cmp - piped",
      in: folder)
    #expect(piped.code == 0, "\(piped.output)\(piped.errors)")
    // Without a key there are no ids; with another one there are others.
    #expect(try Self.scan("c", ["--history"], in: folder).code == 0)
    let none = try Self.rows("credentials", "c", folder) + Self.rows("history", "c", folder)
    #expect(
      !none.isEmpty && none.allSatisfy { $0["join_id"] is NSNull && $0["join_epoch"] is NSNull })
    #expect(try Self.scan("d", ["--key-file", "other"], in: folder).code == 0)
    func ids(_ out: String) throws -> Set<String> {
      Set(try Self.rows("credentials", out, folder).compactMap { $0["join_id"] as? String })
    }
    #expect(try !ids("a").isEmpty && ids("a").isDisjoint(with: ids("d")))
  }

  @Test func whatIsNotScannedIsSaid() throws {
    let (folder, _) = try Self.mirrors(seed: 33)
    try folder.shell(
      """
      rm -rf mirrors/infra.git/objects/pack/*.pack mirrors/infra.git/objects/??
      git -C work/app checkout -q -b broken; printf 'rules: [nowhere' > work/app/.credlint.yaml
      git -C work/app -c user.name=t -c user.email=t@t commit -qam broken
      git clone -q --bare work/app mirrors/team/broken.git
      """)
    let outcome = try Self.scan("out", ["--history"], in: folder)
    #expect(outcome.code == 3, "\(outcome.errors)")
    let scans = try Self.rows("scans", "out", folder)
    let exits = Dictionary(
      scans.map { ($0["repository"] as? String ?? "", $0["exit"] as? Int ?? -1) },
      uniquingKeysWith: { first, _ in first })
    #expect(exits == ["infra": 3, "team/app": 1, "team/broken": 3, "empty": 0])
    let page = try Tool.run(["fleet", "merge", "out"], in: folder)
    #expect(page.code == 0 && page.output.contains("2 of them not scanned whole"))
    for wrong in [["--shard", "2/2"], ["--shard", "x"], ["--state", "s"], ["--jobs", "0"]] {
      #expect(try Self.scan("x", wrong, in: folder).code == 2, "\(wrong)")
    }
    try folder.write("bad.jsonl", "{\"repository\":\"a\"}\n")
    let bad = try Tool.run(["fleet", "scan", "--plan", "bad.jsonl"], in: folder)
    #expect(bad.code == 2 && bad.errors.contains("bad.jsonl:1:"))
    #expect(try Tool.run(["fleet", "merge", "mirrors"], in: folder).code == 2)
    #expect(try Tool.run(["fleet", "plan", "out"], in: folder).code == 2)
  }

  @Test func tablesMergeIntoReports() throws {
    let (folder, canaries) = try Self.mirrors(seed: 34)
    #expect(try Self.scan("out", ["--history", "--key-file", "key"], in: folder).code == 0)
    let page = try Tool.run(["fleet", "merge", "out", "--now", "2026-01-01"], in: folder)
    #expect(page.output.contains("Values compared by the key of epoch"))
    #expect(page.output.contains("infra: clusters/prod/app.yaml"))
    let numbers = try Tool.run(["fleet", "merge", "out", "--format", "json"], in: folder)
    #expect(numbers.output.contains("\"shared\" : 1"))
    let schema = try JSONSchema(Tool.run(["schema", "fleet"], in: folder).output)
    #expect(try schema.problems(in: numbers.output).isEmpty)
    let csv = try Tool.run(
      ["fleet", "merge", "out", "--format", "csv", "--table", "credentials"], in: folder)
    #expect(csv.output.hasPrefix("\"repository\",\"revision\",\"path\""))
    let sarif = try Tool.run(["fleet", "merge", "out", "--format", "sarif"], in: folder)
    let log =
      try JSONSerialization.jsonObject(with: Data(sarif.output.utf8)) as? [String: Any] ?? [:]
    #expect((log["runs"] as? [Any])?.count == 3)
    for report in [page, numbers, csv, sarif] {
      #expect(canaries.leaks(in: report.output + report.errors).isEmpty)
    }
  }

  /// GitHub takes twenty runs of a file.
  @Test func manyRepositoriesTakeSeveralFiles() throws {
    let folder = try Tool.Folder()
    try folder.shell(
      """
      mkdir m; cd m; git init -q --bare r0.git
      for i in $(seq 1 44); do cp -r r0.git r$i.git; done
      """)
    _ = try Tool.shell(
      "\"$CREDLINT\" fleet plan m > plan && \"$CREDLINT\" fleet scan --plan plan --out out",
      in: folder)
    let refused = try Tool.run(["fleet", "merge", "out", "--format", "sarif"], in: folder)
    #expect(refused.code == 2)
    let merged = try Tool.run(
      ["fleet", "merge", "out", "--format", "sarif", "-o", "all.sarif"], in: folder)
    #expect(merged.code == 0)
    #expect(
      try folder.names(".").filter { $0.hasPrefix("all") } == [
        "all-1.sarif", "all-2.sarif", "all-3.sarif",
      ])
  }
}
