import Credentials
import Testing

/// Names that say that their value is a secret.
@Suite struct SecretNamesTests {
  @Test(arguments: [
    ("DB_PASSWORD", true), ("dbPassword", true), ("api-key", true), ("AWS_SECRET_ACCESS_KEY", true),
    ("githubToken", true), ("passwordFile", false), ("secretName", false), ("TOKEN_TTL", false),
    ("tokenUrl", false), ("publicKey", false), ("password_hash", false), ("key", false),
    ("existingSecret", false), ("image", false), ("webhookapikey", true), ("FERNET_KEY", true),
    ("GITHUB_PAT", true), ("TS_AUTHKEY", true), ("license-key", true), ("exportPGPASSWORD", true),
    ("DB_PASSWORD_1", true), ("tlsKeyData", true), ("APIKey", true), ("passwordKey", false),
    ("allow_empty_password", false), ("createSecret", false), ("checksum/secret", false),
    ("sortKey", false), ("max_tokens", false), ("author", false), ("license", false),
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

/// What counts as a credential because of its name.
@Suite struct TextCredentialTests {
  @Test(arguments: [
    ("db.password", "Falcon2024!", true), ("db.password", "changeme", false),
    ("db.password", "redis-password", false), ("pass", "another_pw", false),
    ("apiToken", "Falcon2024!", false),
    ("apiToken", "q9XkL7vZ3Pt2Bn5R", true),
    ("clientSecret", "OhbVrpoiVgRV5IfLBcbfnoGMbJmTPSIA", true),
    ("clientSecret", "someLongCamelCaseNameOfAThing", false), ("name", "q9XkL7vZ3Pt2Bn5R", false),
    ("api_key", "phc_6AT2D3sP5u4fkUZtSqgtmoKmcx8rEX8f86lpISOpAhx", false),
    ("encryptionKey", "0b1c2d3e-c5e2-4f57-948e-0123456789ab", false),
    ("password", "{\"a\":\"q9XkL7vZ3Pt2\"}", false),
    ("db.password", "5b0c93d7-1e8f-4a26-b9d3-70f4c2e85a16", true),
    ("clientSecret", "5B0C93D7-1E8F-4A26-B9D3-70F4C2E85A16", true),
    ("client_secret_id", "5b0c93d7-1e8f-4a26-b9d3-70f4c2e85a16", false),
    ("db.password", "12345678-1234-1234-1234-123456789012", false),
    ("db.password", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", false),
    ("apiToken", "5b0c93d7-1e8f-4a26-b9d3-70f4c2e85a16", false),
    (
      "secretKey",
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
      false
    ),
    ("password", "example-db-q9XkL7vZ3Pt2Bn5RwK8sT4yHc6G_jM1=", true),
    ("sessionSecret", "XxX7vQ2mZ9pLr4TnBw8Yc5HsJf6Gd1zA", true),
    ("db.password", "9kartoffel", true), ("db.password", "Kartoffel", false),
    ("password", "example-wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", false),
  ])
  func namesDecideHowMuchIsAsked(_ name: String, _ value: String, _ isOne: Bool) {
    #expect(TextCredentials.isCredential(value, named: name) == isOne)
  }

  @Test(arguments: [
    ("spring.datasource.password=q9XkL7vZ3Pt2", ["q9XkL7vZ3Pt2"]),
    ("Server=x;User=a;Password=q9XkL7vZ3Pt2;", ["q9XkL7vZ3Pt2"]),
    ("https://x.io/in?token=dn1Ay5XL8Sb24WKyEa8wtWy259&n=1", ["dn1Ay5XL8Sb24WKyEa8wtWy259"]),
    ("{\"email\":\"a\",\"password\":\"q9XkL7vZ3Pt2\"}", ["q9XkL7vZ3Pt2"]),
    ("one_time_password: Krzysztof przyszedl", []),
    ("password: Falcon2024! it was", ["Falcon2024!"]),
    ("# password=q9XkL7vZ3Pt2", []), ("password: ${PASSWORD}", []),
    ("postgres://app:q9XkL7vZ3Pt2@db.acme.io/app", ["q9XkL7vZ3Pt2"]),
    ("ftps://[USER[:PASSWORD]@]HOST[:PORT]/PATH[/]", []),
    ("maven://io.acme:stream-composed-task-runner:@app.version@", []),
    ("[concat(x,':6380,password=',listKeys(resourceId('a/b'),'2024').key1,',ssl=True')]", []),
    ("API_TOKEN=\"+3kdV9xQ2mZ7pLr4TnBw8Yc5HsJf6Gd1\"", ["+3kdV9xQ2mZ7pLr4TnBw8Yc5HsJf6Gd1"]),
    ("postgresql://app:q9XkL7vZ3Pt2@/app?host=/cloudsql/p:r:i", ["q9XkL7vZ3Pt2"]),
    ("x='password=',q9XkL7vZ3Pt2", []), ("password='q9XkL7vZ3Pt2'", ["q9XkL7vZ3Pt2"]),
  ])
  func textsAreReadToTheirPairs(_ text: String, _ values: [String]) {
    let bytes = Array(text.utf8)
    let found = TextCredentials.find(in: text, named: "").map {
      String(decoding: bytes[$0.range], as: UTF8.self)
    }
    #expect(found == values)
  }

  /// The vendor's word in the name tells a form that much else has, unless it is a name of something.
  @Test(arguments: [
    ("HUBSPOT_API_KEY", "5b0c93d7-1e8f-4a26-b9d3-70f4c2e85a16", true),
    ("API_KEY", "5b0c93d7-1e8f-4a26-b9d3-70f4c2e85a16", false),
    ("OKTA_API_TOKEN", "00qW7xKz3RmVt9yLc2PnB5hJd8Gs4FvAe6Tu-Xo1Zk", true),
    ("MAILGUN_API_KEY", "5b0c93d7e81f26a4b9d370f4c2e85a16-0a1b2c3d-5e6f7a8b", true),
    ("FACEBOOK_TOKEN", "730415926182047|kR7-tQ2wZx9LmVb4NcHs8JpYd3F", true),
    ("DISCORD_SECRET", "discord-bot-token-of-productions", false),
    ("SIDEKIQ_KEY", "5b0c93d7:e81f26a4", false), ("SIDEKIQ_TOKEN", "5b0c93d7:e81f26a4", true),
  ])
  func vendorsAreNamed(_ name: String, _ value: String, _ isOne: Bool) {
    #expect(TextCredentials.isCredential(value, named: name) == isOne)
  }
}
