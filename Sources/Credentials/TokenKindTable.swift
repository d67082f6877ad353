/// The kinds of tokens that their own form tells, in the notation of `TokenForm` (GitLab
/// `doc/security/tokens`, GitHub "About authentication", the registries' manuals, gitleaks
/// `config/gitleaks.toml`, trufflehog `pkg/detectors`, microsoft/security-utilities
/// `PreciselyClassifiedSecurityKeys`).
extension CredentialKind {
  package static let formed: [CredentialKind] =
    forges + packages + clouds + services + applications + webhooks

  private static let forges: [CredentialKind] = [
    .init(
      "gitlab-personal-token", "GitLab personal, project or group access token", "gitlab",
      "glpat-{w20} | glpat-{w27-300}.{l2}.{l9}", personal: true, checksum: .routable),
    .init(
      "gitlab-deploy-token", "GitLab deploy token", "gitlab",
      "gldt-{w20} | gldt-{w27-300}.{l2}.{l9}", checksum: .routable),
    .init(
      "gitlab-job-token", "GitLab CI job token", "gitlab", "glcbt-{t20+}", .short,
      user: "gitlab-ci-token"),
    .init("gitlab-trigger-token", "GitLab trigger token", "gitlab", "glptt-{h40}"),
    .init(
      "gitlab-runner-token", "GitLab runner token", "gitlab", "glrt-{t20-320} | glrtr-{t20-320}"),
    .init(
      "gitlab-runner-registration-token", "GitLab runner registration token", "gitlab",
      "GR1348941{w20}"),
    .init("gitlab-feed-token", "GitLab feed token", "gitlab", "glft-{t20-128}", personal: true),
    .init(
      "gitlab-mail-token", "GitLab incoming mail token", "gitlab", "glimt-{w25}", personal: true),
    .init("gitlab-agent-token", "GitLab agent token", "gitlab", "glagent-{w50-128}"),
    .init("gitlab-oauth-secret", "GitLab OAuth application secret", "gitlab", "gloas-{w64}"),
    .init(
      "gitlab-session-cookie", "GitLab session cookie", "gitlab", "_gitlab_session={l32}", .short,
      personal: true),
    .init("gitlab-scim-token", "GitLab SCIM token", "gitlab", "glsoat-{w20-64}"),
    .init("gitlab-feature-flag-token", "GitLab feature flag token", "gitlab", "glffct-{w20-64}"),
    .init("gitlab-workspace-token", "GitLab workspace token", "gitlab", "glwt-{t20-320}"),
    .init(
      "github-classic-token", "GitHub classic personal access token", "github", "ghp_{A36}",
      personal: true, checksum: .base62),
    .init(
      "github-fine-grained-token", "GitHub fine-grained personal access token", "github",
      "github_pat_{A22}_{A59} | github_pat_{w82}", personal: true),
    .init(
      "github-oauth-token", "GitHub OAuth token", "github", "gho_{A36}", personal: true,
      checksum: .base62),
    .init(
      "github-user-token", "GitHub App user token", "github", "ghu_{A36}", .short, personal: true,
      checksum: .base62),
    // Since 2026 also `ghs_<app>_<JWT>`, which has no checksum.
    .init(
      "github-installation-token", "GitHub App installation token", "github", "ghs_{t36-900}",
      .short),
    .init(
      "github-refresh-token", "GitHub refresh token", "github", "ghr_{A36-76}", personal: true),
    .init(
      "bitbucket-app-password", "Bitbucket app password", "bitbucket", "ATBB{A28-36}",
      personal: true),
    .init(
      "atlassian-api-token", "Atlassian API token", "bitbucket", "ATATT3{t186}", personal: true,
      checksum: .atlassian),
    .init(
      "bitbucket-access-token", "Bitbucket access token", "bitbucket", "ATCTT3{t186}",
      checksum: .atlassian, user: "x-token-auth"),
    .init(
      "bitbucket-server-token", "Bitbucket Server access token", "bitbucket-server",
      "BBDC-{t40-48}"),
    .init("circleci-token", "CircleCI token", "circleci", "CCIPAT_{A22}_{h40}", personal: true),
    .init(
      "buildkite-token", "Buildkite token", "buildkite",
      "bkua_{l40} | bkua_{l53} | bkaa_{w75} | bkct_{w73} | bkpt_{w199} | bkpat_{w54}"),
    .init(
      "harness-token", "Harness token", "harness", "pat.{w22}.{A24}.{A20} | sat.{w22}.{A24}.{A20}",
      personal: true),
    .init(
      "sonar-token", "SonarQube token", "sonar",
      "squ_{h40} | sqp_{h40} | sqa_{h40} | sqco_{A59}"),
  ]

