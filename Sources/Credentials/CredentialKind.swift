/// One kind of credential: how it is recognised and what follows from its form alone.
package struct CredentialKind: Sendable {
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
  var hasChecksum = false

  enum Alphabet: Sendable {
    case hex, alphanumeric, word, wordDash, base64, token

    func contains(_ byte: UInt8) -> Bool {
      let isDigit = (48...57).contains(byte)
      let isLetter = (97...122).contains(byte | 0x20)
      return switch self {
      case .hex: isDigit || (97...102).contains(byte)
      case .alphanumeric: isDigit || isLetter
      case .word: isDigit || isLetter || byte == UInt8(ascii: "_")
      case .wordDash: isDigit || isLetter || "_-".utf8.contains(byte)
      case .base64: isDigit || isLetter || "+/=-_".utf8.contains(byte)
      case .token: isDigit || isLetter || "_-.=+/".utf8.contains(byte)
      }
    }
  }

  private static func row(
    _ id: String, _ title: String, _ provider: String, _ prefix: String, _ alphabet: Alphabet,
    _ length: ClosedRange<Int>, _ lifetime: Lifetime = .long, personal: Bool = false,
    checksum: Bool = false
  ) -> CredentialKind {
    CredentialKind(
      id: id, title: title, provider: provider, prefix: prefix, alphabet: alphabet, length: length,
      lifetime: lifetime, isPersonal: personal, hasChecksum: checksum)
  }

  /// Kinds with a prefix (GitLab `doc/security/tokens`, GitHub "About authentication",
  /// gitleaks `config/gitleaks.toml`).
  package static let prefixed: [CredentialKind] = [
    row(
      "gitlab-personal-token", "GitLab personal, project or group access token", "gitlab", "glpat-",
      .token, 20...320, personal: true),
    row("gitlab-deploy-token", "GitLab deploy token", "gitlab", "gldt-", .wordDash, 20...64),
    row("gitlab-job-token", "GitLab CI job token", "gitlab", "glcbt-", .token, 20...4_000, .short),
    row("gitlab-trigger-token", "GitLab trigger token", "gitlab", "glptt-", .hex, 40...40),
    row("gitlab-runner-token", "GitLab runner token", "gitlab", "glrt-", .token, 20...320),
    row(
      "gitlab-runner-registration-token", "GitLab runner registration token", "gitlab", "GR1348941",
      .wordDash, 20...20),
    row(
      "gitlab-feed-token", "GitLab feed token", "gitlab", "glft-", .wordDash, 20...128,
      personal: true),
    row(
      "gitlab-mail-token", "GitLab incoming mail token", "gitlab", "glimt-", .wordDash, 25...25,
      personal: true),
    row("gitlab-agent-token", "GitLab agent token", "gitlab", "glagent-", .wordDash, 50...128),
    row(
      "gitlab-oauth-secret", "GitLab OAuth application secret", "gitlab", "gloas-", .hex, 64...64),
    row("gitlab-scim-token", "GitLab SCIM token", "gitlab", "glsoat-", .wordDash, 20...64),
    row(
      "github-classic-token", "GitHub classic personal access token", "github", "ghp_",
      .alphanumeric, 36...36, personal: true, checksum: true),
    row(
      "github-fine-grained-token", "GitHub fine-grained personal access token", "github",
      "github_pat_", .word, 82...82, personal: true),
    row(
      "github-oauth-token", "GitHub OAuth token", "github", "gho_", .alphanumeric, 36...36,
      personal: true, checksum: true),
    row(
      "github-user-token", "GitHub App user token", "github", "ghu_", .alphanumeric, 36...36,
      .short, personal: true, checksum: true),
    row(
      "github-installation-token", "GitHub App installation token", "github", "ghs_", .token,
      36...900, .short),
    row(
      "github-refresh-token", "GitHub refresh token", "github", "ghr_", .alphanumeric, 36...76,
      personal: true),
    row(
      "docker-personal-token", "Docker Hub personal access token", "docker", "dckr_pat_", .wordDash,
      27...27, personal: true),
    row(
      "docker-organization-token", "Docker Hub organization token", "docker", "dckr_oat_",
      .wordDash, 32...32),
    row(
      "bitbucket-app-password", "Bitbucket app password", "bitbucket", "ATBB", .alphanumeric,
      28...36, personal: true),
    row(
      "atlassian-api-token", "Atlassian API token", "bitbucket", "ATATT3", .token, 170...240,
      personal: true),
    row(
      "bitbucket-access-token", "Bitbucket access token", "bitbucket", "ATCTT3", .token, 170...240),
    row(
      "bitbucket-server-token", "Bitbucket Server access token", "bitbucket-server", "BBDC-",
      .base64, 40...48),
    row(
      "digitalocean-token", "DigitalOcean token", "digitalocean", "dop_v1_", .hex, 64...64,
      personal: true),
    row(
      "google-access-token", "Google access token", "google", "ya29.", .token, 20...2_000, .short),
    row(
      "ecr-token", "Amazon ECR login token", "ecr", "eyJwYXlsb2FkIjoi", .base64, 200...6_000, .short
    ),
    row("jfrog-api-key", "JFrog API key", "jfrog", "AKCp", .alphanumeric, 69...69, personal: true),
    row("jfrog-reference-token", "JFrog reference token", "jfrog", "cmVmdGtu", .base64, 56...56),
    row("age-secret-key", "age secret key", "age", "AGE-SECRET-KEY-1", .alphanumeric, 58...58),
    row(
      "npm-token", "npm access token", "npm", "npm_", .alphanumeric, 36...36, personal: true,
      checksum: true),
    row("slack-token", "Slack token", "slack", "xoxb-", .wordDash, 30...90),
  ]

  /// Kinds that are known by their structure, their user name or their registry.
  package static let jsonWebToken = row(
    "json-web-token", "JSON Web Token", "", "eyJ", .token, 20...100_000)
  package static let privateKey = row(
    "private-key", "private key", "", "-----BEGIN ", .token, 0...0)
  package static let certificate = row(
    "certificate", "certificate", "", "-----BEGIN ", .token, 0...0)
  package static let googleKey = row(
    "google-service-account-key", "Google service account key", "google", "", .token, 0...0)
  package static let azureRefreshToken = row(
    "azure-refresh-token", "Azure registry refresh token", "azure", "", .token, 0...0, .short)
  package static let azureAdmin = row(
    "azure-admin-password", "Azure registry password", "azure", "", .token, 0...0)
  package static let ibmBearer = row(
    "ibm-bearer-token", "IBM Cloud bearer token", "ibm", "", .token, 0...0, .short)
  package static let ibmKey = row("ibm-api-key", "IBM Cloud API key", "ibm", "", .token, 0...0)
  package static let password = row("password", "password", "", "", .token, 0...0)
  package static let kubernetesToken = row(
    "kubernetes-token", "Kubernetes service account token", "kubernetes", "", .token, 0...0)
  package static let boundKubernetesToken = row(
    "kubernetes-bound-token", "bound Kubernetes service account token", "kubernetes", "", .token,
    0...0, .short)

  /// What an annotation declares about a value that cannot be read.
  package static let declared = row(
    "declared-credential", "credential", "", "", .token, 0...0)

  package static let all: [CredentialKind] =
    prefixed + [
      jsonWebToken, privateKey, certificate, googleKey, azureRefreshToken, azureAdmin, ibmBearer,
      ibmKey, password, declared, kubernetesToken, boundKubernetesToken,
    ]

  package static func named(_ id: String) -> CredentialKind? { all.first { $0.id == id } }
}

