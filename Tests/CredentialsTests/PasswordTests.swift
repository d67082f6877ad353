import Testing

@testable import Credentials

/// Values under the name of a password, between what nobody would guess and what everybody would.
@Suite struct PasswordTests {
  private func isOne(_ value: String) -> Bool {
    TextCredentials.isCredential(value, named: "ADMIN_PASSWORD")
  }

  /// Two or three words of products and parts, and a number.
  @Test(arguments: [
    "minioadmin123", "Grafana-Admin-2023", "postgres-root!", "keycloakadmin", "wso2carbon",
    "Password1",
  ])
  func wordsOfProductsAreGuessable(_ value: String) {
    #expect(Guessable.matches(value))
    #expect(!isOne(value))
  }

  @Test(arguments: ["Falcon2024!", "admin-7Kp2xQ", "icinga2rootpass", "in4mix"])
  func whatAPersonMakesUpIsAPassword(_ value: String) {
    #expect(!Guessable.matches(value))
    #expect(isOne(value))
  }

  @Test(arguments: [
    "ffff9999", "testing123456", "def456", "abc123xyz", "Lozinka", "Wachtwoord", "0101010110",
    "((ll_dep_cf_admin_pass))",
  ])
  func whatIsTypedForATestIsNone(_ value: String) { #expect(!isOne(value)) }

  @Test func handsThatPlayOnTheKeyboardMakeNoKey() {
    #expect(TextCredentials.find(in: "zkjsanjhvkjnasnmdbvzmcm", named: "aws-secret-key").isEmpty)
    #expect(!TextCredentials.find(in: "zkjsanjhvkjqasnmdbvzmcm", named: "aws-secret-key").isEmpty)
    #expect(!TextCredentials.find(in: "zkjsanjhvkjnasnm7bvzmcm", named: "aws-secret-key").isEmpty)
  }

  /// rspamd names the public key of a storage so, and the private one otherwise.
  @Test func keysToEncryptToArePublic() {
    let key = "k7yq4z8ncmpbrwthx3ja6ydg1oef9sui5zkqyxw4nbc8hmtp6rje"
    #expect(TextCredentials.find(in: key, named: "encryption_key").isEmpty)
    #expect(!TextCredentials.find(in: key, named: "secret_key").isEmpty)
    #expect(!TextCredentials.find(in: key + "a", named: "encryption_key").isEmpty)
  }

  /// Of 16 or 32 bytes in base64 nobody can tell a password from an encrypted one.
  @Test(arguments: [
    ("OoPcTvvI+QML8xTstaowlg==", true), ("QY/EWP+pfBYvZcjxdqvxgg8Svw878b1v7GbLHi9CGkw=", true),
    ("U2hvcHMtRmFsY29uMjAyNA==", false), ("OoPcTvvI+QML8xTstaowlgAA", false),
    ("Falcon2024!", false),
  ])
  func blocksOfACipherAreKnown(_ value: String, _ isOne: Bool) {
    #expect(Encryption.isOfBlocks(value) == isOne)
  }

  /// What is longer than a key and of no length that generators make is a nonce, a text and its tag; a
  /// digest's length leaves open which of the two it is.
  @Test func digitsAreToldFromCiphertext() {
    let digits = "8db1c939bfc6a35c3832d0e52e452d0e05ae2537af142cecd125ff827c05a972fdd0f4700547da"
    #expect(Encryption.looksEncrypted(digits) && Encryption.of(digits) == nil)
    #expect(Encryption.of("CiQABlzmSYYiveU0gTxGH2139eaBUedjV3vNCxQmJU+nRPlfQ/Y=") == .keyService)
    #expect(!isOne(digits))
    for count in [32, 40, 64] {
      let value = String(digits.prefix(count))
      let found = TextCredentials.find(in: value, named: "ADMIN_PASSWORD")
      #expect(found.map(\.classification.kind.title) == ["password or an unsalted hash of one"])
      let secrets = TextCredentials.find(in: value, named: "COOKIE_SECRET")
      #expect(secrets.map(\.classification.kind.title) == ["secret value"])
    }
    #expect(isOne(digits + digits.prefix(50)))
    #expect(Encryption.looksEncrypted(digits + digits.prefix(34)))
    #expect(isOne(digits + digits.prefix(22)))
  }

  private func values(in text: String) -> [String] {
    TextCredentials.pairs(in: text).map {
      String(decoding: Array(text.utf8)[$0.range], as: UTF8.self)
    }
  }

  /// In `"name = "value""` the second quote is the end of the first one; without a blank a shell joins
  /// the two.
  @Test func quotesEndWhereTheyDo() {
    #expect(values(in: #"token = "api_token = "k3v9x7q2m4w8z6p5d1r0tgnhj""#).isEmpty)
    #expect(values(in: #"-e "DB_PASSWORD="Falcon2024!"""#) == ["Falcon2024!"])
    #expect(values(in: #"{"password": "Falcon2024!"}"#) == ["Falcon2024!"])
  }

  /// What is a user's name as well has been encrypted, the name too.
  @Test func whatNamesTheUserTooIsNoPassword() {
    let value = "eHbVUbJAj4AG2522cSbrOQ=="
    #expect(values(in: "user.name=\(value)\nuser.password=\(value)\n").isEmpty)
    #expect(values(in: "user.name=Falcon2024!\nuser.password=Falcon2024!") == ["Falcon2024!"])
    #expect(values(in: "user.name=shop\nuser.password=\(value)\n") == [value])
    #expect(values(in: "user.name=\(value)x\nuser.password=\(value)\n") == [value])
    #expect(values(in: "user.key=\(value)\nuser.password=\(value)\n") == [value])
  }
}