  private static let packages: [CredentialKind] = [
    .init(
      "docker-personal-token", "Docker Hub personal access token", "docker", "dckr_pat_{w27}",
      personal: true),
    .init(
      "docker-organization-token", "Docker Hub organization token", "docker", "dckr_oat_{w32}"),
    .init(
      "docker-swarm-token", "Docker swarm token", "docker", "SWMTKN-1-{l50}-{l25} | SWMKEY-1-{b43}"),
    .init("jfrog-api-key", "JFrog API key", "jfrog", "AKCp{A69}", personal: true),
    .init("jfrog-reference-token", "JFrog reference token", "jfrog", "cmVmdGtu{t56}"),
    .init("npm-token", "npm access token", "npm", "npm_{A36}", personal: true, checksum: .base62),
    .init(
      "pypi-token", "PyPI token", "pypi",
      "pypi-AgEIcHlwaS5vcmc{w50-400} | pypi-AgENdGVzdC5weXBpLm9yZw{w50-400}"),
    .init("nuget-key", "NuGet API key", "nuget", "oy2{k43}"),
    .init("rubygems-key", "RubyGems API key", "rubygems", "rubygems_{h48}"),
    .init("clojars-token", "Clojars deploy token", "clojars", "CLOJARS_{l60}"),
    .init("cloudsmith-key", "Cloudsmith API key", "cloudsmith", "csa_{h30}{A6}"),
    .init("octopus-key", "Octopus Deploy API key", "octopus", "API-{U26}"),
    .init(
      "hugging-face-token", "Hugging Face token", "huggingface", "hf_{A34} | api_org_{A34}",
      personal: true),
  ]

