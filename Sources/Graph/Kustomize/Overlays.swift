internal import Encodings
internal import Manifests
internal import YAMLTree

/// One way in which a resource is applied: through a kustomization root, or as it stands.
package struct Instance: Sendable, Hashable {
  /// The folder of the outermost kustomization, or the application that applies it; empty for a
  /// resource that none lists.
  package let root: String
  package let name: String
  /// Nil when nothing says which.
  package let namespace: String?
}

/// The instances of every file's resources.
struct Overlays {
  private var instancesByFile: [String: [(root: String, chain: [Kustomization])]] = [:]
  /// Roots whose tree was too large to follow whole.
  private(set) var cutRoots: Set<String> = []
  /// Roots that list what another repository holds.
  private(set) var openRoots: Set<String> = []
  /// Applications beyond those that are followed.
  private(set) var cutObjects: Set<ObjectIdentifier> = []
  let patches: PatchIndex
  /// Few repositories have any, and every reference asks.
  private let hasReplacements: Bool
  private var steps = 0
  private static let maximumSteps = 20_000
  /// Files that all applications without kustomizations apply together.
  private static let maximumInputs = 500_000

  init(_ resources: [Resource]) {
    let kustomizations = resources.compactMap(Kustomization.init)
    patches = PatchIndex(kustomizations, resources)
    hasReplacements = kustomizations.contains { !$0.replacements.isEmpty }
    let byDirectory = Dictionary(
      kustomizations.map { ($0.directory, $0) }, uniquingKeysWith: { first, _ in first })
    let applications = applications(in: resources, kustomized: Set(byDirectory.keys))
    let listed = Set((kustomizations + applications).flatMap { $0.inputs + $0.components })
    for root in applications + kustomizations where !listed.contains(root.directory) {
      steps = 0
      add(root, chain: [], root: Self.name(ofRoot: root.directory), byDirectory, depth: 0)
    }
  }

  /// Of the repository's own folder, whose path is empty, too.
  static func name(ofRoot directory: String) -> String { directory.isEmpty ? "." : directory }

  static func folder(ofRoot name: String) -> String { name == "." ? "" : name }

  /// Files that a kustomization in one of the files lists, at any depth.
  func files(under changed: Set<String>) -> Set<String> {
    let folders = Set(
      changed.compactMap { path -> String? in
        let parts = path.parts(between: "/")
        guard let name = parts.last, Kustomization.isFileName(String(name)) else { return nil }
        return parts.dropLast().joined(separator: "/")
      })
    guard !folders.isEmpty else { return [] }
    return Set(
      instancesByFile.filter { _, instances in
        instances.contains { $0.chain.contains { folders.contains($0.directory) } }
      }.keys)
  }

  private mutating func applications(
    in resources: [Resource], kustomized: Set<String>
  ) -> [Kustomization] {
    let applications = resources.lazy.filter { [patches] in
      $0.role == .application && !Application.isFragment($0, patches)
    }.flatMap(Application.all)
    guard !applications.isEmpty else { return [] }
    let files = FileTree(resources, kustomized: kustomized)
    var room = Self.maximumInputs
    return applications.compactMap { application in
      guard let kustomization = application.kustomization(in: files) else { return nil }
      room -= kustomization.inputs.count
      guard room >= 0 else {
        cutObjects.insert(ObjectIdentifier(application.resource))
        return nil
      }
      return kustomization
    }
  }

  /// Components see what their kustomization has read so far, and change it before it does
  /// (kustomize `api/internal/target/kusttarget.go`).
  ///
  /// - Parameter chain: what changes its resources after it, innermost first.
  private mutating func add(
    _ kustomization: Kustomization, chain: [Kustomization], root: String,
    _ byDirectory: [String: Kustomization], depth: Int
  ) {
    // kustomize refuses a cycle; a base that is listed twice counts once for a way.
    guard !chain.contains(where: { $0.directory == kustomization.directory }) else { return }
    steps += 1
    guard depth < 20, steps < Self.maximumSteps, chain.count < 200 else {
      cutRoots.insert(root)
      return
    }
    if kustomization.hasRemoteParts { openRoots.insert(root) }
    let outer = [kustomization] + chain
    let components = kustomization.components.compactMap { byDirectory[$0] }
      .filter { $0.directory != kustomization.directory }
    let inner = components + outer
    let own = kustomization.directory.isEmpty ? "" : kustomization.directory + "/"
    for name in ["kustomization.yaml", "kustomization.yml", "Kustomization"] {
      instancesByFile[own + name, default: []].append((root, inner))
    }
    for input in kustomization.inputs where input != kustomization.directory {
      if let base = byDirectory[input] {
        add(base, chain: inner, root: root, byDirectory, depth: depth + 1)
      } else {
        instancesByFile[input, default: []].append((root, inner))
      }
    }
    for (index, component) in components.enumerated() {
      let behind = Array(components[(index + 1)...]) + outer
      add(component, chain: behind, root: root, byDirectory, depth: depth + 1)
    }
  }

