internal import Credentials
internal import Encodings
internal import Repositories
internal import Verification

/// Carries requests by the system's curl.
struct CurlTransport: Transport {
  private let curl: Curl
  /// A file of authorities in place of the system's.
  private let authorities: String?
  private let userAgent: String

  init(authorities: String?, userAgent: String) throws(UsageProblem) {
    do {
      curl = try Curl()
    } catch {
      throw UsageProblem("\(error.reason)")
    }
    self.authorities = authorities
    self.userAgent = userAgent
  }

  func addresses(of host: String) -> [[UInt8]] { Addresses.of(host) }

  func rest() { System.rest(milliseconds: 50) }

  func exchange(
    _ request: HTTPRequest, at address: String
  ) -> Result<HTTPResponse, TransportFailure> {
    let settings = settings(request, address)
    // A line break would begin a header, or a request, of somebody else's.
    guard settings.allSatisfy({ !$0.value.utf8.contains { $0 < 32 || $0 == 127 } }) else {
      return .failure(TransportFailure("what was to be sent holds control characters"))
    }
    switch curl.run(settings) {
    case .failure(let failure): return .failure(TransportFailure(failure.reason))
    case .success(let bytes):
      guard let response = Self.response(bytes) else {
        return .failure(TransportFailure("the answer is not what a web server says"))
      }
      return .success(response)
    }
  }

  private func settings(
    _ request: HTTPRequest, _ address: String
  ) -> [(name: String, value: String)] {
    let url = request.url
    let pinned = address.contains(":") ? "[\(address)]" : address
    let host = url.host.hasPrefix("[") ? String(url.host.dropFirst().dropLast()) : url.host
    var settings = Curl.bounds
    settings += [
      ("url", url.text), ("proto", "=\(url.scheme)"), ("user-agent", userAgent),
      ("resolve", "\(host):\(url.port):\(pinned)"),
    ]
    if request.method == .head {
      settings.append(("head", ""))
    } else {
      settings.append(("request", request.method.rawValue))
    }
    if let authorities { settings.append(("cacert", authorities)) }
    if let body = request.body { settings.append(("data", body)) }
    settings += (request.headers + Self.headers(request.authorization)).map {
      ("header", "\($0.name): \($0.value)")
    }
    return settings
  }

  private static func headers(
    _ authorization: HTTPRequest.Authorization
  ) -> [(name: String, value: String)] {
    switch authorization {
    case .none: []
    case .basic(let user, let password):
      password.reveal { text in
        [("Authorization", "Basic " + Base64.encode(Array("\(user):\(text)".utf8)))]
      }
    case .bearer(let token): token.reveal { [("Authorization", "Bearer \($0)")] }
    case .header(let name, let token): token.reveal { [(name, $0)] }
    case .signed(let headers): headers
    }
  }

  /// The last head, and what follows it: an interim answer has a head of its own.
  private static func response(_ bytes: [UInt8]) -> HTTPResponse? {
    var rest = bytes[...]
    while true {
      guard let end = headEnd(rest) else { return nil }
      let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
        .split(whereSeparator: \.isNewline)
      let status = lines.first?.split(separator: " ") ?? []
      guard status.count > 1, status[0].hasPrefix("HTTP/"), let code = Int(status[1]) else {
        return nil
      }
      rest = rest[end.upperBound...]
      if (100..<200).contains(code) { continue }
      let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return (String(line[..<colon]), String(line[line.index(after: colon)...]).trimmedWhitespace)
      }
      return HTTPResponse(status: code, headers: headers, body: Array(rest))
    }
  }

  private static func headEnd(_ bytes: ArraySlice<UInt8>) -> Range<Int>? {
    var index = bytes.startIndex
    while let line = bytes[index...].firstIndex(of: 10) {
      let content = bytes[index..<line]
      if content.isEmpty || content.elementsEqual([13]) { return index..<(line + 1) }
      index = line + 1
    }
    return nil
  }
}
