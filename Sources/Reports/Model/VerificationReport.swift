package import Rules
package import Verification

/// A plan, and what came of it.
package struct VerificationReport: Sendable {
  package let plan: VerificationPlan
  /// By subject; nil for what was not asked any more.
  package var answers: [VerifiedAnswer?]
  package var sent: [VerificationSession.Sent] = []
  /// False for a plan alone.
  package var isSent = false
  /// What the rules say of the answers.
  package var findings: Report
  /// The end was asked for before everything was.
  package var isEnded = false

  package init(_ plan: VerificationPlan, _ findings: Report) {
    self.plan = plan
    self.findings = findings
    answers = plan.subjects.map { _ in nil }
  }

  /// Asked about, and not answered for certain.
  package var hasUnknown: Bool {
    isEnded || answers.contains { $0.map { $0.validity == .unknown } ?? true }
  }

  /// What a later run may know.
  package var known: VerifiedAnswers {
    var known = VerifiedAnswers()
    for (subject, answer) in zip(plan.subjects, answers) {
      guard let answer else { continue }
      for key in subject.credentials.map(VerificationSubject.key) {
        // Of two inquiries about one credential the one that tells more.
        if let other = known[key], other.validity != .unknown { continue }
        known[key] = answer
      }
    }
    return known
  }
}
