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

  @Test(arguments: ["ffff9999", "testing123456", "0101010110", "((ll_dep_cf_admin_pass))"])
  func whatIsTypedForATestIsNone(_ value: String) { #expect(!isOne(value)) }

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
}
