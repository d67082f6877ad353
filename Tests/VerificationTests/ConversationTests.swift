import CEL
import Credentials
import Foundation
import Graph
import Judging
import Manifests
import Rules
import TestSupport
import Testing
import YAMLTree

@testable import Verification

/// Whole conversations with doubles of servers: what is asked, in which order, and what is made of it.
@Suite struct ConversationTests {
  static let host = "reg.corp.io"
  static let password = "kP4vN8sXq2Lw"

  static func world(_ text: String) -> RuleContext {
    let source = SourceFile(path: "a.yaml", bytes: Array(text.utf8))
    var options = ManifestReader.Options()
    options.keepsEveryKind = true
    let graph = ResourceGraph([ManifestReader.read(InputFile(source: source), options: options)])
    return RuleRun.world(of: graph, Ruleset.builtIn(), now: 1_767_225_600, settings: Settings())
  }

  static let login = """
    apiVersion: v1
    kind: Secret
    metadata: {name: pull, namespace: shop}
    type: kubernetes.io/dockerconfigjson
    stringData:
      .dockerconfigjson: '{"auths":{"\(host)":{"username":"robot","password":"\(password)"}}}'
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec:
      template:
        spec:
          imagePullSecrets: [{name: pull}]
          containers: [{name: web, image: "\(host)/team/app:1"}]

    """

  struct Outcome {
    let answers: [VerifiedAnswer]
    let asked: [String]
    let plan: VerificationPlan
  }

  static func run(
    _ text: String, probes: Bool = false, policy change: (inout HostPolicy) -> Void = { _ in },
    hosts: [String: [[UInt8]]] = [:],
    _ replies: @escaping @Sendable (String) -> TransportDouble.Reply?
  ) -> Outcome {
    var options = VerificationPlan.Options()
    options.policy.hosts = [host]
    options.probesWriting = probes
    change(&options.policy)
    let plan = Planner.plan(world(text), options)
    let double = TransportDouble(hosts: hosts, replies)
    let session = VerificationSession(plan, options, double) { false }
    let verifier = Verifier(plan, session, now: .epoch)
    let answers = plan.subjects.indices.map(verifier.answer)
    return Outcome(answers: answers, asked: double.asked, plan: plan)
  }

  // MARK: A registry with tokens

