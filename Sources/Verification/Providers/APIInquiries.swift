internal import CEL
internal import Credentials
internal import FoundationEssentials
internal import Rules

/// GitLab's own word on a token (GitLab `lib/api/personal_access_tokens/self_information.rb`). `DELETE`
/// on the same path would revoke it.
enum GitLabInquiry {
  private struct Token: Decodable {
    let id: Int
    let revoked: Bool?
    let active: Bool?
    let scopes: [String]
    let expires_at: String?
  }

  private struct Failure: Decodable { let message, error: String? }
  private struct Job: Decodable { let id: Int }

  static let tokenPath = "/api/v4/personal_access_tokens/self"
  static let jobPath = "/api/v4/job"

  static func askToken(_ response: HTTPResponse) -> VerifiedAnswer {
    var answer = VerifiedAnswer()
    if response.status == 200, let token = response.decoded(Token.self) {
      let isAlive = token.revoked != true && token.active != false
      answer.validity = isAlive ? .yes : .no
      answer.reason = isAlive ? "GitLab knows it" : "GitLab says that it was revoked or has ended"
      answer.rights = [.init(resource: "", actions: token.scopes.sorted(), proof: .introspection)]
      answer.expires = token.expires_at.flatMap { Timestamp(parsing: $0, allowsBareDate: true) }
      answer.notes.append("last_used_at moves by the question")
    } else if response.status == 401, response.decoded(Failure.self) != nil {
      (answer.validity, answer.reason) = (.no, "GitLab has refused it")
    } else if response.status == 400, let failure = response.decoded(Failure.self),
      (failure.message ?? failure.error ?? "").contains("token type")
    {
      answer.validity = .yes
      answer.reason = "GitLab knows it, as a token of another type"
    } else {
      answer.reason = response.described
    }
    return answer
  }

  static func askJob(_ response: HTTPResponse) -> VerifiedAnswer {
    var answer = VerifiedAnswer()
    if response.status == 200, response.decoded(Job.self) != nil {
      (answer.validity, answer.reason) = (.yes, "its job still runs")
      answer.ownerKind = "job"
    } else if response.status == 401, response.decoded(Failure.self) != nil {
      (answer.validity, answer.reason) = (.no, "GitLab has refused it: its job has ended")
    } else {
      answer.reason = response.described
    }
    return answer
  }
}

/// GitHub's word on a token (https://docs.github.com/en/rest/users/users#get-the-authenticated-user).
enum GitHubInquiry {
  private struct User: Decodable { let login: String; let type: String? }
  private struct Installation: Decodable { let total_count: Int }
  private struct Failure: Decodable { let message: String? }

  static let userPath = "/user"
  static let installationPath = "/installation/repositories?per_page=1"

  static func ask(_ response: HTTPResponse, isInstallation: Bool) -> VerifiedAnswer {
    var answer = VerifiedAnswer()
    let user = isInstallation ? nil : response.decoded(User.self)
    let isKnown = isInstallation ? response.decoded(Installation.self) != nil : user != nil
    if response.status == 200, isKnown {
      (answer.validity, answer.reason) = (.yes, "GitHub knows it")
      answer.ownerKind = isInstallation || user?.type == "Bot" ? "bot" : "person"
      readRights(response, &answer)
      answer.expires = response.value("github-authentication-token-expiration").flatMap(time)
    } else if response.status == 401, response.decoded(Failure.self)?.message == "Bad credentials" {
      (answer.validity, answer.reason) = (.no, "GitHub has refused it")
    } else {
      answer.reason = response.described
    }
    return answer
  }

  private static func readRights(_ response: HTTPResponse, _ answer: inout VerifiedAnswer) {
    guard let listed = response.value("X-OAuth-Scopes") else {
      answer.notes.append("GitHub lists the rights of such a token nowhere")
      return
    }
    let scopes = listed.split(separator: ",").map { $0.trimmed(" ") }.filter { !$0.isEmpty }
    answer.rights = [.init(resource: "", actions: scopes.sorted(), proof: .introspection)]
  }

  /// `2006-01-02 15:04:05 UTC`, or with `-0700` in place of the name.
  private static func time(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 3 else { return nil }
    let zone = parts[2]
    let offset =
      zone == "UTC" ? "Z" : zone.count == 5 ? "\(zone.prefix(3)):\(zone.suffix(2))" : zone
    return Timestamp(parsing: "\(parts[0])T\(parts[1])\(offset)")
  }
}

extension Substring {
  func trimmed(_ character: Character) -> String {
    var rest = self
    while rest.first == character { rest = rest.dropFirst() }
    while rest.last == character { rest = rest.dropLast() }
    return String(rest)
  }
}

/// A repository of git over https: whether it lets somebody clone, and push, without either (git
/// `Documentation/gitprotocol-http.adoc`).
enum GitInquiry {
  static let services = [("git-upload-pack", "clone"), ("git-receive-pack", "push")]

  static func ask(
    _ subject: VerificationSubject, _ index: Int, _ session: VerificationSession
  ) -> VerifiedAnswer {
    var answer = VerifiedAnswer()
    for (service, action) in services {
      guard let url = subject.base.with(query: [("service", service)]) else { break }
      var request = HTTPRequest(.get, url)
      if action == "clone", case .success(let open) = session.send(request, for: index),
        isAdvertised(open, service)
      {
        answer.anonymous = ["clone"]
      }
      request.authorization = .basic(user: subject.user, password: subject.password)
      guard read(session.send(request, for: index), service, action, &answer) else { break }
    }
    if answer.validity == .unknown, answer.anonymous == ["clone"], answer.reason.isEmpty {
      answer.isAnonymous = true
      answer.reason = "everybody may clone, so that the answer proves nothing"
    }
    return answer
  }

  private static func isAdvertised(_ response: HTTPResponse, _ service: String) -> Bool {
    response.status == 200
      && response.value("Content-Type") == "application/x-\(service)-advertisement"
  }

  /// - Returns: whether more can be asked.
  private static func read(
    _ result: Result<HTTPResponse, TransportFailure>, _ service: String, _ action: String,
    _ answer: inout VerifiedAnswer
  ) -> Bool {
    switch result {
    case .failure(let failure):
      if answer.validity == .unknown { answer.reason = failure.reason }
      return false
    case .success(let response) where isAdvertised(response, service):
      answer.rights.append(.init(resource: "", actions: [action], proof: .probe))
      if action == "push" || answer.anonymous.isEmpty {
        (answer.validity, answer.reason) = (.yes, "the server lets it \(action)")
      }
      return true
    case .success(let response) where response.status == 401 && !response.isHTML:
      if action == "clone" {
        (answer.validity, answer.reason) = (.no, "the server has refused the login")
      } else {
        answer.denied.append(action)
      }
      return false
    case .success(let response) where [403, 404].contains(response.status) && !response.isHTML:
      answer.denied.append(action)
      if action == "clone" { answer.reason = response.described }
      return false
    case .success(let response):
      if answer.validity == .unknown { answer.reason = response.described }
      return false
    }
  }
}

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
