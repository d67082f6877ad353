package import CEL
internal import Checks
package import Credentials
package import Graph
internal import Manifests
package import Rules
package import YAMLTree

/// Every credential that the files show or name, for somebody who reviews them.
package struct Inventory: Sendable {
  /// How a credential is kept in the repository.
  package enum Protection: String, Sendable, CaseIterable {
    case clear, encrypted, sealed, fetched, placeholder, live
    /// Nothing in the repository holds it.
    case absent
  }

  /// Who says what a credential may do and when it ends.
  package enum Basis: String, Sendable, CaseIterable {
    /// Its own provider.
    case proved
    case declared
    case form = "by form"
  }

  /// Somebody who can use a credential.
  package struct User: Sendable, Hashable {
    package let kind, name: String
    /// Known namespaces in which it runs.
    package let namespaces: [String]
    /// The field that names the Secret.
    package let field: String
    /// The account through which it comes to it; empty for none.
    package let account: String
    package let isWorkload: Bool
    /// Images that the credential's registry key covers.
    package let images: [String]

    package var described: String { name.isEmpty ? kind : "\(kind) '\(name)'" }
  }

  /// One credential, with what is known of it; texts are safe to print.
  package struct Entry: Sendable {
    /// The id of its kind, such as `gitlab-deploy-token`.
    package internal(set) var kind = ""
    package internal(set) var title = ""
    package internal(set) var provider = ""
    /// The registry or host that it is for.
    package internal(set) var host = ""
    package internal(set) var user = ""
    package internal(set) var purpose = ""
    package internal(set) var scopes: [String] = []
    /// Who says so; nil where nobody does.
    package internal(set) var scopesBasis, endBasis: Basis?
    /// What its provider has said of it: yes, no or unknown; nil where it was not asked.
    package internal(set) var validity: VerifiedAnswer.Validity?
    /// What its provider has proved it to be able to do.
    package internal(set) var provedRights: [String] = []
    package internal(set) var expires: Timestamp?
    /// What holds it, as messages name it.
    package internal(set) var holder = ""
    /// The key, variable or annotation in the holder.
    package internal(set) var key = ""
    package internal(set) var namespaces: [String] = []
    /// How it got there: `Secret`, `SealedSecret`, `kubectl create secret`, …
    package internal(set) var origin = ""
    package internal(set) var protection = Protection.clear
    package internal(set) var users: [User] = []
    /// What deploys its holder.
    package internal(set) var reach = Reach.unknown
    /// Nothing in it was changed since, as SOPS or git's history says; nil where nothing tells.
    package internal(set) var unchangedSince: Timestamp?
    /// The keys that open it, where it is encrypted.
    package internal(set) var keys: [String] = []
    /// The name of the Secret that holds it; empty for none.
    package internal(set) var secret = ""
    /// Something in the repository names the Secret, selects it or may mean it.
    package internal(set) var isUsed = false
    /// It logs in to a registry.
    package internal(set) var isRegistryLogin = false
    /// The repository makes the Secret.
    package internal(set) var isProvided = false
    /// It acts with the rights of a person's account.
    package internal(set) var isPersonal = false
    /// By an organisation's key, for what stands in clear and nobody can guess.
    package internal(set) var join: JoinID?
    /// Of its cipher text, which anybody may read: another one means another value, or other keys.
    package internal(set) var cipher = ""
    /// False for a Secret of which no value looks like one: many hold what everybody may know.
    package internal(set) var isTelling = true
    /// Other places where the same value stands.
    package internal(set) var copies = 0
    /// Who answers for its file.
    package internal(set) var owners: [String] = []
    package let place: Place
    /// The object that holds it.
    package internal(set) var extent: Range<Int>

    init(place: Place) {
      self.place = place
      extent = place.range
    }

    package var workloads: [User] { users.filter(\.isWorkload) }

    /// `14 workloads in 3 namespaces`; empty when nothing is known to use it.
    package var usage: String {
      let workloads = Set(self.workloads.map { "\($0.kind)/\($0.namespaces)/\($0.name)" }).count
      guard workloads > 0 else { return "" }
      let namespaces = Set(self.workloads.flatMap(\.namespaces)).count
      let what = workloads == 1 ? "1 workload" : "\(workloads) workloads"
      guard namespaces > 0 else { return what }
      return what + (namespaces == 1 ? " in 1 namespace" : " in \(namespaces) namespaces")
    }
  }

  package let entries: [Entry]
  /// What expiry is judged by.
  package let now: Timestamp

  /// - Parameter key: an organisation's, if values get ids.
  package init(_ world: RuleContext, key: JoinKey? = nil) {
    now = world.now
    var reader = InventoryReader(world, key)
    reader.readSecrets()
    reader.readSightings()
    reader.readCommands()
    reader.readAbsent()
    reader.readOwners()
    entries = reader.entries.sorted { left, right in
      let a = left.place
      let b = right.place
      return (a.file.path, a.range.lowerBound, left.kind, left.host)
        < (b.file.path, b.range.lowerBound, right.kind, right.host)
    }
  }
}

