internal import CEL
internal import Graph
internal import Manifests
internal import Rules
internal import YAMLTree

/// The keys of the configuration that are more than a word or a list.
extension Configuration {
  /// A page of the web: nothing else is written into a report as a link.
  mutating func address(_ node: Node) -> Sourced<String>? {
    let isLink = node.text.hasPrefix("https://") || node.text.hasPrefix("http://")
    let isPlain = node.text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 }
    guard node.kind == .scalar, isPlain, isLink || node.text.isEmpty else {
      report("\(Self.name(of: node)) is an address that starts with https://", node)
      return nil
    }
    return node.text.isEmpty ? nil : Sourced(node.text, .file(node.place))
  }

  mutating func readSeverities(_ node: Node) {
    guard isMapping(node, "'severity'") else { return }
    for entry in node.entries {
      guard let severity = choice(entry.value, Severity.allCases)?.value else { continue }
      severities.append((Sourced(entry.key.text, .file(entry.key.place)), severity))
    }
  }

  mutating func readParameters(_ node: Node) {
    guard isMapping(node, "'parameters'") else { return }
    for rule in node.entries where isMapping(rule.value, "'\(rule.key.text)'") {
      for entry in rule.value.entries {
        let value =
          entry.value.kind == .sequence
          ? entry.value.elements.map(\.text).joined(separator: ",") : entry.value.text
        parameters.append(
          Parameter(
            rule: rule.key.text, name: entry.key.text, value: value, place: entry.key.place))
      }
    }
  }

  mutating func readTargets(_ node: Node) {
    guard isMapping(node, "'targets'") else { return }
    for entry in node.entries {
      let name = entry.key.text
      guard Settings.targetNames.contains(name) else {
        let hint = suggestion(for: name, among: Settings.targetNames)
        report(
          "unknown target '\(name)'\(hint); there are \(Settings.targetNames.joined(separator: ", "))",
          entry.key)
        continue
      }
      guard Settings.isVersion(entry.value.text) else {
        report("target '\(name)' is a version, such as \"1.2.0\"", entry.value)
        continue
      }
      settings.targets[name] = entry.value.text
    }
  }

  mutating func readExternalSecrets(_ node: Node) {
    guard node.kind == .sequence else {
      report("'external-secrets' is a list of names, or of name, namespace and reason", node)
      return
    }
    for item in node.elements {
      if item.kind == .scalar {
        settings.externalSecrets.append(ExternalSecret(name: item.text))
        continue
      }
      guard isMapping(item, "an external Secret") else { continue }
      checkKeys(of: item, ConfigurationKey.externalSecret.keys.sorted())
      guard let name = item["name"], name.kind == .scalar, !name.text.isEmpty else {
        report("an external Secret has a name", item)
        continue
      }
      settings.externalSecrets.append(
        ExternalSecret(name: name.text, namespace: item["namespace"]?.text))
    }
  }

  mutating func readEnvironments(_ node: Node) {
    guard isMapping(node, "'environments'") else { return }
    settings.environments = EnvironmentPatterns(
      node.entries.map { ($0.key.text, texts($0.value)) })
  }

  mutating func readAnnotations(_ node: Node) {
    guard isMapping(node, "'annotations'") else { return }
    let names = Declarations.Fact.allCases.map(\.rawValue)
    checkKeys(of: node, names)
    for entry in node.entries {
      guard let fact = Declarations.Fact(rawValue: entry.key.text) else { continue }
      settings.declarations.ownKeys[fact] =
        entry.value.kind == .scalar ? [entry.value.text] : texts(entry.value)
    }
  }

  mutating func readScopes(_ node: Node) {
    guard isMapping(node, "'scopes'") else { return }
    let (contents, problems) = ScopeFile.read(node)
    settings.scopes = contents
    add(problems)
  }

  mutating func readSuppressions(_ node: Node) {
    guard node.kind == .sequence else {
      report("'suppress' is a list of mappings with rules, path or object, and reason", node)
      return
    }
    for item in node.elements where isMapping(item, "a suppression") {
      checkKeys(of: item, ConfigurationKey.suppression.keys.sorted())
      let rules = item["rules"].map { texts($0) } ?? []
      if rules.isEmpty { report("a suppression names its rules", item) }
      if item["path"] == nil, item["object"] == nil {
        report("a suppression has a path or an object; 'ignore' is for all of them", item)
      }
      var end: Timestamp?
      if let until = item["until"] {
        end = Timestamp(parsing: until.text, allowsBareDate: true)
        if end == nil { report("'until' is a date such as 2026-12-31", until) }
      }
      settings.suppressions.append(
        Suppression(
          rules: rules, reason: item["reason"]?.text ?? "", end: end, place: item.place,
          scope: .matching(path: item["path"]?.text, object: item["object"]?.text)))
    }
  }

  mutating func readGovernance(_ node: Node) {
    guard isMapping(node, "'suppressions'") else { return }
    checkKeys(of: node, ConfigurationKey.governance.keys.sorted())
    if let forbidden = node["forbid"] { unsuppressible = sourced(forbidden) }
    guard let ticket = node["ticket"] else { return }
    do {
      settings.governance.ticket = try LinearRegex(ticket.text)
    } catch {
      report("'ticket': \(error.message)", ticket)
    }
  }
}
