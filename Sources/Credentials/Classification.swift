internal import Encodings

/// What a piece of secret text is, from its form, its user name and its registry.
package struct Classification: Sendable {
  package let kind: CredentialKind
  /// Seconds since 1970 of the end that the bytes themselves state.
  package let expires: Int64?
  /// Rights that the bytes themselves state, such as `pull` or `read_registry`.
  package let scopes: [String]
  package let token: JSONWebToken?
  /// Seconds since 1970 of the start that the bytes themselves state.
  package let issued: Int64?
  /// False for a form whose checksum is wrong: nobody ever issued it.
  package var isGenuine = true

  package init(
    kind: CredentialKind, expires: Int64? = nil, scopes: [String] = [],
    token: JSONWebToken? = nil, issued: Int64? = nil
  ) {
    self.kind = kind
    self.expires = expires ?? token?.expires
    self.scopes = scopes.isEmpty ? (token?.scopes ?? kind.grants) : scopes
    self.token = token
    self.issued = issued ?? token?.issued
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
      return Classification(kind: named.kind, token: known.token)
    }
  }

  /// A credential that is recognised by its own form; nil for anything else.
  package static func recognise(_ text: String) -> Classification? { recognise(text[...]) }

  static func recognise(_ text: Substring) -> Classification? {
    guard let first = text.utf8.first else { return nil }
    let text = String(text)
    let bytes = Array(text.utf8)
    for kinds in [kinds[Int(first)], infixed] {
      for kind in kinds where kind.matches(bytes) {
        return of(kind, text, in: bytes, bytes.indices)
      }
    }
    if first == UInt8(ascii: "e"), let token = JSONWebToken(text), !token.isSample {
      return of(token)
    }
    if first == UInt8(ascii: "{") {
      if isGoogleKey(text) { return Classification(kind: .googleKey) }
      if isPrivateJSONWebKey(text) { return Classification(kind: .jsonWebKey) }
    }
    if PEM.holdsPrivateKey(text) { return Classification(kind: .privateKey) }
    return nil
  }

  /// What a token of a kind says of itself; nil for one whose surroundings say that it is none.
  static func of(
    _ kind: CredentialKind, _ text: String, in bytes: [UInt8], _ range: Range<Int>
  ) -> Classification? {
    if kind.id == AzureSignature.kind {
      return AzureSignature.classification(kind, in: bytes, range)
    }
    if kind.known == .grafanaAPIKey, isAddressOfReport(text) { return nil }
    if PublishedKeys.contain(kind, text) { return nil }
    return Classification(
      kind: kind, expires: embeddedExpiry(kind, text),
      token: kind.known == .gitlabJobToken ? JSONWebToken(String(text.dropFirst(6))) : nil)
  }

  /// Power BI's addresses have JSON with the same first member, and `t` for the tenant.
  private static func isAddressOfReport(_ text: String) -> Bool {
    guard let bytes = (try? Base64.decode(text.utf8)) ?? Base64.decodeURL(text[...].utf8),
      let members = JSONValue.parse(bytes)
    else {
      return false
    }
    return members["n"] == nil
  }

  /// Kinds by the first byte of their prefix.
  static let kinds: [[CredentialKind]] = {
    var table = [[CredentialKind]](repeating: [], count: 256)
    for kind in CredentialKind.formed {
      for first in Set(kind.forms.filter { $0.anchorOffset == 0 }.map { $0.anchor[0] }) {
        table[Int(first)].append(kind)
      }
    }
    return table
  }()

  /// Kinds with a form that begins with what is made up.
  private static let infixed = CredentialKind.formed.filter { kind in
    kind.forms.contains { $0.anchorOffset > 0 }
  }

  /// A service account's JSON, as it stands or escaped once more.
  static func isGoogleKey(_ text: String) -> Bool {
    text.holds("service_account") && text.holds("private_key")
      && PEM.holdsPrivateKey(
        text.replacing("\\\\n", with: "\n").replacing("\\n", with: "\n"))
  }

  /// A JSON Web Key, or a set of them, with a private member: `d`, or of octets `k` (RFC 7517,
  /// section 5; RFC 7518, section 6).
  private static func isPrivateJSONWebKey(_ text: String) -> Bool {
    guard text.utf8.count < 100_000, text.holds("\"kty\""),
      let root = JSONValue.parse(Array(text.utf8))
    else { return false }
    return (root["keys"].map(\.elements) ?? [root]).contains { key in
      key["kty"] != nil && (key["d"] ?? key["k"])?.string.map { !Placeholder.matches($0) } == true
    }
  }

  private static func of(_ token: JSONWebToken) -> Classification {
    let kind: CredentialKind
    if token.issuer == "kubernetes/serviceaccount" {
      kind = .kubernetesToken
    } else if token.subject.hasPrefix("system:serviceaccount:") {
      kind = .boundKubernetesToken
    } else if token.issuer == "argocd" {
      kind = .argoToken
    } else if token.issuer.hasPrefix("jfrt@") || token.issuer.hasPrefix("jfac@") {
      kind = .jfrogAccessToken
    } else if token.isOffline {
      kind = .offlineToken
    } else {
      kind = .jsonWebToken
    }
    return Classification(kind: kind, token: token)
  }

  /// ECR's login token is base64 of a JSON object that names its own end.
  private static func embeddedExpiry(_ kind: CredentialKind, _ text: String) -> Int64? {
    switch kind.known {
    case .ecrToken:
      guard let bytes = (try? Base64.decode(text.utf8)) ?? Base64.decodeURL(text[...].utf8) else {
        return nil
      }
      return JSONValue.parse(bytes)?["expiration"]?.integer
    case .jfrogReferenceToken:
      guard let bytes = try? Base64.decode(text.utf8) else { return nil }
      let parts = String(decoding: bytes, as: UTF8.self).split(separator: ":")
      guard parts.count == 4, let end = Int64(parts[2]), end > 0 else { return nil }
      return end
    default: return nil
    }
  }

  /// Some logins are known by their user name alone (each registry's manual).
  private static func byUser(_ text: String, user: String, registry: String) -> Classification {
    let kind: CredentialKind
    switch user {
    case "gitlab-ci-token": kind = .known(.gitlabJobToken)
    case "AWS" where registry.holds(".amazonaws.com") || registry.hasPrefix("public.ecr.aws"):
      kind = .known(.ecrToken)
    case "oauth2accesstoken": kind = .known(.googleAccessToken)
    case "_json_key", "_json_key_base64": kind = .googleKey
    case "iambearer": kind = .ibmBearer
    case "iamapikey": kind = .ibmKey
    case azureTokenUser: kind = .azureRefreshToken
    case _ where isAzureAdmin(user, registry): kind = .azureAdmin
    case "$oauthtoken", "$app", "$token": kind = .quayUserToken
    case _ where user.hasPrefix("gitlab+deploy-token-"):
      kind = .known(.gitlabDeployToken)
    case _ where user.hasPrefix("robot$"): kind = .harborRobot
    case _ where user.hasPrefix("openshift-release-dev+ocm_access_") || user.holds("|uhc-"):
      kind = .openShiftPullToken
    case _ where isRedHatUser(user): kind = .redHatToken
    case _ where isAccessKey(user): kind = .awsSecretKey
    default: kind = byForm(text, user: user, registry: registry)
    }
    return Classification(kind: kind)
  }

  /// The user name of every Azure registry token that `az acr login` writes.
  package static let azureTokenUser = "00000000-0000-0000-0000-000000000000"

  /// The admin user of an Azure registry is called like the registry.
  private static func isAzureAdmin(_ user: String, _ registry: String) -> Bool {
    let host = RegistryKey(registry)?.host ?? registry
    return host.hasSuffix(".azurecr.io")
      && user.lowercased() == host.prefix { $0 != "." }.lowercased()
  }

  private static func byForm(_ text: String, user: String, registry: String) -> CredentialKind {
    if text.holds("+ACR"), text.utf8.count == 52 {
      let name = (RegistryKey(registry)?.host ?? registry).prefix { $0 != "." }
      return user.lowercased() == name.lowercased() ? .azureAdmin : .azureScopedToken
    }
    if text.holds("Q~"), UUIDForm.matches(user) { return .azureClientSecret }
    if user.contains("+"), text.utf8.count == 64,
      text.utf8.allSatisfy({ $0.isDigit || $0.isUppercase })
    {
      return .quayRobot
    }
    if registry.holds(".scw.cloud"), UUIDForm.matches(text) { return .scalewayKey }
    return .password
  }

  /// `1234567|name`, a registry service account of Red Hat.
  private static func isRedHatUser(_ user: String) -> Bool {
    let parts = user.split(separator: "|", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[0].allSatisfy(\.isNumber)
  }

  /// `AKIA…`: the public half of an AWS key pair.
  static func isAccessKey(_ text: String) -> Bool {
    text.utf8.count == 20 && (text.hasPrefix("AKIA") || text.hasPrefix("ASIA"))
      && text.utf8.allSatisfy { $0.isDigit || $0.isUppercase }
  }
}

