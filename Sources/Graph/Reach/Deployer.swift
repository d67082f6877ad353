internal import Credentials
internal import Manifests
internal import YAMLTree

/// What deploys files of the repository, beside outermost kustomizations.
struct Deployer {
  /// What it is told to deploy, by path from the root.
  enum Target: Hashable {
    /// A kustomization, with what it lists.
    case kustomization(String)
    /// The files of a folder.
    case folder(String)
    case file(String)
    /// Everything below a folder, such as a Helm chart.
    case tree(String)
  }

  let name: String
  let file: InputFile
  /// The object that it is, or that holds its script.
  let object: Resource?
  /// What its own names say of where it deploys to.
  let environment: DeploymentEnvironment?
  let targets: [Target]
  /// It deploys something that only a run tells.
  let isOpen: Bool

  private init(
    _ name: String, _ file: InputFile, _ object: Resource?, _ environment: DeploymentEnvironment?,
    _ targets: [Target], isOpen: Bool
  ) {
    self.name = Redaction.scan(name)
    self.file = file
    self.object = object
    self.environment = file.isInTestFolder ? .test : environment
    self.targets = targets
    self.isOpen = isOpen
  }

  // MARK: Objects

  /// A Flux `Kustomization`: in the cluster of its own folder, unless it is told another.
  init?(flux resource: Resource) {
    guard resource.role == .application, resource.kind == "Kustomization",
      let spec = resource.body["spec"]
    else { return nil }
    let path = spec["path"]?.text ?? "."
    let own = spec["kubeConfig"] == nil ? resource.file.directory : ""
    let environment =
      DeploymentEnvironment.ofFolders(own) ?? DeploymentEnvironment.ofFolders(path)
      ?? DeploymentEnvironment.ofEnd(resource.name)
    self.init(
      Application.identity(of: resource), resource.file, resource, environment, [],
      isOpen: Self.isOpen(path))
  }

  /// An `Application` or `ApplicationSet` of Argo CD.
  ///
  /// - Parameter source: one of those that it deploys.
  init?(argo resource: Resource, source: Node, spec: Node, in tree: PathIndex) {
    let path = source["path"]?.text ?? ""
    let destination = spec["destination"]
    let cluster = [destination?["name"], destination?["server"]].compactMap { $0?.text }
    let environment =
      cluster.lazy.compactMap { DeploymentEnvironment.ofWords($0) }.first
      ?? DeploymentEnvironment.ofFolders(path) ?? DeploymentEnvironment.ofEnd(resource.name)
      ?? DeploymentEnvironment.ofFolders(resource.file.directory)
    let chart = tree.chart(path, near: resource.file)
    let values = (source.at("helm", "valueFiles")?.elements ?? []).compactMap { node -> Target? in
      let text = node.text
      if text.hasPrefix("$"), let slash = text.firstIndex(of: "/") {
        return .file(Kustomization.resolve(String(text[slash...]), in: ""))
      }
      return chart.map { .file(Kustomization.resolve(text, in: $0)) }
    }
    self.init(
      Application.identity(of: resource), resource.file, resource, environment,
      (chart.map { [.tree($0)] } ?? []) + values, isOpen: Self.isOpen(path))
  }

  /// A Flux `HelmRelease`, where it takes its chart from a repository.
  init?(release resource: Resource, in tree: PathIndex) {
    guard let chart = resource.body.at("spec", "chart", "spec"), let path = chart["chart"]?.text,
      ["GitRepository", "Bucket"].contains(chart.at("sourceRef", "kind")?.text)
    else { return nil }
    let own = resource.body.at("spec", "kubeConfig") == nil ? resource.file.directory : ""
    let values = (chart["valuesFiles"]?.elements ?? []).map {
      Target.file(Kustomization.resolve($0.text, in: ""))
    }
    self.init(
      Application.identity(of: resource), resource.file, resource,
      DeploymentEnvironment.ofFolders(own),
      (tree.chart(path, near: resource.file).map { [.tree($0)] } ?? []) + values,
      isOpen: Self.isOpen(path))
  }

  private static func isOpen(_ path: String) -> Bool { path.holds("{{") || path.holds("${") }

  // MARK: Commands

  /// What a job or a script applies.
  init?(command: Command, in tree: PathIndex) {
    let applied = AppliedPaths(command, in: tree)
    guard !applied.targets.isEmpty || applied.isOpen else { return nil }
    let file = command.file
    let hasJob = !command.context.isEmpty && command.context != file.name
    let environment =
      (hasJob ? DeploymentEnvironment.ofWords(command.context) : nil)
      ?? applied.targets.lazy.compactMap { DeploymentEnvironment.ofFolders($0.path) }.first
      ?? DeploymentEnvironment.ofFolders(file.directory)
    self.init(
      hasJob ? "\(file.path)#\(command.context)" : file.path, file, command.owner, environment,
      applied.targets, isOpen: applied.isOpen)
  }
}

extension Deployer.Target {
  var path: String {
    switch self {
    case .kustomization(let path), .folder(let path), .file(let path), .tree(let path): path
    }
  }
}
