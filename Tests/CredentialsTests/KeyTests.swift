import Encodings
import FoundationEssentials
import Testing

@testable import Credentials

/// Keys and certificates as `openssl` and `ssh-keygen` write them (`fixtures/keys`).
@Suite struct KeyTests {
  private static func recorded(_ name: String) throws -> String {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let folder = tests.appending(path: "../../fixtures/keys")
    let text = try Data(contentsOf: folder.appending(path: name + ".b64"))
    return String(decoding: try Base64.decode(Array(text)), as: UTF8.self)
  }

  struct Row: Sendable {
    let file: String
    let format: String
    let algorithm: PrivateKey.Algorithm
    let bits: Int
    var isEncrypted = false
  }

  @Test(arguments: [
    Row(file: "rsa-pkcs1.pem", format: "RSA PRIVATE KEY", algorithm: .rsa, bits: 2_048),
    Row(file: "rsa1024-pkcs8.pem", format: "PRIVATE KEY", algorithm: .rsa, bits: 1_024),
    Row(file: "ec-sec1.pem", format: "EC PRIVATE KEY", algorithm: .ecdsa, bits: 256),
    Row(file: "ec384-pkcs8.pem", format: "PRIVATE KEY", algorithm: .ecdsa, bits: 384),
    Row(file: "ed25519-pkcs8.pem", format: "PRIVATE KEY", algorithm: .ed25519, bits: 256),
    Row(file: "ed448-pkcs8.pem", format: "PRIVATE KEY", algorithm: .ed448, bits: 456),
    Row(file: "x25519-pkcs8.pem", format: "PRIVATE KEY", algorithm: .x25519, bits: 256),
    Row(file: "dsa-traditional.pem", format: "DSA PRIVATE KEY", algorithm: .dsa, bits: 1_024),
    Row(file: "dsa-pkcs8.pem", format: "PRIVATE KEY", algorithm: .dsa, bits: 0),
    Row(
      file: "rsa-traditional-encrypted.pem", format: "RSA PRIVATE KEY", algorithm: .rsa, bits: 0,
      isEncrypted: true),
    Row(
      file: "ec-pkcs8-encrypted.pem", format: "ENCRYPTED PRIVATE KEY", algorithm: .unknown, bits: 0,
      isEncrypted: true),
    Row(
      file: "openssh-ed25519.pem", format: "OPENSSH PRIVATE KEY", algorithm: .ed25519, bits: 256),
    Row(
      file: "openssh-ed25519-encrypted.pem", format: "OPENSSH PRIVATE KEY", algorithm: .ed25519,
      bits: 256, isEncrypted: true),
    Row(
      file: "openssh-ecdsa521.pem", format: "OPENSSH PRIVATE KEY", algorithm: .ecdsa, bits: 521),
    Row(file: "openssh-rsa.pem", format: "OPENSSH PRIVATE KEY", algorithm: .rsa, bits: 2_048),
  ])
  func keysAreRead(_ row: Row) throws {
    let text = try Self.recorded(row.file)
    let keys = PrivateKey.keys(in: text)
    #expect(keys.count == 1)
    #expect(keys.first?.format == row.format)
    #expect(keys.first?.algorithm == row.algorithm)
    #expect(keys.first?.bits == row.bits)
    #expect(keys.first?.isEncrypted == row.isEncrypted)
    #expect(PEM.holdsPrivateKey(text) == !row.isEncrypted)
  }

