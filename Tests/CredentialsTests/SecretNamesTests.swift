import Credentials
import Testing

/// Names that say that their value is a secret.
@Suite struct SecretNamesTests {
  @Test(arguments: [
    ("DB_PASSWORD", true), ("dbPassword", true), ("api-key", true), ("AWS_SECRET_ACCESS_KEY", true),
    ("githubToken", true), ("passwordFile", false), ("secretName", false), ("TOKEN_TTL", false),
    ("tokenUrl", false), ("publicKey", false), ("password_hash", false), ("key", false),
    ("existingSecret", false), ("image", false),
  ])
  func names(_ name: String, _ isSecret: Bool) {
    #expect(SecretNames.matches(name) == isSecret)
  }

  /// What hides a value asks for less than what reports one, and never hides a Secret's name.
  @Test(arguments: [
    ("pass", true), ("Authorization", true), ("X-Auth", true), ("accessKey", true), ("pwd", true),
    ("client_pw", true), ("passwords", true), ("passphrase", true), ("secretName", false),
    ("imagePullSecrets", false), ("image", false), ("compass", true), ("namespace", false),
  ])
  func namesThatHide(_ name: String, _ isHidden: Bool) {
    #expect(SecretNames.mayMatch(name) == isHidden)
    #expect(!SecretNames.matches(name) || SecretNames.mayMatch(name))
  }
}
