internal import Encodings
internal import History
internal import Rules

/// A history for people: one block for each credential, what matters most first.
enum LeakText {
  static func write(_ report: LeakReport, _ style: Style) -> String {
    var text = ""
    for credential in report.credentials { text += block(credential, report, style) + "\n" }
    guard !style.isQuiet else { return text }
    let lines = [report.sum, report.read] + report.sentences
    return text + lines.map { Terminal.visible($0) }.joined(separator: "\n") + "\n"
  }

  private static let maximumPaths = 3

  private static func block(
    _ credential: LeakedCredential, _ report: LeakReport, _ style: Style
  ) -> String {
    let sighting = credential.sighting
    let traits = credential.traits
    let severity = style.severity(traits.severity)
    let rules = traits.rules.joined(separator: ", ")
    var lines = [
      "\(Terminal.visible(sighting.path)):\(sighting.line):\(sighting.column): \(severity)[\(rules)]: "
        + Terminal.visible(traits.message)
    ]
    func add(_ label: String, _ value: String) {
      lines.append("  " + style.dim(label) + " " + Terminal.visible(value))
    }
    let ownPaths = credential.paths.filter { $0 != sighting.path }
    if !ownPaths.isEmpty {
      let maximum = style.isVerbose ? Int.max : maximumPaths
      add("also in:", ownPaths.listed(atMost: maximum))
    }
    if let first = credential.first { add("came:   ", commit(first)) }
    if let last = credential.last, last != credential.first { add("last:   ", commit(last)) }
    add("now:    ", standing(credential))
    add("do:     ", credential.remedy(at: report.now))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func commit(_ commit: LeakedCredential.Commit) -> String {
    "\(LeakReport.date(commit.seconds)) in \(commit.id.prefix(12))"
  }

  private static func standing(_ credential: LeakedCredential) -> String {
    switch credential.standing {
    case .head: return "in HEAD"
    case .reference:
      return "on \(credential.references.listed(atMost: maximumPaths)), and not in HEAD"
    case .history:
      let removed = credential.removed.map { ", taken away \(commit($0))" } ?? ""
      return "in history alone\(removed)"
    case .unreachable: return "in commits that no branch or tag leads to any more"
    }
  }
}
