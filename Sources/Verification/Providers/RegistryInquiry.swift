internal import Credentials
internal import Rules

/// Registries of the OCI distribution specification, with what each server makes of it: in this order,
/// because to ask some of them for more than they have does harm. Quay and GitLab create a repository
/// when somebody asks to push to a name that is not there (quay `endpoints/v2/v2auth.py`, GitLab
/// `app/services/auth/container_registry_authentication_service.rb`).
struct RegistryInquiry {
  private let subject: VerificationSubject
  private let index: Int
  private let session: VerificationSession
  private var answer = VerifiedAnswer()
  /// The address for tokens, and for what service.
  private var realm: (url: WebAddress, service: String)?

  /// No blob is called so, and nobody has an upload of the name.
  static let probe = "00000000-0000-4000-8000-000000000000"
  /// Repositories of one registry that are asked about.
  static let maximumNames = 2

  static func requests(
    _ base: WebAddress, _ names: [String], probes: Bool
  ) -> [(HTTPRequest.Method, WebAddress, Bool, String)] {
    func address(_ path: String) -> WebAddress? { base.with(path: path) }
    var result: [(HTTPRequest.Method, WebAddress, Bool, String)] = []
    func add(
      _ method: HTTPRequest.Method, _ path: String, anonymous: Bool = false, then: String = ""
    ) {
      if let url = address(path) { result.append((method, url, anonymous, then)) }
    }
    add(.get, "/v2/", anonymous: true)
    add(.get, "/v2/")
    let named = names.isEmpty ? "" : " of \(names.joined(separator: ", "))"
    add(
      .get, "/v2/",
      then:
        "the realm that it names, if it is allowed: pull; after that pull,push; pull,push,delete; *\(named); and pull,push without a credential"
    )
    for name in names {
      add(.get, "/v2/\(name)/tags/list?n=1")
      if probes { add(.patch, "/v2/\(name)/blobs/uploads/\(probe)") }
    }
    return result
  }

  static func ask(
    _ subject: VerificationSubject, _ index: Int, _ session: VerificationSession
  ) -> VerifiedAnswer {
    var inquiry = RegistryInquiry(subject: subject, index: index, session: session)
    inquiry.ask()
    inquiry.answer.leaveOutWhatEverybodyMay()
    return inquiry.answer
  }

  private init(subject: VerificationSubject, index: Int, session: VerificationSession) {
    (self.subject, self.index, self.session) = (subject, index, session)
  }

  private var basic: HTTPRequest.Authorization {
    .basic(user: subject.user, password: subject.password)
  }

  private mutating func end(_ validity: VerifiedAnswer.Validity, _ reason: String) {
    (answer.validity, answer.reason) = (validity, reason)
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: String, _ authorization: HTTPRequest.Authorization
  ) -> Result<HTTPResponse, TransportFailure> {
    guard let url = subject.base.with(path: path) else {
      return .failure(TransportFailure("\(path) is no address"))
    }
    var request = HTTPRequest(method, url)
    request.authorization = authorization
    return session.send(request, for: index)
  }

  // MARK: The first answer

  private mutating func ask() {
    switch send(.get, "/v2/", .none) {
    case .failure(let failure): end(.unknown, failure.reason)
    case .success(let response):
      if response.status == 200, response.isRegistry {
        answer.isAnonymous = true
        return end(.unknown, "the registry asks nobody for a login")
      }
      guard response.status == 401 else { return end(.unknown, response.described) }
      let challenges = Challenge.all(response.values("WWW-Authenticate"))
      if let bearer = challenges.first(where: {
        $0.scheme == "bearer" && $0.parameters["realm"] != nil
      }) {
        askForTokens(bearer)
      } else if challenges.contains(where: { $0.scheme == "basic" }) {
        askBasic()
      } else {
        end(.unknown, "the registry does not say how it takes a login")
      }
    }
  }

  // MARK: Registries that take the login itself

