internal import Credentials
package import Manifests
internal import YAMLTree

/// A reference's identity: an alias can bring one node into two resources.
package struct ReferenceKey: Hashable {
  let from: ObjectIdentifier
  let name: Node

  init(_ reference: SecretReference) {
    from = ObjectIdentifier(reference.from)
    name = reference.nameNode
  }
}

/// What a reference leads to, in every reading that the repository allows.
package struct Resolution: Sendable {
  /// Secrets that it certainly or possibly names.
  package var targets: [Secret] = []
  /// Secrets that it names in every reading: in one known namespace, one kustomization or one folder.
  package var certain: [Secret] = []
  /// Secrets of the name that stand in another known namespace, where both are known.
  package var namesakes: [Secret] = []
  /// An instance of the referring resource, in a known namespace, has no target at all.
  package var isMissingSomewhere = false

  /// Of hundreds of Secrets with one name nobody can say which is meant: rules see enough of them
  /// to know, and their rows do not multiply.
  var shortened: Resolution {
    guard targets.count > Self.maximumTargets || namesakes.count > Self.maximumTargets else {
      return self
    }
    var result = self
    result.targets = Array(targets.prefix(Self.maximumTargets))
    result.certain = Array(certain.prefix(Self.maximumTargets))
    result.namesakes = Array(namesakes.prefix(Self.maximumTargets))
    return result
  }

  private static let maximumTargets = 20
  /// Of one field.
  static let maximumConsumers = 250
}

/// Looks Secrets up by name, namespace and kustomization root.
struct SecretFinder {
  let secrets: [Secret]
  private let byName: [String: [Int]]
  private let overlays: Overlays
  /// Of each Secret: names repeat in every namespace.
  private let instances: [[Instance]]
  /// Secrets that stand in one known namespace whatever happens, by name and namespace.
  private var fixed: [Instance: [Int]] = [:]
  /// The others, by name.
  private var open: [String: [Int]] = [:]

  /// - Parameter instances: of each Secret.
  init(
    _ secrets: [Secret], _ instances: [[Instance]], byName: [String: [Int]], overlays: Overlays
  ) {
    self.secrets = secrets
    self.byName = byName
    self.overlays = overlays
    self.instances = instances
    for (name, positions) in byName {
      for position in positions {
        let own = instances[position]
        if own.count == 1, own[0].root.isEmpty, own[0].namespace != nil {
          fixed[own[0], default: []].append(position)
        } else {
          open[name, default: []].append(position)
        }
      }
    }
  }

  /// Secrets that a reference can mean: of a name that every namespace has, only its own.
  private func candidates(_ name: String, _ instance: Instance) -> [Int] {
    let own = Instance(root: "", name: name, namespace: instance.namespace)
    guard instance.root.isEmpty, instance.namespace != nil, let near = fixed[own] else {
      return byName[name] ?? []
    }
    return near + (open[name] ?? [])
  }

  /// Where a name is looked up: once for each time that what refers is applied.
  func instances(of reference: SecretReference) -> [Instance] {
    overlays.instances(of: AppliedObject(reference.from)).map { applied in
      Instance(
        root: applied.root, name: reference.name,
        namespace: reference.namespace(from: applied.namespace))
    }
  }

  /// - Parameter applied: the reference's instances.
  func resolve(_ reference: SecretReference, as applied: [Instance]) -> Resolution {
    var resolution = Resolution()
    var targets = Set<Int>()
    var certain = Set<Int>()
    var namesakes = Set<Int>()
    for instance in applied {
      var found = false
      for candidate in candidates(reference.name, instance) {
        switch meeting(candidate, reference, instance) {
        case .meets(let isCertain):
          targets.insert(candidate)
          if isCertain { certain.insert(candidate) }
          found = true
        case .elsewhere: namesakes.insert(candidate)
        case .otherName: break
        }
      }
      if !found, instance.namespace != nil { resolution.isMissingSomewhere = true }
    }
    resolution.targets = targets.sorted().map { secrets[$0] }
    resolution.certain = certain.sorted().map { secrets[$0] }
    resolution.namesakes = namesakes.sorted().map { secrets[$0] }
    return resolution
  }

  private enum Meeting { case meets(isCertain: Bool), elsewhere, otherName }

  /// kustomize renames references within one root; across roots only the final name counts.
  private func meeting(
    _ candidate: Int, _ reference: SecretReference, _ instance: Instance
  ) -> Meeting {
    let secret = secrets[candidate]
    let resource = secret.resource
    var result = Meeting.otherName
    guard resource.isRenderedTogether(with: reference.from) else { return result }
    for other in instances[candidate] {
      let isSameRoot = other.root == instance.root
      guard other.name == reference.name || (isSameRoot && secret.name == reference.name) else {
        continue
      }
      guard let left = instance.namespace, let right = other.namespace, left != right else {
        let isKnown = instance.namespace != nil && other.namespace != nil
        let isTogether = resource.file.directory == reference.from.file.directory
        let isOneRoot = isSameRoot && !instance.root.isEmpty
        return .meets(
          isCertain: (isKnown && resource.mayMeet(reference.from)) || isOneRoot
            || (isTogether && instance.namespace == other.namespace))
      }
      if resource.mayMeet(reference.from) { result = .elsewhere }
    }
    return result
  }
}
