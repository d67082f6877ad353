internal import Credentials
package import Manifests
internal import YAMLTree

/// Where every file and object of a repository lands; what was asked once is known.
package struct ReachIndex {
  private let graph: ResourceGraph
  private let configured: EnvironmentPatterns
  private let deployers: [Deployer]
  /// By the roots' names in the graph.
  private let byIdentity: [String: [Int]]
  private let byTarget: [Deployer.Target: [Int]]
  /// Files of kustomizations, by the files that they read beside resources.
  private let readers: [String: [String]]
  /// Something deploys, and nothing does of which only a run tells what.
  private let isComplete: Bool
  private var byResource: [ObjectIdentifier: Reach] = [:]
  private var byFile: [String: Reach] = [:]
  /// Kustomizations that nothing deploys: each may have hundreds of objects.
  private var undeployed: [String: Reach.Root] = [:]
  private var environments: [Int: Set<DeploymentEnvironment?>] = [:]

  package init(_ graph: ResourceGraph, _ configured: EnvironmentPatterns) {
    self.graph = graph
    self.configured = configured
    let found = Self.deployers(graph)
    deployers = found.map(\.deployer)
    byIdentity = Dictionary(grouping: found.indices) { found[$0].identity }
    var byTarget: [Deployer.Target: [Int]] = [:]
    for (index, deployer) in deployers.enumerated() {
      for target in deployer.targets { byTarget[target, default: []].append(index) }
    }
    self.byTarget = byTarget
    var readers: [String: [String]] = [:]
    for resource in graph.resources where !resource.attachments.isEmpty {
      for path in resource.attachments.keys {
        readers[path, default: []].append(resource.file.path)
      }
    }
    self.readers = readers
    let deploys = !deployers.isEmpty || graph.resources.contains { $0.role == .kustomization }
    isComplete = deploys && !deployers.contains(where: \.isOpen)
  }

  private static func deployers(
    _ graph: ResourceGraph
  ) -> [(identity: String, deployer: Deployer)] {
    lazy var tree = PathIndex(graph.files)
    var result: [(identity: String, deployer: Deployer)] = []
    for resource in graph.resources(ofKind: "Kustomization") {
      guard !Application.isFragment(resource, graph.overlays.patches),
        let deployer = Deployer(flux: resource)
      else { continue }
      result.append((Application.identity(of: resource), deployer))
    }
    for resource in ["Application", "ApplicationSet"].flatMap(graph.resources(ofKind:)) {
      for (position, source) in Application.sources(of: resource).enumerated() {
        guard let spec = Application.spec(of: resource),
          let deployer = Deployer(argo: resource, source: source, spec: spec, in: tree)
        else { continue }
        result.append((Application.identity(of: resource, source: position), deployer))
      }
    }
    for resource in graph.resources(ofKind: "HelmRelease") {
      guard let deployer = Deployer(release: resource, in: tree) else { continue }
      result.append(("", deployer))
    }
    for command in graph.commands where AppliedPaths.programs.contains(command.program) {
      guard let deployer = Deployer(command: command, in: tree) else { continue }
      result.append(("", deployer))
    }
    return result
  }

  // MARK: Questions

  package mutating func reach(of resource: Resource) -> Reach {
    if let known = byResource[ObjectIdentifier(resource)] { return known }
    let reach = reach(
      of: resource.file.path, Set(graph.instances(of: resource).map(\.root)), resource)
    byResource[ObjectIdentifier(resource)] = reach
    return reach
  }

  /// Of what stands in no object.
  package mutating func reach(ofFile path: String) -> Reach {
    if let known = byFile[path] { return known }
    let reach = reach(of: path, graph.overlays.roots(of: path), nil)
    byFile[path] = reach
    return reach
  }

  private mutating func reach(
    of path: String, _ identities: Set<String>, _ resource: Resource?
  ) -> Reach {
    guard resource?.isLive != true else { return .unknown }
    // What a job applies as a whole is outermost no more.
    let outermost = identities.filter {
      byTarget[.kustomization(Overlays.folder(ofRoot: $0))] == nil
    }
    var roots = Set(outermost.flatMap { self.roots($0) })
    for reader in readers[path] ?? [] {
      roots.formUnion(graph.overlays.roots(of: reader).flatMap { self.roots($0) })
    }
    for index in deployers(of: path) { roots.formUnion(self.roots(of: index)) }
    if roots.isEmpty, let resource, resource.role == .application {
      // What applies others is put into the cluster by hand.
      for index in deployers.indices where deployers[index].object === resource {
        roots.formUnion(self.roots(of: index))
      }
    }
    if let environment = configured.environment(of: path) {
      let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
      let names = roots.isEmpty ? [folder] : roots.map(\.name)
      return Reach(Set(names.map { Reach.Root(name: $0, environment: environment) }))
    }
    guard roots.isEmpty else { return Reach(roots) }
    // A chart may be installed from anywhere, and what a command makes has no file.
    let isManifest =
      resource.map { $0.file.templateScope == nil && $0.maker == nil && !$0.hasHoles } ?? false
    return isComplete && isManifest ? .nowhere : .unknown
  }

  // MARK: Joins

  private func deployers(of path: String) -> Set<Int> {
    var found: Set<Int> = []
    guard !byTarget.isEmpty else { return found }
    func add(_ target: Deployer.Target) { found.formUnion(byTarget[target] ?? []) }
    add(.file(path))
    for folder in graph.overlays.folders(of: path) { add(.kustomization(folder)) }
    var folder = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    add(.folder(String(folder)))
    let name = path[path.index(path.startIndex, offsetBy: folder.count)...].drop { $0 == "/" }
    // Values of one environment are in a chart that all of them share.
    guard !name.hasPrefix("values") || ["values.yaml", "values.yml"].contains(name) else {
      return found
    }
    while !folder.isEmpty {
      add(.tree(String(folder)))
      folder = folder.lastIndex(of: "/").map { folder[..<$0] } ?? ""
    }
    return found
  }

  private mutating func roots(_ identity: String) -> [Reach.Root] {
    guard !identity.isEmpty else { return [] }
    guard let indices = byIdentity[identity] else {
      let known =
        undeployed[identity]
        ?? Reach.Root(name: Redaction.scan(identity), environment: environment(of: identity))
      undeployed[identity] = known
      return [known]
    }
    return indices.flatMap { roots(of: $0) }
  }

  private mutating func roots(of index: Int) -> [Reach.Root] {
    let known = environments[index] ?? environments(of: index, [])
    environments[index] = known
    return known.map { Reach.Root(name: deployers[index].name, environment: $0) }
  }

  /// Of an outermost kustomization.
  private func environment(of root: String) -> DeploymentEnvironment? {
    let folder = Overlays.folder(ofRoot: root)
    if let environment = configured.environment(ofFolder: folder) { return environment }
    if InputFile.isTestFolder(folder) { return .test }
    return DeploymentEnvironment.ofFolders(folder)
      ?? folder.split(separator: "/").last.flatMap { DeploymentEnvironment.ofEnd($0) }
  }

  /// Where its own names say nothing, it lands where what deploys it does.
  private func environments(of index: Int, _ seen: Set<Int>) -> Set<DeploymentEnvironment?> {
    let deployer = deployers[index]
    let own =
      deployer.targets.lazy.compactMap { configured.environment(ofFolder: $0.path) }.first
      ?? configured.environment(of: deployer.file.path) ?? deployer.environment
    if let own { return [own] }
    guard let object = deployer.object, seen.count < Self.deepest else { return [nil] }
    let seen = seen.union([index])
    var result: Set<DeploymentEnvironment?> = []
    for root in Set(graph.instances(of: object).map(\.root)) where !root.isEmpty {
      guard let outer = byIdentity[root] else {
        result.insert(environment(of: root))
        continue
      }
      for next in outer where !seen.contains(next) {
        result.formUnion(environments(of: next, seen))
      }
    }
    let known = result.filter { $0 != nil }
    return known.isEmpty ? [nil] : known
  }

  /// Applications of applications of applications.
  private static let deepest = 4
}
