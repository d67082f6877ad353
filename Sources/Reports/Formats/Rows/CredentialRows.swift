internal import CEL
internal import Credentials
internal import Graph
package import Judging
internal import Rules
internal import YAMLTree

/// Every credential of a repository, as the inventory has it.
package enum CredentialRows {
  package static func lines(_ inventory: Inventory, _ envelope: RowEnvelope) throws -> String {
    let tables = LineTables(places: inventory.entries.map(\.place))
    return try inventory.entries.map { entry in
      try envelope.line(FleetTable.credentials.schemaName, fields(of: entry, tables))
    }.joined()
  }

  private static func text(_ text: String) -> JSON { .string(Redaction.scan(text)) }

  private static func fields(
    of entry: Inventory.Entry, _ tables: LineTables
  ) -> [String: JSON] {
    let (line, column) = tables[entry.place.file].position(of: entry.place.range.lowerBound)
    let roots = entry.reach.roots ?? []
    let environments = Set(roots.compactMap { $0.environment?.name }).sorted()
    return [
      "path": text(entry.place.shownPath), "line": .integer(line), "column": .integer(column),
      "object": text(entry.holder), "secret": text(entry.secret),
      "namespaces": .list(entry.namespaces.map(text)),
      "key": .string(Redaction.names(in: entry.key)), "kind": text(entry.kind),
      "title": text(entry.title), "provider": text(entry.provider), "host": text(entry.host),
      "user": text(entry.user), "purpose": .string(Redaction.names(in: entry.purpose)),
      "scopes": .list(entry.scopes.map { .string(Redaction.names(in: $0)) }),
      "expires": .text(entry.expires?.text), "unchanged_since": .text(entry.unchangedSince?.text),
      "origin": text(entry.origin), "exposure": .string(entry.protection.rawValue),
      "personal": .bool(entry.isPersonal), "owners": .list(entry.owners.map(text)),
      "environments": .list(environments.map(text)), "roots": .list(roots.map { text($0.name) }),
      "users": .integer(entry.users.count), "used": .bool(entry.isUsed),
      "login": .bool(entry.isRegistryLogin), "provides": .bool(entry.isProvided),
      "join_id": .text(entry.join?.id), "join_epoch": .text(entry.join?.epoch),
    ]
  }

  static let properties: [String: JSON] = [
    "path": .text, "line": .count, "column": .count,
    "object": .text.described("What holds it."),
    "secret": .text.described("The name of its Secret; empty outside of Secrets."),
    "namespaces": .texts, "key": .text,
    "kind": .text.described("The id of its kind, such as gitlab-deploy-token."), "title": .text,
    "provider": .text, "host": .text, "user": .text,
    "purpose": .text.described("pull, push, clone, webhook, sign or api."), "scopes": .texts,
    "expires": .nullableText.described("RFC 3339; null where nothing tells."),
    "unchanged_since": .nullableText, "origin": .text.described("How it got there."),
    "exposure": .choice(Inventory.Protection.allCases.map(\.rawValue)),
    "personal": .flag.described("It acts with the rights of a person's account."),
    "owners": .texts.described("Of its file, as CODEOWNERS says."), "environments": .texts,
    "roots": .texts.described("What deploys it."),
    "users": .count.described("How many objects of the repository name it."),
    "used": .flag.described("Something in the repository names it, selects it or may mean it."),
    "login": .flag.described("To a registry."),
    "provides": .flag.described("The repository makes the Secret."),
    "join_id": .nullableText.described("Equal for equal values under one key."),
    "join_epoch": .nullableText.described("Of the key: rows of two epochs are never joined."),
  ]
}
