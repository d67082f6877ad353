internal import CEL
internal import Credentials
internal import History
internal import Judging
internal import Rules

/// Version 1: a credential is the same object in the whole report and in a line of its own.
enum LeakJSON {
  static func write(_ report: LeakReport) throws -> String {
    let whole: JSON = [
      "schema": .string(JSON.schemaName("history-report-1")), "tool": .string(report.version),
      "rules_digest": .string(report.rulesDigest),
      "repository": .string(Redaction.scan(report.origin?.name ?? "")),
      "revision": .text(report.origin?.commit), "complete": .bool(!report.isIncomplete),
      "partial": .bool(report.isPartial),
      "commits": .integer(report.counts.commits), "contents": .integer(report.counts.contents),
      "partly_read": .integer(report.counts.partlyRead),
      "oversized": .integer(report.counts.oversized),
      "notes": .list((report.notes.map(\.message) + report.failures).map { .string($0) }),
      "join_epoch": .text(report.joinEpoch),
      "credentials": .list(report.credentials.map { .object(fields(of: $0)) }),
    ]
    return try whole.written()
  }

  static func writeLines(_ report: LeakReport) throws -> String {
    let envelope = RowEnvelope(report)
    return try report.credentials.map { try envelope.line("history-1", fields(of: $0)) }.joined()
  }

  static func fields(of credential: LeakedCredential) -> [String: JSON] {
    let traits = credential.traits
    return [
      "kind": .string(traits.kind), "title": .string(traits.title),
      "provider": .string(traits.provider), "host": .string(traits.host),
      "user": .string(traits.user), "scopes": .list(traits.scopes.map { .string($0) }),
      "object": .string(traits.object), "key": .string(traits.key),
      "spot": .string(traits.spot), "rules": .list(traits.rules.map { .string($0) }),
      "severity": .string(traits.severity.rawValue), "message": .string(traits.message),
      "paths": .list(credential.paths.map { .string(Redaction.scan($0)) }),
      "path": .string(Redaction.scan(credential.sighting.path)),
      "line": .integer(credential.sighting.line), "column": .integer(credential.sighting.column),
      "blob": .string(credential.sighting.blob),
      "expires": .text(traits.expires.map { Timestamp(clamped: $0).text }),
      "personal": .bool(traits.isPersonal),
      "first_commit": .text(credential.first?.id),
      "first_seconds": .number(credential.first?.seconds),
      "last_commit": .text(credential.last?.id), "last_seconds": .number(credential.last?.seconds),
      "removed_in": .text(credential.removed?.id),
      "removed_seconds": .number(credential.removed?.seconds),
      "in_head": .bool(credential.isInHead),
      "refs": .list(credential.references.map { .string(Redaction.scan($0)) }),
      "reachable": .bool(credential.isReachable), "fingerprint": .string(credential.fingerprint),
      "join_id": .text(credential.join?.id), "join_epoch": .text(credential.join?.epoch),
    ]
  }

  static let properties: [String: JSON] = [
    "kind": .text.described("The id of its kind, or of the rule where it has none."),
    "title": .text, "provider": .text, "host": .text, "user": .text, "scopes": .texts,
    "object": .text.described("What held it."), "key": .text, "spot": .text, "rules": .texts,
    "severity": .choice(Severity.allCases.map(\.rawValue)), "message": .text,
    "paths": .texts.described("Every file that held it."),
    "path": .text.described("Of the newest content that holds it."), "line": .count,
    "column": .count, "blob": .text, "expires": .nullableText.described("RFC 3339."),
    "personal": .flag, "first_commit": .nullableText.described("What brought it."),
    "first_seconds": .nullableCount, "last_commit": .nullableText.described("What wrote it last."),
    "last_seconds": .nullableCount,
    "removed_in": .nullableText.described("What took it away; null where it stands."),
    "removed_seconds": .nullableCount, "in_head": .flag,
    "refs": .texts.described("Other branches and tags at whose end it stands."),
    "reachable": .flag.described("False: only in commits that no name leads to any more."),
    "fingerprint": .text, "join_id": .nullableText, "join_epoch": .nullableText,
  ]

  static let schema: JSON = .schema(
    "history-report-1", title: "Credentials in the history of a repository",
    [
      "schema": .text, "tool": .text, "rules_digest": .text, "repository": .text,
      "revision": .nullableText, "complete": .flag, "partial": .flag, "commits": .count,
      "contents": .count, "partly_read": .count, "oversized": .count, "notes": .texts,
      "join_epoch": .nullableText,
      "credentials": .array(of: .record(properties, required: properties.keys.sorted())),
    ],
    required: ["schema", "credentials", "complete"])
}