private struct InventoryReader {
  private let world: RuleContext
  private let key: JoinKey?
  private let uses: SecretUses
  private let resourcesByFile: [String: [Resource]]
  private var reaches: ReachIndex
  private(set) var entries: [Inventory.Entry] = []

  init(_ world: RuleContext, _ key: JoinKey?) {
    self.world = world
    self.key = key
    uses = SecretUses(world.graph)
    resourcesByFile = Dictionary(grouping: world.graph.resources, by: \.file.path)
    reaches = ReachIndex(world.graph, world.settings.environments)
  }

  private var graph: ResourceGraph { world.graph }

  /// One entry for each credential; a Secret whose content tells nothing has one for itself.
  mutating func readSecrets() {
    let credentials = Dictionary(grouping: graph.credentials) { ObjectIdentifier($0.secret) }
    for secret in graph.secrets where secret.resource.file.isReported {
      let uses = uses.uses(of: secret)
      let own = credentials[ObjectIdentifier(secret)] ?? []
      let layers = layers(selecting: secret)
      for credential in own { add(credential, users(uses, secret, credential.login) + layers) }
      if own.isEmpty, !secret.entries.isEmpty || secret.origin != .manifest {
        add(unread: secret, users(uses, secret, nil) + layers)
      }
    }
  }

  private mutating func add(_ credential: Credential, _ users: [Inventory.User]) {
    var entry = entry(of: credential.secret, at: credential.node.place)
    entry.kind = credential.kind.id
    entry.title = credential.kind.title
    entry.provider = credential.provider
    entry.host = credential.registry
    entry.user = FoundCredential.kept(credential).shownUser
    entry.purpose = CredentialUses.purpose(of: credential, world.graph)?.text ?? ""
    entry.scopes = credential.scopes
    entry.expires = CredentialFacts.end(of: credential)
    entry.scopesBasis = basis(
      byForm: !credential.classification.scopes.isEmpty, declared: !credential.scopes.isEmpty)
    entry.endBasis = basis(
      byForm: credential.classification.expires != nil, declared: entry.expires != nil)
    addAnswer(.kept(credential), &entry)
    entry.key = credential.entry.key
    entry.protection = protection(of: credential, entry.protection)
    entry.users = users
    entry.copies = FoundCredential.kept(credential).copies(in: world).count
    entry.isPersonal = credential.kind.isPersonal
    entry.isRegistryLogin = credential.isRegistryLogin
    entry.join = join(.kept(credential), entry.protection)
    entries.append(entry)
  }

  private func basis(byForm: Bool, declared: Bool) -> Inventory.Basis? {
    byForm ? .form : declared ? .declared : nil
  }

  /// What was proved outranks what an annotation declares.
  private func addAnswer(_ credential: FoundCredential, _ entry: inout Inventory.Entry) {
    guard let answer = world.answer(for: credential) else { return }
    entry.validity = answer.validity
    entry.provedRights = answer.actions
    if !answer.scopes.isEmpty, entry.scopesBasis != .form {
      (entry.scopes, entry.scopesBasis) = (answer.scopes, .proved)
    }
    if let end = answer.expires, entry.endBasis != .form {
      (entry.expires, entry.endBasis) = (end, .proved)
    }
  }

  private func join(
    _ credential: FoundCredential, _ protection: Inventory.Protection
  ) -> JoinID? {
    guard protection == .clear, credential.isUnguessable else { return nil }
    return key?.id(of: credential.heldValue)
  }

  private mutating func add(unread secret: Secret, _ users: [Inventory.User]) {
    let place = (secret.nameNode ?? secret.resource.body["kind"] ?? secret.resource.body).place
    var entry = entry(of: secret, at: place)
    entry.kind = "unread"
    entry.title = secret.type.isEmpty || secret.type == "Opaque" ? "Opaque data" : secret.type
    entry.key = secret.entries.map(\.key).joined(separator: " ")
    let clear = secret.entries.compactMap(\.clearCredential)
    entry.isTelling = !clear.isEmpty
    if clear.count == 1, entry.protection == .clear, Strength.isUnguessable(clear[0]) {
      entry.join = key?.id(of: Sensitive(clear[0]))
    }
    if entry.protection == .clear, secret.entries.allSatisfy(\.isPlaceholder) {
      entry.protection = secret.origin == .command ? .absent : .placeholder
    }
    entry.users = users
    entries.append(entry)
  }

