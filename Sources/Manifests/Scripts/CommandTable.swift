internal import Encodings

/// The programs that are read, and how they take their arguments.
struct ProgramRow: Sendable {
  let name: String
  /// Short flags that take a value.
  let valueFlags: Set<String>
  /// Long flags of its own without a value.
  let switches: Set<String>
  /// What logs the program in to a server, and is not kept in what it makes.
  let logins: Set<String>
  /// Its long flags have one dash.
  var hasSingleDash = false

  private static func row(
    _ name: String, _ valueFlags: Set<String> = [], switches: Set<String> = [],
    logins: Set<String> = [], hasSingleDash: Bool = false
  ) -> ProgramRow {
    ProgramRow(
      name: name, valueFlags: valueFlags, switches: switches, logins: logins,
      hasSingleDash: hasSingleDash)
  }

  private static let rows: [String: ProgramRow] = Dictionary(
    uniqueKeysWithValues: [
      row(
        "kubectl", ["-n", "-f", "-o", "-l", "-p", "-c", "-s", "-k"],
        logins: ["--token", "--username", "--password", "--server"]),
      row(
        "helm", ["-f", "-n", "-u", "-p"], logins: ["--username", "--password", "--kube-token"]),
      row("docker", ["-u", "-p"]), row("dispatch", ["-n", "-u"]), row("kyma", ["-c", "-n"]),
      row("modulectl", ["-c"]), row("kustomize", ["-o"], switches: ["--disableNameSuffixHash"]),
      row("flux", ["-n"], switches: ["--export", "--insecure", "--silent"]),
      row(
        "argocd", ["-f"],
        switches: ["--enable-oci", "--upsert", "--insecure-skip-server-verification"]),
      row("kubeseal", ["-f", "-n", "-w", "-o"], switches: ["--raw", "--re-encrypt"]),
      row(
        "terraform", switches: ["-auto-approve", "-no-color", "-refresh-only", "-destroy"],
        logins: ["-backend-config"], hasSingleDash: true), row("helmfile", ["-f", "-e", "-n"]),
      row("kind"), row("k3d"), row("minikube", ["-p"]), row("microk8s"), row("vcluster", ["-n"]),
      row("cat"), row("tee"), row("k3s"), row("aws"), row("gcloud"), row("az", ["-n", "-g"]),
      row("kubectx"), row("eksctl"),
      row(
        "git", ["-C", "-c", "-b", "-m", "-o", "-j", "-u"],
        switches: [
          "--mirror", "--bare", "--quiet", "--single-branch", "--no-single-branch", "--no-tags",
          "--recurse-submodules", "--shallow-submodules", "--no-checkout", "--push", "--global",
          "--system", "--worktree", "--add", "--replace-all", "--progress", "--sparse", "--tags",
        ]),
      row("openshift-install"),
    ].map { ($0.name, $0) })

  /// Programs of which arguments are read like those of any other: texts, and addresses in them.
  static let textual: Set<String> = ["git"]

  static func of(_ program: String) -> ProgramRow? {
    rows[program] ?? (ShellScripts.isScript(program) && program.contains(".") ? script : nil)
  }

  /// A script that is called: what it is given is its own affair.
  private static let script = row("script")

  /// The program that a word calls: without its folder, and by the name of what it is like. A
  /// variable is named after what it holds.
  static func program(_ word: String) -> String {
    var name = String(word.lastPathPart)
    if word.hasPrefix("$") {
      name = String(word.drop { "${([ ".contains($0) }.prefix { $0.isLetter || $0 == "_" })
        .lowercased()
    }
    return aliases[name] ?? name
  }

  private static let aliases: [String: String] = [
    "k": "kubectl", "helm3": "helm", "oc": "kubectl", "podman": "docker", "buildah": "docker",
    "nerdctl": "docker", "skopeo": "docker", "crane": "docker", "kc": "kubectl",
    "tofu": "terraform",
  ]

  /// Long flags without a value; every other one takes the next word.
  static let switches: Set<String> = [
    "--password-stdin", "--dry-run", "--append-hash", "--insecure-webhook-skip-tls-verify",
    "--install", "--atomic", "--wait", "--create-namespace", "--force", "--debug", "--verbose",
    "--all", "--save-config", "--validate", "--server-side", "--overwrite", "--record",
    "--ignore-not-found", "--reset-values", "--reuse-values", "--insecure", "--recursive",
    "--local", "--all-namespaces", "--now", "--list", "--prune",
  ]

  /// `patch secret NAME`, `patch secret/NAME`, and `set data` of OpenShift, which changes ConfigMaps too.
  private static func changesSecret(_ verbs: [String]) -> Bool {
    let objects =
      verbs.first == "patch"
      ? verbs.dropFirst() : verbs.starts(with: ["set", "data"]) ? verbs.dropFirst(2) : []
    return objects.first.map(Command.isSecretKind) ?? false
  }

  static func purpose(_ program: String, _ verbs: [String]) -> Command.Purpose {
    let words = (verbs.first ?? "", verbs.dropFirst().first ?? "")
    if SecretCommand.of(program, verbs) != nil { return .createSecret }
    if program == "kubectl", changesSecret(verbs) { return .changeSecret }
    switch (program, words.0, words.1) {
    case ("kubectl", "create", "configmap"), ("kubectl", "create", "cm"): return .other
    case ("kubectl", "apply", _), ("kubectl", "create", _), ("kubectl", "replace", _):
      return .apply
    case ("docker", "login", _), ("helm", "registry", "login"), ("docker", "auth", "login"):
      return .registryLogin
    case ("helm", "install", _), ("helm", "upgrade", _): return .helm
    case ("helmfile", "apply", _), ("helmfile", "sync", _), ("terraform", "apply", _):
      return .apply
    case ("dispatch", "login", _): return .dispatchLogin
    case ("kyma", "alpha", "create"), ("modulectl", "create", _): return .createModule
    default: return .other
    }
  }
}