  private static let clouds: [CredentialKind] = [
    .init(
      "digitalocean-token", "DigitalOcean token", "digitalocean",
      "dop_v1_{h64} | doo_v1_{h64} | dor_v1_{h64}", personal: true),
    .init(
      "google-access-token", "Google access token", "google", "ya29.{t20-2000}", .short,
      user: "oauth2accesstoken"),
    .init("google-api-key", "Google API key", "google", "AIza{w35} | AQ.Ab8RN6{w44}"),
    .init("google-oauth-secret", "Google OAuth client secret", "google", "GOCSPX-{w28}"),
    .init(
      "ecr-token", "Amazon ECR login token", "ecr", "eyJwYXlsb2FkIjoi{t200-6000}", .short,
      grants: ["pull"], user: "AWS"),
    .init(
      "aws-session-token", "AWS session token", "ecr",
      "IQoJb3JpZ2lu{b100+} | FwoGZXIv{b100+} | FQoGZXIv{b100+}", .short),
    .init("aws-bedrock-key", "Amazon Bedrock API key", "ecr", "ABSK{b109-269}"),
    .init(
      "aws-bedrock-session-key", "Amazon Bedrock short-lived API key", "ecr",
      "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{b100+}", .short),
    .init(
      "azure-storage-key", "Azure storage account key", "azure-storage",
      "AccountKey={b86}== | {b76}+ASt{b5}{b1}=="),
    .init(
      "azure-cosmos-key", "Azure Cosmos DB key", "azure-storage",
      "{b76}+ACDb{b4}{b1}== | {b76}ACDb{b5}{b1}=="),
    .init(
      "azure-servicebus-key", "Azure Service Bus or Event Hubs key", "azure-storage",
      "SharedAccessKey={b43}= | {b33}+ASb{b6}= | {b33}+AEh{b6}= | {b33}+ARm{b6}= | {b33}AIoT{b6}="),
    .init(
      "azure-service-key", "Azure service key", "azure-storage",
      "{A42}AzSe{A6} | {w44}AzFu{w5}{w1}== | {b33}AzCa{b6}= | {b33}AZEG{b6}="),
    .init(
      "azure-cask-key", "Azure key", "azure-storage", "{A52}JQQJ99{A26}"),
    .init(
      "azure-appconfig-key", "Azure App Configuration key", "azure-storage",
      "azconfig.io;Id={x1-80};Secret={b36-100}"),
    .init(
      "azure-client-secret", "Azure service principal secret", "azure",
      "{y3}8Q~{y31-34} | {y3}7Q~{y31-34}"),
    .init(
      "azure-sas", "Azure shared access signature", "azure-storage", "sig={x43-70}"),
    .init("cloudflare-token", "Cloudflare token", "cloudflare", "cfut_{A40}{h8} | cfat_{A40}{h8}"),
    .init(
      "cloudflare-global-key", "Cloudflare global API key", "cloudflare", "cfk_{A40}{h8}",
      personal: true),
    .init("cloudflare-origin-key", "Cloudflare origin CA key", "cloudflare", "v1.0-{h24}-{h146}"),
    .init("cloudflare-tunnel-token", "Cloudflare tunnel token", "cloudflare", "eyJhIjoi{b100-400}"),
    .init(
      "databricks-token", "Databricks token", "databricks", "dapi{h32} | dapi{h32}-{d1}",
      personal: true),
    .init("alibaba-key", "Alibaba Cloud STS token", "alibaba", "STS.{A24-40}", .short),
    .init(
      "flyio-token", "Fly.io token", "flyio",
      "FlyV1 {b100+} | fm2_{b100+} | fm1r_{b100+} | fm1a_{b100+} | fo1_{w43}"),
    .init(
      "planetscale-token", "PlanetScale credential", "planetscale",
      "pscale_tkn_{t32-64} | pscale_pw_{t32-64} | pscale_oauth_{t32-64}"),
    .init("neon-key", "Neon API key", "neon", "napi_{A64}"),
    .init("supabase-token", "Supabase token", "supabase", "sbp_{h40} | sb_secret_{w31}"),
    .init("atlas-secret", "MongoDB Atlas service account secret", "mongodb", "mdb_sa_sk_{w40}"),
    .init("heroku-key", "Heroku API key", "heroku", "HRKU-AA{w58}", personal: true),
    .init("yandex-key", "Yandex Cloud API key", "yandex", "AQVN{w35-38}"),
    .init(
      "yandex-token", "Yandex Cloud IAM token", "yandex", "t1.{e5-200}.{e86-88}", .short),
  ]
}

