internal import CEL
internal import Credentials
internal import Encodings
internal import Graph
internal import Manifests
internal import YAMLTree

/// One annotation that declares something of the credentials of an object, or was meant to.
struct Declaration: Sendable {
  let entry: Node.Entry
  /// Nil for a key that is none.
  let fact: Declarations.Fact?
  /// The object, as messages name it.
  let owner: String
  let identity: String
  /// The Secrets that it speaks of.
  let secrets: [Secret]
  let credentials: [Credential]

  static func all(in world: RuleContext) -> [Declaration] {
    let own = world.settings.declarations.ownKeys
    var facts: [String: Declarations.Fact] = [:]
    for fact in Declarations.Fact.allCases {
      for key in own[fact, default: []] + [Declarations.key(of: fact)] { facts[key] = fact }
    }
    func entries(_ annotations: Node?) -> [Node.Entry] {
      (annotations?.entries ?? []).filter { facts[$0.key.text] != nil || isNear($0.key.text) }
    }
    var secrets: [ObjectIdentifier: [Secret]] = [:]
    var result: [Declaration] = []
    lazy var credentials = Dictionary(grouping: world.graph.credentials) {
      ObjectIdentifier($0.secret)
    }
    func add(_ entry: Node.Entry, _ owner: String, _ identity: String, _ secrets: [Secret]) {
      result.append(
        Declaration(
          entry: entry, fact: facts[entry.key.text], owner: owner, identity: identity,
          secrets: secrets,
          credentials: secrets.flatMap { credentials[ObjectIdentifier($0)] ?? [] }))
    }
    for secret in world.graph.secrets {
      secrets[ObjectIdentifier(secret.resource), default: []].append(secret)
      guard let metadata = secret.metadata, metadata != secret.resource.metadata else { continue }
      for entry in entries(metadata["annotations"]) {
        add(entry, secret.described, secret.identity, [secret])
      }
    }
    for resource in world.graph.resources {
      for entry in entries(resource.annotations) {
        add(
          entry, resource.described, resource.identity, secrets[ObjectIdentifier(resource)] ?? [])
      }
    }
    return result
  }

  /// A key that is credlint's, or has its name in front, and is no suppression.
  private static func isNear(_ key: String) -> Bool {
    guard let slash = key.firstIndex(of: "/"), key.hasPrefix("credlint") else { return false }
    let name = key[key.index(after: slash)...]
    return key.hasPrefix("credlint.dev/")
      ? !name.hasPrefix("ignore.") : Declarations.Fact(rawValue: String(name)) != nil
  }

  /// The key that was meant; nil for one that is read, and for one that is like none.
  var meantKey: String? {
    guard fact == nil, let slash = entry.key.text.firstIndex(of: "/") else { return nil }
    let name = String(entry.key.text[entry.key.text.index(after: slash)...]).lowercased()
    let near = Declarations.Fact.allCases.filter {
      editDistance($0.rawValue, name) <= max(1, name.count / 3)
    }
    return near.min {
      editDistance($0.rawValue, name) < editDistance($1.rawValue, name)
    }.map(Declarations.key)
  }

  /// Why it says nothing, as the end of a sentence; nil for one that is understood. A value is not
  /// repeated: it may be anything that somebody pasted.
  func problem(_ world: RuleContext) -> (text: String, node: Node)? {
    guard let fact else {
      if let meantKey { return ("is not read; did you mean '\(meantKey)'?", entry.key) }
      let known = Declarations.Fact.allCases.map(\.rawValue).joined(separator: ", ")
      return ("is not read; there are \(known) and ignore.<rule-id>", entry.key)
    }
    let value = entry.value
    guard !secrets.isEmpty, value.kind == .scalar, !Placeholder.isTemplate(value.text) else {
      return nil
    }
    // An annotation can name as many hosts as its Secret has logins.
    let logins = Dictionary(grouping: credentials, by: \.registry)
    let hosts = hosts
    let problem = Declarations.parts(of: value.text).lazy.compactMap { part in
      let credentials = part.host.isEmpty ? credentials : logins[part.host] ?? []
      return self.problem(of: part.text, fact, credentials, world)
        ?? self.problem(ofHost: part.host, hosts)
    }.first
    return problem.map { ($0, value) }
  }

  private func problem(
    of text: String, _ fact: Declarations.Fact, _ credentials: [Credential], _ world: RuleContext
  ) -> String? {
    guard !text.isEmpty else { return "says nothing" }
    switch fact {
    case .expires, .rotated:
      let date = Timestamp(parsing: text, allowsBareDate: true)
      return date == nil ? "holds no date such as 2026-12-31" : nil
    case .purpose:
      let purposes = Self.purposes + world.scopes.purposes.subtracting(Self.purposes).sorted()
      guard !purposes.contains(text) else { return nil }
      let meant = purposes.first(where: text.hasPrefix).map { "; did you mean '\($0)'?" }
      return "is none of \(purposes.joined(separator: ", "))"
        + (meant ?? suggestion(for: text, among: purposes))
    case .scopes:
      var providers = Set(credentials.map(\.provider)).subtracting([""])
      if providers.isEmpty { providers = [""] }
      let known = providers.reduce(into: Set()) { $0.formUnion(world.scopes.scopes(of: $1)) }
      let meant = text.split { " ,".contains($0) }.lazy.compactMap {
        Self.meant(by: String($0), known)
      }.first
      return meant.map { "names a scope that there is not; did you mean '\($0)'?" }
    }
  }

  private static let purposes = ["pull", "push", "clone", "webhook", "sign", "api"]

  /// A scope one slip of the pen away; what is like none may be one that the table lacks.
  static func meant(by scope: String, _ known: Set<String>) -> String? {
    guard !known.contains(scope), scope.utf8.count > 4 else { return nil }
    let limit = scope.utf8.count < 8 ? 1 : 2
    return known.map { (scope: $0, distance: editDistance($0, scope)) }
      .filter { $0.distance <= limit }
      .min { ($0.distance, $0.scope) < ($1.distance, $1.scope) }?.scope
  }

  // MARK: Hosts

  private func problem(ofHost host: String, _ hosts: Set<String>?) -> String? {
    guard !host.isEmpty, !Placeholder.isTemplate(host), let hosts, !hosts.contains(host) else {
      return nil
    }
    guard !hosts.isEmpty else { return "names a host, and nothing in it is known to be for one" }
    return "names a host that it has no login for; there is "
      + hosts.sorted().prefix(3).joined(separator: ", ")
  }

  /// What its logins are for; nil where not all of them can be seen.
  private var hosts: Set<String>? {
    let isSeen = secrets.allSatisfy { secret in
      let templates = Set(secret.dockerConfigs.map(\.entry.key))
      return !secret.isEncrypted && secret.hasClosedKeys && !secret.isMerged
        && !secret.isFilledElsewhere
        && secret.entries.allSatisfy { $0.isClear || templates.contains($0.key) }
        && (!secret.isDockerType || secret.dockerConfigs.contains { !$0.logins.isEmpty })
    }
    let hosts = Set(credentials.map(\.registry)).subtracting([""])
    guard isSeen, !hosts.contains(where: Placeholder.isTemplate) else { return nil }
    return hosts
  }
}