  /// What applies the file: outermost kustomizations and applications.
  func roots(of path: String) -> Set<String> { Set((instancesByFile[path] ?? []).map(\.root)) }

  /// The folders of the kustomizations that the file is applied through.
  func folders(of path: String) -> Set<String> {
    Set((instancesByFile[path] ?? []).flatMap { $0.chain.map(\.directory) })
  }

  /// Some kustomization above the file says itself which fields change along with a name.
  func carriesNames(_ path: String, root: String) -> Bool {
    (instancesByFile[path] ?? []).contains { found in
      found.root == root && found.chain.contains(where: \.carriesNames)
    }
  }

  /// Whether a kustomization above the resource puts something else into the field.
  func fills(_ field: Node, of resource: Resource) -> Bool {
    guard hasReplacements else { return false }
    return (instancesByFile[resource.file.path] ?? []).contains { _, chain in
      var names = [resource.name]
      return chain.contains { step in
        names.append(step.prefix + (names.last ?? "") + step.suffix)
        return step.replacements.fill(field, of: resource, names: names)
      }
    }
  }

  /// False for what patches delete wherever it is listed.
  func applies(_ resource: Resource) -> Bool {
    !instances(of: AppliedObject(resource)).isEmpty
  }

  /// The innermost kustomization changes first, patches before names; the outermost namespace wins.
  /// None where patches delete the object in every root.
  func instances(of object: AppliedObject) -> [Instance] {
    guard let found = instancesByFile[object.path], !found.isEmpty else {
      // A patch names what it changes as that was written; where it is applied it does not say.
      let isPatch = patches.files.contains(object.path)
      return [
        Instance(root: "", name: object.name, namespace: isPatch ? nil : object.namespace)
      ]
    }
    return found.compactMap { root, chain in
      var (name, namespace) = (object.name, object.namespace)
      var names = [object.patchName]
      for step in chain {
        if step.patches.deletes(object.kind, names) { return nil }
        if let new = step.patches.newName(object.kind, names) {
          // A producer's own name is not that of the Secret it makes.
          if name == names.last { name = new }
          names.append(new)
        }
        if step.renames {
          if name == names.last { names.append(step.prefix + name + step.suffix) }
          if !object.fixesName { name = step.prefix + name + step.suffix }
        }
        guard !object.fixesNamespace else { continue }
        namespace = step.namespace ?? namespace ?? step.defaultNamespace
      }
      return Instance(root: root, name: name, namespace: namespace)
    }
  }
}

/// What kustomize sees of a resource, or of a Secret that one makes.
struct AppliedObject {
  let path: String
  let kind: String
  /// The name under which others refer to it.
  let name: String
  /// The name by which patches find it.
  let patchName: String
  let namespace: String?
  /// A field that kustomize does not know gives the name.
  let fixesName: Bool
  /// The same of the namespace.
  let fixesNamespace: Bool

  init(_ resource: Resource) {
    path = resource.file.path
    kind = resource.kind
    (name, patchName) = (resource.name, resource.name)
    namespace = resource.isFragment ? nil : resource.namespace
    (fixesName, fixesNamespace) = (false, false)
  }

  init(_ secret: Secret) {
    let isGenerated = secret.origin == .generator
    path = secret.resource.file.path
    kind = isGenerated ? "Secret" : secret.resource.kind
    name = secret.name
    patchName = isGenerated ? secret.name : secret.resource.name
    namespace = secret.namespace
    let own = secret.resource.metadata?["name"]
    fixesName = !isGenerated && secret.nameNode?.range != own?.range
    fixesNamespace = secret.fixesNamespace
  }
}
