internal import CEL
package import YAMLTree

extension ScopeTable {
  /// Names in a user's table that no built-in row has and one is close to, or that nothing reads:
  /// what they were to change stays as it was.
  ///
  /// - Parameter node: the mapping under `scopes`.
  package func doubts(about node: Node) -> [PolicyProblem] {
    var builtIn = self
    builtIn.overrides = Contents()
    let purposes = ["pull", "push", "clone", "webhook", "sign", "api"]
    let (providers, table) = (builtIn.providers, builtIn)
    return node.entries.flatMap { provider -> [PolicyProblem] in
      let name = provider.key.text
      guard providers.contains(name) else {
        return [
          doubt("provider", name, suggestion(for: name, among: providers.sorted()), provider.key)
        ]
      }
      let scopes = table.scopes(of: name)
      return provider.value.entries.flatMap { entry -> [PolicyProblem] in
        let key = entry.key.text
        if key == "includes" {
          return self.doubts(
            aboutScopes: entry.value.entries.flatMap { [$0.key] + $0.value.elements }, scopes)
        }
        guard purposes.contains(key) else {
          let meant = purposes.first(where: key.hasPrefix).map { "; did you mean '\($0)'?" }
          return [
            doubt("purpose", key, meant ?? suggestion(for: key, among: purposes), entry.key)
          ]
        }
        return self.doubts(aboutScopes: entry.value.entries.flatMap(\.value.elements), scopes)
      }
    }
  }

  private func doubts(aboutScopes nodes: [Node], _ known: Set<String>) -> [PolicyProblem] {
    nodes.compactMap { node in
      Declaration.meant(by: node.text, known).map {
        doubt("scope", node.text, "; did you mean '\($0)'?", node)
      }
    }
  }

  private func doubt(_ what: String, _ name: String, _ hint: String, _ node: Node) -> PolicyProblem
  {
    PolicyProblem(message: "there is no \(what) '\(name)'\(hint)", place: node.place)
  }
}
