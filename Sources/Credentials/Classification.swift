/// What a piece of secret text is, from its form, its user name and its registry.
package struct Classification: Sendable {
  package let kind: CredentialKind
  /// Seconds since 1970 of the end that the bytes themselves state.
  package let expires: Int64?
  /// Rights that the bytes themselves state, such as `pull` or `read_registry`.
  package let scopes: [String]
  package let token: JSONWebToken?

  package init(
    kind: CredentialKind, expires: Int64? = nil, scopes: [String] = [], token: JSONWebToken? = nil
  ) {
    self.kind = kind
    self.expires = expires
    self.scopes = scopes
    self.token = token
  }

  /// Classifies a token or password.
  package static func of(
    _ secret: Sensitive, user: String = "", registry: String = ""
  ) -> Classification {
    secret.reveal { text in
      let text = text.trimmedWhitespace
      let named = byUser(text, user: user, registry: registry)
      guard let known = recognise(text) else { return named }
      // The user name says more about a bare JWT than its form does.
      guard known.kind.id == CredentialKind.jsonWebToken.id,
        named.kind.id != CredentialKind.password.id
      else { return known }
      return Classification(
        kind: named.kind, expires: known.expires, scopes: known.scopes, token: known.token)
    }
  }

  /// A credential that is recognised by its own form; nil for anything else.
  package static func recognise(_ text: String) -> Classification? {
    let bytes = text.utf8
    guard let first = bytes.first else { return nil }
    for kind in CredentialKind.prefixed where kind.prefix.utf8.first == first && kind.matches(bytes)
    {
      return Classification(
        kind: kind, expires: embeddedExpiry(kind, text),
        token: kind.id == "gitlab-job-token" ? JSONWebToken(String(text.dropFirst(6))) : nil)
    }
    if first == UInt8(ascii: "e"), let token = JSONWebToken(text) { return of(token) }
    if first == UInt8(ascii: "{"), text.holds("\"type\""), text.holds("\"service_account\""),
      PEM.holdsPrivateKey(text.replacing("\\n", with: "\n"))
    {
      return Classification(kind: .googleKey)
    }
    if PEM.holdsPrivateKey(text) { return Classification(kind: .privateKey) }
    return nil
  }

  private static func of(_ token: JSONWebToken) -> Classification {
    let kind: CredentialKind
    if token.issuer == "kubernetes/serviceaccount" {
      kind = .kubernetesToken
    } else if token.subject.hasPrefix("system:serviceaccount:") {
      kind = .boundKubernetesToken
    } else {
      kind = .jsonWebToken
    }
    return Classification(kind: kind, expires: token.expires, scopes: token.scopes, token: token)
  }

  /// ECR's login token is base64 of a JSON object that names its own end.
  private static func embeddedExpiry(_ kind: CredentialKind, _ text: String) -> Int64? {
    switch kind.id {
    case "ecr-token":
      guard let bytes = (try? Base64.decode(text.utf8)) ?? Base64.decodeURL(text.utf8) else {
        return nil
      }
      return JSONValue.parse(bytes)?["expiration"]?.integer
    case "jfrog-reference-token":
      guard let bytes = try? Base64.decode(text.utf8) else { return nil }
      let parts = String(decoding: bytes, as: UTF8.self).split(separator: ":")
      guard parts.count == 4, let end = Int64(parts[2]), end > 0 else { return nil }
      return end
    default: return nil
    }
  }

  /// Some logins are known by their user name alone (`domain-facts` of each registry's manual).
  private static func byUser(_ text: String, user: String, registry: String) -> Classification {
    let kind: CredentialKind
    switch user {
    case "gitlab-ci-token": kind = CredentialKind.named("gitlab-job-token") ?? .password
    case "AWS" where registry.holds(".amazonaws.com") || registry.hasPrefix("public.ecr.aws"):
      kind = CredentialKind.named("ecr-token") ?? .password
    case "oauth2accesstoken": kind = CredentialKind.named("google-access-token") ?? .password
    case "_json_key", "_json_key_base64": kind = .googleKey
    case "iambearer": kind = .ibmBearer
    case "iamapikey": kind = .ibmKey
    case "00000000-0000-0000-0000-000000000000": kind = .azureRefreshToken
    case _ where user.hasPrefix("gitlab+deploy-token-"):
      kind = CredentialKind.named("gitlab-deploy-token") ?? .password
    case _ where text.holds("+ACR"): kind = .azureAdmin
    default: kind = .password
    }
    return Classification(kind: kind)
  }
}

extension String {
  /// Without white space at both ends.
  package var trimmedWhitespace: String {
    let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
    guard let first = unicodeScalars.firstIndex(where: { !isSpace($0) }),
      let last = unicodeScalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(unicodeScalars[first...last])
  }
}
