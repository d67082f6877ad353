import TestSupport
import Testing

/// Which files a run reports on: staged ones, changed ones, and repositories inside others.
@Suite struct SelectionTests {
  private static func opaque(_ name: String) -> String {
    CommandTests.opaque.replacing("name: pull", with: "name: \(name)")
  }

  private static func repository() throws -> Tool.Folder {
    let folder = try Tool.Folder()
    try folder.git("init", "-q", "-b", "main")
    try folder.git("config", "user.email", "a@acme-shop.dev")
    try folder.git("config", "user.name", "a")
    return folder
  }

  private static func reported(_ arguments: String..., in folder: Tool.Folder) throws -> Set<String>
  {
    let outcome = try Tool.run(["--format", "short"] + arguments, in: folder)
    return Set(
      outcome.output.split(separator: "\n").compactMap { line in
        line.contains("[") ? line.split(separator: ":").first.map(String.init) : nil
      })
  }

  @Test func stagedFilesAreReadAsTheyAreStaged() throws {
    let folder = try Self.repository()
    try folder.write("old.yaml", Self.opaque("old"))
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "one")
    try folder.write("bad.yaml", Self.opaque("bad"))
    try folder.write("good.yaml", CommandTests.clean)
    try folder.write("gone.yaml", Self.opaque("gone"))
    try folder.git("add", ".")
    // The work tree has gone on since.
    try folder.write("bad.yaml", CommandTests.clean)
    try folder.write("good.yaml", Self.opaque("good"))
    try folder.remove("gone.yaml")
    try folder.write("untracked.yaml", Self.opaque("untracked"))
    #expect(try Self.reported("--staged", in: folder) == ["bad.yaml", "gone.yaml"])
    #expect(try Self.reported("--staged", "gone.yaml", in: folder) == ["gone.yaml"])
    #expect(
      try Self.reported(in: folder) == ["good.yaml", "old.yaml", "untracked.yaml"])
  }

  /// Folders of others' code are counted, and read where somebody asks for them.
  @Test func othersCodeIsLeftOut() throws {
    let folder = try Self.repository()
    try folder.write("a.yaml", Self.opaque("a"))
    try folder.write("vendor/lib/b.yaml", Self.opaque("b"))
    try folder.write("web/node_modules/x/c.yaml", Self.opaque("c"))
    try folder.write("web/vendor.yaml", Self.opaque("d"))
    try folder.write("web/node_modules/x/readme.txt", "")
    try folder.git("add", ".")
    let own: Set = ["a.yaml", "web/vendor.yaml"]
    #expect(try Self.reported(in: folder) == own)
    #expect(try Self.reported("--staged", in: folder) == own)
    #expect(try Self.reported("--context", "none", ".", in: folder) == own)
    #expect(try Self.reported("vendor/lib/b.yaml", in: folder) == ["vendor/lib/b.yaml"])
    #expect(try Self.reported("vendor", in: folder) == ["vendor/lib/b.yaml"])
    #expect(
      try Self.reported(".", "vendor/lib/b.yaml", in: folder) == own.union(["vendor/lib/b.yaml"]))
    #expect(
      try Self.reported("--include", "node_modules/", in: folder)
        == own.union(["web/node_modules/x/c.yaml"]))
    let text = try Tool.run(in: folder).output
    #expect(text.contains("\n2 files in node_modules/ and vendor/ left out: name the folder, or"))
    #expect(try Tool.run("--format", "json", in: folder).output.contains("\"leftOut\" : 2"))
    try folder.write(".credlint.yaml", "include: [vendor/lib/]\n")
    #expect(try Self.reported(in: folder) == own.union(["vendor/lib/b.yaml"]))
  }

  @Test func whatIsNotStagedIsContextAsItStandsInTheIndex() throws {
    let folder = try Self.repository()
    try folder.write("account.yaml", Self.account)
    try folder.write("secret.yaml", Self.pullSecret("shop"))
    try folder.git("add", "secret.yaml")
    try folder.git("commit", "-qm", "one")
    try folder.git("add", "account.yaml")
    let arguments = ["--select", "pull-secret-in-other-namespace", "--format", "short"]
    #expect(try Tool.run(arguments + ["--staged"], in: folder).code == 0)
    try folder.write("secret.yaml", Self.pullSecret("other"))
    #expect(try Tool.run(arguments + ["--staged"], in: folder).code == 0)
    try folder.git("add", "secret.yaml")
    #expect(try Tool.run(arguments + ["--staged"], in: folder).code == 1)
  }

  @Test func theConfigurationIsReadAsItIsStaged() throws {
    let folder = try Self.repository()
    try folder.write("a.yaml", Self.opaque("a"))
    try folder.git("add", ".")
    try folder.write(".credlint.yaml", "ignore: [secrets, exposure]\n")
    #expect(try Tool.run(in: folder).code == 0)
    #expect(try Tool.run("--staged", in: folder).code == 1)
    try folder.git("add", ".")
    try folder.remove(".credlint.yaml")
    #expect(try Tool.run("--staged", in: folder).code == 0)
  }

  private static let account = """
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: shop, namespace: shop}
    imagePullSecrets: [{name: shop-pull}]

    """

  private static func pullSecret(_ namespace: String) -> String {
    """
    apiVersion: v1
    kind: Secret
    metadata: {name: shop-pull, namespace: \(namespace)}
    type: kubernetes.io/dockerconfigjson
    data: {.dockerconfigjson: ENC}

    """
  }

  @Test func changedFilesAndWhatTheyConcernAreReported() throws {
    let folder = try Self.repository()
    try folder.write("account.yaml", Self.account)
    try folder.write("secret.yaml", Self.pullSecret("shop"))
    try folder.write("old.yaml", Self.opaque("old"))
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "one")
    try folder.git("checkout", "-qb", "work")
    #expect(try Self.reported("--changed-since", "main", in: folder) == [])
    // The account's referent moves away, and so its own file is of interest.
    try folder.write("secret.yaml", Self.pullSecret("other"))
    try folder.git("commit", "-qam", "two")
    #expect(try Self.reported("--changed-since", "main", in: folder).contains("account.yaml"))
    #expect(try !Self.reported("--changed-since", "main", in: folder).contains("old.yaml"))
    // What others did on the main branch since is not this branch's.
    try folder.git("checkout", "-q", "main")
    try folder.write("old.yaml", Self.opaque("older"))
    try folder.git("commit", "-qam", "three")
    try folder.git("checkout", "-q", "work")
    #expect(try !Self.reported("--changed-since", "main", in: folder).contains("old.yaml"))
    // New files count before they are added.
    try folder.write("new.yaml", Self.opaque("new"))
    #expect(try Self.reported("--changed-since", "main", in: folder).contains("new.yaml"))
  }

  @Test func whatReferredToADeletedSecretIsReported() throws {
    let folder = try Self.repository()
    try folder.write("account.yaml", Self.account)
    try folder.write("secret.yaml", Self.pullSecret("shop"))
    try folder.write("other.yaml", Self.account.replacing("shop", with: "cart"))
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "one")
    try folder.remove("secret.yaml")
    let outcome = try Tool.run(
      "--changed-since", "HEAD", "--persona", "auditor", "--format", "short", in: folder)
    #expect(outcome.found.contains("account.yaml:4:27: error[removed-secret]"))
    #expect(!outcome.output.contains("other.yaml"))
  }

  /// What is staged no longer has the Secret, whatever the work tree still holds.
  @Test func whatNamesASecretThatTheCommitRemovesIsReported() throws {
    let folder = try Self.repository()
    try folder.write("account.yaml", Self.account)
    try folder.write("secret.yaml", Self.pullSecret("shop"))
    try folder.write("old.yaml", Self.opaque("old"))
    try folder.write("cart.yaml", Self.account.replacing("shop", with: "cart"))
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "one")
    try folder.git("rm", "-q", "--cached", "secret.yaml")
    #expect(try Self.reported("--staged", in: folder) == ["account.yaml"])
    let removed = try Tool.run("--staged", "--format", "short", in: folder)
    #expect(removed.found.contains("account.yaml:4:27: error[removed-secret]"))
    // A file that goes to another folder takes its Secret along.
    try folder.write("moved/secret.yaml", Self.pullSecret("shop"))
    try folder.git("add", "moved/secret.yaml")
    let moved = try Tool.run("--staged", "--format", "short", in: folder)
    #expect(!moved.output.contains("removed-secret"))
    #expect(!moved.output.contains("account.yaml"))
    // Another name is as good as none.
    try folder.git("reset", "-q", "--hard")
    try folder.write("secret.yaml", Self.pullSecret("shop").replacing("shop-pull", with: "pull"))
    try folder.git("add", "secret.yaml")
    let renamed = try Tool.run("--staged", "--format", "short", in: folder)
    #expect(renamed.found.contains("account.yaml:4:27: error[removed-secret]"))
  }

  /// A commit that attaches a Secret concerns the Secret, whoever selects its files.
  @Test func aFindingConcernsTheFilesOfItsRelatedPlaces() throws {
    let folder = try Self.repository()
    let secret = """
      apiVersion: v1
      kind: Secret
      metadata: {name: git, namespace: shop}
      type: kubernetes.io/basic-auth
      stringData: {username: bot, password: "${PASSWORD}"}

      """
    let account = """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: builder, namespace: shop}
      SECRETS
      ---
      apiVersion: tekton.dev/v1
      kind: TaskRun
      metadata: {name: run, namespace: shop}
      spec: {serviceAccountName: builder, taskRef: {name: clone}}

      """
    try folder.write("secret.yaml", secret)
    try folder.write("sa.yaml", account.replacing("SECRETS\n", with: ""))
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "one")
    try folder.write("sa.yaml", account.replacing("SECRETS", with: "secrets: [{name: git}]"))
    try folder.git("add", ".")
    let rule = ["--select", "unannotated-credential", "--format", "short"]
    for selection in [["sa.yaml"], ["--staged"], ["--changed-since", "HEAD"]] {
      let outcome = try Tool.run(rule + selection, in: folder)
      #expect(outcome.output.contains("secret.yaml:4:7: "), "\(selection)")
    }
  }

  @Test func repositoriesInsideOthersAreRead() throws {
    let folder = try Self.repository()
    for name in ["module", "clone"] {
      try folder.write("\(name)/a.yaml", Self.opaque(name))
      try folder.write("\(name)/.gitignore", "ignored.yaml\n")
      try folder.write("\(name)/ignored.yaml", Self.opaque("ignored"))
      try folder.git("-C", name, "init", "-q")
    }
    try folder.git("-C", "module", "add", ".")
    try folder.git(
      "-C", "module", "-c", "user.email=a@acme-shop.dev", "-c", "user.name=a", "commit", "-qm",
      "one")
    // As a submodule is: an entry that names a commit.
    try folder.git("add", "module")
    #expect(try Self.reported(in: folder) == ["module/a.yaml", "clone/a.yaml"])
    #expect(try Self.reported("module", in: folder) == ["a.yaml"])
  }

  /// A repository that came in an archive can bring a configuration with it.
  @Test func filtersOfTheRepositoryAreNotRun() throws {
    let folder = try Self.repository()
    try folder.write(".gitattributes", "*.yaml filter=own\n")
    try folder.write("a.yaml", Self.opaque("a"))
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "one")
    for key in ["clean", "process", "smudge"] {
      try folder.git("config", "filter.own.\(key)", "touch '\(folder.path("run"))'; cat")
    }
    try folder.git("config", "filter.own.required", "true")
    try folder.git("config", "core.fsmonitor", "touch '\(folder.path("run"))'")
    try folder.git("config", "diff.external", "touch '\(folder.path("run"))'")
    // The same content, looked at anew.
    try folder.remove("a.yaml")
    try folder.write("a.yaml", Self.opaque("a"))
    try folder.write("b.yaml", Self.opaque("b"))
    for arguments in [["--changed-since", "HEAD"], ["--staged"], []] {
      #expect(try Tool.run(arguments, in: folder).errors == "")
      #expect((try? folder.read("run")) == nil, "\(arguments)")
    }
    #expect(try Self.reported("--changed-since", "HEAD", in: folder) == ["b.yaml"])
  }

  @Test func aGitThatCannotTellIsNoSecret() throws {
    let folder = try Tool.Folder()
    try folder.write(".git", "gitdir: nowhere\n")
    try folder.write(".gitignore", "ignored.yaml\n")
    try folder.write("ignored.yaml", Self.opaque("ignored"))
    let outcome = try Tool.run("--format", "short", in: folder)
    // What misleads git about this may mislead it about anything.
    #expect(outcome.code == 3)
    #expect(outcome.output.hasPrefix("ignored.yaml:"))
    #expect(
      outcome.errors.hasPrefix(
        "credlint: git cannot list the files of the repository, so ignored ones are read too"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test func selectionsSayWhatTheyCannotDo() throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", CommandTests.clean)
    #expect(
      try Tool.run("--staged", in: folder).errors
        == "credlint: error: --staged needs a git repository\n")
    #expect(try Tool.run("--changed-since", "main", in: folder).code == 2)
    let repository = try Self.repository()
    try repository.write("a.yaml", CommandTests.clean)
    for arguments in [
      ["--staged", "--changed-since", "main"], ["--staged", "-"],
      ["--staged", "--context", "none"],
      ["--staged", "--fix"], ["--changed-since", "main"], ["--changed-since", "--output=a"],
    ] {
      let outcome = try Tool.run(arguments, in: repository)
      #expect(outcome.code == 2, "\(arguments)")
      #expect(outcome.errors.contains("rror: "), "\(arguments)")
    }
    // Nothing was committed yet, and that is no mistake.
    try repository.git("add", ".")
    #expect(try Tool.run("--staged", in: repository).code == 0)
  }
}
