internal import Manifests
internal import YAMLTree

/// What a command of a job or a script puts into a cluster.
struct AppliedPaths {
  private(set) var targets: [Deployer.Target] = []
  /// Some of it only a run tells.
  private(set) var isOpen = false
  private let command: Command
  private let tree: PathIndex

  static let programs: Set<String> = ["kubectl", "kustomize", "helm", "helmfile"]

  init(_ command: Command, in tree: PathIndex) {
    (self.command, self.tree) = (command, tree)
    switch (command.program, command.verbs.first) {
    case ("kubectl", "apply"), ("kubectl", "create"), ("kubectl", "replace"): readManifests()
    case ("kustomize", "build"), ("kubectl", "kustomize"): readBuild()
    case ("helm", "install"), ("helm", "upgrade"): readChart()
    case ("helmfile", "apply"), ("helmfile", "sync"): isOpen = true
    default: break
    }
  }

  private mutating func add(_ argument: Command.Argument, _ target: (String) -> Deployer.Target?) {
    guard argument.resolved != "-", !argument.resolved.contains("://") else { return }
    guard argument.isKnown else { return isOpen = true }
    targets += [target(argument.resolved)].compactMap(\.self)
  }

  private mutating func readManifests() {
    let (tree, file) = (tree, command.file)
    for argument in command.flags("-k", "--kustomize") {
      add(argument) { tree.folder($0, near: file).map { .kustomization($0) } }
    }
    let isRecursive = command.flag("-R", "--recursive") != nil
    for argument in command.flags("-f", "--filename") {
      add(argument) { path in
        tree.folder(path, near: file).map { isRecursive ? .tree($0) : .folder($0) }
          ?? tree.file(path, near: file).map { .file($0) }
      }
    }
  }

  /// Others than kubectl that a build is piped into on its way to a cluster.
  private static let appliers: Set<String> = ["oc", "kapp", "envsubst", "flux"]

  private mutating func readBuild() {
    let (tree, file) = (tree, command.file)
    let isApplied =
      Self.appliers.contains(command.next) || command.next.lowercased().contains("kubectl")
    guard command.joint == .pipe, isApplied else { return }
    for argument in command.positional.dropFirst().prefix(1) {
      add(argument) { tree.folder($0, near: file).map { .kustomization($0) } }
    }
  }

  /// A release has its name before its chart.
  private mutating func readChart() {
    let (tree, file) = (tree, command.file)
    for argument in command.positional.dropFirst(2).prefix(1) {
      add(argument) { tree.chart($0, near: file).map { .tree($0) } }
    }
    for argument in command.flags("-f", "--values") {
      add(argument) { tree.file($0, near: file).map { .file($0) } }
    }
  }
}
