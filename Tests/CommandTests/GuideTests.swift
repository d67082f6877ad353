import Foundation
import Rules
import TestSupport
import Testing

/// `explain`, `rules list` and `rules docs` teach what a rule is about.
@Suite struct GuideTests {
  @Test func explainShowsExamplesFixesAndCommands() throws {
    let folder = try Tool.Folder()
    let clear = try Tool.run("explain", "plaintext-secret", in: folder).output
    for part in [
      "\nWhat to do\n", "\nBad: the marked lines are reported\n", "\n  > ", "\nGood\n",
      "\n  sops -e -i FILE\n", "\n  git filter-repo ",
      "\n  # credlint: ignore[plaintext-secret] reason",
      "/cheatsheets/Secrets_Management_Cheat_Sheet.html\n",
    ] { #expect(clear.contains(part), "\(part)") }
    let fixable = try Tool.run("explain", "unmatchable-registry", in: folder).output
    #expect(fixable.contains("\nFix (--fix=unsafe)\n  Write the registry as images name it\n"))
    #expect(fixable.contains("--dry-run=client"))
    try folder.write(".credlint.yaml", "parameters: {expiring-credential: {within: 60d}}\n")
    let expiring = try Tool.run("explain", "expiring-credential", in: folder).output
    #expect(expiring.contains("within (duration, default 30d, here 60d): "))
  }

  @Test func explainNamesControls() throws {
    let folder = try Tool.Folder()
    let text = try Tool.run("explain", "secret-read-access", in: folder).output
    #expect(
      text.contains(
        "\nControls\n  cis-5.1.2  CIS Kubernetes Benchmark 5.1.2: Minimize access to secrets\n"))
    let page = try Tool.run("explain", "secret-read-access", "--format", "markdown", in: folder)
    #expect(page.output.contains("| Controls | CIS Kubernetes Benchmark 5.1.2: "))
    let record = try Tool.run("explain", "secret-read-access", "--format", "json", in: folder)
    #expect(record.output.contains("\"cis-5.1.2\""))
  }

  /// Samples of fixtures are named and never made.
  @Test func examplesHoldNoCredential() throws {
    let folder = try Tool.Folder()
    let all = try Tool.run("rules", "list", "--format", "json", in: folder).output
    #expect(!all.contains("${sample") && !all.contains("# expect"))
    #expect(all.contains("‹gitlab-deploy-token›"))
    let schema = try JSONSchema(try Tool.run("schema", "rules", in: folder).output)
    #expect(try schema.problems(in: all) == [])
    let one = try Tool.run("explain", "wrapped-base64", "--format", "json", in: folder).output
    #expect(try schema.problems(in: one) == [])
  }

  @Test func pagesLinkToEachOther() throws {
    let folder = try Tool.Folder()
    for _ in 1...2 {
      #expect(try Tool.run("rules", "docs", "pages/rules", in: folder).code == 0)
    }
    let names = try folder.names("pages/rules")
    #expect(names.count == Ruleset.builtIn().ids.count + 1)
    var linked = Set<String>()
    for name in names {
      let text = try folder.read("pages/rules/\(name)")
      linked.formUnion(text.matches(of: /\]\(([^):]+)\)/).map { String($0.output.1) })
      #expect(text.matches(of: /(?m)^```/).count.isMultiple(of: 2), "\(name)")
    }
    #expect(linked == Set(names))
    let page = try Tool.run("explain", "plaintext-secret", "--format", "markdown", in: folder)
      .output
    #expect(try folder.read("pages/rules/plaintext-secret.md").hasPrefix(page))
    #expect(page.contains("\n```yaml\n") && page.contains(" reported.\n"))
  }

  @Test func commandsAreNamesOrTheirOwn() throws {
    let folder = try Tool.Folder()
    #expect(try Tool.run("rules", "new", "acme.unowned-secret", in: folder).code == 0)
    let path = "policies/acme.unowned-secret.yaml"
    let text = try folder.read(path)
    func add(_ commands: String) throws { try folder.write(path, text + "commands:\n" + commands) }
    try add("  - {does: Label it, run: kubectl label secret NAME team=TEAM}\n  - seal\n")
    let guide = try Tool.run("explain", "--rules", "policies", "acme.unowned-secret", in: folder)
    #expect(guide.output.contains("\n  # Label it\n  kubectl label secret NAME team=TEAM\n"))
    #expect(guide.output.contains("\n  kubeseal "))
    try add("  - encrypt-with-sop\n  - {does: Label it}\n")
    let wrong = try Tool.run("rules", "check", "--rules", "policies", in: folder)
    #expect(wrong.code == 2)
    #expect(
      wrong.errors.contains(
        "there is no command 'encrypt-with-sop'; did you mean 'encrypt-with-sops'?"))
    #expect(wrong.errors.contains("a command needs 'does' and 'run'"))
  }
}
