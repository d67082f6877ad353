internal import Credentials
package import Graph
package import Manifests
package import YAMLTree

/// Tokens that end by themselves, in what a command makes.
package enum DyingTokens {
  /// The token that a command uses, and where: at its password, if one of them stands there.
  package static func token(
    in command: Command, _ graph: ResourceGraph
  ) -> (source: TokenSource, place: Place)? {
    let uses = command.variables.flatMap { use -> [(source: TokenSource, place: Place)] in
      let called = graph.origins(of: use.name, in: command) { !JobLifetime.ends($0, graph) }
      return ([use.name] + called).compactMap { name in
        TokenSource.of(name).map { (source: $0, place: use.place) }
      }
    }
    guard let first = uses.first else { return nil }
    let passwords = command.arguments.filter {
      SecretNames.isPasswordFlag($0.flag) && $0.flag != "-p"
    }
    return uses.first { use in passwords.contains { $0.place == use.place } }
      ?? uses.first { !$0.source.name.hasSuffix("_USER") } ?? first
  }

  /// The variable of a job's token that something fills into a Secret's value when it is applied:
  /// `envsubst`, or a shell.
  package static func token(in entry: SecretEntry) -> TokenSource? {
    guard entry.isPlaceholder || entry.decoded == nil, entry.value.kind == .scalar else {
      return nil
    }
    let text = entry.value.text
    guard text.utf8.contains(UInt8(ascii: "$")) else { return nil }
    return text.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "$" && $0 != "{" }
      .lazy.filter { $0.hasPrefix("$") }
      .compactMap { TokenSource.of(String($0.drop { $0 == "$" || $0 == "{" })) }
      .first { $0.endsWithJob && !$0.name.hasSuffix("_USER") }
  }

  /// When it ends, as the end of a sentence.
  package static func end(of source: TokenSource) -> String {
    guard !source.endsWithJob else { return "dies with it" }
    return source.hours == 1 ? "ends after an hour" : "ends after \(source.hours) hours"
  }

  /// Something runs the command again before the token ends, or at least again.
  package static func isRenewed(_ command: Command, _ graph: ResourceGraph) -> Bool {
    if command.schedule != nil { return token(in: command, graph)?.source.endsWithJob != true }
    // What runs for ever is a loop that renews, and what starts a Pod does so at each start.
    guard let owner = command.owner, owner.role == .workload else { return false }
    return !["Job", "Pod"].contains(owner.kind)
  }
}

/// What a job makes and takes away again.
package enum JobLifetime {
  /// The cluster that the command talks to ends with the job, or what it makes is deleted by it.
  package static func ends(_ command: Command, _ graph: ResourceGraph) -> Bool {
    let job = graph.commands(in: command.file).filter { $0.context == command.context }
    return isThrownAway(command, job) || isDeleted(command, job)
      || job.contains { precedes(command, $0) && deletesCluster($0) }
  }

  private static func deletesCluster(_ command: Command) -> Bool {
    switch command.program {
    case "kind", "k3d", "eksctl": command.verbs.starts(with: ["delete", "cluster"])
    case "openshift-install": command.verbs.first == "destroy"
    case "gcloud": command.verbs.starts(with: ["container", "clusters", "delete"])
    case "az": command.verbs.starts(with: ["aks", "delete"])
    case "aws": command.verbs.starts(with: ["eks", "delete-cluster"])
    case "minikube": command.verbs.first == "delete"
    default: false
    }
  }

  private static func isThrownAway(_ command: Command, _ job: [Command]) -> Bool {
    let before = job.filter { precedes($0, command) }
    guard let made = before.lastIndex(where: makesCluster) else { return false }
    let later = before[(made + 1)...] + [command]
    return !later.contains(where: leavesCluster)
  }

  private static func precedes(_ left: Command, _ right: Command) -> Bool {
    left.place.range.lowerBound < right.place.range.lowerBound
  }

  private static func makesCluster(_ command: Command) -> Bool {
    switch command.program {
    case "kind", "k3d", "vcluster": command.verbs.contains("create")
    case "minikube": command.verbs.first == "start"
    case "k3s": command.verbs.first == "server"
    case "microk8s": true
    case "helm/kind-action": command.flag("--install_only")?.value != "true"
    case "engineerd/setup-kind": command.flag("--skipClusterCreation")?.value != "true"
    default: command.purpose == .action && clusterActions.contains(where: command.program.holds)
    }
  }

  /// What the names of actions that make a cluster have in them, such as `AbsaOSS/k3d-action`.
  private static let clusterActions = [
    "setup-kind", "kind-action", "k3d", "k3s", "minikube", "microk8s", "kind-cluster",
  ]

  /// It turns to a cluster that was there before.
  private static func leavesCluster(_ command: Command) -> Bool {
    if let context = command.flag("--context", "--kube-context") {
      return !["kind-", "k3d-", "minikube"].contains(where: context.resolved.hasPrefix)
    }
    switch (command.program, command.verbs.first ?? "") {
    case ("aws", _): return command.verbs.contains("update-kubeconfig")
    case ("gcloud", _), ("az", _): return command.verbs.contains("get-credentials")
    case ("kubectl", "login"): return true
    case ("kubectl", "config"):
      let name = command.verbs.dropFirst(2).first ?? ""
      return command.verbs.contains("use-context")
        && !["kind-", "k3d-", "minikube"].contains(where: name.hasPrefix)
    default: return contextActions.contains(command.program)
    }
  }

  private static let contextActions: Set<String> = [
    "azure/k8s-set-context", "azure/aks-set-context", "Azure/k8s-set-context",
    "google-github-actions/get-gke-credentials",
  ]

  /// `kubectl delete secret NAME`, or its namespace, behind the command.
  private static func isDeleted(_ command: Command, _ job: [Command]) -> Bool {
    let names = Set(command.positional.dropFirst(2).map(\.resolved))
    let namespace = command.namespace?.resolved ?? ""
    return job.contains { other in
      guard other.program == "kubectl", other.verbs.first == "delete", precedes(command, other)
      else { return false }
      let objects = other.positional.dropFirst(2).map(\.resolved)
      switch other.verbs.dropFirst().first ?? "" {
      case "secret", "secrets": return objects.contains(where: names.contains)
      case "ns", "namespace", "namespaces": return objects.contains(namespace)
      default: return false
      }
    }
  }

  /// An earlier command of the job deletes what this one makes.
  package static func isReplaced(_ command: Command, _ graph: ResourceGraph) -> Bool {
    let names = Set(command.positional.dropFirst(2).map(\.resolved))
    return graph.commands(in: command.file).contains { other in
      other.program == "kubectl" && other.verbs.first == "delete"
        && precedes(other, command)
        && other.positional.dropFirst(2).map(\.resolved).contains(where: names.contains)
    }
  }
}
