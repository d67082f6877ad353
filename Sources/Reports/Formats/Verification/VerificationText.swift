internal import CEL
internal import Checks
internal import Credentials
internal import Encodings
internal import Rules
internal import Verification
internal import YAMLTree

/// A plan, line by line, and the answers.
enum VerificationText {
  static func write(_ report: VerificationReport, _ style: Style) throws -> String {
    var tables = Tables()
    var lines = report.isSent ? answers(report, &tables, style) : requests(report, &tables)
    for refusal in report.plan.refused {
      let place = tables.text(refusal.place)
      lines.append(
        visible(
          "not allowed: \(refusal.host) (\(refusal.object), \(place)): \(refusal.reason)"))
    }
    lines.append(sum(report))
    var text = lines.joined(separator: "\n") + "\n"
    guard report.isSent, !report.findings.findings.isEmpty else { return text }
    text += "\n" + (try ReportFormat.text.write(report.findings, style))
    return text
  }

  private struct Tables {
    private var tables: [String: LineTable] = [:]

    mutating func text(_ place: Place) -> String {
      let table = tables[place.file.path] ?? LineTable(place.file)
      tables[place.file.path] = table
      let (line, column) = table.position(of: place.range.lowerBound)
      return "\(place.shownPath):\(line):\(column)"
    }
  }

  private static func visible(_ text: String) -> String { Terminal.visible(Redaction.scan(text)) }

  private static func requests(_ report: VerificationReport, _ tables: inout Tables) -> [String] {
    report.plan.requests.map { request in
      let subject = report.plan.subjects[request.subject]
      let place = "(\(subject.credential.owner), \(tables.text(subject.place)))"
      let url = Terminal.visible(request.url.shown)
      guard request.then.isEmpty else {
        return "then: \(url): " + visible("\(request.then) \(place)")
      }
      let user = request.user.isEmpty ? "without a credential" : "as \(request.user)"
      return "\(request.method.rawValue) \(url) " + visible("\(user) \(place)")
    }
  }

  private static func answers(
    _ report: VerificationReport, _ tables: inout Tables, _ style: Style
  ) -> [String] {
    zip(report.plan.subjects, report.answers).flatMap { subject, answer -> [String] in
      let answer = answer ?? VerifiedAnswer.unasked
      let what = "\(subject.credential.described) in \(subject.credential.owner)"
      var lines = [
        visible(
          "\(tables.text(subject.place)): \(answer.validity.rawValue): \(what): \(answer.reason)")
      ]
      func add(_ label: String, _ value: String) {
        if !value.isEmpty { lines.append("  " + style.dim(label) + " " + visible(value)) }
      }
      add("may:    ", answer.rights.map(described).joined(separator: "; "))
      add("may not:", answer.denied.joined(separator: ", "))
      add("anybody:", answer.anonymous.joined(separator: ", "))
      add("ends:   ", answer.expires?.text ?? "")
      for note in answer.notes { add("note:   ", note) }
      for other in subject.also {
        add("same:   ", "\(other.owner), \(tables.text(other.textPlace))")
      }
      return lines
    }
  }

  private static func described(_ right: VerifiedAnswer.Right) -> String {
    let resource = right.resource.isEmpty ? "" : " of \(right.resource)"
    return "\(right.actions.joined(separator: ", "))\(resource) (\(right.proof.rawValue))"
  }

  private static func sum(_ report: VerificationReport) -> String {
    let plan = report.plan
    let hosts = Set(plan.requests.map(\.url.authority)).count
    let requests = plan.requests.count { $0.then.isEmpty }
    guard report.isSent else {
      guard requests > 0 else { return "\nNothing to ask, and nothing has been sent" }
      return "\n\(requests.counted("request")) to \(hosts.counted("host")), and what follows from "
        + "them; nothing has been sent: --send sends them"
    }
    let counts = VerifiedAnswer.Validity.allCases.map { validity in
      "\(report.answers.count { ($0 ?? .unasked).validity == validity }) \(validity.rawValue)"
    }
    let end = report.isEnded ? "; it was ended before everything was asked" : ""
    return "\n\(report.sent.count.counted("request")) sent; "
      + "\(plan.subjects.count.counted("credential")): \(counts.joined(separator: ", "))\(end)"
  }
}

extension VerifiedAnswer {
  /// Of what nobody has asked about.
  static var unasked: VerifiedAnswer {
    var answer = VerifiedAnswer()
    answer.reason = "it was not asked"
    return answer
  }
}
