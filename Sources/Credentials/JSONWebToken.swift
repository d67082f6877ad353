internal import Encodings
internal import FoundationEssentials

/// The claims of a JSON Web Token. The signature is never checked: offline it proves nothing.
package struct JSONWebToken: Sendable {
  package let issuer: String
  package let subject: String
  package let audience: [String]
  /// Seconds since 1970.
  package let expires: Int64?
  package let issued: Int64?
  /// Rights in `scope`, `scp`, `access[].actions` and ACR's `permissions.Actions`.
  package let scopes: [String]
  /// An offline token of Red Hat's and other Keycloak servers: no end, and all rights of its user.
  let isOffline: Bool
  /// The one that jwt.io shows, and half of all documentation after it.
  let isSample: Bool

  /// Nil unless the text is three base64url parts, the first a JSON object with `alg`.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, text.utf8.count <= 100_000, parts[0].hasPrefix("eyJ"),
      let header = Base64.decodeURL(parts[0].utf8).flatMap(JSONValue.parse), header["alg"] != nil,
      let claims = Base64.decodeURL(parts[1].utf8).flatMap(JSONValue.parse)
    else { return nil }
    issuer = claims["iss"]?.string ?? ""
    subject = claims["sub"]?.string ?? ""
    audience = claims["aud"].map { $0.string.map { [$0] } ?? $0.strings } ?? []
    expires = claims["exp"]?.integer
    issued = claims["iat"]?.integer
    scopes = Self.scopes(claims)
    isOffline = claims["typ"]?.string == "Offline"
    isSample = subject == "1234567890" && claims["name"]?.string == "John Doe"
  }

  /// The claims of a token, as JSON; nil for what is none.
  package static func payload(of text: String) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, text.utf8.count <= 100_000 else { return nil }
    return Base64.decodeURL(parts[1].utf8)
  }

  private static func scopes(_ claims: JSONValue) -> [String] {
    var scopes: [String] = []
    for key in ["scope", "scp"] {
      guard let claim = claims[key] else { continue }
      scopes += claim.string?.split(separator: " ").map(String.init) ?? claim.strings
    }
    scopes += claims["access"]?.elements.flatMap { $0["actions"]?.strings ?? [] } ?? []
    for action in claims["permissions"]?["Actions"]?.strings ?? [] {
      // ACR names them `read`, `write`, `delete`, `metadata/read` …
      switch action {
      case "read": scopes.append("pull")
      case "write": scopes.append("push")
      default: scopes.append(action)
      }
    }
    return scopes
  }
}

/// A decoded JSON value, for the small documents inside tokens.
package indirect enum JSONValue: Decodable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// The value of JSON text; nil where it is none.
  package static func parse(_ bytes: [UInt8]) -> JSONValue? {
    guard bytes.first(where: { $0 > 32 }) == UInt8(ascii: "{") else { return nil }
    return try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
  }

  package subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  package var string: String? { if case .text(let text) = self { text } else { nil } }

  /// The whole part; what lies beyond the integers that JSON numbers can tell apart is as good as
  /// the last of them.
  package var integer: Int64? {
    guard case .number(let number) = self, !number.isNaN else { return nil }
    return Int64(max(-0x1p53, min(number, 0x1p53)))
  }

  package var elements: [JSONValue] { if case .list(let list) = self { list } else { [] } }

  package var strings: [String] { elements.compactMap(\.string) }
}
