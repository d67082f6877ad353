internal import Credentials
internal import Encodings
internal import YAMLTree

/// The objects that the commands of one file make.
enum CommandResources {
  static func resources(of commands: [Command]) -> [Resource] {
    var made: [MadeSecret] = []
    var accounts: [Resource] = []
    for command in commands {
      if let secret = MadeSecret(command) {
        made.append(secret)
      } else if let kind = labelled(command), let name = command.positional.dropFirst(2).first {
        if let index = made.lastIndex(where: { $0.isMeant(by: command, name: name.resolved) }) {
          made[index].add(command.positional.dropFirst(3), asLabels: kind == "label")
        }
      } else if let account = AccountPatch.resource(command) {
        accounts.append(account)
      }
    }
    return made.map { $0.resource() } + accounts
  }

  /// `kubectl label secret NAME`.
  private static func labelled(_ command: Command) -> String? {
    guard command.program == "kubectl", let verb = command.verbs.first,
      ["label", "annotate"].contains(verb),
      ["secret", "secrets"].contains(command.verbs.dropFirst().first ?? "")
    else { return nil }
    return verb
  }
}

/// A command that adds Secrets to a ServiceAccount: `kubectl patch serviceaccount`,
/// `oc secrets link` (openshift/oc `pkg/cli/secrets/link.go`).
enum AccountPatch {
  static func resource(_ command: Command) -> Resource? {
    guard command.program == "kubectl" else { return nil }
    if command.verbs.starts(with: ["secrets", "link"])
      || command.verbs.starts(with: ["secrets", "add"])
    {
      return linked(command)
    }
    return patched(command)
  }

  /// Without `--for`, `mount` is meant.
  private static func linked(_ command: Command) -> Resource? {
    let words = command.positional.dropFirst(2)
    guard let account = words.first else { return nil }
    let uses = (command.flag("--for")?.resolved ?? "mount").split(separator: ",")
    let names = words.dropFirst().map { (bare($0.resolved), $0.origin.range) }
    var lists: [String: [(String, Range<Int>)]] = [:]
    if uses.contains("pull") { lists["imagePullSecrets"] = names }
    if uses.contains("mount") { lists["secrets"] = names }
    return resource(command, (bare(account.resolved), account.origin.range), lists)
  }

  private static func patched(_ command: Command) -> Resource? {
    let words = command.positional
    guard words.count >= 2, words[0].value == "patch",
      let kind = words[1].resolved.split(separator: "/").first,
      ["serviceaccount", "serviceaccounts", "sa"].contains(String(kind)),
      let patch = command.flag("-p", "--patch")
    else { return nil }
    let name =
      words[1].resolved.contains("/")
      ? (bare(words[1].resolved), words[1].origin.range)
      : words.count > 2 ? (words[2].resolved, words[2].origin.range) : ("", command.place.range)
    let source = SourceFile(path: command.file.path, bytes: Array(patch.resolved.utf8))
    guard let root = ParsedFile(yaml: source).documents.first?.root, root.kind == .mapping else {
      return nil
    }
    var lists: [String: [(String, Range<Int>)]] = [:]
    for field in ["imagePullSecrets", "secrets"] {
      let names = (root[field]?.elements ?? []).compactMap { $0["name"]?.text }
      if !names.isEmpty { lists[field] = names.map { ($0, patch.origin.range) } }
    }
    return resource(command, name, lists)
  }

  /// `secrets/NAME`.
  private static func bare(_ name: String) -> String {
    String(name.lastPathPart)
  }

  private static func resource(
    _ command: Command, _ name: (text: String, range: Range<Int>),
    _ lists: [String: [(String, Range<Int>)]]
  ) -> Resource? {
    guard !lists.isEmpty else { return nil }
    let range = command.place.range
    let members = lists.sorted { $0.key < $1.key }.map { field, names in
      let items = names.map { name, range in
        ComposedNode.mapping([(.text("name", range), .text(name, range))], range)
      }
      return (ComposedNode.text(field, range), ComposedNode.sequence(items, range))
    }
    return Resource(
      by: command, kind: "ServiceAccount", name: .text(name.text, name.range), members: members)
  }
}
