import Judging
import Proof
import Rules
import TestSupport
import Testing

/// What each type of Secret needs, and what the rules say when it is not there: the API server's
/// checks (`ValidateSecret`) and what it leaves unchecked.
@Suite struct SecretTypeTests {
  private static let ruleset = Ruleset.builtIn().selecting(
    ["secrets", "registries", "keys", "long-lived-cluster-token"], ignoring: [], persona: .regular)

  struct Row: Sendable, CustomTestStringConvertible {
    let type: String
    /// Lines under `stringData`, or under `data` for those that start with `!`.
    let entries: [String]
    let rules: Set<String>

    var testDescription: String { "\(type) \(entries.map { $0.prefix(24) })" }
  }

  private static func found(_ row: Row) -> Set<String> {
    let data = row.entries.filter { $0.hasPrefix("!") }.map { "  " + $0.dropFirst() }
    let text = row.entries.filter { !$0.hasPrefix("!") }.map { "  " + $0 }
    var lines = ["apiVersion: v1", "kind: Secret", "metadata:", "  name: a"]
    if !row.type.isEmpty { lines.append("type: \(row.type)") }
    if !data.isEmpty { lines += ["data:"] + data }
    if !text.isEmpty { lines += ["stringData:"] + text }
    let fixture = Fixture(
      name: "row", files: [.init(path: "a.yaml", text: lines.joined(separator: "\n") + "\n")])
    return Set(fixture.scan(ruleset).findings.map(\.rule.id))
  }

  private static let config =
    #"'{"auths":{"registry.acme-shop.dev":{"username":"ci","password":"${sample:password}"}}}'"#
  private static let bare =
    #"'{"registry.acme-shop.dev":{"username":"ci","password":"${sample:password}"}}'"#
  private static let ssh = "|\n    ${sample:key openssh a}"
  private static let certificate = "|\n    ${sample:certificate leaf ca rsa:k 251201 260401}"
  private static let key = "|\n    ${sample:key pkcs8 k 2048}"

