import Testing

@testable import Verification

@Suite struct PolicyTests {
  @Test(arguments: [
    ("127.0.0.1", true), ("10.1.2.3", true), ("172.16.0.1", true), ("172.32.0.1", false),
    ("192.168.1.1", true), ("169.254.169.254", true), ("100.64.0.1", true), ("100.128.0.1", false),
    ("0.0.0.0", true), ("224.0.0.1", true), ("255.255.255.255", true), ("8.8.8.8", false),
    ("198.18.0.1", true), ("93.184.215.14", false),
  ]) func privateAddressesAreKnown(_ text: String, _ isPrivate: Bool) {
    let bytes = text.split(separator: ".").compactMap { UInt8($0) }
    #expect(NetworkAddress(bytes).isPrivate == isPrivate)
    // The same in IPv6's clothes.
    let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + bytes
    #expect(NetworkAddress(mapped).isPrivate == isPrivate)
    let translated = [0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8) + bytes
    #expect(NetworkAddress(translated).isPrivate == isPrivate)
  }

  @Test func privateAddressesOfSixAreKnown() {
    func address(_ start: [UInt8], _ end: [UInt8] = []) -> NetworkAddress {
      NetworkAddress(start + [UInt8](repeating: 0, count: 16 - start.count - end.count) + end)
    }
    for local in [
      address([], [1]), address([]), address([0xFC]), address([0xFD, 1]), address([0xFE, 0x80]),
      address([0xFF, 2]), address([0x20, 1, 0x0D, 0xB8]),
    ] {
      #expect(local.isPrivate)
    }
    #expect(!address([0x2A, 0, 0x14, 0x50]).isPrivate)
    #expect(address([], [1]).isLoopback && !address([0x2A]).isLoopback)
    #expect(NetworkAddress([1, 2, 3]).isPrivate, "what is no address is nobody's")
  }

  private func url(_ text: String) throws -> WebAddress { try #require(WebAddress(text)) }

  @Test func addressesAreReadStrictly() throws {
    for wrong in [
      "ftp://a.b", "https://", "https://u:p@a.b/", "https://a.b:0/", "https://a.b:99999/",
      "https://a b/", "https://a.b/\u{7F}", "https://a.b/#x", "a.b", "https://a.b/\"x",
      "https://a.b/\\x",
    ] {
      #expect(WebAddress(wrong) == nil, "\(wrong)")
    }
    #expect(try url("HTTPS://Reg.Example:443/V2/").text == "https://reg.example/V2/")
    #expect(try url("https://a.b?x=1").text == "https://a.b/?x=1")
    #expect(
      try url("https://a.b/t?scope=x&service=y").withoutQueryValues
        == "https://a.b/t?scope=…&service=…")
  }

  @Test func hostsAreAllowedByTheUserAlone() throws {
    var policy = HostPolicy()
    #expect(policy.decision(try url("https://ghcr.io/v2/")) == .allowed)
    #expect(policy.decision(try url("https://x.azurecr.io/v2/")) == .allowed)
    for other in [
      "https://ghcr.io:8443/", "https://evil.example/", "https://ghcr.io.evil.example/",
      "https://azurecr.io.evil.example/",
    ] {
      #expect(policy.decision(try url(other)) != .allowed, "\(other)")
    }
    #expect(
      policy.decision(try url("https://reg.corp:5000/")) == .refused("--allow-host reg.corp:5000"))
    policy.hosts = ["reg.corp:5000"]
    #expect(policy.decision(try url("https://reg.corp:5000/")) == .allowed)
    #expect(
      policy.decision(try url("https://reg.corp/")) != .allowed, "another port is another server")
    #expect(policy.decision(try url("http://reg.corp:5000/")) != .allowed)
    policy.excluded = ["ghcr.io", "reg.corp:5000"]
    #expect(policy.decision(try url("https://ghcr.io/")) != .allowed)
    #expect(policy.decision(try url("https://reg.corp:5000/")) != .allowed)
  }

  @Test func realmsAreThoseOfTheRegistry() throws {
    var policy = HostPolicy()
    func decide(_ realm: String, _ registry: String) throws -> Bool {
      policy.realmDecision(try url(realm), of: try url(registry)) == .allowed
    }
    #expect(try decide("https://auth.docker.io/token", "https://registry-1.docker.io/"))
    #expect(try decide("https://gitlab.com/jwt/auth", "https://registry.gitlab.com/"))
    #expect(try decide("https://reg.example:5000/token", "https://reg.example:5000/"))
    #expect(try decide("https://auth.corp.example/token", "https://reg.corp.example/"))
    #expect(try !decide("https://reg.example/token", "https://reg.example:5000/"))
    #expect(try !decide("http://reg.example/token", "https://reg.example/"))
    #expect(try !decide("https://evil.example/token", "https://registry-1.docker.io/"))
    // Another customer of a host, and another owner below a public suffix.
    #expect(try !decide("https://evil.azurewebsites.net/t", "https://reg.azurewebsites.net/"))
    #expect(try !decide("https://evil.co.uk/t", "https://reg.co.uk/"))
    #expect(try !decide("https://10.0.0.2/t", "https://10.0.0.1/"))
    policy.realms = ["auth.other.example"]
    #expect(try decide("https://auth.other.example/token", "https://reg.example/"))
  }

  @Test(arguments: [
    (
      ["Bearer realm=\"https://a.b/token\", service=\"reg\",scope=\"x:y:pull,push\""],
      ["bearer https://a.b/token reg"]
    ),
    (
      ["Bearer realm=\"https://a.b/v2/token\"", "Basic realm=\"x\""],
      ["bearer https://a.b/v2/token ", "basic x "]
    ),
    (
      ["Basic realm=x, Bearer realm=\"https://a.b\" , service = \"s\\\"q\""],
      ["basic x ", "bearer https://a.b s\"q"]
    ),
    (["Negotiate", "NTLM, Basic realm=\"r\""], ["negotiate  ", "ntlm  ", "basic r "]),
    (["", ",,", "=x", "Bearer realm=\"never ends"], ["bearer never ends "]),
  ]) func challengesAreReadAsTheyAreWritten(_ headers: [String], _ expected: [String]) {
    let found = Challenge.all(headers).map {
      "\($0.scheme) \($0.parameters["realm"] ?? "") \($0.parameters["service"] ?? "")"
    }
    #expect(found == expected)
  }
}
