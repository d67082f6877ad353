internal import CEL
internal import Checks
internal import Credentials
internal import FoundationEssentials
package import Rules
internal import Verification
internal import YAMLTree

/// Version 1: the plan, what was not allowed, and each answer.
enum VerificationJSON {
  static func write(_ report: VerificationReport) throws -> String {
    let plan = report.plan
    let tables = LineTables(
      places: plan.subjects.flatMap(\.credentials).map(\.textPlace) + plan.refused.map(\.place))
    let requests = plan.requests.map { request -> JSON in
      let subject = plan.subjects[request.subject]
      return .object(
        place(subject.place, tables).merging([
          "method": .string(request.method.rawValue), "url": .string(request.url.shown),
          "as": text(request.user), "then": text(request.then),
          "object": text(subject.credential.owner),
        ]) { own, _ in own })
    }
    let refused = plan.refused.map { refusal -> JSON in
      .object(
        place(refusal.place, tables).merging([
          "host": text(refusal.host), "reason": text(refusal.reason),
          "object": text(refusal.object),
        ]) { own, _ in own })
    }
    let answers = zip(plan.subjects, report.answers).enumerated().flatMap { index, pair in
      pair.0.credentials.map {
        answer(
          pair.1 ?? .unasked, $0, pair.0, tables, sent: report.sent.count { $0.subject == index })
      }
    }
    let whole: JSON = [
      "schema": .string(JSON.schemaName("verify-1")), "tool": .string(report.findings.version),
      "sent": .bool(report.isSent), "ended": .bool(report.isEnded), "requests": .list(requests),
      "refused": .list(refused), "answers": .list(report.isSent ? answers : []),
      "findings": .list(try findings(report)),
    ]
    return try whole.written()
  }

  private static func text(_ text: String) -> JSON { .string(Redaction.scan(text)) }

  private static func findings(_ report: VerificationReport) throws -> [JSON] {
    let whole = try ReportFormat.json.write(report.findings)
    guard case .object(let fields)? = JSON(line: Array(whole.utf8)[...]),
      case .list(let findings)? = fields["findings"]
    else { return [] }
    return findings
  }

  private static func place(_ place: Place, _ tables: LineTables) -> [String: JSON] {
    let (line, column) = tables[place.file].position(of: place.range.lowerBound)
    return [
      "path": .string(place.shownPath), "line": .integer(line), "column": .integer(column),
    ]
  }

  private static func answer(
    _ answer: VerifiedAnswer, _ credential: FoundCredential, _ subject: VerificationSubject,
    _ tables: LineTables, sent: Int
  ) -> JSON {
    let rights = answer.rights.map { right -> JSON in
      [
        "resource": text(right.resource), "actions": .list(right.actions.map(text)),
        "proof": .string(right.proof.rawValue),
      ]
    }
    return .object(
      place(credential.textPlace, tables).merging([
        "object": text(credential.owner), "key": .string(Redaction.names(in: credential.key)),
        "kind": .string(credential.classification.kind.id), "host": text(subject.host),
        "user": text(subject.user), "valid": .string(answer.validity.rawValue),
        "reason": text(answer.reason), "rights": .list(rights),
        "denied": .list(answer.denied.map(text)), "anybody": .list(answer.anonymous.map(text)),
        "anonymous": .bool(answer.isAnonymous), "expires": .text(answer.expires?.text),
        "owner_kind": .string(answer.ownerKind), "notes": .list(answer.notes.map(text)),
        "sent": .integer(sent), "time": .string(answer.time.text),
      ]) { own, _ in own })
  }

  private static let location: [String: JSON] = ["path": .text, "line": .count, "column": .count]

  static let schema: JSON = .schema(
    "verify-1", title: "What providers say of credentials",
    [
      "schema": .text, "tool": .text, "sent": .flag,
      "ended": .flag.described("The end was asked for before everything was."),
      "requests": .array(
        of: .record(
          location.merging([
            "method": .text, "url": .text, "as": .text.described("Empty without a credential."),
            "then": .text.described("What follows from the answer."), "object": .text,
          ]) { own, _ in own }, required: ["method", "url"])),
      "refused": .array(
        of: .record(
          location.merging(["host": .text, "reason": .text, "object": .text]) { own, _ in own },
          required: ["host", "reason"])),
      "answers": .array(of: answerSchema),
      "findings": .array(of: ["type": "object"]),
    ], required: ["schema", "sent", "requests", "refused", "answers"])