  /// A token server in one line: what it grants of what is asked for, and to whom.
  static func tokenServer(
    realm: String = "https://reg.corp.io/token", grants: Set<String>, subject: String = "robot",
    leavesOut: Bool = false, anonymous: Set<String>? = nil, lists: Int = 200,
    isOpaque: Bool = false, refusal: TransportDouble.Reply? = nil, probe: Int = 404
  ) -> @Sendable (String) -> TransportDouble.Reply? {
    { line in
      if line.hasPrefix("GET https://\(host)/v2/ nobody") {
        return .init(
          status: 401,
          headers: [("WWW-Authenticate", "Bearer realm=\"\(realm)\", service=\"reg\"")])
      }
      if line.contains("/tags/list") {
        let isNobody = line.contains("bearer nobody")
        return .init(status: isNobody && anonymous == nil ? 401 : lists, body: "{\"tags\":[]}")
      }
      if line.hasPrefix("PATCH") {
        return .init(status: probe, body: "{\"errors\":[{\"code\":\"BLOB_UPLOAD_UNKNOWN\"}]}")
      }
      guard line.hasPrefix("GET \(realm)?") else { return nil }
      let isNobody = line.hasSuffix(" nobody")
      if let refusal, !isNobody { return refusal }
      let allowed = isNobody ? anonymous ?? [] : grants
      let wanted = line.split(separator: ":").last.map { $0.prefix { !"& ".contains($0) } } ?? ""
      let scope = line.firstMatch(of: /scope=repository:team\/app:([a-z,*]+)/)?.output.1 ?? wanted
      let actions = scope.split(separator: ",").map(String.init).filter(allowed.contains)
      if isOpaque { return .init(body: "{\"token\":\"\(isNobody ? "nobody" : "opaque")\"}") }
      let entry =
        "{\"type\":\"repository\",\"name\":\"team/app\",\"actions\":[\(actions.map { "\"\($0)\"" }.joined(separator: ","))]}"
      let access = actions.isEmpty && leavesOut ? "[]" : "[\(entry)]"
      let claims = "{\"sub\":\"\(isNobody ? "" : subject)\",\"access\":\(access)}"
      let encoded = Tool.encoded(claims).replacing("+", with: "-").replacing("/", with: "_")
        .replacing("=", with: "")
      return .init(body: "{\"access_token\":\"e30.\(encoded).x\"}")
    }
  }

  struct Expectation: Sendable, CustomTestStringConvertible {
    let name: String
    let server: @Sendable (String) -> TransportDouble.Reply?
    var probes = false
    let validity: VerifiedAnswer.Validity
    var actions: [String] = []
    var denied: [String] = []
    var isAnonymous = false

    var testDescription: String { name }
  }

  static let registries: [Expectation] = [
    .init(
      name: "a puller", server: tokenServer(grants: ["pull"]), validity: .yes, actions: ["pull"],
      denied: ["*", "delete", "push"]),
    .init(
      name: "a pusher", server: tokenServer(grants: ["pull", "push"]), validity: .yes,
      actions: ["pull", "push"], denied: ["*", "delete"]),
    .init(
      name: "an entry that is left out", server: tokenServer(grants: ["pull"], leavesOut: true),
      validity: .yes, actions: ["pull"], denied: ["*", "delete", "push"]),
    .init(
      name: "a wrong password, answered as everybody is",
      server: tokenServer(grants: ["pull"], subject: "", anonymous: ["pull"]), validity: .unknown,
      isAnonymous: true),
    .init(
      name: "everybody may pull",
      server: tokenServer(grants: ["pull", "push"], anonymous: ["pull"]),
      validity: .yes, actions: ["push"], denied: ["*", "delete"]),
    .init(
      name: "a refusal",
      server: tokenServer(grants: [], refusal: .init(status: 401, body: "{\"errors\":[]}")),
      validity: .no),
    .init(
      name: "a firewall's page",
      server: tokenServer(grants: [], refusal: .init(status: 403, type: "text/html")),
      validity: .unknown),
    .init(
      name: "a page with 200",
      server: tokenServer(grants: [], refusal: .init(status: 200, type: "text/html")),
      validity: .unknown),
    .init(
      name: "a name that is not there", server: tokenServer(grants: ["pull"], lists: 404),
      validity: .yes, actions: ["pull"]),
    .init(
      name: "a token that says nothing", server: tokenServer(grants: ["pull"], isOpaque: true),
      validity: .yes, actions: ["pull"]),
    .init(
      name: "a token that says nothing, with a probe",
      server: tokenServer(grants: ["pull"], isOpaque: true), probes: true, validity: .yes,
      actions: ["pull", "push"]),
    .init(
      name: "a probe that is refused",
      server: tokenServer(grants: ["pull"], isOpaque: true, probe: 401), probes: true,
      validity: .yes, actions: ["pull"], denied: ["push"]),
    .init(
      name: "a realm of somebody else",
      server: tokenServer(realm: "https://evil.example/token", grants: ["pull"]),
      validity: .unknown),
  ]

  @Test(arguments: registries) func registriesAreReadAsTheyAnswer(_ known: Expectation) throws {
    let outcome = Self.run(Self.login, probes: known.probes, known.server)
    let answer = try #require(outcome.answers.first)
    #expect(answer.validity == known.validity, "\(answer.reason)")
    #expect(answer.actions == known.actions)
    #expect(answer.denied == known.denied)
    #expect(answer.isAnonymous == known.isAnonymous)
    #expect(!answer.reason.isEmpty)
    // The password goes to the realm alone, and only with GET.
    for line in outcome.asked where line.contains(Self.password) {
      #expect(line.hasPrefix("GET https://\(Self.host)/token?"), "\(line)")
    }
    #expect(outcome.asked.allSatisfy { !$0.hasPrefix("GET https://evil") })
    #expect(outcome.asked.contains { $0.hasPrefix("PATCH") } ? known.probes : true)
  }

  /// Quay and GitLab make what somebody asks to push to.
  @Test func nothingIsAskedOfANameThatIsNotThere() {
    let outcome = Self.run(
      Self.login, probes: true, Self.tokenServer(grants: ["pull", "push"], lists: 404))
    #expect(!outcome.asked.contains { $0.contains("push") || $0.hasPrefix("PATCH") })
  }

  @Test func registriesThatTakeTheLoginItself() throws {
    let outcome = Self.run(Self.login, probes: true) { line in
      if line.hasSuffix(" nobody") {
        return .init(status: 401, headers: [("WWW-Authenticate", "Basic realm=\"r\"")])
      }
      if line.hasPrefix("PATCH") {
        return .init(status: 404, body: "{\"errors\":[{\"code\":\"BLOB_UPLOAD_INVALID\"}]}")
      }
      return .init(headers: [("Docker-Distribution-Api-Version", "registry/2.0")], body: "{}")
    }
    let answer = try #require(outcome.answers.first)
    #expect(answer.validity == .yes && answer.actions == ["pull", "push"])
    let refused = Self.run(Self.login) { _ in
      .init(status: 401, headers: [("WWW-Authenticate", "Basic realm=\"r\"")])
    }
    #expect(refused.answers.first?.validity == .no)
  }

  // MARK: The gate

  @Test func nothingIsSentToWhomNobodyAllowed() {
    let outcome = Self.run(Self.login, policy: { $0.hosts = [] }) { _ in .init() }
    #expect(outcome.asked.isEmpty && outcome.answers.isEmpty)
    #expect(outcome.plan.refused.map(\.reason) == ["--allow-host \(Self.host)"])
  }

  @Test(arguments: [[127, 0, 0, 1], [10, 0, 0, 1], [169, 254, 169, 254]] as [[UInt8]])
  func privateAddressesAreNotConnectedTo(_ address: [UInt8]) {
    let hosts: [String: [[UInt8]]] = [Self.host: [[93, 184, 215, 14], address]]
    let outcome = Self.run(Self.login, hosts: hosts) { _ in .init() }
    #expect(outcome.asked.isEmpty)
    #expect(outcome.answers.first?.reason.contains("--allow-private") == true)
    let allowed = Self.run(Self.login, policy: { $0.privateHosts = [Self.host] }, hosts: hosts) {
      _ in
      .init(status: 500)
    }
    #expect(allowed.asked.count == 1)
  }

  @Test func aBusyServerIsAskedOnceMore() {
    let busy = Self.run(Self.login) { _ in .init(status: 429, headers: [("Retry-After", "0")]) }
    #expect(busy.asked.count == 2 && busy.answers.first?.validity == .unknown)
    let long = Self.run(Self.login) { _ in .init(status: 429, headers: [("Retry-After", "3600")]) }
    #expect(long.asked.count == 1)
  }

  @Test func redirectsAreNotFollowed() {
    let outcome = Self.run(Self.login) { _ in
      .init(status: 302, headers: [("Location", "https://evil.example/x")])
    }
    #expect(outcome.asked.count == 1)
    #expect(
      outcome.answers.first?.reason == "it redirects to evil.example, and no credential follows")
  }

  // MARK: Interfaces

  private static func token(_ value: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  TOKEN: \(value)\n"
  }

  struct Word: Sendable, CustomTestStringConvertible {
    let name: String
    let reply: TransportDouble.Reply
    let validity: VerifiedAnswer.Validity
    var scopes: [String] = []
    var expires: String?

    var testDescription: String { name }
  }

  static let gitlab: [Word] = [
    .init(
      name: "alive",
      reply: .init(
        body:
          "{\"id\":1,\"revoked\":false,\"active\":true,\"scopes\":[\"api\",\"read_user\"],\"expires_at\":\"2026-03-01\"}"
      ),
      validity: .yes, scopes: ["api", "read_user"], expires: "2026-03-01T00:00:00Z"),
    .init(
      name: "revoked",
      reply: .init(body: "{\"id\":1,\"revoked\":true,\"active\":false,\"scopes\":[\"api\"]}"),
      validity: .no),
    .init(
      name: "refused", reply: .init(status: 401, body: "{\"message\":\"401 Unauthorized\"}"),
      validity: .no),
    .init(
      name: "another type",
      reply: .init(
        status: 400,
        body:
          "{\"message\":\"400 Bad request - requires token type to be a personal access token\"}"),
      validity: .yes),
    .init(name: "a page", reply: .init(type: "text/html", body: "<html>"), validity: .unknown),
    .init(name: "a firewall", reply: .init(status: 403, type: "text/html"), validity: .unknown),
    .init(
      name: "a refusal in HTML", reply: .init(status: 401, type: "text/html"), validity: .unknown),
    .init(name: "other JSON", reply: .init(body: "{\"ok\":true}"), validity: .unknown),
    .init(name: "busy", reply: .init(status: 429), validity: .unknown),
  ]

  @Test(arguments: gitlab) func gitlabIsBelievedInItsOwnForm(_ word: Word) throws {
    var canaries = Canaries(seed: 5)
    let token = "glpat-\(canaries.make(20))"
    let outcome = Self.run(
      Self.token(token), policy: { $0.endpoints["gitlab"] = WebAddress("https://gitlab.com") }
    ) { _ in word.reply }
    let answer = try #require(outcome.answers.first)
    #expect(answer.validity == word.validity, "\(answer.reason)")
    #expect(answer.scopes == word.scopes && answer.expires?.text == word.expires)
    #expect(
      outcome.asked == [
        "GET https://gitlab.com/api/v4/personal_access_tokens/self PRIVATE-TOKEN \(token)"
      ])
  }

  /// A token of an installation of one's own looks the same: that GitLab's own does not know it says
  /// nothing.
  @Test func aRefusalByWhoWasGuessedProvesNothing() throws {
    var canaries = Canaries(seed: 9)
    let text = Self.token("glpat-\(canaries.make(20))")
    let refused = Self.run(text) { _ in
      .init(status: 401, body: "{\"message\":\"401 Unauthorized\"}")
    }
    #expect(refused.answers.first?.validity == .unknown)
    let revoked = Self.run(text) { _ in
      .init(body: "{\"id\":1,\"revoked\":true,\"scopes\":[]}")
    }
    #expect(revoked.answers.first?.validity == .no)
  }

  static let github: [Word] = [
    .init(
      name: "alive",
      reply: .init(
        headers: [
          ("X-OAuth-Scopes", "repo, read:org"),
          ("github-authentication-token-expiration", "2026-03-01 12:00:00 UTC"),
        ], body: "{\"login\":\"octo\",\"type\":\"User\"}"),
      validity: .yes, scopes: ["read:org", "repo"], expires: "2026-03-01T12:00:00Z"),
    .init(
      name: "another zone",
      reply: .init(
        headers: [("github-authentication-token-expiration", "2026-03-01 12:00:00 -0700")],
        body: "{\"login\":\"octo\"}"),
      validity: .yes, expires: "2026-03-01T19:00:00Z"),
    .init(
      name: "refused", reply: .init(status: 401, body: "{\"message\":\"Bad credentials\"}"),
      validity: .no),
    .init(
      name: "too often",
      reply: .init(status: 403, body: "{\"message\":\"API rate limit exceeded\"}"),
      validity: .unknown),
    .init(name: "a page", reply: .init(type: "text/html"), validity: .unknown),
  ]

  @Test(arguments: github) func githubIsBelievedInItsOwnForm(_ word: Word) throws {
    let kind = try #require(CredentialKind.named("github-classic-token"))
    var canaries = Canaries(seed: 6)
    let sample = kind.sample { count, _ in canaries.make(count) }
    let outcome = Self.run(
      Self.token(sample), policy: { $0.endpoints["github"] = WebAddress("https://api.github.com") }
    ) { _ in word.reply }
    let answer = try #require(outcome.answers.first)
    #expect(answer.validity == word.validity, "\(answer.reason)")
    #expect(answer.scopes == word.scopes && answer.expires?.text == word.expires)
    #expect(outcome.asked == ["GET https://api.github.com/user bearer \(sample)"])
  }

  /// AWS's own example of a signature cannot be asked for; the form of it can.
  @Test func keysOfAWSAreSigned() throws {
    var canaries = Canaries(seed: 8)
    let secret = "h/" + canaries.make(38)
    let text =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n"
      + "  AWS_ACCESS_KEY_ID: AKIAQ3EGRVA5PX7ZCMTL\n  AWS_SECRET_ACCESS_KEY: \(secret)\n"
    let outcome = Self.run(text) { _ in
      .init(type: "text/xml", body: "<R><Arn>arn:aws:iam::123456789012:user/x</Arn></R>")
    }
    let line = try #require(outcome.asked.first)
    #expect(
      line.contains(
        /^POST https:\/\/sts.amazonaws.com\/ AWS4-HMAC-SHA256 Credential=AKIAQ3EGRVA5PX7ZCMTL\/19700101\/us-east-1\/sts\/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}$/
      ))
    #expect(outcome.answers.first?.validity == .yes)
    for (code, validity) in [
      ("InvalidClientTokenId", VerifiedAnswer.Validity.no), ("ExpiredToken", .no),
      ("SignatureDoesNotMatch", .unknown), ("Throttling", .unknown),
    ] {
      let refused = Self.run(text) { _ in
        .init(status: 403, type: "text/xml", body: "<E><Code>\(code)</Code></E>")
      }
      #expect(refused.answers.first?.validity == validity, "\(code)")
    }
  }

  @Test func plantedKeysAreLeftAlone() {
    // The account 052310077262 in base 32, behind AKIA and one bit.
    #expect(AWSInquiry.isCanary("AKIAQYLPMN5HHHFPZAM2"))
    #expect(!AWSInquiry.isCanary("AKIAQ3EGRVA5PX7ZCMTL"))
  }
}