extension CredentialKind {
  /// A made-up credential of this kind.
  ///
  /// - Parameter random: gives so many random characters of an alphabet.
  package func sample(_ random: (Int, String) -> String) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    guard !hasChecksum else {
      let body = random(30, letters)
      return prefix + body + Checksum.text(of: Array(body.utf8))
    }
    return prefix
      + random(max(length.lowerBound, 20), alphabet == .hex ? "0123456789abcdef" : letters)
  }

  /// True when `text` as a whole has this kind's form.
  func matches(_ text: String.UTF8View) -> Bool {
    guard !prefix.isEmpty, text.starts(with: prefix.utf8) else { return false }
    let body = text.dropFirst(prefix.utf8.count)
    guard length.contains(body.count), body.allSatisfy(alphabet.contains) else { return false }
    return !hasChecksum || Checksum.isValid(Array(body))
  }
}

/// The checksum at the end of GitHub's and npm's tokens: CRC-32 of the rest, in base 62.
enum Checksum {
  static func isValid(_ body: [UInt8]) -> Bool {
    guard body.count == 36 else { return true }
    return Array(text(of: Array(body.prefix(30))).utf8) == Array(body.suffix(6))
  }

  /// Six base-62 digits.
  static func text(of bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    var value = crc32(bytes)
    var result: [Character] = []
    for _ in 0..<6 {
      result.append(digits[Int(value % 62)])
      value /= 62
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