/// A UUID names more often than it opens.
enum UUIDForm {
  static func matches(_ text: String) -> Bool {
    let bytes = text.utf8Span.span
    guard bytes.count == 36 else { return false }
    for index in 0..<36 {
      let isDash = index == 8 || index == 13 || index == 18 || index == 23
      guard isDash ? bytes[index] == UInt8(ascii: "-") : bytes[index].isHexDigit else {
        return false
      }
    }
    return true
  }

  /// As a generator makes one (RFC 9562, section 4): of a version and a variant that there are, and
  /// no run of neighbours, as people type them.
  static func isMadeUp(_ text: String) -> Bool {
    let digits = Array(text.utf8).filter { $0 != UInt8(ascii: "-") }
    guard digits.count == 32, "1234567".utf8.contains(digits[12]),
      "89abAB".utf8.contains(digits[16])
    else { return false }
    // Of 32 random ones, nearly all that there are occur.
    return Set(digits).count >= 9 && Strength.isScrambled(digits[...])
      && !Placeholder.matches(String(decoding: digits, as: UTF8.self))
  }
}

extension String {
  /// Without white space at both ends.
  package var trimmedWhitespace: String {
    // Nearly no text has any, and properties of scalars are slow to ask for.
    if let first = utf8.first, let last = utf8.last, (33...126).contains(first),
      (33...126).contains(last)
    {
      return self
    }
    let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
    guard let first = unicodeScalars.firstIndex(where: { !isSpace($0) }),
      let last = unicodeScalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(unicodeScalars[first...last])
  }
}