  /// What could be read stands in clear, also in a Secret whose other values are encrypted.
  private func protection(
    of credential: Credential, _ own: Inventory.Protection
  ) -> Inventory.Protection {
    guard own != .live, credential.kind.id != CredentialKind.declared.id,
      !credential.secret.resource.file.isGitCrypted
    else { return own }
    if credential.isOpen, credential.secret.origin == .command { return .absent }
    return credential.isPlaceholder && !credential.isClear ? .placeholder : .clear
  }

  private mutating func entry(of secret: Secret, at place: Place) -> Inventory.Entry {
    var entry = Inventory.Entry(place: place)
    entry.reach = reaches.reach(of: secret.resource)
    entry.holder = secret.described
    entry.secret = secret.name
    entry.isProvided = true
    entry.isUsed = mayBeUsed(secret)
    entry.namespaces = Set(graph.instances(of: secret).compactMap(\.namespace)).sorted()
    entry.origin = secret.producer
    entry.protection = protection(of: secret)
    entry.keys = graph.encryptedDocument(of: secret)?.keys ?? []
    entry.unchangedSince = world.unchangedSince(secret)?.time
    entry.cipher = CipherText.digest(of: secret)
    let range = secret.resource.body.range
    if secret.resource.body.document.embedding == nil { entry.extent = range }
    return entry
  }

  /// As the rule about unused Secrets has it.
  private func mayBeUsed(_ secret: Secret) -> Bool {
    !uses.uses(of: secret).isEmpty || LifecycleManager.isSelected(secret, graph)
      || graph.isCopied(secret) || graph.isMentioned(secret) || UnnamedUses.reads(secret, graph)
      || world.settings.namesElsewhere.contains(secret.name)
      || secret.resource.file.isAmongSources
  }

  private func protection(of secret: Secret) -> Inventory.Protection {
    if secret.resource.isLive { return .live }
    if secret.origin == .sealed { return .sealed }
    let isOwn = [.manifest, .generator, .command].contains(secret.origin)
    // What another producer does not hold itself, it fetches or makes up.
    if !isOwn, secret.isEncrypted { return .fetched }
    let isHidden = secret.isEncrypted || secret.entries.contains { $0.encryption != nil }
    return isHidden ? .encrypted : .clear
  }

  /// - Parameter secret: what they come to; nil for one that the repository does not hold.
  private func users(
    _ uses: [SecretUse], _ secret: Secret?, _ login: RegistryLogin?
  ) -> [Inventory.User] {
    var seen = Set<Inventory.User>()
    let near = secret.map { graph.instances(of: $0).map(\.namespace) } ?? [nil]
    return uses.compactMap { use in
      // A Secret is for its own namespace; where one of the two is not known, they may meet.
      let own = graph.instances(of: use.user).map(\.namespace)
      let meeting = own.filter { $0 == nil || near.contains(nil) || near.contains($0) }
      guard !meeting.isEmpty else { return nil }
      let images = (use.workload?.images ?? []).compactMap(\.image).filter { image in
        login?.key?.matches(image) ?? false
      }
      return Inventory.User(
        kind: use.user.kind, name: use.user.name,
        namespaces: Set(meeting.compactMap(\.self)).sorted(), field: use.reference.field.rawValue,
        account: use.account.map(\.resource.name) ?? "", isWorkload: use.isWorkload,
        images: Set(images.map(\.text)).sorted())
    }.filter { seen.insert($0).inserted }
  }

  /// Modules whose layers Lifecycle Manager fetches with the Secret, by its labels.
  private func layers(selecting secret: Secret) -> [Inventory.User] {
    graph.descriptors.filter { descriptor in
      descriptor.layers.contains { layer in
        !layer.selector.isEmpty
          && layer.selector.allSatisfy { secret.label($0.key)?.hasText($0.value) == true }
      }
    }.map { descriptor in
      Inventory.User(
        kind: descriptor.resource?.kind ?? "ComponentDescriptor",
        name: descriptor.resource?.name ?? descriptor.name, namespaces: [],
        field: "oci-registry-cred", account: "", isWorkload: false, images: [])
    }
  }

