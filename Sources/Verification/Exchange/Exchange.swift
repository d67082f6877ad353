package import Credentials

/// One request to a server, with the credential apart from what may be shown.
package struct HTTPRequest: Sendable {
  package enum Method: String, Sendable {
    case get = "GET", head = "HEAD", post = "POST", patch = "PATCH"
  }

  /// How a credential travels: never in an address.
  package enum Authorization: Sendable {
    case none
    case basic(user: String, password: Sensitive)
    case bearer(Sensitive)
    /// A header of the provider's own, such as `PRIVATE-TOKEN`.
    case header(String, Sensitive)
    /// Several headers that are signed together.
    case signed([(name: String, value: String)])
  }

  package var method: Method
  package var url: WebAddress
  package var authorization = Authorization.none
  package var headers: [(name: String, value: String)] = []
  package var body: String?

  package init(_ method: Method, _ url: WebAddress) {
    self.method = method
    self.url = url
  }
}

/// An address of the web that a request may go to.
package struct WebAddress: Sendable, Hashable {
  /// `https`, or `http` where it was allowed.
  package let scheme: String
  /// In small letters, without a port.
  package let host: String
  package let port: Int
  /// From the first slash on, with the query.
  package let path: String

  /// Nil for what is none, has a login in it, or holds what no address does.
  package init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 34 && $0 != 92 }),
      let mark = text.firstRange(of: "://")
    else { return nil }
    let scheme = text[..<mark.lowerBound].lowercased()
    guard ["https", "http"].contains(scheme) else { return nil }
    let rest = text[mark.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    guard !authority.isEmpty, !authority.contains("@"), !rest.contains("#") else { return nil }
    let hasPort = authority.last != "]" && authority.contains(":")
    let colon = hasPort ? authority.lastIndex(of: ":") : nil
    let name = colon.map { authority[..<$0] } ?? authority
    let port =
      colon.map { Int(authority[authority.index(after: $0)...]) } ?? (scheme == "https" ? 443 : 80)
    guard let port, (1...65_535).contains(port), !name.isEmpty else { return nil }
    self.scheme = scheme
    host = name.lowercased()
    self.port = port
    let path = String(rest[authority.endIndex...])
    self.path = path.hasPrefix("/") ? path : "/" + path
  }

  /// `host`, or `host:port` where the port is not the scheme's own.
  package var authority: String {
    port == (scheme == "https" ? 443 : 80) ? host : "\(host):\(port)"
  }

  package var text: String { "\(scheme)://\(authority)\(path)" }

  /// As logs show it: queries can hold what nobody has looked at.
  /// As a plan shows it: names of images are the repository's words, and the query is ours.
  package var shown: String {
    guard let mark = path.firstIndex(of: "?") else { return Redaction.scan(text) }
    return Redaction.scan("\(scheme)://\(authority)\(path[..<mark])") + path[mark...]
  }

  package var withoutQueryValues: String {
    guard let mark = path.firstIndex(of: "?") else { return text }
    let names = path[path.index(after: mark)...].split(separator: "&").map { pair in
      pair.prefix { $0 != "=" } + "=…"
    }
    return "\(scheme)://\(authority)\(path[..<mark])?\(names.joined(separator: "&"))"
  }
}

package struct HTTPResponse: Sendable {
  package let status: Int
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
    (self.status, self.headers, self.body) = (status, headers, body)
  }

  /// Every value of a header, in order.
  package func values(_ name: String) -> [String] {
    headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
  }

  package func value(_ name: String) -> String? { values(name).first }

  package var isJSON: Bool {
    let type = value("Content-Type")?.lowercased() ?? ""
    return type.hasPrefix("application/json") || type.contains("+json")
  }

  package var isHTML: Bool { value("Content-Type")?.lowercased().hasPrefix("text/html") ?? false }
}

/// What carries requests: the system's curl, or a double in a test.
package protocol Transport: Sendable {
  /// - Parameter address: the one that was looked at, in numbers; nothing else is connected to.
  func exchange(
    _ request: HTTPRequest, at address: String
  ) -> Result<HTTPResponse, TransportFailure>

  /// Waits for a part of a second.
  func rest()

  /// Every address of a host, as bytes.
  func addresses(of host: String) -> [[UInt8]]
}

/// Why there is no answer, as the end of a sentence.
package struct TransportFailure: Error {
  package let reason: String
  package init(_ reason: String) { self.reason = reason }
}
