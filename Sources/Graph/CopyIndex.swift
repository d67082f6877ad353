internal import CEL
internal import Credentials
package import Manifests
internal import YAMLTree

/// What controllers and policies copy, and to where.
struct CopyIndex: Sendable {
  /// What copies a Secret, whatever its name is there.
  private var rulesBySecret: [ObjectIdentifier: [CopyRule]] = [:]
  private var rulesByName: [String: [CopyRule]] = [:]
  /// Namespaces into which policies copy or make a Secret of the name; nil for any.
  private var policiesByName: [String: [String?]] = [:]
  /// Names of Secrets that policies clone, and of the clones.
  private var clonedNames: Set<String> = []

  init(_ secrets: [Secret], _ resources: [Resource]) {
    for secret in secrets {
      let rules = CopyController.rules(of: secret)
      guard !rules.isEmpty else { continue }
      rulesBySecret[ObjectIdentifier(secret)] = rules
      rulesByName[secret.name, default: []] += rules
    }
    let policies = resources.filter { $0.role == .copyPolicy }
    for policy in policies.flatMap(Self.generated) {
      add(policy, secrets)
    }
    for policy in policies where policy.kind.hasSuffix("GeneratingPolicy") {
      addListed(by: policy, secrets)
    }
  }

  /// All Secrets of a namespace, which an expression of Kyverno's asks for:
  /// `resource.List("v1", "secrets", "ns")`.
  private mutating func addListed(by policy: Resource, _ secrets: [Secret]) {
    let spec = policy.body["spec"]
    let expressions = ["variables", "generate"].flatMap { spec?[$0]?.elements ?? [] }
      .compactMap { $0["expression"]?.text }
    for expression in expressions where expression.lowercased().contains("resource.list(") {
      let words = expression.split { "()\"', ".contains($0) }.map(String.init)
      guard let kind = words.firstIndex(of: "secrets") else { continue }
      let namespace = kind + 1 < words.count ? words[kind + 1] : nil
      for secret in secrets where secret.namespace == nil || secret.namespace == namespace {
        clonedNames.insert(secret.name)
      }
    }
  }

  /// Kyverno's `generate`.
  private static func generated(_ policy: Resource) -> [Node] {
    (policy.body.at("spec", "rules")?.elements ?? []).compactMap { $0["generate"] }.flatMap {
      [$0] + ($0["foreach"]?.elements ?? [])
    }
  }

  private mutating func add(_ generate: Node, _ secrets: [Secret]) {
    let literal = { (node: Node?) -> String? in
      guard let text = node?.text, !text.isEmpty, !Placeholder.isTemplate(text) else { return nil }
      return text
    }
    let namespace = literal(generate["namespace"])
    let names = [generate["name"], generate.at("clone", "name")].compactMap(literal)
    for name in names { policiesByName[name, default: []].append(namespace) }
    clonedNames.formUnion(names)
    guard let list = generate["cloneList"] else { return }
    let kinds = list["kinds"]?.elements ?? []
    guard kinds.contains(where: { $0.text.hasSuffix("Secret") }) else { return }
    let origin = literal(list["namespace"])
    let labels = (list.at("selector", "matchLabels")?.entries ?? []).map {
      (key: $0.key.text, value: $0.value.text)
    }
    for secret in secrets
    where (origin == nil || secret.namespace == nil || secret.namespace == origin)
      && labels.allSatisfy({ secret.label($0.key)?.hasText($0.value) == true })
    {
      policiesByName[secret.name, default: []].append(namespace)
      clonedNames.insert(secret.name)
    }
  }

  func copies(_ secret: Secret) -> Bool {
    rulesBySecret[ObjectIdentifier(secret)] != nil || clonedNames.contains(secret.name)
      || CopyController.isOffered(secret)
  }

  /// Whether a copy of the name may be in one of the namespaces; nil for one that is not known.
  func provides(_ name: String, in namespaces: [String?]) -> Bool {
    let rules = rulesByName[name] ?? []
    let policies = policiesByName[name] ?? []
    guard !rules.isEmpty || !policies.isEmpty else { return false }
    return namespaces.contains { namespace in
      guard let namespace else { return true }
      return policies.contains { $0 == nil || $0 == namespace }
        || rules.contains { $0.reaches(namespace) }
    }
  }
}

extension CopyRule {
  /// Whether a copy goes to the namespace, or may.
  fileprivate func reaches(_ namespace: String) -> Bool {
    isUnknown
      || lists.allSatisfy { list in
        list.isEmpty || list.contains { $0.mayMatch(namespace) }
      }
  }
}

extension NamespacePattern {
  /// False only for an expression that certainly does not match the whole name. A glob is a mistake
  /// of its own, and a dialect that is not RE2 may say anything.
  package func mayMatch(_ namespace: String) -> Bool {
    guard !isTemplate, !isGlob, let regex = try? LinearRegex("^(?:\(text))$") else { return true }
    return regex.matches(namespace)
  }
}

extension ResourceGraph {
  /// Why a controller fills the Secret with nothing, and the source that refuses it; nil where it may
  /// be filled, or where the source is not in the repository.
  package func refusal(of secret: Secret) -> (text: String, source: Secret)? {
    guard let mirror = CopyController.mirror(secret) else { return nil }
    let refusals = sources(of: mirror).map { source in
      (text: refusal(of: secret, by: source, mirror.controller), source: source)
    }
    guard let first = refusals.first, let text = first.text,
      refusals.allSatisfy({ $0.text != nil })
    else { return nil }
    return (text, first.source)
  }

  private func refusal(
    of secret: Secret, by source: Secret, _ controller: Mirror.Controller
  ) -> String? {
    let allowance = CopyController.allowance(source, controller)
    let word = controller == .reflector ? "reflection" : "replication"
    guard allowance.isGiven else {
      return "\(source.described) has no \(word)-allowed: \"true\""
    }
    guard !allowance.isUnknown else { return nil }
    guard let patterns = allowance.patterns, !patterns.isEmpty else {
      // Reflector takes no list for all namespaces, replicator for none.
      return controller == .replicator
        ? "\(source.described) has no \(word)-allowed-namespaces" : nil
    }
    let namespaces = instances(of: secret).map(\.namespace)
    guard !namespaces.isEmpty, !namespaces.contains(nil),
      namespaces.compactMap(\.self).allSatisfy({ namespace in
        !patterns.contains { $0.mayMatch(namespace) }
      })
    else { return nil }
    return "\(word)-allowed-namespaces of \(source.described) does not match this namespace"
  }

  /// A controller of the repository copies whatever it is asked for.
  package var allowsAllCopies: Bool {
    containers.contains { container in
      Containers.commandLine(of: container).contains { $0.text.hasPrefix("--allow-all") }
    }
  }
}