  /// What stands in clear outside Secrets.
  mutating func readSightings() {
    for hardcoded in graph.hardcoded.credentials where hardcoded.file.isReported {
      var entry = Inventory.Entry(place: hardcoded.place)
      let kind = hardcoded.classification.kind
      entry.kind = kind.id
      entry.title = kind.title
      entry.provider = kind.provider
      entry.scopes = hardcoded.classification.scopes
      entry.expires = hardcoded.classification.expires.map { Timestamp(clamped: $0) }
      entry.scopesBasis = basis(byForm: !entry.scopes.isEmpty, declared: false)
      entry.endBasis = basis(byForm: entry.expires != nil, declared: false)
      addAnswer(.hardcoded(hardcoded), &entry)
      entry.holder = hardcoded.owner.isEmpty ? hardcoded.file.path : hardcoded.owner
      entry.key = hardcoded.key
      entry.origin = hardcoded.spot.rawValue
      let holder = holder(of: hardcoded.place)
      entry.namespaces = namespaces(holder)
      entry.reach =
        holder.map { reaches.reach(of: $0) } ?? reaches.reach(ofFile: hardcoded.file.path)
      entry.protection = .clear
      entry.copies = FoundCredential.hardcoded(hardcoded).copies(in: world).count
      entry.user = FoundCredential.hardcoded(hardcoded).shownUser
      entry.host = hardcoded.registry
      entry.isPersonal = kind.isPersonal
      entry.isRegistryLogin = !hardcoded.registry.isEmpty
      entry.join = join(.hardcoded(hardcoded), .clear)
      entries.append(entry)
    }
  }

  /// The object around a place.
  private func holder(of place: Place) -> Resource? {
    (resourcesByFile[place.file.path] ?? []).first {
      $0.body.range.contains(place.range.lowerBound)
    }
  }

  private func namespaces(_ holder: Resource?) -> [String] {
    Set((holder.map(graph.instances) ?? []).compactMap(\.namespace)).sorted()
  }

  /// What is written into commands, and Secrets that they change; those that they make are read as
  /// Secrets.
  mutating func readCommands() {
    for command in graph.commands where command.file.isReported {
      let written = command.arguments.first { argument in
        CommandChecks.credential(in: .init(command: command, argument: argument)) != nil
      }
      let changed = command.changedSecret
      guard written != nil || changed != nil, command.purpose != .createSecret else { continue }
      var entry = Inventory.Entry(place: command.place)
      entry.kind = written == nil ? "changed" : "in-command"
      entry.title = written == nil ? "Changed by a command" : "Written into a command"
      entry.holder = changed.map { "Secret '\($0)'" } ?? command.context
      entry.host = literal(command.flag("--docker-server"))
      entry.namespaces = [literal(command.namespace)].filter { !$0.isEmpty }
      let verbs = command.verbs.prefix(changed == nil ? 3 : 2).map { $0.prefix { $0 != "/" } }
      entry.origin = "\(command.program) \(verbs.joined(separator: " "))"
      entry.protection = written == nil ? .absent : .clear
      entry.reach =
        command.owner.map { reaches.reach(of: $0) } ?? reaches.reach(ofFile: command.file.path)
      entries.append(entry)
    }
  }

  private func literal(_ argument: Command.Argument?) -> String {
    guard let argument, argument.word.isLiteral else { return "" }
    return argument.value
  }

  /// Secrets that are named and that nothing in the repository provides.
  mutating func readAbsent() {
    var byName: [String: [SecretReference]] = [:]
    for reference in graph.references where reference.isLiteral && !reference.isItem {
      guard reference.from.file.isReported, graph.resolve(reference).targets.isEmpty,
        !graph.isMadeByCommand(reference)
      else { continue }
      let namespaces = graph.instances(of: reference.from).compactMap(\.namespace)
      byName["\(reference.name)\0\(Set(namespaces).sorted())", default: []].append(reference)
    }
    for (_, references) in byName {
      guard let first = references.min(by: Self.precedes) else { continue }
      var entry = Inventory.Entry(place: first.nameNode.place)
      entry.kind = "absent"
      entry.title = "Not in the repository"
      entry.holder = "Secret '\(first.name)'"
      entry.secret = first.name
      entry.origin = graph.isProvided(first) ? "copied by a controller" : "unknown"
      entry.protection = .absent
      entry.namespaces = Set(
        references.flatMap { graph.instances(of: $0.from).compactMap(\.namespace) }
      ).sorted()
      entry.users = users(references.flatMap { uses.uses(through: $0) }, nil, nil)
      entry.reach = Reach.union(references.map { reaches.reach(of: $0.from) })
      entries.append(entry)
    }
  }

  mutating func readOwners() {
    let owners = world.settings.owners
    guard !owners.isEmpty else { return }
    var known: [String: [String]] = [:]
    for index in entries.indices {
      let path = entries[index].place.file.path
      let found = known[path] ?? owners.owners(of: path)
      known[path] = found
      entries[index].owners = found
    }
  }

  private static func precedes(_ left: SecretReference, _ right: SecretReference) -> Bool {
    (left.from.file.path, left.nameNode.range.lowerBound)
      < (right.from.file.path, right.nameNode.range.lowerBound)
  }
}
