internal import Credentials
internal import Encodings
package import YAMLTree

/// Where a controller copies a Secret to, as its annotations say.
package struct CopyRule: Sendable {
  /// Lists of patterns, each of which a namespace must match; a list without any matches all.
  package let lists: [[NamespacePattern]]
  /// Labels of namespaces decide, or what a template fills in.
  package let isUnknown: Bool

  /// A list of regular expressions for whole names of namespaces, between commas.
  static func patterns(_ node: Node?) -> [NamespacePattern] {
    guard let node, node.kind == .scalar else { return [] }
    return node.text.split(separator: ",").map { NamespacePattern(String($0).trimmedWhitespace) }
      .filter { !$0.text.isEmpty }
  }
}

/// A regular expression for the whole name of a namespace.
package struct NamespacePattern: Sendable {
  package let text: String

  init(_ text: String) { self.text = text }

  /// Written as a glob: characters of names, and `*` behind one of them or behind nothing.
  package var isGlob: Bool {
    text.contains("*")
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_*".contains($0)) }
  }

  package var isTemplate: Bool { Placeholder.isTemplate(text) }
}

/// Annotations of controllers that copy Secrets.
package enum CopyController {
  private static let reflector = "reflector.v1.k8s.emberstack.com/"
  private static let replicator = "replicator.v1.mittwald.de/"

  /// Whether one of them looks for the annotation on a Secret.
  package static func reads(_ annotation: String) -> Bool {
    annotation.hasPrefix(reflector) || annotation.hasPrefix(replicator)
      || annotation == "kubed.appscode.com/sync"
  }

  /// Where annotations send copies (emberstack/kubernetes-reflector, mittwald/kubernetes-replicator,
  /// kubeops/config-syncer).
  package static func rules(of secret: Secret) -> [CopyRule] {
    [reflected(secret), pushed(secret), synced(secret)].compactMap(\.self)
  }

  private static func isTrue(_ node: Node?) -> Bool {
    guard let node else { return false }
    return node.text.lowercased() == "true" || Placeholder.isTemplate(node.text)
  }

  private static func reflected(_ secret: Secret) -> CopyRule? {
    func own(_ name: String) -> Node? { secret.annotation(reflector + name) }
    guard isTrue(own("reflection-allowed")), isTrue(own("reflection-auto-enabled")) else {
      return nil
    }
    let isSelected = [
      "reflection-allowed-namespaces-selector", "reflection-auto-namespaces-selector",
    ]
    .contains { own($0) != nil }
    return CopyRule(
      lists: ["reflection-allowed-namespaces", "reflection-auto-namespaces"].map {
        CopyRule.patterns(own($0))
      }, isUnknown: isSelected)
  }

  private static func pushed(_ secret: Secret) -> CopyRule? {
    let list = secret.annotation(replicator + "replicate-to")
    let isSelected = secret.annotation(replicator + "replicate-to-matching") != nil
    guard list != nil || isSelected else { return nil }
    return CopyRule(lists: [CopyRule.patterns(list)], isUnknown: isSelected)
  }

  private static func synced(_ secret: Secret) -> CopyRule? {
    guard let sync = secret.annotation("kubed.appscode.com/sync") else { return nil }
    return CopyRule(lists: [], isUnknown: !sync.hasText("") && !sync.hasText("true"))
  }

  /// Copies that somebody asks for are allowed.
  package static func isOffered(_ secret: Secret) -> Bool {
    [reflector + "reflection-allowed", replicator + "replication-allowed"].contains {
      isTrue(secret.annotation($0))
    }
  }

  /// Patterns that are written as globs, each with its annotation.
  package static func globs(of secret: Secret) -> [(pattern: NamespacePattern, node: Node)] {
    [
      reflector + "reflection-allowed-namespaces", reflector + "reflection-auto-namespaces",
      replicator + "replicate-to", replicator + "replication-allowed-namespaces",
    ].compactMap { secret.annotation($0) }.flatMap { node in
      CopyRule.patterns(node).filter(\.isGlob).map { ($0, node) }
    }
  }

  /// What a Secret that is filled from another says about it.
  package static func mirror(_ secret: Secret) -> Mirror? {
    for (key, controller) in [
      (reflector + "reflects", Mirror.Controller.reflector),
      (replicator + "replicate-from", .replicator),
    ] {
      guard let node = secret.annotation(key), node.kind == .scalar,
        !Placeholder.isTemplate(node.text)
      else { continue }
      let parts = node.text.parts(between: "/").map(String.init)
      guard parts.count == 2 else { continue }
      return Mirror(controller: controller, namespace: parts[0], name: parts[1], node: node)
    }
    return nil
  }

  /// What the source of a copy allows: whether any at all, and to which namespaces. Nil for a list
  /// stands for none at all, which replicator takes for a refusal and reflector for all.
  package static func allowance(
    _ source: Secret, _ controller: Mirror.Controller
  ) -> (isGiven: Bool, patterns: [NamespacePattern]?, isUnknown: Bool) {
    let prefix = controller == .reflector ? reflector + "reflection" : replicator + "replication"
    let list = source.annotation(prefix + "-allowed-namespaces")
    let isSelected = source.annotation(prefix + "-allowed-namespaces-selector") != nil
    return (
      isTrue(source.annotation(prefix + "-allowed")), list.map { CopyRule.patterns($0) }, isSelected
    )
  }
}

/// The Secret from which a controller fills another one.
package struct Mirror: Sendable {
  package enum Controller: String, Sendable { case reflector, replicator }

  package let controller: Controller
  package let namespace: String
  package let name: String
  package let node: Node
}
