internal import Encodings

/// One kind of credential: how it is recognised and what follows from its form alone.
package struct CredentialKind: Sendable {
  /// How long a credential of the kind lives, as far as its form tells.
  package enum Lifetime: String, Sendable {
    /// Dies by construction: with a job, or within hours.
    case short
    /// Has an expiry that its form does not show, or none.
    case long
  }

  package let id: String
  /// As messages name it, without an article.
  package let title: String
  package let provider: String
  /// What it starts with; may be shown.
  package let prefix: String
  /// Bytes after the prefix.
  let alphabet: Alphabet
  let length: ClosedRange<Int>
  package let lifetime: Lifetime
  /// Acts with the rights of a person's account.
  package let isPersonal: Bool
  let checksum: Checksum
  /// Scopes that follow from the kind alone.
  package let grants: [String]
  /// The only user name with which the registry takes it; empty when any will do.
  package let user: String

  enum Alphabet: Sendable {
    case hex, alphanumeric, word, wordDash, base64, token, bech32

    func contains(_ byte: UInt8) -> Bool {
      let isDigit = byte.isDigit
      let isLetter = byte.isLetter
      return switch self {
      case .hex: isDigit || (97...102).contains(byte)
      case .alphanumeric: isDigit || isLetter
      case .word: isDigit || isLetter || byte == UInt8(ascii: "_")
      case .wordDash: isDigit || isLetter || "_-".utf8.contains(byte)
      case .base64: isDigit || isLetter || "+/=-_".utf8.contains(byte)
      case .bech32: isDigit || isLetter
      case .token: isDigit || isLetter || "_-.=+/".utf8.contains(byte)
      }
    }
  }

  init(
    _ id: String, _ title: String, _ provider: String, _ prefix: String = "",
    _ alphabet: Alphabet = .token, _ length: ClosedRange<Int> = 0...0,
    _ lifetime: Lifetime = .long, personal: Bool = false, checksum: Checksum = .none,
    grants: [String] = [], user: String = ""
  ) {
    self.id = id
    self.title = title
    self.provider = provider
    self.prefix = prefix
    self.alphabet = alphabet
    self.length = length
    self.lifetime = lifetime
    isPersonal = personal
    self.checksum = checksum
    self.grants = grants
    self.user = user
  }

  /// Where its provider describes it; empty for kinds of no provider.
  package var documentation: String { Self.documents[provider] ?? "" }

  /// The kind of the table that has the id.
  package static func named(_ id: String) -> CredentialKind? { all.first { $0.id == id } }

  /// Kinds that code must tell apart; a test looks for each in the table.
  package enum Known: String, Sendable, CaseIterable {
    case gitlabPersonalToken = "gitlab-personal-token", gitlabDeployToken = "gitlab-deploy-token"
    case gitlabOAuthSecret = "gitlab-oauth-secret"
    case gitlabJobToken = "gitlab-job-token", githubFineGrainedToken = "github-fine-grained-token"
    case dockerPersonalToken = "docker-personal-token"
    case dockerOrganizationToken = "docker-organization-token"
    case ecrToken = "ecr-token", jfrogReferenceToken = "jfrog-reference-token"
    case googleAccessToken = "google-access-token", password
  }

  package var known: Known? { Known(rawValue: id) }

  /// The row of a kind that code names.
  package static func known(_ kind: Known) -> CredentialKind { named(kind.rawValue) ?? .password }
}

extension CredentialKind {
  /// A made-up credential of this kind.
  ///
  /// - Parameter random: gives so many random characters of an alphabet.
  package func sample(_ random: (Int, String) -> String) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    if checksum == .base62 {
      let body = random(30, letters)
      return prefix + body + Checksum.base62(of: Array(body.utf8))
    }
    switch id {
    case "quay-robot-token": return random(64, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    case "azure-admin-password", "azure-scoped-token":
      return random(42, letters) + "+ACR" + random(6, letters)
    case "azure-client-secret": return random(3, letters) + "8Q~" + random(34, letters)
    case "aws-secret-key": return random(40, letters)
    case "scaleway-secret-key":
      let hex = "0123456789abcdef"
      return [8, 4, 4, 4, 12].map { random($0, hex) }.joined(separator: "-")
    default: break
    }
    let count = max(length.lowerBound, 20)
    switch alphabet {
    case .hex: return prefix + random(count, "0123456789abcdef")
    case .bech32: return prefix + random(count, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")
    default: return prefix + random(count, letters)
    }
  }

  /// True when `text` as a whole has this kind's form.
  func matches(_ text: Substring.UTF8View) -> Bool {
    guard !prefix.isEmpty, text.starts(with: prefix.utf8) else { return false }
    let body = text.dropFirst(prefix.utf8.count)
    guard length.contains(body.count), body.allSatisfy(alphabet.contains) else { return false }
    return checksum.isValid(Array(body), prefix: prefix)
  }
}

/// What the last characters of a token are computed from.
enum Checksum: Sendable {
  case none
  /// GitHub's and npm's: CRC-32 of the 30 characters before it, in six digits to the base 62.
  case base62
  /// GitLab's routable tokens (`lib/authn/token_field/generator`): behind the last point, two
  /// digits of length and seven of the CRC-32 of everything before, to the base 36. Older forms
  /// have no point and no checksum.
  case routable

  func isValid(_ body: [UInt8], prefix: String) -> Bool {
    switch self {
    case .none: return true
    case .base62:
      guard body.count == 36 else { return true }
      return Array(Self.base62(of: Array(body.prefix(30))).utf8) == Array(body.suffix(6))
    case .routable:
      guard let point = body.lastIndex(of: UInt8(ascii: ".")) else { return body.count == 20 }
      let end = body[(point + 1)...]
      guard end.count == 9 else { return false }
      let checked = Array(prefix.utf8) + body.dropLast(7)
      return Self.digits(Self.crc32(checked), base: 36, count: 7, lower: true)
        == String(decoding: end.suffix(7), as: UTF8.self)
    }
  }

  static func base62(of bytes: [UInt8]) -> String {
    digits(crc32(bytes), base: 62, count: 6, lower: false)
  }

  private static func digits(_ value: UInt32, base: UInt32, count: Int, lower: Bool) -> String {
    let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    let small = "abcdefghijklmnopqrstuvwxyz"
    let alphabet = Array("0123456789" + (lower ? small + upper : upper + small))
    var value = value
    var result: [Character] = []
    for _ in 0..<count {
      result.append(alphabet[Int(value % base)])
      value /= base
    }
    return String(result.reversed())
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
