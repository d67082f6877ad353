internal import CEL
internal import Encodings
internal import Graph
internal import Judging
internal import Questions
internal import Rules

extension Audit {
  /// The whole in at most eight sentences, each of which counts one thing.
  package var summary: [String] {
    [
      found, gravest, production, clear, ends, ages, readable, changed,
    ].compactMap(\.self)
  }

  private var found: String {
    let credentials = inventory.entries.count { $0.protection != .absent }
    guard !issues.isEmpty else {
      return "Nothing was found to be wrong with \(credentials.counted("credential"))."
    }
    let findings = findings.count
    return
      "\(findings.counted("finding")) \(findings == 1 ? "comes" : "come") to \(issues.count.counted("thing")) to do, about "
      + "\(credentials.counted("credential"))."
  }

  private var gravest: String? {
    let grave = issues.count { $0.group.first.severity >= .high }
    guard grave > 0 else { return nil }
    return "\(grave) of them \(grave == 1 ? "is" : "are") high or critical."
  }

  private var production: String? {
    let count = issues.count { $0.group.reach.isInProduction }
    return count > 0 ? "\(count) \(count == 1 ? "is" : "are") deployed to production." : nil
  }

  private var clear: String? {
    let count = inventory.entries.count { $0.protection == .clear && $0.isTelling }
    guard count > 0 else { return nil }
    return
      "\(count.counted("credential")) \(count == 1 ? "stands" : "stand") in clear: whoever reads the repository, or its history, has \(count == 1 ? "it" : "them")."
  }

  private var ends: String? {
    let held = inventory.entries.filter { $0.protection != .absent }
    let soon = held.count { entry in
      entry.expires.map { $0.seconds < now.seconds + Self.month } ?? false
    }
    let unknown = held.count { $0.expires == nil }
    guard !held.isEmpty else { return nil }
    let first =
      soon == 0
      ? "No credential is known to have ended, or to end within 30 days"
      : "\(soon.counted("credential")) \(soon == 1 ? "has" : "have") ended or \(soon == 1 ? "ends" : "end") within 30 days"
    return unknown == 0 ? first + "." : first + "; the end of \(unknown) is not known."
  }

  private var ages: String? {
    let old = inventory.entries.count { entry in
      entry.unchangedSince.map { $0.seconds < now.seconds - Self.year } ?? false
    }
    guard old > 0 else { return nil }
    return
      "\(old.counted("encrypted credential")) \(old == 1 ? "was" : "were") not changed for more than a year."
  }

  private var readable: String? {
    guard !readers.isEmpty else { return nil }
    let direct = readers.count { !$0.direct.isEmpty }
    let detours = readers.count { $0.direct.isEmpty }
    let parties = direct.counted("user, group or account", "users, groups or accounts")
    let others =
      detours == 0
      ? "" : ", and \(detours) more \(detours == 1 ? "comes" : "come") to them by a detour"
    return "\(parties) can read Secrets by a right\(others)."
  }

  private var changed: String? {
    guard let difference else { return nil }
    return
      "Since the last audit \(difference.new.count) are new, \(difference.gone.count) are gone and \(difference.stayed) stayed."
  }

  private static let month: Int64 = 30 * 86_400
  private static let year: Int64 = 365 * 86_400
}
