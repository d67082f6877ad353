import Testing

@testable import Manifests

/// Names that say that their value is a secret.
@Suite struct SecretNameTests {
  @Test(arguments: [
    ("DB_PASSWORD", true), ("dbPassword", true), ("api-key", true), ("AWS_SECRET_ACCESS_KEY", true),
    ("githubToken", true), ("passwordFile", false), ("secretName", false), ("TOKEN_TTL", false),
    ("tokenUrl", false), ("publicKey", false), ("password_hash", false), ("key", false),
    ("existingSecret", false), ("image", false),
  ])
  func names(_ name: String, _ isSecret: Bool) {
    #expect(SecretName.matches(name) == isSecret)
  }
}