  /// Without its frame a key is known by how it begins; certificates, public keys and signatures are
  /// none.
  @Test func keysWithoutAFrameAreKnown() throws {
    let files = [
      "rsa-pkcs1.pem", "rsa1024-pkcs8.pem", "ec-sec1.pem", "ec384-pkcs8.pem", "ed25519-pkcs8.pem",
      "ed448-pkcs8.pem",
    ]
    for file in files {
      let bytes = try #require(PEM.blocks(in: Self.recorded(file)).first?.bytes)
      #expect(PrivateKey(der: bytes) != nil, "\(file)")
      let text = Base64.encode(bytes)
      let found = TextCredentials.find(in: text, named: "saml.signing.private.key")
      #expect(found.map(\.classification.kind.id) == ["private-key"])
      #expect(TextCredentials.find(in: text, named: "saml.signing.certificate").isEmpty)
      #expect(PrivateKey(der: Array(bytes.dropLast())) == nil)
      #expect(Keystore.classification(bytes)?.kind.id == "private-key")
    }
    for file in ["cert-rsa.crt", "cert-ec-ca.crt"] {
      let bytes = try #require(PEM.blocks(in: Self.recorded(file)).first?.bytes)
      #expect(PrivateKey(der: bytes) == nil)
      #expect(TextCredentials.find(in: Base64.encode(bytes), named: "serverKey").isEmpty)
    }
    // A signature of ECDSA: two numbers.
    let signature =
      [0x30, 0x44, 2, 0x20] + [UInt8](repeating: 7, count: 32) + [2, 0x20]
      + [UInt8](repeating: 9, count: 32)
    #expect(PrivateKey(der: signature) == nil)
  }

  /// Matrix' own frame, and keys in JSON.
  @Test func otherFormsOfPrivateKeys() {
    let matrix = """
      -----BEGIN MATRIX PRIVATE KEY-----
      Key-ID: ed25519:P8gZqV

      \(Base64.encode((0..<32).map { $0 &* 37 &+ 11 }))
      -----END MATRIX PRIVATE KEY-----
      """
    #expect(PrivateKey.keys(in: matrix).map(\.algorithm) == [.ed25519])
    let rows: [(text: String, isOne: Bool)] = [
      (#"{"kty":"oct","k":"ZmFudGFzdGljand0","kid":"1"}"#, true),
      (#"{"keys":[{"kty":"RSA","n":"u1SU1","e":"AQAB","d":"X4cTteJY"}]}"#, true),
      (#"{"keys":[{"kty":"RSA","n":"u1SU1","e":"AQAB"}]}"#, false),
      (#"{"kty":"oct","k":"<your key>"}"#, false), (#"{"d":"X4cTteJY"}"#, false),
    ]
    for row in rows {
      #expect((Classification.recognise(row.text)?.kind.id == "json-web-key") == row.isOne)
    }
  }

  /// Nothing that only looks like a key is one.
  @Test func brokenKeysAreNone() throws {
    let text = try Self.recorded("ec-sec1.pem")
    let lines = text.split(separator: "\n").map(String.init)
    let garbage = String(repeating: "MIIEvQIBADANBgkqhkiG", count: 3)
    for body in [garbage, "…", "<your key>", lines[1].reversed().map(String.init).joined()] {
      let broken = "-----BEGIN EC PRIVATE KEY-----\n\(body)\n-----END EC PRIVATE KEY-----\n"
      #expect(PrivateKey.keys(in: broken).isEmpty)
    }
    #expect(PrivateKey.keys(in: lines.dropLast().joined(separator: "\n")).isEmpty)
    for count in stride(from: 0, to: text.utf8.count, by: 7) {
      _ = PrivateKey.keys(in: String(decoding: Array(text.utf8.prefix(count)), as: UTF8.self))
    }
  }

  @Test func certificatesMatchTheirKeys() throws {
    let rsa = try #require(Certificate.all(in: Self.recorded("cert-rsa.crt")).first)
    let authority = try #require(Certificate.all(in: Self.recorded("cert-ec-ca.crt")).first)
    let own = try #require(PrivateKey.keys(in: Self.recorded("rsa-pkcs1.pem")).first)
    let other = try #require(PrivateKey.keys(in: Self.recorded("openssh-rsa.pem")).first)
    let ec = try #require(PrivateKey.keys(in: Self.recorded("ec-sec1.pem")).first)
    #expect(rsa.matches(own) == true)
    #expect(rsa.matches(other) == false)
    #expect(rsa.matches(ec) == false)
    #expect(authority.matches(ec) == true)
    #expect(authority.isAuthority && authority.isSelfSigned)
    #expect(!rsa.isAuthority)
    #expect(rsa.notBefore == 1_795_252_623)
    #expect(rsa.notAfter == 1_803_028_623)
  }

  /// An Ed25519 key's bytes do not show its public half: no statement is made.
  @Test func whatCannotBeComparedIsNotJudged() throws {
    let certificate = try #require(Certificate.all(in: Self.recorded("cert-ed.crt")).first)
    let key = try #require(PrivateKey.keys(in: Self.recorded("ed25519-pkcs8.pem")).first)
    #expect(certificate.matches(key) == nil)
  }

  /// What code tells apart by name is a kind of the table.
  @Test(arguments: CredentialKind.Known.allCases) func namedKindsAreThere(
    _ kind: CredentialKind.Known
  ) {
    #expect(CredentialKind.known(kind).id == kind.rawValue)
  }

}

/// One row a kind: detection, samples and documentation come from the same table.
@Suite struct CredentialKindTests {
  private func sample(_ kind: CredentialKind) -> String {
    var state: UInt64 = 7
    return kind.sample { count, alphabet in
      let letters = Array(alphabet)
      return String(
        (0..<count).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return letters[Int(state >> 33) % letters.count]
        })
    }
  }

  @Test(arguments: CredentialKind.formed.indices)
  func samplesAreRecognised(_ index: Int) {
    let kind = CredentialKind.formed[index]
    // Made of more than their own form.
    guard !["ecr-token", "azure-sas"].contains(kind.id) else { return }
    let text = sample(kind)
    #expect(Classification.recognise(text)?.kind.id == kind.id)
    #expect(
      TokenScanner.tokens(in: "--token=\(text), more").first?.classification.kind.id == kind.id)
    // In an address it is one credential, not a password as well.
    let address = TokenScanner.matches(in: "https://bot:\(text)@git.acme-shop.dev/shop")
    #expect(address.count == 1)
    #expect(Classification.recognise(text + "!") == nil)
    #expect(Classification.recognise(kind.prefix) == nil)
    #expect(!kind.documentation.isEmpty)
  }

  @Test func idsAreWords() {
    for kind in CredentialKind.all {
      #expect(kind.id.utf8.allSatisfy { (97...122).contains($0) || $0 == UInt8(ascii: "-") })
      #expect(!kind.title.isEmpty)
    }
  }

  /// GitHub's and npm's checksum, and GitLab's routable one from its own documentation's algorithm.
  @Test func checksumsTellMadeUpTokens() {
    #expect(Classification.recognise("ghp_" + String(repeating: "x", count: 36)) == nil)
    #expect(Classification.recognise("npm_" + String(repeating: "a1", count: 18)) == nil)
    #expect(
      Classification.recognise("glpat-" + String(repeating: "a", count: 27) + ".0r1pum4t4") == nil)
    #expect(
      Classification.recognise("glpat-kSaPe0D_T0JxMi3p28Bq")?.kind.id == "gitlab-personal-token")
  }

