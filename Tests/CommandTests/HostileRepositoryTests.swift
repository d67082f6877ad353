import TestSupport
import Testing

/// Repositories that were made to run something, to be read outside of, or to be written through.
@Suite struct HostileRepositoryTests {
  /// Everything that makes git run a program or connect, as the keys of its configuration.
  private static let attack = """
    [core]
    \trepositoryformatversion = 1
    \tfsmonitor = CANARY
    \thooksPath = HOOKS
    \tpager = CANARY
    \teditor = CANARY
    \tsshCommand = CANARY
    \tgitProxy = CANARY
    \taskPass = CANARY
    \talternateRefsCommand = CANARY
    \tattributesFile = ATTRIBUTES
    [extensions]
    \tpartialClone = evil
    [remote "evil"]
    \tpromisor = true
    \turl = "ext::CANARY x"
    \tuploadpack = CANARY
    [protocol "ext"]
    \tallow = always
    [filter "we=ird"]
    \tclean = CANARY
    \tsmudge = CANARY
    \tprocess = CANARY
    \trequired = true
    [diff]
    \texternal = CANARY
    [diff "we=ird"]
    \ttextconv = CANARY
    \tcommand = CANARY
    [merge "we=ird"]
    \tdriver = CANARY
    [credential]
    \thelper = CANARY
    [gpg]
    \tprogram = CANARY
    [log]
    \tshowSignature = true
    [hook "all"]
    \tcommand = CANARY
    \tevent = post-index-change
    [alias]
    \tls-files = !CANARY
    \tcat-file = !CANARY
    [uploadpack]
    \tpackObjectsHook = CANARY
    [sequence]
    \teditor = CANARY
    [trace2]
    \teventTarget = TRACE

    """

  /// Where such a configuration can stand.
  enum Carrier: String, CaseIterable {
    case config, included, worktree, module, embedded
  }

  /// A repository with findings, a change since its commit, something staged, and a blob missing.
  private static func repository(_ carrier: Carrier) throws -> Tool.Folder {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", CommandTests.opaque)
    try folder.shell(
      """
      mkdir hooks-of-it
      printf '#!/bin/sh\\ntouch %s/RAN\\n' "$PWD" > canary; chmod +x canary
      for hook in post-index-change pre-commit post-checkout; do cp canary hooks-of-it/$hook; done
      echo '*.yaml filter=we=ird diff=we=ird merge=we=ird' > attributes
      git init -q -b main module
      cp a.yaml attributes module/ && mv module/attributes module/.gitattributes
      git -C module add . && git -C module -c user.name=t -c user.email=t@t commit -qm m
      mkdir repo && mv a.yaml repo/ && cp attributes repo/.gitattributes
      cd repo && git init -q -b main
      git config user.name t && git config user.email t@t
      git -c protocol.file.allow=always submodule --quiet add ../module module
      cp a.yaml gone.yaml && echo '# gone' >> gone.yaml
      git add . && git commit -qm one
      cp a.yaml b.yaml && git add b.yaml && echo '# changed' >> a.yaml
      git init -q --bare bare.git && git add bare.git
      rm -f .git/objects/$(git rev-parse :gone.yaml | sed 's|..|&/|') gone.yaml
      """)
    let attack = Self.attack.replacing("CANARY", with: folder.path("canary"))
      .replacing("HOOKS", with: folder.path("hooks-of-it"))
      .replacing("ATTRIBUTES", with: folder.path("attributes"))
      .replacing("TRACE", with: folder.path("RAN"))
    try folder.write("attack", attack)
    switch carrier {
    case .config: try folder.shell("cat attack >> repo/.git/config")
    case .included:
      try folder.shell("printf '[include]\\n\\tpath = %s\\n' \"$PWD/attack\" >> repo/.git/config")
    case .worktree:
      try folder.shell(
        "git -C repo config extensions.worktreeConfig true; cp attack repo/.git/config.worktree")
    case .module: try folder.shell("cat attack >> repo/.git/modules/module/config")
    case .embedded: try folder.shell("cat attack >> repo/bare.git/config")
    }
    return folder
  }

  @Test(arguments: Carrier.allCases) func nothingOfTheRepositoryRuns(_ carrier: Carrier) throws {
    let folder = try Self.repository(carrier)
    let repository = try folder.subfolder("repo")
    let commands: [[String]] = [
      ["--staged"], ["--changed-since", "HEAD"], ["--changed-since", "HEAD", "."], ["module"],
      ["bare.git"], ["inventory"], ["graph"], ["--fix", "--diff"], ["baseline", "write"],
      ["config", "show"], ["--fix=unsafe"], ["history"], ["history", "bare.git"], [],
    ]
    for arguments in commands {
      let outcome = try Tool.run(arguments, in: repository)
      #expect((try? folder.read("RAN")) == nil, "\(arguments)")
      // The blob that is missing is a gap, and never fetched.
      if ["--staged", "history"].contains(arguments.first), arguments.count == 1 {
        #expect(outcome.code == 3, "\(arguments)")
      }
      if arguments.first == "--changed-since" {
        #expect(outcome.code == 3 && outcome.errors.contains("gone.yaml"), "\(outcome.errors)")
      }
    }
  }