  private mutating func askBasic() {
    switch send(.get, "/v2/", basic) {
    case .failure(let failure): end(.unknown, failure.reason)
    case .success(let response):
      switch response.status {
      case 200 where response.isRegistry:
        end(.yes, "the registry has accepted the login")
        answer.notes.append(
          subject.base.host.hasSuffix(".amazonaws.com")
            ? "rights unknown: IAM decides"
            : "a registry with logins alone lets every account push, unless a proxy in front forbids it"
        )
        for name in subject.names { _ = lists(name, basic) }
        probeWriting(basic)
      case 401 where !response.isHTML: end(.no, "the registry has refused the login")
      default: end(.unknown, response.described)
      }
    }
  }

  // MARK: Registries with tokens

  private mutating func askForTokens(_ challenge: Challenge) {
    guard let url = WebAddress(challenge.parameters["realm"] ?? "") else {
      return end(.unknown, "the registry names a realm that is no address")
    }
    if case .refused(let reason) = session.permit(url, for: index, of: subject.base) {
      return end(.unknown, reason)
    }
    realm = (url, challenge.parameters["service"] ?? "")
    let scopes = subject.names.isEmpty ? [""] : subject.names.map { "repository:\($0):pull" }
    for (position, scope) in scopes.enumerated() {
      guard let token = firstToken(scope) else { return }
      accept(token, first: position == 0)
      guard !subject.names.isEmpty else { continue }
      askAbout(subject.names[position], token)
    }
  }

  private func token(_ scope: String, anonymous: Bool = false) -> Result<
    HTTPResponse, TransportFailure
  >? {
    guard let realm,
      let url = realm.url.with(query: [
        ("service", realm.service), ("scope", scope), ("client_id", "credlint"),
      ])
    else { return nil }
    var request = HTTPRequest(.get, url)
    if !anonymous { request.authorization = basic }
    return session.send(request, for: index)
  }

  /// The token for a pull; nil where the answer is an end.
  private mutating func firstToken(_ scope: String) -> RegistryToken? {
    guard let result = token(scope) else {
      end(.unknown, "the realm is no address")
      return nil
    }
    switch result {
    case .failure(let failure): end(.unknown, failure.reason)
    case .success(let response):
      if response.status == 200, let token = RegistryToken(response) { return token }
      let isRefusal =
        [401, 403].contains(response.status) && !response.isHTML
        && (response.isJSON || response.value("WWW-Authenticate") != nil)
      if isRefusal, answer.validity != .yes {
        end(.no, "the registry has refused the login")
      } else if isRefusal {
        answer.notes.append("a further repository was refused")
      } else {
        end(.unknown, response.described)
      }
    }
    return nil
  }

  private mutating func accept(_ token: RegistryToken, first: Bool) {
    guard first else { return }
    answer.kind = token.kind
    guard let subjectName = token.subject else {
      return end(.unknown, "the token of the registry does not say whose it is")
    }
    if subjectName.isEmpty {
      answer.isAnonymous = true
      end(.unknown, "the registry has answered as it answers everybody")
    } else {
      end(.yes, "the registry has given a token to '\(Redaction.scan(subjectName))'")
    }
  }

