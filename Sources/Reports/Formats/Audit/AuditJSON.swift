internal import Audits
internal import CEL
internal import Credentials
internal import Judging
internal import Questions
internal import Rules
internal import YAMLTree

/// An audit for other programs, and for the next audit. Version 1; every entry has every field.
struct AuditJSON {
  private let audit: Audit
  private let report: Report
  private let tables: AuditTables
  private let lines: LineTables

  init(_ audit: Audit, _ report: Report) {
    self.audit = audit
    self.report = report
    lines = LineTables(audit)
    tables = AuditTables(audit, lines)
  }

  private static func text(_ text: String) -> JSON { .string(Redaction.scan(text)) }
  private static func texts(_ texts: [String]) -> JSON { .list(texts.map(text)) }

  func written() throws -> String {
    var report: [String: JSON] = [
      "schema": .string(JSON.schemaName("audit-1")), "head": head,
      "summary": .list(audit.summary.map(JSON.string)),
      "formula": .string(AuditIssue.formula), "issues": .list(audit.issues.map(issue)),
      "readers": .list(audit.readers.map(reader)),
      "plan": .list(
        audit.plan.map { plan in
          [
            "owner": Self.text(plan.owner),
            "issues": .list(plan.issues.map { .string($0.group.first.group) }),
          ]
        }),
      "compliance": .list(audit.compliance.map(verdicts)),
      "credentials": .list(audit.inventory.entries.map { InventoryJSON.json(of: $0, lines) }),
      "snapshot": snapshot,
    ]
    if let difference = audit.difference {
      report["difference"] = [
        "new": .list(difference.new.map { .string($0.fingerprint) }),
        "gone": .list(difference.gone.map(Self.entry)), "stayed": .integer(difference.stayed),
        "added": Self.texts(difference.added), "removed": Self.texts(difference.removed),
        "rotated": Self.texts(difference.rotated),
      ]
    }
    return try JSON.object(report).written()
  }

  private var head: JSON {
    let head = audit.head
    return [
      "client": Self.text(head.client ?? ""), "auditor": Self.text(head.auditor ?? ""),
      "repository": Self.text(head.repository), "commit": .string(head.commit ?? ""),
      "now": .string(audit.now.text), "version": .string(head.version),
      "persona": .string(head.persona.rawValue), "rules": .string(audit.rulesDigest),
      "options": Self.texts(head.options), "files": .integer(report.counts.files),
      "gaps": .list(report.gaps.map(JSON.string)),
    ]
  }

  private func issue(_ issue: AuditIssue) -> JSON {
    let finding = issue.group.first
    return [
      "group": .string(finding.group), "rule": .string(finding.rule.id),
      "severity": .string(finding.severity.rawValue), "message": .string(finding.message),
      "remedy": .string(finding.rule.remedy), "points": .integer(issue.points),
      "effort": .string(issue.effort.rawValue), "owners": Self.texts(issue.owners),
      "reach": ReachJSON.json(issue.group.reach) ?? [],
      "controls": .list(finding.rule.controls.map { .string($0.id) }),
      "places": .list(issue.group.findings.map { .string(tables.location($0.place)) }),
    ]
  }

  private func reader(_ reader: ReadingParty) -> JSON {
    [
      "who": Self.text(reader.party), "direct": Self.texts(reader.direct),
      "indirect": Self.texts(reader.indirect), "how": Self.text(reader.reason),
      "byDefault": .bool(reader.isByDefault), "possible": .integer(reader.possible),
      "place": .string(reader.place.map(tables.location) ?? ""),
    ]
  }

  private func verdicts(_ verdicts: FrameworkVerdicts) -> JSON {
    [
      "framework": .string(verdicts.framework.id), "version": .string(verdicts.framework.version),
      "controls": .list(
        verdicts.rows.map { row in
          [
            "id": .string(row.control.id), "verdict": .string(row.verdict.described),
            "rules": .list(row.rules.map(JSON.string)),
          ]
        }),
    ]
  }

  // MARK: Snapshot

  private static func entry(_ entry: Baseline.Entry) -> JSON {
    [
      "fingerprint": .string(entry.fingerprint), "rule": .string(entry.rule),
      "subject": text(entry.subject), "file": text(entry.file ?? ""),
    ]
  }

  private var snapshot: JSON {
    [
      "findings": .list(audit.snapshot.findings.entries.map(Self.entry)),
      "credentials": .list(
        audit.snapshot.credentials.map { credential in
          [
            "id": .string(credential.id), "label": Self.text(credential.label),
            "cipher": .string(credential.cipher),
          ]
        }),
    ]
  }

  static func snapshot(_ source: SourceFile) throws(PolicyProblem) -> AuditSnapshot {
    let parsed = ParsedFile(json: source)
    let root = parsed.documents.first?.root
    guard parsed.problems.isEmpty, let root, let snapshot = root["snapshot"],
      root["schema"]?.text == JSON.schemaName("audit-1")
    else {
      throw PolicyProblem(
        message: "this is no audit in JSON; 'credlint audit --format json' writes one",
        place: root?.place ?? Place(file: source, range: 0..<min(1, source.bytes.count)))
    }
    let findings = (snapshot["findings"]?.elements ?? []).map { item in
      Baseline.Entry(
        fingerprint: item["fingerprint"]?.text ?? "", rule: item["rule"]?.text ?? "",
        subject: item["subject"]?.text ?? "", file: item["file"]?.text)
    }
    let credentials = (snapshot["credentials"]?.elements ?? []).map { item in
      AuditSnapshot.Credential(
        id: item["id"]?.text ?? "", label: item["label"]?.text ?? "",
        cipher: item["cipher"]?.text ?? "")
    }
    return AuditSnapshot(findings: Baseline(entries: findings), credentials: credentials)
  }
}
