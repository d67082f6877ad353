package import Credentials
package import YAMLTree

/// A Secret, from whatever makes it.
package final class Secret: Sendable {
  /// What makes the Secret; the raw value is the kind of the producer.
  package struct Origin: RawRepresentable, Sendable, Hashable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static let manifest = Origin(rawValue: "Secret")
    package static let sealed = Origin(rawValue: "SealedSecret")
    package static let external = Origin(rawValue: "ExternalSecret")
    package static let generator = Origin(rawValue: "secretGenerator")
    package static let command = Origin(rawValue: "command")
  }

  /// How a producer makes the Secret.
  struct Making: Sendable {
    /// The type where the field has another name.
    var type: Node?
    /// What the type is when no field tells it.
    var fixedType = ""
    /// The producer names the namespace, so that kustomize does not change it.
    var fixesNamespace = false
    /// Its namespace is none that an object names.
    var isElsewhere = false
    /// False for what only adds to a Secret that something else makes.
    var isCreated = true
    /// Inputs of its templates that hold nothing which JSON escapes.
    var plainInputs: Set<String> = []
  }

  package let resource: Resource
  package let origin: Origin
  package let name: String
  package let nameNode: Node?
  /// Nil when nothing says which.
  package let namespace: String?
  /// Where the Secret's own metadata stands: the resource, or a producer's template.
  package let metadata: Node?
  /// As written; empty when absent, which means `Opaque`.
  package let type: String
  package let typeNode: Node?
  /// The mapping in which the type stands, or would stand; nil where that is missing as well.
  package let typeParent: Node?
  package let entries: [SecretEntry]
  /// False when the producer may add keys that the repository does not show.
  package let hasClosedKeys: Bool
  /// Encrypted as a whole: SealedSecret, or a file that git-crypt keeps.
  package let isEncrypted: Bool
  package let dockerConfigs: [DockerConfig]
  /// The registries of its logins; nil unless every one of them can be read and is real.
  package let registryKeys: [RegistryKey]?
  /// What Tekton, or an ancestor, is told of it, in the order of the annotations.
  package let tektonAnnotations: [(consumer: TektonAnnotation, entry: Node.Entry)]
  private let making: Making

  init(
    resource: Resource, origin: Origin, name: String, nameNode: Node?, metadata: Node?,
    typeParent: Node?, entries: [SecretEntry], hasClosedKeys: Bool, isEncrypted: Bool,
    namespace: Node? = nil, making: Making = Making()
  ) {
    self.resource = resource
    self.origin = origin
    self.name = name
    self.nameNode = nameNode
    self.namespace = making.isElsewhere ? nil : namespace?.text ?? resource.namespace
    self.metadata = metadata
    typeNode = making.type ?? typeParent?["type"]
    type = typeNode?.text ?? (typeParent?.isOpen == true ? Filling.unknown : making.fixedType)
    self.making = making
    self.typeParent = typeParent
    self.entries = entries
    self.hasClosedKeys = hasClosedKeys
    self.isEncrypted = isEncrypted
    dockerConfigs = entries.compactMap(DockerConfig.init)
    registryKeys = Self.registryKeys(dockerConfigs)
    tektonAnnotations = TektonAnnotation.all(in: metadata?["annotations"])
  }

  private static func registryKeys(_ configs: [DockerConfig]) -> [RegistryKey]? {
    var keys: [RegistryKey] = []
    for login in configs.flatMap(\.logins) {
      guard let key = login.key, !Placeholder.isTemplate(login.registry),
        !Placeholder.isReservedHost(key.host)
      else { return nil }
      keys.append(key)
    }
    return keys.isEmpty ? nil : keys
  }

  /// `ExternalSecret`, or the command that makes it: how messages name what makes the Secret.
  package var producer: String { resource.maker?.title ?? origin.rawValue }
  /// The producer names the namespace, so that kustomize does not change it.
  package var fixesNamespace: Bool { making.fixesNamespace }
  /// False for what only adds to a Secret that something else makes.
  package var isCreated: Bool { making.isCreated }
  /// Inputs of its templates that hold nothing which JSON escapes.
  package var plainInputs: Set<String> { making.plainInputs }

  /// What stays when the file moves, whatever makes the Secret.
  package var identity: String { "Secret/\(namespace ?? "")/\(name)" }

  /// The value of a label of the Secret itself, not of its producer.
  package func label(_ key: String) -> Node? { metadata?["labels"]?[key] }
  /// The value of an annotation of the Secret itself.
  package func annotation(_ key: String) -> Node? { metadata?["annotations"]?[key] }
  /// The entry that counts for the key: the last one.
  package func entry(_ key: String) -> SecretEntry? { entries.last { $0.key == key } }

  package var isDockerType: Bool {
    type == "kubernetes.io/dockerconfigjson" || type == "kubernetes.io/dockercfg"
  }

  /// A login to a registry or to git is in it, or may be: a docker config whose entries are all
  /// empty is none.
  package var holdsLogin: Bool {
    if ["kubernetes.io/basic-auth", "kubernetes.io/ssh-auth"].contains(type) { return true }
    guard isDockerType else { return false }
    return dockerConfigs.isEmpty
      || dockerConfigs.flatMap(\.logins).contains { $0.auth != nil || !$0.secret.isEmpty }
  }

  /// Filled by a controller: a copy of another Secret, or data injected when it is applied.
  package var isFilledElsewhere: Bool {
    let annotations = metadata?["annotations"]?.entries.map(\.key.text) ?? []
    let labels = metadata?["labels"]?.entries.map(\.key.text) ?? []
    return (annotations + labels).contains { key in
      Self.fillers.contains(where: key.hasPrefix)
    }
  }

  private static let fillers = [
    "reflector.v1.k8s.emberstack.com/reflects", "replicator.v1.mittwald.de/replicate-from",
    "kubed.appscode.com/origin", "cert-manager.io/",
    "operator.kyma-project.io/inject-data-from-kcp",
    "vault.security.banzaicloud.io/", "avp.kubernetes.io/", "secretgen.carvel.dev/",
    "ingress.openshift.io/", "service.beta.openshift.io/", "kubernetes.io/service-account.",
  ]

  /// It adds to a Secret that exists, and does not say its type.
  package var isMerged: Bool {
    switch origin {
    case .generator:
      return (resource.body["secretGenerator"]?.elements ?? []).contains {
        $0["name"]?.hasText(name) == true && $0["behavior"] != nil
      }
    case .sealed: return annotation("sealedsecrets.bitnami.com/patch") != nil
    default: return !isCreated
    }
  }

  /// kustomize adds a hash of the content to its name (kustomize
  /// `api/internal/accumulator`).
  package var isHashed: Bool {
    guard origin == .generator else { return false }
    let options = [resource.body["generatorOptions"], metadata]
    return !options.contains {
      guard let flag = $0?["disableNameSuffixHash"] else { return false }
      return flag.scalarType != .bool(false)
    }
  }

  package var described: String { name.isEmpty ? "Secret" : "Secret '\(name)'" }
}

extension Node {
  /// A comment behind it on its line says that it is no secret, or what belongs there.
  package var isDisclaimed: Bool { lineComment.map(Placeholder.isDisclaimer) ?? false }

  /// The comment behind it on its line says in which encoding what belongs there is to be written.
  var hasEncodingHint: Bool {
    guard let comment = lineComment?.lowercased() else { return false }
    return comment.holds("base64-encoded") || comment.holds("base64 encoded")
  }

  /// The comment behind it on its line, with its `#`.
  private var lineComment: String? {
    let bytes = document.source.bytes
    guard document.embedding == nil, style != .literal, style != .folded else { return nil }
    // A line of JSON can be as long as its file.
    let near = bytes[min(range.upperBound, bytes.count)...].prefix(1_000)
    let rest = near.prefix { $0 != 10 && $0 != 13 }
    guard let hash = rest.firstIndex(of: UInt8(ascii: "#")) else { return nil }
    return String(decoding: rest[hash...], as: UTF8.self)
  }
}
