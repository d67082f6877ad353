import Encodings
import Credentials
import Testing

/// Kubelet's key construction and matching, row by row.
@Suite struct RegistryKeyTests {
  @Test(arguments: [
    ("https://index.docker.io/v1/", "index.docker.io", "nginx", true),
    ("https://index.docker.io/v1", "index.docker.io/v1", "nginx", false),
    ("https://index.docker.io/v2/", "index.docker.io", "a/b", true),
    ("index.docker.io", "index.docker.io", "a/b", true),
    ("docker.io", "docker.io", "a/b", true), ("https://docker.io", "docker.io", "a/b", true),
    ("https://docker.io/v1/", "docker.io", "a/b", true),
    ("registry-1.docker.io", "registry-1.docker.io", "a/b", false),
    ("registry.hub.docker.com", "registry.hub.docker.com", "a/b", false),
    ("https://hub.docker.com", "hub.docker.com", "a/b", false),
    ("registry.gitlab.com/v2", "registry.gitlab.com/v2", "registry.gitlab.com/g/p", false),
    ("https://registry.gitlab.com/v2/", "registry.gitlab.com", "registry.gitlab.com/g/p", true),
    ("https://registry.gitlab.com", "registry.gitlab.com", "registry.gitlab.com/g/p", true),
    ("registry.gitlab.com:443", "registry.gitlab.com:443", "registry.gitlab.com/g/p", false),
    ("gitlab.com", "gitlab.com", "registry.gitlab.com/g/p", false),
    ("*.azurecr.io", "*.azurecr.io", "acme.azurecr.io/x", true),
    ("*.io", "*.io", "acme.azurecr.io/x", false),
    ("docker.io/acme", "docker.io/acme", "acme-other/app", true),
    ("ghcr.io/acme/", "ghcr.io/acme/", "ghcr.io/acme-x/app", false),
    ("GHCR.io", "GHCR.io", "ghcr.io/acme/app", false),
    ("user@ghcr.io", "ghcr.io", "ghcr.io/acme/app:1.2@sha256:00", true),
    ("[a-c]cr.io", "[a-c]cr.io", "gcr.io/x/y", false),
  ])
  func truthTable(_ registry: String, _ key: String, _ image: String, _ isUsed: Bool) throws {
    let parsed = try #require(RegistryKey(registry))
    #expect(parsed.text == key)
    #expect(RegistryKey.covers([parsed], try #require(ImageName(image))) == isUsed)
  }