extension CredentialKind {
  private static let services: [CredentialKind] = [
    .init("age-secret-key", "age secret key", "age", "AGE-SECRET-KEY-1{A58}"),
    .init(
      "vault-token", "HashiCorp Vault token", "vault",
      "hvs.{w90-140} | hvs.{A24} | hvb.{w138-300} | hvr.{w20-140}"),
    // Before Vault 1.10 (`TokenLength` of vault/token_store.go).
    .init(
      "vault-legacy-token", "HashiCorp Vault token", "vault", "s.{A24} | b.{A24}", random: true),
    .init("terraform-token", "HCP Terraform token", "terraform", "{A14}.atlasv1.{t60-70}"),
    .init(
      "onepassword-token", "1Password service account token", "onepassword", "ops_eyJ{b250+}"),
    .init(
      "doppler-token", "Doppler token", "doppler",
      "dp.ct.{A40-44} | dp.st.{A40-44} | dp.st.{l2-30}.{A40-44} | dp.sa.{A40-44} | dp.scim.{A40-44} | dp.audit.{A40-44}"
    ),
    .init(
      "doppler-personal-token", "Doppler personal token", "doppler", "dp.pt.{A40-44}",
      personal: true),
    .init("pulumi-token", "Pulumi access token", "pulumi", "pul-{h40}", personal: true),
    .init("infisical-token", "Infisical service token", "infisical", "st.{h24}.{h32}.{h32}"),
    .init(
      "tailscale-key", "Tailscale key", "tailscale",
      "tskey-auth-{A6-20}-{A20-50} | tskey-api-{A6-20}-{A20-50} | tskey-client-{A6-20}-{A20-50} | tskey-scim-{A6-20}-{A20-50} | tskey-webhook-{A6-20}-{A20-50}"
    ),
    .init(
      "netbird-token", "NetBird token", "netbird", "nbp_{A36}", personal: true, checksum: .base62),
    .init(
      "openshift-token", "OpenShift OAuth token", "redhat", "sha256~{w43}", .short,
      personal: true),
    .init("rancher-token", "Rancher token", "rancher", "token-{l5}:{l54}", personal: true),
    .init(
      "cluster-join-token", "k3s join token", "k3s",
      "K10{h64}::server:{w16-64} | K10{h64}::node:{w16-64} | K10{h64}::{l6}.{l16}"),
    .init(
      "grafana-token", "Grafana service account token", "grafana", "glsa_{A32}_{h8}",
      checksum: .grafana),
    .init(
      "grafana-cloud-token", "Grafana Cloud token", "grafana", "glc_{b32-400}"),
    .init(
      "newrelic-key", "New Relic key", "newrelic",
      "NRAK-{A27} | NRII-{w32} | NRIQ-{w25-40} | {h32}FFFFNRAL | eu01xx{h26}FFFFNRAL"),
    .init(
      "sentry-token", "Sentry token", "sentry",
      "sntrys_eyJ{b40-400}_{b43} | sntryu_{h64} | sntrya_{h64} | sntryi_{h64}"),
    .init("dynatrace-token", "Dynatrace token", "dynatrace", "dt0c01.{A24}.{A64}"),
    .init("elastic-key", "Elastic Cloud API key", "elastic", "essu_{b40-200}"),
    .init("posthog-key", "PostHog personal API key", "posthog", "phx_{w32-64}", personal: true),
    .init(
      "slack-token", "Slack bot token", "slack",
      "xoxb-{d8-14}-{d8-14}-{A20-40} | xoxb-{d8-14}-{A18-26} | xoxb-{w40-90}"),
    .init(
      "slack-user-token", "Slack user token", "slack",
      "xoxp-{w40-90} | xoxs-{w20-120} | xoxo-{w20-120} | xoxe.xoxp-{d1}-{A163-166}", personal: true),
    .init(
      "slack-app-token", "Slack app or configuration token", "slack",
      "xapp-{d1}-{U8-14}-{d8-14}-{l40-80} | xoxa-{w20-90} | xoxr-{w20-90} | xoxa-{A8-48} | xoxr-{A8-48} | xoxa-{d1}-{A8-48} | xoxr-{d1}-{A8-48} | xoxe-{d1}-{A146} | xoxe.xoxb-{d1}-{A163-166}"
    ),
    .init("sendgrid-key", "SendGrid API key", "sendgrid", "SG.{w22}.{w43} | SG.{t66}"),
    .init("mailgun-key", "Mailgun key", "mailgun", "key-{h32}"),
    .init(
      "stripe-key", "Stripe secret key", "stripe",
      "sk_live_{A24-247} | rk_live_{A24-247} | sk_prod_{A24-247} | rk_prod_{A24-247} | whsec_{A32-64}"
    ),
    .init(
      "stripe-test-key", "Stripe test key", "stripe", "sk_test_{A24-247} | rk_test_{A24-247}"),
    .init(
      "openai-key", "OpenAI API key", "openai",
      "sk-{A20}T3BlbkFJ{A20} | sk-proj-{w20-74}T3BlbkFJ{w20-74} | sk-svcacct-{w20-74}T3BlbkFJ{w20-74} | sk-admin-{w20-74}T3BlbkFJ{w20-74}"
    ),
    .init(
      "anthropic-key", "Anthropic API key", "anthropic",
      "sk-ant-api03-{w93}AA | sk-ant-admin01-{w93}AA"),
    .init("groq-key", "Groq API key", "groq", "gsk_{A52}"),
    .init("nvidia-key", "NVIDIA API key", "nvidia", "nvapi-{w64}"),
    .init("openrouter-key", "OpenRouter API key", "openrouter", "sk-or-v1-{h64}"),
    .init(
      "shopify-token", "Shopify token", "shopify",
      "shpat_{h32} | shpca_{h32} | shppa_{h32} | shpss_{h32}"),
    .init("linear-key", "Linear API key", "linear", "lin_api_{A40}", personal: true),
    .init("notion-token", "Notion token", "notion", "ntn_{d11}{A35}"),
    .init("postman-key", "Postman API key", "postman", "PMAK-{h24}-{h34}", personal: true),
  ]