  struct Login: Sendable {
    let user: String
    let registry: String
    let secret: String
    let kind: String
  }

  @Test(arguments: [
    Login(
      user: "gitlab-ci-token", registry: "registry.gitlab.com", secret: "x",
      kind: "gitlab-job-token"),
    Login(
      user: "gitlab+deploy-token-3", registry: "r.acme.dev", secret: "x",
      kind: "gitlab-deploy-token"),
    Login(
      user: "AWS", registry: "1.dkr.ecr.eu-west-1.amazonaws.com", secret: "x", kind: "ecr-token"),
    Login(user: "AWS", registry: "r.acme.dev", secret: "x", kind: "password"),
    Login(user: "_json_key", registry: "gcr.io", secret: "x", kind: "google-service-account-key"),
    Login(user: "oauth2accesstoken", registry: "gcr.io", secret: "x", kind: "google-access-token"),
    Login(
      user: Classification.azureTokenUser, registry: "acme.azurecr.io", secret: "x",
      kind: "azure-refresh-token"),
    Login(
      user: "acme", registry: "acme.azurecr.io",
      secret: String(repeating: "a", count: 42) + "+ACR" + "abcdef", kind: "azure-admin-password"),
    Login(
      user: "puller", registry: "acme.azurecr.io",
      secret: String(repeating: "a", count: 42) + "+ACR" + "abcdef", kind: "azure-scoped-token"),
    Login(
      user: "8c8e0d22-5a83-4217-9885-d8ee53d91b0b", registry: "acme.azurecr.io",
      secret: "abc8Q~abcdefghijklmnopqrstuvwxyz012345", kind: "azure-client-secret"),
    Login(
      user: "acme+ci", registry: "quay.io", secret: String(repeating: "A1", count: 32),
      kind: "quay-robot-token"),
    Login(user: "$oauthtoken", registry: "quay.io", secret: "x", kind: "quay-user-token"),
    Login(user: "robot$ci", registry: "harbor.acme.dev", secret: "x", kind: "harbor-robot-secret"),
    Login(user: "iamapikey", registry: "de.icr.io", secret: "x", kind: "ibm-api-key"),
    Login(user: "iambearer", registry: "de.icr.io", secret: "x", kind: "ibm-bearer-token"),
    Login(
      user: "1234|acme", registry: "registry.redhat.io", secret: "x", kind: "redhat-registry-token"),
    Login(
      user: "openshift-release-dev+ocm_access_1", registry: "quay.io", secret: "x",
      kind: "openshift-pull-token"),
    Login(
      user: "AKIA" + "ABCDEFGHIJKLMNOP", registry: "r.acme.dev", secret: "x", kind: "aws-secret-key"
    ),
    Login(
      user: "nologin", registry: "rg.fr-par.scw.cloud/acme",
      secret: "8c8e0d22-5a83-4217-9885-d8ee53d91b0b", kind: "scaleway-secret-key"),
    Login(user: "lena", registry: "r.acme.dev", secret: "x", kind: "password"),
  ])
  func loginsAreTold(_ login: Login) {
    let found = Classification.of(
      Sensitive(login.secret), user: login.user, registry: login.registry)
    #expect(found.kind.id == login.kind)
  }