  private static let answerSchema: JSON = .record(
    location.merging([
      "object": .text, "key": .text, "kind": .text, "host": .text, "user": .text,
      "valid": .choice(VerifiedAnswer.Validity.allCases.map(\.rawValue)), "reason": .text,
      "rights": .array(
        of: .record(
          [
            "resource": .text, "actions": .texts,
            "proof": .choice(VerifiedAnswer.Proof.allCases.map(\.rawValue)),
          ], required: ["resource", "actions", "proof"])),
      "denied": .texts, "anybody": .texts.described("What everybody may."), "anonymous": .flag,
      "expires": .nullableText, "owner_kind": .text, "notes": .texts, "sent": .count,
      "time": .text,
    ]) { own, _ in own }, required: ["path", "valid", "reason", "rights"])
}

/// Answers that are kept for later runs: without any secret, and nothing computed from one.
package enum SavedAnswers {
  private struct File: Codable {
    let schema: String
    let answers: [Entry]
  }

  private struct Entry: Codable {
    struct Right: Codable { let resource: String; let actions: [String]; let proof: String }
    let subject, path, kind, valid, reason, time: String
    let rights: [Right]
    let denied, anonymous, notes: [String]
    let isAnonymous: Bool
    let expires: String?
    let providerKind, ownerKind: String
  }

  private static let schema = JSON.schemaName("verified-1")

  package static func text(_ report: VerificationReport) throws -> String {
    let known = zip(report.plan.subjects, report.answers).flatMap { subject, answer in
      subject.credentials.map { (VerificationSubject.key(of: $0), answer) }
    }
    let entries = known.compactMap { key, answer -> Entry? in
      guard let answer, answer.validity != .unknown || answer.isAnonymous else { return nil }
      // A name that holds a token names nothing.
      guard Redaction.scan(key.subject) == key.subject, Redaction.scan(key.path) == key.path else {
        return nil
      }
      return Entry(
        subject: key.subject, path: key.path, kind: key.kind, valid: answer.validity.rawValue,
        reason: Redaction.scan(answer.reason), time: answer.time.text,
        rights: answer.rights.map {
          .init(resource: $0.resource, actions: $0.actions, proof: $0.proof.rawValue)
        }, denied: answer.denied, anonymous: answer.anonymous, notes: answer.notes,
        isAnonymous: answer.isAnonymous, expires: answer.expires?.text,
        providerKind: answer.kind, ownerKind: answer.ownerKind)
    }
    return try JSONText.encode(File(schema: schema, answers: entries))
  }

  /// Nil for what is no such file.
  package static func read(_ bytes: [UInt8]) -> (answers: VerifiedAnswers, oldest: Int64?)? {
    guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)),
      file.schema == schema
    else { return nil }
    var answers = VerifiedAnswers()
    var oldest: Int64?
    for entry in file.answers {
      var answer = VerifiedAnswer()
      answer.validity = .init(rawValue: entry.valid) ?? .unknown
      answer.reason = entry.reason
      answer.rights = entry.rights.map {
        .init(
          resource: $0.resource, actions: $0.actions, proof: .init(rawValue: $0.proof) ?? .none)
      }
      (answer.denied, answer.anonymous) = (entry.denied, entry.anonymous)
      (answer.notes, answer.isAnonymous) = (entry.notes, entry.isAnonymous)
      (answer.kind, answer.ownerKind) = (entry.providerKind, entry.ownerKind)
      answer.expires = entry.expires.flatMap { Timestamp(parsing: $0) }
      answer.time = Timestamp(parsing: entry.time) ?? .epoch
      oldest = min(oldest ?? answer.time.seconds, answer.time.seconds)
      answers[.init(subject: entry.subject, path: entry.path, kind: entry.kind)] = answer
    }
    return (answers, oldest)
  }
}