  @Test(arguments: [
    // Opaque, and no type: anything goes, but a docker config is never used for pulls.
    Row(type: "Opaque", entries: ["anything: goes"], rules: []),
    Row(type: "", entries: ["anything: goes"], rules: []),
    Row(type: "acme.dev/own", entries: ["anything: goes"], rules: []),
    Row(type: "goharbor.io/robot", entries: ["secret: goes"], rules: []),
    Row(
      type: "Opaque", entries: [".dockerconfigjson: \(config)"],
      rules: ["docker-config-in-opaque-secret"]),
    Row(
      type: "", entries: [".dockercfg: \(bare)"], rules: ["docker-config-in-opaque-secret"]),
    Row(type: "Opaqe", entries: ["anything: goes"], rules: ["unknown-secret-type"]),
    Row(type: "generic", entries: ["anything: goes"], rules: ["unknown-secret-type"]),
    Row(type: "tls", entries: ["anything: goes"], rules: ["unknown-secret-type"]),
    Row(type: "kubernetes.io/basicauth", entries: ["a: b"], rules: ["unknown-secret-type"]),
    // kubernetes.io/service-account-token: refused without the account's annotation, so no token.
    Row(
      type: "kubernetes.io/service-account-token", entries: ["extra: x"], rules: ["refused-secret"]),
    // kubernetes.io/dockercfg and dockerconfigjson: the key, and a JSON object.
    Row(
      type: "kubernetes.io/dockerconfigjson", entries: [".dockerconfigjson: \(config)"], rules: []),
    Row(type: "kubernetes.io/dockercfg", entries: [".dockercfg: \(bare)"], rules: []),
    Row(
      type: "kubernetes.io/dockerconfigjson", entries: ["config.json: \(config)"],
      rules: ["missing-required-key"]),
    Row(
      type: "kubernetes.io/dockerconfigjson", entries: [".dockercfg: \(bare)"],
      rules: ["missing-required-key"]),
    Row(
      type: "kubernetes.io/dockercfg", entries: [".dockercfg: \(config)"],
      rules: ["auths-in-dockercfg"]),
    Row(
      type: "kubernetes.io/dockerconfigjson", entries: [".dockerconfigjson: \(bare)"],
      rules: ["no-auths-in-dockerconfigjson"]),
    Row(
      type: "kubernetes.io/dockerconfigjson", entries: [".dockerconfigjson: '[]'"],
      rules: ["invalid-docker-config"]),
    Row(
      type: "kubernetes.io/dockerconfigjson", entries: [".dockerconfigjson: '\"text\"'"],
      rules: ["invalid-docker-config"]),
    Row(
      type: "kubernetes.io/dockerconfigjson", entries: [".dockerconfigjson: '{\"auths\":'"],
      rules: ["invalid-docker-config"]),
    Row(
      type: "kubernetes.io/dockerconfigjson",
      entries: [#".dockerconfigjson: '{"auths":{"r.acme.dev":{"auth":12}}}'"#],
      rules: ["invalid-docker-config"]),
    // kubernetes.io/basic-auth: the API server wants one of the two, consumers want both.
    Row(
      type: "kubernetes.io/basic-auth", entries: ["username: ci", "password: Kq8vL2pXw7Rt"],
      rules: []),
    Row(
      type: "kubernetes.io/basic-auth", entries: ["password: Kq8vL2pXw7Rt"],
      rules: ["incomplete-basic-auth"]),
    Row(
      type: "kubernetes.io/basic-auth", entries: ["username: lena"],
      rules: ["incomplete-basic-auth"]),
    Row(
      type: "kubernetes.io/basic-auth", entries: ["token: Kq8vL2pXw7Rt"],
      rules: ["missing-required-key"]),
    // kubernetes.io/ssh-auth: the key, not empty; that it is a key at all is not checked.
    Row(type: "kubernetes.io/ssh-auth", entries: ["ssh-privatekey: \(ssh)"], rules: []),
    Row(
      type: "kubernetes.io/ssh-auth", entries: ["ssh-privatekey: ''"],
      rules: ["missing-required-key"]),
    Row(
      type: "kubernetes.io/ssh-auth", entries: ["identity: \(ssh)"],
      rules: ["missing-required-key"]),
    Row(
      type: "kubernetes.io/ssh-auth",
      entries: ["ssh-privatekey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6 ci@acme"],
      rules: ["unusable-private-key"]),
    Row(
      type: "kubernetes.io/ssh-auth", entries: ["ssh-privatekey: |-\n    ${sample:key openssh a}"],
      rules: ["unusable-private-key"]),
    Row(
      type: "kubernetes.io/ssh-auth", entries: ["ssh-privatekey: |\n    ${sample:key ed25519 a}"],
      rules: ["unusable-private-key"]),
    Row(
      type: "kubernetes.io/ssh-auth", entries: ["ssh-privatekey: |\n    ${sample:key rsa a 1024}"],
      rules: ["weak-private-key"]),
    Row(
      type: "kubernetes.io/ssh-auth", entries: ["ssh-privatekey: |\n    ${sample:key dsa a}"],
      rules: ["weak-private-key"]),
    // kubernetes.io/tls: both keys, which may be empty; the match is not checked.
    Row(
      type: "kubernetes.io/tls", entries: ["tls.crt: \(certificate)", "tls.key: \(key)"], rules: []),
    Row(type: "kubernetes.io/tls", entries: ["tls.crt: ''", "tls.key: ''"], rules: []),
    Row(
      type: "kubernetes.io/tls", entries: ["tls.crt: \(certificate)"],
      rules: ["missing-required-key"]),
    Row(
      type: "kubernetes.io/tls", entries: ["tls.crt: \(certificate)", "tls.key: ''"],
      rules: ["mismatched-certificate"]),
    Row(
      type: "kubernetes.io/tls",
      entries: ["tls.crt: \(certificate)", "tls.key: |\n    ${sample:key pkcs8 other 2048}"],
      rules: ["mismatched-certificate"]),
    Row(
      type: "kubernetes.io/tls", entries: ["tls.crt: \(key)", "tls.key: \(certificate)"],
      rules: ["mismatched-certificate", "unusable-private-key"]),
    // data must be padded standard base64; line breaks are skipped, spaces are not.
    Row(type: "Opaque", entries: ["!a: YWJjZGVmZ2hpamts"], rules: []),
    Row(type: "Opaque", entries: ["!a: |\n    YWJjZGVm\n    Z2hpamts"], rules: []),
    Row(type: "Opaque", entries: ["!a: >\n    YWJjZGVm\n    Z2hpamts"], rules: ["invalid-base64"]),
    Row(type: "Opaque", entries: ["!a: YWJjZGVmZ2hpam"], rules: ["invalid-base64"]),
    Row(type: "Opaque", entries: ["!a: YWJj-GVmZ2hpamt_"], rules: ["invalid-base64"]),
    // The same key twice over: stringData wins.
    Row(type: "Opaque", entries: ["!a: YWJjZGVm", "a: other"], rules: ["overridden-data"]),
    Row(type: "Opaque", entries: ["!a: YWJjZGVm", "a: abcdef"], rules: []),
    // YAML 1.1 scalars that the API server refuses.
    Row(type: "Opaque", entries: ["a: yes"], rules: ["non-string-value"]),
    Row(type: "Opaque", entries: ["a: 1_000"], rules: ["non-string-value"]),
    Row(type: "Opaque", entries: ["a: 0x1F"], rules: ["non-string-value"]),
    Row(type: "Opaque", entries: ["a: 1e3"], rules: ["non-string-value"]),
    Row(type: "Opaque", entries: ["a: 2024-01-31"], rules: []),
    Row(type: "Opaque", entries: ["a: 12:30"], rules: []),
    Row(type: "Opaque", entries: ["a:"], rules: []),
    Row(type: "Opaque", entries: ["no: text"], rules: ["non-string-value"]),
  ])
  func typesAndKeys(_ row: Row) {
    #expect(Self.found(row) == row.rules)
  }
}
