internal import Credentials
internal import FoundationEssentials

/// What a registry's token server hands out. Its signature is not looked at: it is read, and not
/// believed further than its own registry would.
struct RegistryToken {
  let text: Sensitive
  /// Whose it is; empty for nobody's, nil where it does not say.
  let subject: String?
  let kind: String
  private let access: [Access]?

  private struct Access: Decodable {
    let name: String?
    let actions: [String]?
  }

  private struct Answer: Decodable {
    let token, accessToken: String?

    enum CodingKeys: String, CodingKey {
      case token
      case accessToken = "access_token"
    }
  }

  private struct Claims: Decodable {
    let sub: String?
    let access: [Access]?
    let kind: String?

    enum CodingKeys: String, CodingKey {
      case sub, access
      case kind = "auth_type"
    }
  }

  /// Nil for what is no token.
  init?(_ response: HTTPResponse) {
    guard response.isJSON,
      let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)),
      let text = answer.token ?? answer.accessToken, !text.isEmpty,
      text.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
    else { return nil }
    self.text = Sensitive(text)
    let claims = JSONWebToken.payload(of: text).flatMap {
      try? JSONDecoder().decode(Claims.self, from: Data($0))
    }
    subject = claims?.sub
    access = claims?.access
    kind = claims?.kind ?? ""
  }

  /// It says nothing of what it is good for.
  var isOpaque: Bool { access == nil }

  /// What it grants of a repository; nil where that cannot be read. Some servers leave out what they
  /// do not grant.
  func actions(of name: String) -> [String]? {
    access.map { list in list.filter { $0.name == name }.flatMap { $0.actions ?? [] } }
  }
}
