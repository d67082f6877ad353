internal import Encodings
internal import Synchronization
package import Graph
package import Manifests
package import YAMLTree

/// One key of a creation rule of `.sops.yaml`.
package struct CreationRuleKey: Sendable {
  package let rule: EncryptionRule
  package let entry: Node.Entry
  private let file: RuleFile

  /// The rules of one file, and whether any of them matches a file: asked once, not for each.
  private final class RuleFile: Sendable {
    let rules: [EncryptionRule]
    private let isOfUse = Mutex<Bool?>(nil)

    init(_ rules: [EncryptionRule]) { self.rules = rules }

    func isOfUse(_ compute: () -> Bool) -> Bool {
      isOfUse.withLock { known in
        let result = known ?? compute()
        known = result
        return result
      }
    }
  }

  package static func all(in graph: ResourceGraph) -> [CreationRuleKey] {
    let files = Dictionary(grouping: graph.encryptionRules) { ObjectIdentifier($0.file) }
      .mapValues(RuleFile.init)
    return graph.encryptionRules.flatMap { rule -> [CreationRuleKey] in
      guard let file = files[ObjectIdentifier(rule.file)] else { return [] }
      return rule.body.entries.map { CreationRuleKey(rule: rule, entry: $0, file: file) }
    }
  }

  /// getsops/sops `config/config.go`; it passes over every other key without a word.
  private static let known = CreationRule.selectors.union([
    "kms", "age", "pgp", "gcp_kms", "hckms", "azure_keyvault", "hc_vault_transit_uri", "key_groups",
  ])

  /// The key that is misspelt; nil for one that SOPS reads, and for one that is like none.
  package var meant: String? {
    let key = entry.key.text
    guard !Self.known.contains(key) else { return nil }
    func core(_ text: String) -> String { text.lowercased().filter { $0 != "-" && $0 != "_" } }
    return Self.known.sorted().first { known in
      core(known) == core(key) || (known.utf8.count > 4 && editDistance(known, key) <= 1)
    }.flatMap { rule.body[$0] == nil ? $0 : nil }
  }

  /// Why the rule never applies, or not as it is written; nil where nothing speaks against it.
  ///
  /// That it matches no file is told only where another is meant: one that it would match as a glob
  /// or without its anchor, or an encrypted one that no rule matches.
  package func problem(in graph: ResourceGraph, matches: SOPS.Match) -> String? {
    if let meant { return "sops passes over '\(entry.key.text)', which is no key (\(meant))" }
    guard entry.key.hasText("path_regex") || (rule.pathExpression == nil && isFirst) else {
      return nil
    }
    if rule.isIgnored { return "sops looks for .sops.yaml, and never reads \(rule.file.name)" }
    return mismatch(in: graph, matches)
  }

  private var isFirst: Bool { rule.body.entries.first?.key.id == entry.key.id }

  private func mismatch(in graph: ResourceGraph, _ matches: SOPS.Match) -> String? {
    guard let expression = rule.pathExpression else { return nil }
    let folder = rule.directory.utf8
    let paths = graph.paths.filter { $0.utf8.starts(with: folder) }
    guard !paths.contains(where: { SOPS.matches(rule, $0, matches) }) else { return nil }
    let held = Set(graph.encrypted.map(\.file.path) + graph.secrets.map(\.resource.file.path))
    let meant = paths.first { path in
      held.contains(path)
        && isMeant(expression, String(path.dropFirst(rule.directory.count)), matches)
    }
    if let meant { return "no file matches '\(expression)', not even \(meant)" }
    // A rule for files to come is none the worse for it, as long as others match what there is.
    let isOfUse = file.isOfUse {
      file.rules.contains { sibling in paths.contains { SOPS.matches(sibling, $0, matches) } }
    }
    guard !isOfUse else { return nil }
    let uncovered = graph.encrypted.first { document in
      document.metadata != nil && document.file.path.hasPrefix(rule.directory)
        && SOPS.rule(for: document.file.path, in: graph, matches: matches) == nil
    }
    return uncovered.map {
      "no file matches '\(expression)', and no rule \($0.file.path), which is encrypted"
    }
  }

  /// Whether the path is one that the expression's author had in mind: it is a glob, or begins as
  /// no path that SOPS compares does.
  private func isMeant(_ expression: String, _ path: String, _ matches: SOPS.Match) -> Bool {
    let start = ["^", "\\./", "./", "/"].reduce(expression[...]) { text, prefix in
      text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : text
    }
    let isGlob = !expression.contains { "\\()[]|+$^".contains($0) }
    return (start.count < expression.count && matches(String(start), path))
      || (isGlob && PathPattern.matches(String(start), path))
  }
}

/// A creation rule of `.sops.yaml` as a whole.
package struct CreationRule: Sendable {
  package let rule: EncryptionRule
  /// It names no key, and nothing that may bring one.
  package let isKeyless: Bool
  /// Other rules of the file name keys, so that they are not meant to come from elsewhere: an option
  /// or `SOPS_AGE_RECIPIENTS` outranks the file (getsops/sops `cmd/sops/main.go`).
  package let hasKeyedSibling: Bool

  package static func all(in graph: ResourceGraph) -> [CreationRule] {
    let files = Dictionary(grouping: graph.encryptionRules) { ObjectIdentifier($0.file) }
    let keyed = files.filter { $0.value.contains { !isKeyless($0.body) } }
    return graph.encryptionRules.filter { !$0.isIgnored }.map { rule in
      CreationRule(
        rule: rule, isKeyless: isKeyless(rule.body),
        hasKeyedSibling: keyed[ObjectIdentifier(rule.file)] != nil)
    }
  }

  /// Keys that say what of a file is encrypted, or how: none of them says for whom. Any other may.
  fileprivate static let selectors: Set<String> = [
    "path_regex", "aws_profile", "shamir_threshold", "unencrypted_suffix", "encrypted_suffix",
    "unencrypted_regex", "encrypted_regex", "unencrypted_comment_regex",
    "encrypted_comment_regex", "mac_only_encrypted",
  ]

  private static func isKeyless(_ rule: Node) -> Bool {
    rule.kind == .mapping
      && rule.entries.allSatisfy { selectors.contains($0.key.text) || isEmpty($0.value) }
  }

  /// `age: ""`, `pgp:`, `key_groups: [{age: []}]`.
  private static func isEmpty(_ node: Node) -> Bool {
    switch node.kind {
    case .scalar: node.isNull || node.text.allSatisfy { $0.isWhitespace || $0 == "," }
    case .sequence: node.elements.allSatisfy(isEmpty)
    default: node.entries.allSatisfy { isEmpty($0.value) }
    }
  }
}
