package import Credentials
package import Manifests
package import YAMLTree

/// Everything that was read, joined: the one barrier between reading and judging.
package final class ResourceGraph: Sendable {
  package let files: [FileContent]
  /// Of the files, in their order.
  package let paths: [String]
  package let resources: [Resource]
  package let secrets: [Secret]
  package let credentials: [Credential]
  package let accounts: [ServiceAccount]
  /// What commands add to accounts.
  package let accountPatches: [ServiceAccount]
  package let workloads: [Workload]
  package let descriptors: [ComponentDescriptor]
  package let commands: [Command]
  /// Calls of scripts, by the name of the script's file.
  let scriptCalls: [String: [Command]]
  package let encodedValues: [EncodedValue]
  package let problems: [ContentProblem]
  package let hardcoded: HardcodedIndex
  /// Files that kustomize makes Secrets from.
  private let generatorFiles: Set<String>
  package let encrypted: [EncryptedDocument]
  private let encryptedByFile: [ObjectIdentifier: [EncryptedDocument]]
  package let encryptionRules: [EncryptionRule]
  package let grants: [Grant]
  package let malformed: [MalformedReference]
  package let references: [SecretReference]
  /// Names of Secrets that any text of the repository may mean.
  let mentions: Set<String>
  /// Every image that a workload names, once.
  package let images: Set<ImageName>
  package let imageIndex: ImageIndex
  package let flux: FluxSettings
  package let fluxTenants: FluxTenants
  /// Containers and steps of everything.
  package let containers: [Node]
  /// What their images are called, as written.
  package let imageTexts: Set<String>
  private let resourcesByKind: [String: [Resource]]
  /// Names under which commands install charts, which bring Secrets called after them.
  private let releases: Set<String>
  private let commandsByFile: [ObjectIdentifier: [Command]]
  let overlays: Overlays
  let nearNames: NearNames
  /// A policy, or a program that patches accounts, may hand pull secrets to everything.
  let isAttachedByPolicy: Bool
  let renderedNames: RenderedNames
  private let resolved: ResolvedReferences
  let accountsByName: [String: [Int]]
  /// Of each account's instances; nil for one that is not known.
  let accountNamespaces: [[String?]]
  private let copies: CopyIndex
  private let boundAccounts: BoundAccounts
  let secretsByName: [String: [Int]]
  let runsByAccount: [String: [BuildRun]]
  /// The repository configures Tekton Chains.
  package let hasChains: Bool
  /// The same credential in several places, by each of them.
  private let repetitions: [ObjectIdentifier: Repetition]
  /// The first definition of a Secret that is another than a later one in the same file.
  private let conflicts: [ObjectIdentifier: Secret]

  package init(
    _ files: [FileContent], declarations: Declarations = Declarations()
  ) {
    self.files = files.sorted { $0.file.path < $1.file.path }
    let joined = JoinedContent(self.files)
    paths = joined.paths
    resources = joined.resources
    resourcesByKind = Dictionary(grouping: resources, by: \.kind)
    flux = FluxSettings(resourcesByKind)
    overlays = Overlays(resources)
    fluxTenants = FluxTenants(resourcesByKind, overlays)
    secrets = joined.secrets
    conflicts = SecretConflicts.earlier(in: secrets)
    renderedNames = RenderedNames(resources, secrets)
    let reader = CredentialReader(declarations: declarations)
    credentials = secrets.flatMap { reader.credentials(of: $0) }
    let accountResources = resources.filter { $0.role == .serviceAccount }
    accounts = accountResources.filter { $0.maker == nil }.map(ServiceAccount.init)
    accountPatches = accountResources.filter { $0.maker != nil }.map(ServiceAccount.init)
    workloads = resources.flatMap { resource in
      (resource.row?.podPaths ?? []).compactMap { resource.body.at($0) }
        .filter { $0.kind == .mapping }.map { Workload(resource: resource, spec: $0) }
    }
    descriptors = joined.descriptors + resources.compactMap(ComponentDescriptor.init)
    commands = joined.commands
    commandsByFile = Dictionary(grouping: commands) { ObjectIdentifier($0.file) }
    scriptCalls = Dictionary(
      grouping: commands.filter { ShellScripts.isScript($0.program) }, by: \.program)
    releases = Set(
      commands.filter { $0.purpose == .helm }.compactMap {
        $0.positional.dropFirst().first?.resolved
      }.filter { !$0.isEmpty }
    )
    encodedValues = joined.encodedValues
    mentions = joined.mentions
    hardcoded = HardcodedIndex(joined.hardcodedCredentials)
    generatorFiles = Set(resources.flatMap(\.attachments.keys))
    encrypted = joined.encrypted
    encryptedByFile = Dictionary(grouping: encrypted) { ObjectIdentifier($0.file.source) }
    encryptionRules = joined.encryptionRules
    let (grants, cutRoles) = Grant.all(in: resources) { [overlays] resource in
      overlays.instances(of: AppliedObject(resource)).map(\.namespace)
    }
    self.grants = grants
    problems =
      joined.problems + Self.limits(overlays, resources)
      + resources.filter { cutRoles.contains(ObjectIdentifier($0)) }.map {
        Self.limit("\($0.described) collects more roles than are followed", $0)
      }
    malformed = resources.flatMap(MalformedReference.all)
    repetitions = Self.repetitions(credentials)
    let named =
      workloads.flatMap { $0.pullSecrets + $0.references }
      + (accounts + accountPatches).flatMap { $0.secrets + $0.pullSecrets }
      + resources.flatMap(References.objects)
    references = named.filter { [overlays] in overlays.applies($0.from) }
    containers = resources.flatMap { Containers.all(in: $0) }
    imageTexts = Set(containers.compactMap { $0["image"]?.text })
    images = Set(workloads.flatMap { $0.images.compactMap(\.image) })
    imageIndex = ImageIndex(images)
    let applied = secrets.map { [overlays] in overlays.instances(of: AppliedObject($0)) }
    secretsByName = Self.index(secrets.map(\.name), applied)
    let applications = accounts.map { [overlays] in
      overlays.instances(of: AppliedObject($0.resource))
    }
    accountNamespaces = applications.map { $0.map(\.namespace) }
    accountsByName = Self.index(accounts.map(\.resource.name), applications)
    runsByAccount = Self.runs(in: resources, workloads)
    hasChains = resources.contains { resource in
      (resource.role == .configMap && resource.name == "chains-config")
        || resource.name == "tekton-chains-controller"
        || (resource.group == "operator.tekton.dev" && resource.body.at("spec", "chain") != nil)
    }
    boundAccounts = BoundAccounts(resources)
    copies = CopyIndex(secrets, resources)
    resolved = ResolvedReferences(
      references, SecretFinder(secrets, applied, byName: secretsByName, overlays: overlays))
    isAttachedByPolicy =
      resources.contains { $0.role == .copyPolicy && $0.mutatesPullSecrets }
      || images.contains { $0.repository.hasSuffix("imagepullsecret-patcher") }
    nearNames = NearNames(secrets, applied)
  }

  /// Kustomizations that were not followed whole.
  private static func limits(_ overlays: Overlays, _ resources: [Resource]) -> [ContentProblem] {
    guard !overlays.cutRoots.isEmpty || !overlays.cutObjects.isEmpty else { return [] }
    return resources.filter { resource in
      overlays.cutObjects.contains(ObjectIdentifier(resource))
        || (resource.role == .kustomization
          && overlays.cutRoots.contains(Overlays.name(ofRoot: resource.file.directory)))
    }.map { limit("\($0.described) lists more than is followed", $0) }
  }

  private static func limit(_ message: String, _ resource: Resource) -> ContentProblem {
    ContentProblem(
      kind: .limit, message: message,
      place: resource.body.document.place(of: resource.body.range), file: resource.file,
      resource: "")
  }

  /// Positions by every name under which a resource can be referred to.
  private static func index(
    _ names: [String], _ instances: [[Instance]]
  ) -> [String: [Int]] {
    var result: [String: [Int]] = [:]
    for (position, (own, instances)) in zip(names, instances).enumerated() {
      for name in Set(instances.map(\.name) + [own]) {
        result[name, default: []].append(position)
      }
    }
    return result
  }

  private static func runs(
    in resources: [Resource], _ workloads: [Workload]
  ) -> [String: [BuildRun]] {
    let runs = resources.filter { $0.role == .run }
    guard !runs.isEmpty else { return [:] }
    let tasks = TaskIndex(resources)
    let templates = Dictionary(grouping: workloads) { ObjectIdentifier($0.resource) }
    var result: [String: [BuildRun]] = [:]
    for run in runs {
      let pullSecrets = (templates[ObjectIdentifier(run)] ?? []).flatMap(\.pullSecrets)
      let build = BuildRun(run, pullSecrets: pullSecrets, in: tasks)
      for name in accountNames(run) { result[name, default: []].append(build) }
    }
    return result
  }

  /// The accounts a Tekton run names: v1's path first, then v1beta1's, and those of single tasks.
  private static func accountNames(_ run: Resource) -> Set<String> {
    let paths = run.row?.accountPaths ?? []
    let own = paths.lazy.compactMap { run.body.at($0)?.text }.first ?? "default"
    let tasks = (run.body.at("spec", "taskRunSpecs")?.elements ?? []).compactMap {
      $0["serviceAccountName"]?.text ?? $0["taskServiceAccountName"]?.text
    }
    return Set([own] + tasks)
  }

  /// Credentials with one value and one user, where several Secrets hold it.
  private static func repetitions(_ credentials: [Credential]) -> [ObjectIdentifier: Repetition] {
    var groups: [String: [Credential]] = [:]
    for credential in credentials
    where credential.kind.id != CredentialKind.certificate.id {
      // One variable of one script holds one value.
      if credential.isOpen, let login = credential.login, credential.secret.origin == .command {
        let variable = login.secret.reveal { $0 }
        groups[
          "\(credential.secret.resource.file.path)\0\(credential.registry)\0\(credential.user)\0\(variable)",
          default: []
        ].append(credential)
      }
      guard !credential.isPlaceholder, !credential.value.isEmpty else { continue }
      let key = credential.value.reveal {
        "\(credential.registry)\0\(credential.user)\0\($0.trimmedWhitespace)"
      }
      groups[key, default: []].append(credential)
    }
    var result: [ObjectIdentifier: Repetition] = [:]
    for group in groups.values where group.count > 1 {
      let repetition = Repetition(group)
      for credential in group { result[ObjectIdentifier(credential)] = repetition }
    }
    return result
  }

  /// Credentials with one value.
  private struct Repetition {
    let credentials: [Credential]
    /// How many known namespaces they are in.
    let namespaces: Int

    init(_ credentials: [Credential]) {
      self.credentials = credentials
      namespaces = Set(credentials.compactMap(\.secret.namespace)).count
    }
  }

  /// Other Secrets' credentials with the same value, in the order of the files, and no more than
  /// anybody reads.
  package func copies(of credential: Credential) -> [Credential] {
    Array(
      (repetitions[ObjectIdentifier(credential)]?.credentials ?? []).lazy
        .filter { $0.secret !== credential.secret }.prefix(Self.maximumCopies))
  }

  /// Of one value: whoever rotates it looks no further than that.
  private static let maximumCopies = 100

  /// In how many namespaces Secrets hold the same value, all of them counted.
  package func namespaces(holding credential: Credential) -> Int {
    repetitions[ObjectIdentifier(credential)]?.namespaces
      ?? (credential.secret.namespace == nil ? 0 : 1)
  }

  /// An earlier definition of the same Secret in the same file with different content.
  package func conflicts(with secret: Secret) -> Secret? { conflicts[ObjectIdentifier(secret)] }

  /// A binding gives the account a role, by name or as one of all accounts.
  package func isBound(_ account: ServiceAccount) -> Bool { boundAccounts.contains(account) }

  /// A controller, a policy or another chart makes or copies a Secret of the name to where it is
  /// asked for, or may.
  package func isProvided(_ reference: SecretReference) -> Bool {
    overlays.patches.madeSecrets.contains(reference.name)
      || copies.provides(reference.name, in: namespaces(of: reference))
      || releases.contains { reference.name == $0 || reference.name.hasPrefix($0 + "-") }
      || (secretsByName[reference.name] ?? []).contains {
        !secrets[$0].resource.isRenderedTogether(with: reference.from)
      }
  }

  /// Whether the object is applied together with what another repository holds.
  package func isBesideRemoteParts(_ resource: Resource) -> Bool {
    !overlays.openRoots.isEmpty
      && instances(of: resource).contains { overlays.openRoots.contains($0.root) }
  }

  /// A controller or a policy copies the Secret into other namespaces, or is allowed to.
  package func isCopied(_ secret: Secret) -> Bool { copies.copies(secret) }

  /// Whether a patch of kustomize may change objects of the kind in more than their names.
  package func patchesKind(_ kind: String) -> Bool { overlays.patches.kinds.contains(kind) }

  /// Whether kustomize puts something else into the field than the file says.
  package func isFilled(_ field: Node, of resource: Resource) -> Bool {
    overlays.fills(field, of: resource)
  }

  /// Whether kustomize applies the Secret's file as a patch to something else.
  package func isPatch(_ secret: Secret) -> Bool { isPatchFile(secret.resource.file.path) }

  /// Whether kustomize applies the file as a patch.
  package func isPatchFile(_ path: String) -> Bool { overlays.patches.files.contains(path) }

  /// The Secrets that another, which names one to be filled from, can mean.
  package func sources(of mirror: Mirror) -> [Secret] {
    (secretsByName[mirror.name] ?? []).map { secrets[$0] }.filter { source in
      instances(of: source).contains { $0.name == mirror.name && $0.namespace == mirror.namespace }
    }
  }

  /// The document of SOPS that holds the Secret.
  package func encryptedDocument(of secret: Secret) -> EncryptedDocument? {
    let start = secret.resource.body.range.lowerBound
    return encryptedByFile[ObjectIdentifier(secret.resource.file.source)]?.first {
      $0.root.range.contains(start)
    }
  }

  /// A generator reads the file, so that what stands in it is judged as a Secret's.
  package func isGenerated(from path: String) -> Bool { generatorFiles.contains(path) }

  /// In the order of the files.
  package func resources(ofKind kind: String) -> [Resource] { resourcesByKind[kind] ?? [] }

  /// In the order in which they stand.
  package func commands(in file: InputFile) -> [Command] {
    commandsByFile[ObjectIdentifier(file)] ?? []
  }

  /// A command of the repository makes a Secret of that name, and not in another known namespace.
  package func isMadeByCommand(_ reference: SecretReference) -> Bool {
    resolve(reference).targets.contains { $0.origin == .command }
  }

  /// Where a name is looked up, each time that what refers is applied.
  package func namespaces(of reference: SecretReference) -> [String?] {
    instances(of: reference.from).map { reference.namespace(from: $0.namespace) }
  }

  /// How a resource is applied: once for each kustomization root, or as it stands.
  package func instances(of resource: Resource) -> [Instance] {
    overlays.instances(of: AppliedObject(resource))
  }

  /// Whether a GitOps controller's object applies the file, through kustomizations or as it stands.
  package func applies(_ application: Resource, _ path: String) -> Bool {
    let roots = overlays.roots(of: path)
    return Application.all(in: application).contains { roots.contains($0.identity) }
  }

  /// The same for the Secret that a resource is or makes.
  package func instances(of secret: Secret) -> [Instance] {
    overlays.instances(of: AppliedObject(secret))
  }

  /// What the reference leads to; it was looked up once, when the graph was made.
  package func resolve(_ reference: SecretReference) -> Resolution {
    resolved.resolution(of: reference)
  }

  /// The fields by which something refers to the Secret.
  package func uses(of secret: Secret) -> Set<SecretReference.Field> { resolved.uses(of: secret) }

  /// Who refers to the Secret.
  package func consumers(of secret: Secret) -> [SecretReference] {
    resolved.consumers(of: secret)
  }
}
