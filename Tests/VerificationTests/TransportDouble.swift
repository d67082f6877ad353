import Credentials
import Synchronization
import TestSupport

@testable import Verification

/// Servers that answer from a table, and remember what they were asked.
final class TransportDouble: Transport {
  struct Reply: Sendable {
    var status = 200
    var type = "application/json"
    var headers: [(name: String, value: String)] = []
    var body = ""
  }

  /// What came, as `METHOD url` with the login behind it.
  private let log = Mutex<[String]>([])
  private let replies: @Sendable (String) -> Reply?
  private let hosts: [String: [[UInt8]]]

  init(hosts: [String: [[UInt8]]] = [:], _ replies: @escaping @Sendable (String) -> Reply?) {
    (self.hosts, self.replies) = (hosts, replies)
  }

  var asked: [String] { log.withLock { $0 } }

  func rest() {}

  func addresses(of host: String) -> [[UInt8]] { hosts[host] ?? [[93, 184, 215, 14]] }

  func exchange(
    _ request: HTTPRequest, at address: String
  ) -> Result<HTTPResponse, TransportFailure> {
    let login =
      switch request.authorization {
      case .none: "nobody"
      case .basic(let user, let password): "\(user):\(password.reveal { $0 })"
      case .bearer(let token): "bearer \(token.reveal { $0 })"
      case .header(let name, let token): "\(name) \(token.reveal { $0 })"
      case .signed(let headers): headers.first { $0.name == "Authorization" }?.value ?? ""
      }
    let line = "\(request.method.rawValue) \(request.url.text) \(login)"
    log.withLock { $0.append(line) }
    guard let reply = replies(line) else {
      return .failure(TransportFailure("nobody listens there"))
    }
    return .success(
      HTTPResponse(
        status: reply.status, headers: reply.headers + [("Content-Type", reply.type)],
        body: Array(reply.body.utf8)))
  }
}
