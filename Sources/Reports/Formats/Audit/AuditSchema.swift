/// What an audit in JSON is made of.
extension AuditJSON {
  private static let integer: JSON = ["type": "integer"]

  private static let head: JSON = .record(
    [
      "client": .text, "auditor": .text, "repository": .text,
      "commit": .text.described("The id of the commit that was looked at."),
      "now": .text.described("RFC 3339: what expiry and age are judged by."), "version": .text,
      "persona": .text, "rules": .text.described("A digest of the rules that ran."),
      "options": .texts, "files": integer, "gaps": .texts,
    ], required: ["repository", "commit", "now", "version", "rules"])

  private static let issue: JSON = .record(
    [
      "group": .text.described("The group of its findings in a report."), "rule": .text,
      "severity": .text, "message": .text, "remedy": .text, "points": integer,
      "effort": .choice(["minutes", "hours", "days"]), "owners": .texts, "reach": ReachJSON.schema,
      "controls": .texts, "places": .texts.described("path:line of each."),
    ], required: ["group", "rule", "severity", "message", "points", "effort", "places"])

  private static let entry: JSON = .record(
    ["fingerprint": .text, "rule": .text, "subject": .text, "file": .text],
    required: ["fingerprint", "rule"])

  private static let difference: JSON = .record(
    [
      "new": .texts.described("Fingerprints."), "gone": .array(of: entry), "stayed": integer,
      "added": .texts, "removed": .texts,
      "rotated": .texts.described("Credentials whose cipher text is another."),
    ], required: ["new", "gone", "stayed", "added", "removed", "rotated"])

  private static let snapshot: JSON = .record(
    [
      "findings": .array(of: entry),
      "credentials": .array(
        of: .record(
          ["id": .text, "label": .text, "cipher": .text], required: ["id", "label", "cipher"])),
    ], required: ["findings", "credentials"]
  ).described("What a later audit is compared with; nothing in it is made of a value in clear.")

  static let schema: JSON = .schema(
    "audit-1", title: "An audit of a repository's credentials",
    [
      "schema": .text, "head": head, "summary": .texts,
      "formula": .text.described("How points are made."), "issues": .array(of: issue),
      "readers": .array(
        of: .record(
          [
            "who": .text, "direct": .texts, "indirect": .texts, "how": .text,
            "byDefault": ["type": "boolean"],
            "possible": integer.described("Secrets of which it is not known."), "place": .text,
          ], required: ["who", "direct", "indirect"])),
      "plan": .array(
        of: .record(
          ["owner": .text.described("Empty for nobody."), "issues": .texts],
          required: ["owner", "issues"])),
      "compliance": .array(
        of: .record(
          [
            "framework": .text, "version": .text,
            "controls": .array(
              of: .record(
                ["id": .text, "verdict": .text, "rules": .texts],
                required: ["id", "verdict", "rules"])),
          ], required: ["framework", "version", "controls"])),
      "credentials": .array(of: InventoryJSON.entry), "snapshot": snapshot,
      "difference": difference,
    ],
    required: ["schema", "head", "issues", "credentials", "snapshot"])
}
