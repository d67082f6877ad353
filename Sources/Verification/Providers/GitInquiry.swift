internal import Rules

/// A repository of git over https: whether it lets somebody clone, and push, without either (git
/// `Documentation/gitprotocol-http.adoc`).
enum GitInquiry {
  static let services = [("git-upload-pack", "clone"), ("git-receive-pack", "push")]

  static func ask(
    _ subject: VerificationSubject, _ index: Int, _ session: VerificationSession
  ) -> VerifiedAnswer {
    var answer = VerifiedAnswer()
    let name = repository(subject.base)
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
    answer.rights = answer.rights.map {
      .init(resource: name, actions: $0.actions, proof: $0.proof)
    }
    answer.leaveOutWhatEverybodyMay()
    if answer.validity == .unknown, answer.anonymous == ["clone"], answer.reason.isEmpty {
      answer.isAnonymous = true
      answer.reason = "everybody may clone, so that the answer proves nothing"
    }
    return answer
  }

  /// `team/app` of `https://host/team/app.git/info/refs`.
  private static func repository(_ url: WebAddress) -> String {
    let parts = url.path.split(separator: "/").dropLast(2).joined(separator: "/")
    return parts.hasSuffix(".git") ? String(parts.dropLast(4)) : parts
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
