internal import Synchronization

/// The gate through which every request goes: what was planned and nothing else, to whom it may go and
/// to nobody else, and not for ever.
package final class VerificationSession: Sendable {
  /// What was sent, without anything of a credential.
  package struct Sent: Sendable {
    package let method: String
    package let url: WebAddress
    package let subject: Int
    /// 0 for none.
    package let status: Int
    package let bytes: Int
    package let milliseconds: Int
  }

  private struct State {
    var addresses: [String: Result<String, TransportFailure>] = [:]
    var sent: [Sent] = []
    /// Realms that a registry has named and that are allowed, by subject.
    var realms: [Int: Set<String>] = [:]
  }

  let options: VerificationPlan.Options
  private let transport: any Transport
  private let planned: Set<String>
  private let state = Mutex(State())
  /// Whether the user wants the end.
  private let isEnded: @Sendable () -> Bool

  package init(
    _ plan: VerificationPlan, _ options: VerificationPlan.Options, _ transport: any Transport,
    isEnded: @escaping @Sendable () -> Bool
  ) {
    self.options = options
    self.transport = transport
    self.isEnded = isEnded
    planned = Set(
      plan.requests.filter(\.then.isEmpty).map {
        Self.name($0.method, $0.url, $0.subject, isAnonymous: $0.user.isEmpty)
      })
  }

  package var sent: [Sent] { state.withLock(\.sent) }

  private static func name(
    _ method: HTTPRequest.Method, _ url: WebAddress, _ subject: Int, isAnonymous: Bool
  ) -> String { "\(subject) \(method.rawValue) \(url.text) \(isAnonymous)" }

  /// What a registry's answer names becomes a part of the plan, if the policy lets it.
  func permit(_ realm: WebAddress, for subject: Int, of registry: WebAddress) -> HostPolicy.Decision
  {
    let decision = options.policy.realmDecision(realm, of: registry)
    if decision == .allowed {
      let start = realm.text.prefix { $0 != "?" }
      state.withLock { _ = $0.realms[subject, default: []].insert(String(start)) }
    }
    return decision
  }

  private func isPlanned(_ request: HTTPRequest, _ subject: Int) -> Bool {
    var isAnonymous = false
    if case .none = request.authorization { isAnonymous = true }
    // What was announced with a credential may be asked without one.
    let names = [isAnonymous, false].map {
      Self.name(request.method, request.url, subject, isAnonymous: $0)
    }
    if isAnonymous ? !planned.isDisjoint(with: names) : planned.contains(names[0]) { return true }
    guard request.method == .get else { return false }
    let start = String(request.url.text.prefix { $0 != "?" })
    return state.withLock { $0.realms[subject]?.contains(start) ?? false }
  }

  /// - Returns: the answer, or why there is none.
  func send(_ request: HTTPRequest, for subject: Int) -> Result<HTTPResponse, TransportFailure> {
    guard isPlanned(request, subject) else {
      return .failure(TransportFailure("a request that was not planned was held back"))
    }
    guard !isEnded() else { return .failure(TransportFailure("the run was ended")) }
    guard hasRoom else {
      return .failure(TransportFailure("--max-requests was reached"))
    }
    switch address(of: request.url) {
    case .failure(let failure): return .failure(failure)
    case .success(let address):
      let first = exchange(request, at: address, for: subject)
      guard case .success(let response) = first, let wait = Self.wait(response), !isEnded() else {
        return first
      }
      pause(wait)
      guard hasRoom, !isEnded() else { return first }
      return exchange(request, at: address, for: subject)
    }
  }

  private var hasRoom: Bool { state.withLock { $0.sent.count } < options.maximumRequests }

  private func exchange(
    _ request: HTTPRequest, at address: String, for subject: Int
  ) -> Result<HTTPResponse, TransportFailure> {
    let clock = ContinuousClock()
    let start = clock.now
    let result = transport.exchange(request, at: address)
    let time = clock.now - start
    var (status, bytes) = (0, 0)
    if case .success(let response) = result {
      (status, bytes) = (response.status, response.body.count)
    }
    state.withLock {
      $0.sent.append(
        Sent(
          method: request.method.rawValue, url: request.url, subject: subject, status: status,
          bytes: bytes, milliseconds: Int(time / .milliseconds(1))))
    }
    return result
  }

  /// Seconds that a server asks for, where it is bearable; nil for another answer.
  private static func wait(_ response: HTTPResponse) -> Int? {
    guard [429, 503].contains(response.status),
      let seconds = response.value("Retry-After").flatMap(Int.init), (0...30).contains(seconds)
    else { return nil }
    return seconds
  }

  private func pause(_ seconds: Int) {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end, !isEnded() { transport.rest() }
  }

  /// Looked up once, and looked at: a second answer of the name server changes nothing.
  private func address(of url: WebAddress) -> Result<String, TransportFailure> {
    let key = "\(url.scheme) \(url.host)"
    if let known = state.withLock({ $0.addresses[key] }) { return known }
    let found = transport.addresses(of: url.host)
    let result = choose(found.map(NetworkAddress.init), url)
    state.withLock { $0.addresses[key] = result }
    return result
  }

  private func choose(
    _ addresses: [NetworkAddress], _ url: WebAddress
  ) -> Result<String, TransportFailure> {
    guard let first = addresses.first else {
      return .failure(TransportFailure("\(url.host) has no address"))
    }
    let isAllowed = options.policy.privateHosts.contains(url.host)
    guard isAllowed || !addresses.contains(where: \.isPrivate) else {
      return .failure(
        TransportFailure("\(url.host) has a private address: --allow-private \(url.host)"))
    }
    guard url.scheme == "https" || addresses.allSatisfy(\.isLoopback) else {
      return .failure(TransportFailure("http goes to this machine alone"))
    }
    return .success(first.text)
  }
}