  private mutating func askAbout(_ name: String, _ token: RegistryToken) {
    let bearer = HTTPRequest.Authorization.bearer(token.text)
    let pulls = lists(name, bearer)
    if let granted = token.actions(of: name) {
      note(granted.contains("pull") ? ["pull"] : [], of: name, .claim)
      if !granted.contains("pull"), !pulls { answer.denied.append("pull") }
    }
    // What everybody gets says nothing of this login.
    if answer.isAnonymous { answer.anonymous = token.actions(of: name) ?? [] }
    // A name that is not there is asked for nothing more: the question would make it.
    guard pulls, !answer.isAnonymous else { return }
    if token.isOpaque, answer.validity != .yes {
      confirmOpaque(name)
    }
    var last = token
    for (scope, action) in [("pull,push", "push"), ("pull,push,delete", "delete"), ("*", "*")] {
      guard case .success(let response)? = self.token("repository:\(name):\(scope)") else { break }
      guard response.status == 200, let next = RegistryToken(response) else {
        // Some refuse the whole of it in place of granting less.
        if [401, 403].contains(response.status) { answer.denied.append(action) }
        continue
      }
      last = action == "*" ? last : next
      guard let granted = next.actions(of: name) else { break }
      if granted.contains(action) {
        note([action], of: name, .claim)
      } else {
        answer.denied.append(action)
      }
    }
    askWithoutCredential(name)
    probeWriting(.bearer(last.text))
    // Whose the token is it does not say, and yet it opens what nobody else gets.
    if answer.validity == .unknown, !answer.isAnonymous, !answer.actions.isEmpty {
      end(.yes, "the registry grants the login what nobody else gets")
    }
  }

  /// Whoever has no login gets a token as well: what it opens is not the login's.
  private mutating func confirmOpaque(_ name: String) {
    guard case .success(let response)? = token("repository:\(name):pull", anonymous: true) else {
      return
    }
    guard response.status == 200, let token = RegistryToken(response) else {
      return end(.yes, "the registry gives its tokens to logins alone")
    }
    guard case .success(let list) = send(.get, "/v2/\(name)/tags/list?n=1", .bearer(token.text))
    else {
      return
    }
    if list.status == 200 {
      answer.isAnonymous = true
      answer.anonymous.append("pull")
      end(.unknown, "everybody may pull, so that the answer proves nothing")
    } else {
      end(.yes, "the login pulls what nobody else may")
    }
  }

  private mutating func askWithoutCredential(_ name: String) {
    guard case .success(let response)? = token("repository:\(name):pull,push", anonymous: true),
      response.status == 200, let granted = RegistryToken(response)?.actions(of: name)
    else { return }
    answer.anonymous = Set(answer.anonymous + granted).sorted()
  }

  // MARK: Proofs

  private mutating func note(
    _ actions: [String], of name: String, _ proof: VerifiedAnswer.Proof
  ) {
    guard !actions.isEmpty else { return }
    answer.rights.append(.init(resource: name, actions: actions, proof: proof))
  }

  /// Whether the repository is there and its tags are shown.
  private mutating func lists(_ name: String, _ authorization: HTTPRequest.Authorization) -> Bool {
    guard case .success(let response) = send(.get, "/v2/\(name)/tags/list?n=1", authorization),
      response.status == 200, response.isJSON
    else { return false }
    note(["pull"], of: name, .probe)
    return true
  }

  /// An upload that nobody has begun cannot be continued: the registry looks at the right first, and
  /// keeps nothing (distribution `registry/handlers/app.go`).
  private mutating func probeWriting(_ authorization: HTTPRequest.Authorization) {
    guard session.options.probesWriting, let name = subject.names.first(where: hasListed),
      let url = subject.base.with(path: "/v2/\(name)/blobs/uploads/\(Self.probe)")
    else { return }
    var request = HTTPRequest(.patch, url)
    request.authorization = authorization
    request.body = ""
    request.headers = [("Content-Type", "application/octet-stream")]
    guard case .success(let response) = session.send(request, for: index) else { return }
    let codes = response.errorCodes
    switch response.status {
    case 404 where !Set(codes).isDisjoint(with: ["BLOB_UPLOAD_INVALID", "BLOB_UPLOAD_UNKNOWN"]):
      note(["push"], of: name, .probe)
      answer.denied.removeAll { $0 == "push" }
    case 401, 403: answer.denied.append("push")
    case 405: answer.notes.append("the registry is read-only")
    default: answer.notes.append("the probe for writing was answered with \(response.status)")
    }
  }

  private func hasListed(_ name: String) -> Bool {
    answer.rights.contains { $0.resource == name && $0.proof == .probe }
  }
}
