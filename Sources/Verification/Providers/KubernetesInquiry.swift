internal import Credentials
internal import FoundationEssentials
internal import Rules

/// A cluster's word on an account (kubernetes `pkg/apis/authentication`, `pkg/apis/authorization`): both
/// questions are posted, and nothing is stored.
enum KubernetesInquiry {
  static let reviewPath = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
  static let rulesPath = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"

  private struct Review: Decodable {
    struct Status: Decodable { let userInfo: Info? }
    struct Info: Decodable { let username: String? }
    let status: Status?
  }

  private struct Rules: Decodable {
    struct Status: Decodable {
      let resourceRules: [Rule]?
      let incomplete: Bool?
    }
    struct Rule: Decodable { let verbs, resources: [String]? }
    let status: Status?
  }

  static func ask(
    _ subject: VerificationSubject, _ index: Int, _ session: VerificationSession
  ) -> VerifiedAnswer {
    var answer = VerifiedAnswer()
    let review = post(
      reviewPath, "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}",
      subject, index, session)
    switch review {
    case .failure(let failure):
      answer.reason = failure.reason
      return answer
    case .success(let response):
      if [200, 201].contains(response.status),
        let name = response.decoded(Review.self)?.status?.userInfo?.username, !name.isEmpty
      {
        answer.validity = .yes
        answer.reason = "the cluster knows it as '\(Redaction.scan(name))'"
      } else if response.status == 401, response.isJSON {
        (answer.validity, answer.reason) = (.no, "the cluster has refused it")
        return answer
      } else if response.status != 404 {
        answer.reason = response.described
        return answer
      }
    }
    readRules(subject, index, session, &answer)
    return answer
  }

  private static func readRules(
    _ subject: VerificationSubject, _ index: Int, _ session: VerificationSession,
    _ answer: inout VerifiedAnswer
  ) {
    let namespace = subject.names.first ?? "default"
    let body =
      "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectRulesReview\",\"spec\":{\"namespace\":\"\(namespace)\"}}"
    guard case .success(let response) = post(rulesPath, body, subject, index, session) else {
      return
    }
    guard response.status == 201, let status = response.decoded(Rules.self)?.status else {
      if answer.validity == .unknown, response.status == 401, response.isJSON {
        (answer.validity, answer.reason) = (.no, "the cluster has refused it")
      }
      return
    }
    if answer.validity == .unknown {
      (answer.validity, answer.reason) = (.yes, "the cluster has told its rights")
    }
    let actions = (status.resourceRules ?? []).flatMap { rule in
      (rule.resources ?? []).flatMap { resource in (rule.verbs ?? []).map { "\($0) \(resource)" } }
    }
    answer.rights = [
      .init(resource: namespace, actions: Set(actions).sorted(), proof: .introspection)
    ]
    if status.incomplete == true {
      answer.notes.append("the cluster says that the list is incomplete")
    }
  }

  private static func post(
    _ path: String, _ body: String, _ subject: VerificationSubject, _ index: Int,
    _ session: VerificationSession
  ) -> Result<HTTPResponse, TransportFailure> {
    guard let url = subject.base.with(path: path) else {
      return .failure(TransportFailure("\(path) is no address"))
    }
    var request = HTTPRequest(.post, url)
    request.authorization = .bearer(subject.password)
    request.headers = [("Content-Type", "application/json"), ("Accept", "application/json")]
    request.body = body
    return session.send(request, for: index)
  }
}
