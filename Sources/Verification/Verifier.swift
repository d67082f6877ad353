package import CEL
internal import Credentials
package import Rules

/// Asks what was planned, one credential after the other.
package struct Verifier: Sendable {
  private let plan: VerificationPlan
  private let session: VerificationSession
  private let now: Timestamp

  package init(_ plan: VerificationPlan, _ session: VerificationSession, now: Timestamp) {
    (self.plan, self.session, self.now) = (plan, session, now)
  }

  package func answer(_ index: Int) -> VerifiedAnswer {
    let subject = plan.subjects[index]
    var answer: VerifiedAnswer
    switch subject.inquiry {
    case .registry: answer = RegistryInquiry.ask(subject, index, session)
    case .git: answer = GitInquiry.ask(subject, index, session)
    case .kubernetes: answer = KubernetesInquiry.ask(subject, index, session)
    case .aws: answer = AWSInquiry.ask(subject, index, session, at: now)
    case .gitlab:
      answer = one(subject, index, .header("PRIVATE-TOKEN", subject.password)) {
        GitLabInquiry.askToken($0)
      }
    case .gitlabJob:
      answer = one(subject, index, .header("JOB-TOKEN", subject.password)) {
        GitLabInquiry.askJob($0)
      }
    case .github, .githubInstallation:
      answer = one(subject, index, .bearer(subject.password)) {
        GitHubInquiry.ask($0, isInstallation: subject.inquiry == .githubInstallation)
      }
    }
    if subject.isGuess, answer.isStranger {
      answer.validity = .unknown
      answer.reason +=
        ", and nothing says that it was issued there: 'endpoints' in verify.yaml names another place"
    }
    answer.time = now
    answer.denied = Set(answer.denied).sorted()
    return answer
  }

  /// What is asked with one request.
  private func one(
    _ subject: VerificationSubject, _ index: Int, _ authorization: HTTPRequest.Authorization,
    _ read: (HTTPResponse) -> VerifiedAnswer
  ) -> VerifiedAnswer {
    var request = HTTPRequest(.get, subject.base)
    request.authorization = authorization
    request.headers = [("Accept", "application/json")]
    switch session.send(request, for: index) {
    case .success(let response): return read(response)
    case .failure(let failure):
      var answer = VerifiedAnswer()
      answer.reason = failure.reason
      return answer
    }
  }
}