  /// A file of the index that a link leads to, and whatever else a repository names.
  @Test func nothingOutsideIsRead() throws {
    let folder = try Tool.Folder()
    try folder.write("repo/d/x.yaml", CommandTests.opaque)
    try folder.write("repo/in.yaml", CommandTests.clean)
    try folder.write("outside/x.yaml", CommandTests.opaque)
    try folder.write(
      "outside/rules/own.yaml",
      "id: own.rule\ntitle: x\nseverity: low\nwhy: x\nremedy: x\nfor: s in Secret\n"
        + "require: \"false\"\nmessage: x\nat: s\n")
    try folder.shell(
      """
      cd repo && git init -q -b main && git add . && git commit -qm one 2>/dev/null || true
      git -c user.name=t -c user.email=t@t commit -qm one || true
      echo '# staged' >> d/x.yaml && git add d/x.yaml
      rm -rf d && ln -s ../outside d
      ln -s ../outside/rules rules
      """)
    let repository = try folder.subfolder("repo")
    for arguments in [["."], ["--changed-since", "HEAD"], [], ["in.yaml"]] {
      let outcome = try Tool.run(arguments + ["--format", "short"], in: repository)
      #expect(!outcome.output.contains("x.yaml:"), "\(arguments)")
    }
    // What is staged is a file still, and git has it.
    let staged = try Tool.run("--staged", "--format", "short", in: repository)
    #expect(staged.found.contains("d/x.yaml:6:3: error[docker-config-in-opaque-secret]"))
    for arguments in [["d/x.yaml"], ["d"]] {
      let outcome = try Tool.run(arguments + ["--format", "short"], in: repository)
      #expect(outcome.code == 3, "\(arguments)")
      #expect(outcome.errors.contains("leads out of the repository by a link"))
      #expect(!outcome.output.contains("x.yaml:"))
    }
    try folder.write("repo/.credlint.yaml", "rules: [rules]\n")
    #expect(try Tool.run(in: repository).code == 2)
    try folder.shell("cd repo && rm .credlint.yaml && ln -s ../outside/x.yaml .credlint.yaml")
    #expect(try Tool.run(in: repository).errors.contains("it is a link"))
  }

  @Test func everyWriteIsChecked() throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", CommandTests.opaque)
    for command in [
      "inventory", "graph", "check", "rules list", "facts", "explain plaintext-secret",
      "config show",
    ] {
      let outcome = try Tool.shell("$CREDLINT \(command) > /dev/full", in: folder)
      #expect(outcome.code == 2, "\(command)")
      #expect(outcome.errors.contains("standard output cannot be written"), "\(command)")
    }
    // Whoever reads only the head has what they want, and the findings still count.
    #expect(
      try Tool.shell("$CREDLINT check . | head -c 1; exit ${PIPESTATUS[0]}", in: folder).code == 1)
    try folder.shell("mkfifo pipe; echo old > target; ln -s target link")
    for name in ["pipe", "link", "none/report", "."] {
      for option in ["--output=\(name)", "--report=json=\(name)"] {
        let outcome = try Tool.run("check", option, in: folder)
        #expect(outcome.code == 2, "\(option)")
        #expect(outcome.errors.contains("cannot be written"), "\(option)")
      }
      #expect(
        try Tool.run("baseline", "write", "--force", "--baseline", name, in: folder).code == 2)
    }
    #expect(try folder.read("target") == "old\n")
    #expect(try Tool.run("--output", "/dev/stdout", in: folder).output.contains("findings:"))
    #expect(try folder.names(".").allSatisfy { !$0.hasPrefix(".credlint-") })
  }

  @Test(arguments: [4, 7, 10, 14, 15, 16, 17, 18, 24])
  func fewDescriptorsAreSaidAndNeverHang(_ count: Int) throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q")
    try folder.write("a.yaml", CommandTests.opaque)
    let outcome = try Tool.shell(
      "ulimit -n \(count); exec timeout 20 $CREDLINT --format short", in: folder)
    // What cannot be asked leaves the scan incomplete.
    #expect(outcome.errors.isEmpty == (outcome.code == 1), "\(outcome.errors)")
    #expect([1, 3].contains(outcome.code), "\(outcome.errors)")
  }
}