  /// `AKIA…` names a key and is none.
  @Test func identifiersAreNoSecrets() {
    #expect(Classification.recognise("AKIA" + "ABCDEFGHIJKLMNOP") == nil)
  }
}

/// What people write instead of a secret, and what they write as one.
@Suite struct StrengthTests {
  @Test(arguments: [
    "supersecretpassword", "P@ssw0rd", "my-secret-token", "in-secrets", "postgres123", "s3cr3t",
    "/etc/ssl/key.pem", "https://vault.acme.dev/v1", "redis-master.cache.svc", "2019-03-20T17:54",
    "$2a$10$RncPyHW/B5ll2Z3J8s.IBOnbZ9uoJ4JhHLKzj5lzG/kU1KN1Oj3/K", "sha1:aae8550c0a44:9507d45e",
    "8312341g-5678-abcd-4a2b2c-33bcsd655", "ghp_baR2qnFF0O41WlucePL3udt2N9vVZS4R0hAS", "12345678",
    "applicationProperties", "kebab-case-name", "Hello, world",
    "5b0c93d7-1e8f-4a26-b9d3-70f4c2e85a16", "db-secret-9f8h2k7m4t-of-orders", "q9XkL7vZ3Pt2Bn5R..",
    "gke-shop-pool-1-3f9a8c1d-xk2p", "N0tSoS3cretP4ssw0rd",
  ])
  func notRandom(_ text: String) { #expect(!Strength.isRandom(text)) }

  @Test(arguments: [
    "DdVMffX7Mj8ZrrmS5rHiWignyFqWp263bCexRktzCk", "9f86d081884c7d659a2feaa0c55ad015",
    "xK8#mP2$vL9q", "tr5Fy-88kLm2-Qp41z", "d9ul_j-8ex65xyv8w9-29eq87u9nb-bc",
    "7ehl7amp2suce3aid0v5", "5b0C93D7e81F26a4B9d370F4c2E85a16fAbeDa29",
  ])
  func random(_ text: String) { #expect(Strength.isRandom(text)) }

  /// What generators make is told from names nearly always.
  @Test(arguments: [
    (16, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
    (14, "abcdefghijklmnopqrstuvwxyz"), (20, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (32, "0123456789abcdef"), (24, "abcdefghijklmnopqrstuvwxyz0123456789"),
  ])
  func generatedTextIsRandom(_ count: Int, _ alphabet: String) {
    var state: UInt64 = 11
    let letters = Array(alphabet)
    let found = (0..<1_000).count { _ in
      let text = (0..<count).map { _ -> Character in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return letters[Int(state >> 33) % letters.count]
      }
      return Strength.isRandom(String(text))
    }
    #expect(found >= 930)
  }
}