  @Test(arguments: ["", "https://", "a b.io", "host:port", "ghcr.io\n"])
  func refused(_ text: String) { #expect(RegistryKey(text) == nil) }

  @Test(arguments: [
    ("nginx", "docker.io/library/nginx", ""), ("index.docker.io/a/b:1", "docker.io/a/b", "1"),
    ("localhost/a", "localhost/a", ""), ("r.io:5000/a/b:v1", "r.io:5000/a/b", "v1"),
    ("r.io/a@sha256:ab", "r.io/a", "sha256:ab"),
  ])
  func imageNames(_ text: String, _ full: String, _ version: String) throws {
    let image = try #require(ImageName(text))
    #expect(image.text == full)
    #expect(image.version == version)
  }

  @Test(arguments: ["", "{{ .Values.image }}", "$(params.image)", "a b", "REPO/x", "/x"])
  func notImages(_ text: String) { #expect(ImageName(text) == nil) }
}

@Suite struct DecodingTests {
  @Test(arguments: [
    ("aGk=", "hi"), ("aG\nk=\r\n", "hi"), ("", ""), ("YWJj", "abc"),
  ])
  func base64LikeGo(_ text: String, _ decoded: String) throws {
    #expect(String(decoding: try Base64.decode(text.utf8), as: UTF8.self) == decoded)
  }

  @Test(arguments: [
    ("aGk", Base64.Problem.wrongPadding(offset: 3)), ("aGk= ", .illegalByte(32, offset: 4)),
    ("a-_=", .illegalByte(45, offset: 1)), ("aGk==", .wrongPadding(offset: 4)),
    ("=", .wrongPadding(offset: 0)),
    ("aG=k", .wrongPadding(offset: 3)), ("hello!", .illegalByte(33, offset: 5)),
  ])
  func base64Problems(_ text: String, _ problem: Base64.Problem) {
    #expect(throws: problem) { try Base64.decode(text.utf8) }
  }

  @Test func base64RoundTrip() throws {
    for count in 0..<40 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      #expect(try Base64.decode(Base64.encode(bytes).utf8) == bytes)
    }
  }

  @Test func dockerAuth() throws {
    let padded = try DockerAuth.decode(Sensitive(Base64.encode("user:pa:ss".utf8)))
    #expect(padded.user == "user")
    #expect(padded.password.reveal { $0 } == "pa:ss")
    #expect(try DockerAuth.decode(Sensitive("dXNlcjpwYXNz")).user == "user")
    #expect(try DockerAuth.decode(Sensitive("dTpw\n")).user == "u")
    // Go skips line breaks, and no blanks.
    #expect(throws: DockerAuth.Problem.notBase64) { try DockerAuth.decode(Sensitive(" dTpw")) }
    #expect(throws: DockerAuth.Problem.notBase64) { try DockerAuth.decode(Sensitive("dTo= ")) }
    #expect(throws: DockerAuth.Problem.noColon) { try DockerAuth.decode(Sensitive("dXNlcg==")) }
    #expect(throws: DockerAuth.Problem.notBase64) { try DockerAuth.decode(Sensitive("us er")) }
    #expect(throws: DockerAuth.Problem.notBase64) { try DockerAuth.decode(Sensitive("dXNlcg=")) }
  }

  /// Docker's own library wants the padding that kubelet does without.
  @Test(arguments: [
    ("dTpw", nil), ("dTo=", nil), ("dTpwYXM", DockerAuth.Problem.notPadded),
    ("dTpwYXM=", nil), ("dTpw ", .notBase64), ("dXNlcg==", .noColon),
  ])
  func dockerAuthOfClients(_ auth: String, _ problem: DockerAuth.Problem?) {
    #expect(DockerAuth.clientProblem(Sensitive(auth)) == problem)
  }

  @Test func sensitiveTextCannotBePrinted() {
    let secret = Sensitive("canary-7f3a")
    var dumped = ""
    dump(secret, to: &dumped)
    for text in [
      "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", dumped,
      "\(Optional(secret) as Any)",
    ] {
      #expect(!text.contains("canary"), "\(text)")
    }
  }

  @Test func tokens() {
    func kind(_ text: String, user: String = "", registry: String = "") -> String {
      Classification.of(Sensitive(text), user: user, registry: registry).kind.id
    }
    #expect(kind("glpat-" + String(repeating: "aB3_", count: 5)) == "gitlab-personal-token")
    #expect(kind("gldt-" + String(repeating: "aB3-", count: 5)) == "gitlab-deploy-token")
    #expect(kind("ghp_" + String(repeating: "x", count: 36)) == "password")
    #expect(kind("whatever", user: "gitlab-ci-token") == "gitlab-job-token")
    #expect(
      kind("whatever", user: "AWS", registry: "1.dkr.ecr.eu-west-1.amazonaws.com") == "ecr-token")
    #expect(kind("-----BEGIN RSA PRIVATE KEY-----\nMII") == "password")
  }

  @Test func jsonWebTokens() throws {
    func part(_ json: String) -> String {
      Base64.encode(json.utf8).replacing("+", with: "-").replacing("/", with: "_").replacing(
        "=", with: "")
    }
    let text =
      "\(part("{\"alg\":\"RS256\"}")).\(part("{\"exp\":1700000000.5,\"iss\":\"i\",\"aud\":\"a\",\"access\":[{\"actions\":[\"pull\",\"push\"]}]}")).sig"
    let token = try #require(JSONWebToken(text))
    #expect(token.expires == 1_700_000_000)
    #expect(token.scopes == ["pull", "push"])
    #expect(token.audience == ["a"])
    #expect(JSONWebToken("a.b.c") == nil)
    #expect(JSONWebToken("eyJ9.eyJ9.x") == nil)
  }

  @Test(arguments: [
    "changeme", "CHANGE_ME", "${TOKEN}", "$TOKEN", "{{ .Values.x }}", "<your-token>", "xxxxxxxx",
    "your-password-here", "…", "********", "aaaaaaaa", "abcdefgh", "$(params.token)", "%TOKEN%", "",
    "base64-encoded-password", "/etc/secret", "AKIAIOSFODNN7EXAMPLE",
  ])
  func placeholders(_ text: String) { #expect(Placeholder.matches(text)) }

  @Test(arguments: [
    "Kq8#vL2p", "tr0ub4dor&3x", "{\"auths\":{}}", "c0rrect-horse-battery", "7d9f2b1c",
  ])
  func notPlaceholders(_ text: String) { #expect(!Placeholder.matches(text)) }
}
