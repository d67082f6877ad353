internal import FoundationEssentials

extension HTTPResponse {
  /// What is said of an answer that is none of those that a provider gives.
  var described: String {
    switch status {
    case 300..<400:
      let host = value("Location").flatMap(WebAddress.init)?.authority
      return "it redirects\(host.map { " to \($0)" } ?? ""), and no credential follows"
    case 429, 503: return "the server is busy (\(status))"
    default:
      let form = isHTML ? ", with a page for people" : ""
      return "the server has answered with \(status)\(form)"
    }
  }

  var isRegistry: Bool {
    !isHTML && (value("Docker-Distribution-Api-Version") != nil || isJSON)
  }

  func decoded<Content: Decodable>(_ type: Content.Type) -> Content? {
    guard isJSON else { return nil }
    return try? JSONDecoder().decode(type, from: Data(body))
  }

  /// Of a registry's error.
  var errorCodes: [String] {
    struct Errors: Decodable {
      struct One: Decodable { let code: String? }
      let errors: [One]?
    }
    return decoded(Errors.self)?.errors?.compactMap(\.code) ?? []
  }
}

extension WebAddress {
  /// The same host with another path.
  func with(path: String) -> WebAddress? { WebAddress("\(scheme)://\(authority)\(path)") }

  /// The same path with further fields of the query.
  func with(query: [(name: String, value: String)]) -> WebAddress? {
    let fields = query.filter { !$0.value.isEmpty }.map { "\($0.name)=\(Self.escaped($0.value))" }
    guard !fields.isEmpty else { return self }
    return WebAddress(text + (path.contains("?") ? "&" : "?") + fields.joined(separator: "&"))
  }

  /// What a query takes as it is stays readable.
  private static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    return String(
      decoding: text.utf8.flatMap { byte -> [UInt8] in
        let isPlain =
          (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || "-._~/:,*".utf8.contains(byte)
        return isPlain ? [byte] : [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }, as: UTF8.self)
  }
}
