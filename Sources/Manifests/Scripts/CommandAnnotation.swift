internal import YAMLTree

extension Command {
  /// The command adds a Secret to the account: `kubectl patch serviceaccount`, `oc secrets link`.
  package func attachesSecret(to account: String) -> Bool {
    guard program == "kubectl" else { return false }
    if verbs.starts(with: ["secrets", "link"]) { return verbs.contains(account) }
    return isAccountPatch
      && (verbs.contains(account) || verbs.contains { $0.hasSuffix("/" + account) })
  }

  private var isAccountPatch: Bool {
    let kind = verbs.dropFirst().first ?? ""
    return verbs.first == "patch"
      && ["serviceaccount", "serviceaccounts", "sa"].contains(String(kind.prefix { $0 != "/" }))
  }
}
