internal import Encodings

/// Kinds whose form is that of much else, so that a name must tell them: a vendor's word in it, or, of
/// keys without a frame, that it names a secret at all.
enum VendorKinds {
  private struct Row {
    let kind: CredentialKind
    let words: Set<String>
    let forms: [TokenForm]

    init(_ id: String, _ title: String, _ words: Set<String>, _ form: String) {
      self.init(CredentialKind(id, title, ""), words, form)
    }

    init(_ kind: CredentialKind, _ words: Set<String>, _ form: String) {
      self.kind = kind
      self.words = words
      forms = form.split(separator: " | ").map { TokenForm(String($0)) }
    }
  }

  private static let rows: [Row] = [
    .init(.awsSecretKey, ["aws", "access", "s3", "accesskey"], "{b40}"),
    .init("datadog-key", "Datadog key", ["datadog", "dd"], "{h32} | {h40}"),
    .init("twilio-token", "Twilio auth token", ["twilio"], "{h32}"),
    .init("snyk-token", "Snyk token", ["snyk"], "{G36}"),
    .init("codecov-token", "Codecov token", ["codecov"], "{G36}"),
    .init("heroku-token", "Heroku API key", ["heroku"], "{G36}"),
    .init("opsgenie-key", "Opsgenie API key", ["opsgenie"], "{G36}"),
    .init("linode-token", "Linode token", ["linode"], "{h64}"),
    .init("hetzner-token", "Hetzner Cloud token", ["hetzner", "hcloud"], "{A64}"),
    .init("vultr-key", "Vultr API key", ["vultr"], "{U36}"),
    .init("civo-key", "Civo API key", ["civo"], "{A50}"),
    .init("cloudflare-api-key", "Cloudflare key", ["cloudflare", "cf"], "{h37} | {w40}"),
    .init("pagerduty-key", "PagerDuty key", ["pagerduty"], "{l32} | {w20}"),
    .init("gitea-token", "Gitea token", ["gitea", "forgejo"], "{h40}"),
    .init("sonar-legacy-token", "SonarQube token", ["sonar", "sonarqube"], "{h40}"),
    .init("telegram-bot-token", "Telegram bot token", ["telegram", "bot"], "{d8-10}:{w35}"),
    .init("discord-bot-token", "Discord bot token", ["discord", "bot"], "{w24-28}.{w6}.{w27-40}"),
    .init(.bootstrapToken, ["bootstrap", "join", "discovery"], "{l6}.{l16}"),
    .init("scaleway-key", "Scaleway secret key", ["scaleway", "scw"], "{G36}"),
    .init("atlas-key", "MongoDB Atlas key", ["atlas"], "{G36}"),
    .init(
      "launchdarkly-key", "LaunchDarkly key", ["launchdarkly", "ld", "sdk"], "sdk-{G36} | api-{G36}"
    ),
    .init("azure-devops-token", "Azure DevOps token", ["azure", "ado", "devops", "azp"], "{k52}"),
    .init("beamer-token", "Beamer token", ["beamer"], "b_{e44}"),
    .init("discord-secret", "Discord client secret", ["discord"], "{w32}"),
    .init("facebook-secret", "Facebook secret", ["facebook", "fb"], "{h32}"),
    .init("hubspot-key", "HubSpot API key", ["hubspot"], "{G36}"),
    .init("kucoin-key", "KuCoin secret key", ["kucoin"], "{G36}"),
    .init("mailgun-signing-key", "Mailgun key", ["mailgun"], "{h32}-{h8}-{h8}"),
    .init("okta-token", "Okta API token", ["okta"], "00{e40}"),
    .init("sidekiq-secret", "Sidekiq credential", ["sidekiq", "contribsys"], "{h8}:{h8}"),
    .init("square-access-token", "Square access token", ["square"], "EAAA{w22-60}"),
    .init("squarespace-key", "Squarespace API key", ["squarespace"], "{G36}"),
    .init("yandex-secret-key", "Yandex Cloud static key", ["yandex"], "YC{w38}"),
    .init("confluent-secret", "Confluent secret", ["confluent"], "{b64}"),
  ]

  private static let words = rows.reduce(into: Set<String>()) { $0.formUnion($1.words) }

  /// The kind of a value of which its name tells the vendor, or that is a private key without a frame.
  static func kind(of value: String, named name: String) -> CredentialKind? {
    if value.utf8.first == UInt8(ascii: "M"), let bytes = try? Base64.decode(value.utf8),
      PrivateKey(der: bytes) != nil
    {
      return .privateKey
    }
    let named = NameWords.split(name).filter(words.contains)
    guard !named.isEmpty else { return nil }
    let bytes = Array(value.utf8)
    return rows.first { row in
      named.contains(where: row.words.contains)
        && row.forms.contains { $0.end(in: bytes.span, from: 0) == bytes.count }
        && (row.kind.id != CredentialKind.awsSecretKey.id || Strength.isRandom(value))
        // `discord-bot-token-of-production` has as many characters as a token of Discord's.
        && Strength.isPlausible(value)
    }?.kind
  }
}