  /// Whoever knows the address may post to it.
  private static let webhooks: [CredentialKind] = [
    .init(
      "slack-webhook", "Slack webhook", "slack",
      "hooks.slack.com/services/T{U8-12}/B{U8-12}/{A23-25} | hooks.slack.com/workflows/T{U8-12}/A{U8-12}/{d17-19}/{A23-25} | hooks.slack.com/triggers/{U8-14}/{d8-16}/{h32} | hooks.slack.com/services/{b43-56} | hooks.slack.com/workflows/{b43-56} | hooks.slack.com/triggers/{b43-56}"
    ),
    .init(
      "discord-webhook", "Discord webhook", "discord",
      "discord.com/api/webhooks/{d17-20}/{w60-75} | discord.com/api/v{d1-2}/webhooks/{d17-20}/{w60-75} | discordapp.com/api/webhooks/{d17-20}/{w60-75}"
    ),
    .init(
      "teams-webhook", "Microsoft Teams webhook", "teams",
      "webhook.office.com/webhookb2/{w36}@{w36}/IncomingWebhook/{l32}/{w36} | webhook.office.com/webhookb2/{w36}@{w36}/IncomingWebhook/{l32}/{w36}/{w20-60}"
    ),
    .init(
      "power-automate-webhook", "Power Automate webhook", "power-automate",
      "logic.azure.com:443/workflows/{h32}/triggers/{x10-400}sig={w43} | logic.azure.com/workflows/{h32}/triggers/{x10-400}sig={w43} | powerplatform.com:443/powerautomate/automations/direct/workflows/{h32}/triggers/{x10-400}sig={w20-60} | powerplatform.com/powerautomate/automations/direct/workflows/{h32}/triggers/{x10-400}sig={w20-60}"
    ),
    .init(
      "google-chat-webhook", "Google Chat webhook", "google-chat",
      "chat.googleapis.com/v1/spaces/{w8-20}/messages?key=AIza{w35}&token={w43-50} | chat.googleapis.com/v1/spaces/{w8-20}/messages?key=AIza{w35}&token={w43}%3D"
    ),
    .init(
      "chat-webhook", "chat webhook", "chat",
      "open.feishu.cn/open-apis/bot/v2/hook/{G36} | open.larksuite.com/open-apis/bot/v2/hook/{G36} | oapi.dingtalk.com/robot/send?access_token={h64} | qyapi.weixin.qq.com/cgi-bin/webhook/send?key={G36}"
    ),
    .init(
      "zapier-webhook", "Zapier webhook", "zapier", "hooks.zapier.com/hooks/catch/{d4-12}/{w5-20}"),
    .init(
      "pagerduty-webhook", "PagerDuty integration address", "pagerduty",
      "events.pagerduty.com/integration/{h32}/enqueue"),
    .init(
      "telegram-token", "Telegram bot token", "telegram",
      "api.telegram.org/bot{d8-10}:{w35} | {d8}:AA{w33} | {d9}:AA{w33} | {d10}:AA{w33}"),
  ]
}
