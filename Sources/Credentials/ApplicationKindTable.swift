/// Tokens of applications that are used from clusters and pipelines without being part of them, in
/// the notation of `TokenForm` (gitleaks `config/gitleaks.toml`, and the vendors' manuals).
extension CredentialKind {
  static let applications: [CredentialKind] = tools + businesses

  private static let tools: [CredentialKind] = [
    .init(
      "onepassword-secret-key", "1Password secret key", "onepassword",
      "A3-{U6}-{U11}-{U5}-{U5}-{U5} | A3-{U6}-{U6}-{U5}-{U5}-{U5}-{U5}", personal: true),
    .init("airtable-token", "Airtable token", "airtable", "pat{A14}.{h64}", personal: true),
    .init(
      "authress-key", "Authress service client access key", "authress",
      "sc_{A5-30}.{A4-6}.acc_{w10-32}.{t30-120} | ext_{A5-30}.{A4-6}.acc_{w10-32}.{t30-120} | scauth_{A5-30}.{A4-6}.acc_{w10-32}.{t30-120} | authress_{A5-30}.{A4-6}.acc_{w10-32}.{t30-120} | sc_{A5-30}.{A4-6}.acc-{w10-32}.{t30-120} | ext_{A5-30}.{A4-6}.acc-{w10-32}.{t30-120} | scauth_{A5-30}.{A4-6}.acc-{w10-32}.{t30-120} | authress_{A5-30}.{A4-6}.acc-{w10-32}.{t30-120}"
    ),
    .init("clickhouse-key", "ClickHouse Cloud API secret", "clickhouse", "4b1d{A38}"),
    .init(
      "defined-networking-token", "Defined Networking API token", "defined-networking",
      "dnkey-{e26}-{e52}"),
    // Before service accounts: JSON with the members `k`, `n` and `id`.
    .init("grafana-api-key", "Grafana API key", "grafana", "eyJrIjoi{b70-400}"),
    .init("infracost-key", "Infracost API key", "infracost", "ico-{A32}"),
    .init("maxmind-key", "MaxMind license key", "maxmind", "{A6}_{A29}_mmk"),
    .init("netlify-token", "Netlify token", "netlify", "nfp_{A36}", personal: true),
    .init("perplexity-key", "Perplexity API key", "perplexity", "pplx-{A48}"),
    .init("prefect-key", "Prefect API key", "prefect", "pnu_{A36} | pnb_{A36}"),
    .init("readme-key", "ReadMe API key", "readme", "rdme_{A70}"),
    .init("scalingo-token", "Scalingo token", "scalingo", "tk-us-{w48}", personal: true),
    .init(
      "settlemint-token", "SettleMint token", "settlemint",
      "sm_aat_{A16} | sm_pat_{A16} | sm_sat_{A16}"),
    .init(
      "sourcegraph-token", "Sourcegraph token", "sourcegraph",
      "sgp_{G16}_{G40} | sgp_local_{G40} | sgp_{G40}", personal: true),
  ]

  private static let businesses: [CredentialKind] = [
    .init("adobe-secret", "Adobe client secret", "adobe", "p8e-{A32}"),
    .init("duffel-token", "Duffel token", "duffel", "duffel_live_{e43} | duffel_test_{e43}"),
    .init("easypost-key", "EasyPost API key", "easypost", "EZAK{A54} | EZTK{A54}"),
    .init(
      "facebook-token", "Facebook access token", "facebook", "EAAM{A100-400} | EAAC{A100-400}",
      personal: true),
    .init(
      "facebook-app-token", "Facebook app access token", "facebook",
      "{d15}|{w27-40} | {d16}|{w27-40}", random: true),
    .init(
      "flutterwave-key", "Flutterwave secret key", "flutterwave",
      "FLWSECK-{A32}-X | FLWSECK_TEST-{A32}-X | FLWSECK_TEST-{A12}"),
    .init("frameio-token", "Frame.io token", "frameio", "fio-u-{e64}", personal: true),
    .init(
      "gocardless-token", "GoCardless token", "gocardless", "live_{e40} | sandbox_{e40}",
      random: true),
    .init(
      "intra-secret", "42 intra client secret", "intra42", "s-s4t2ud-{h64} | s-s4t2af-{h64}"),
    .init("lob-key", "Lob API key", "lob", "live_{h35} | test_{h35}", random: true),
    .init("mailchimp-key", "Mailchimp API key", "mailchimp", "{h32}-us{d1-2}"),
    .init(
      "plaid-token", "Plaid access token", "plaid",
      "access-sandbox-{G36} | access-development-{G36} | access-production-{G36}"),
    .init("brevo-key", "Brevo API key", "brevo", "xkeysib-{h64}-{A16}"),
    .init("shippo-token", "Shippo token", "shippo", "shippo_live_{h40} | shippo_test_{h40}"),
    .init(
      "square-token", "Square credential", "square", "sq0atp-{w22-60} | sq0csp-{w43} | EAAA{w60}"),
    .init("typeform-token", "Typeform token", "typeform", "tfp_{t59}", personal: true),
  ]
}
