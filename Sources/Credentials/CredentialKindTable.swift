/// The table of credential kinds (GitLab `doc/security/tokens`, GitHub "About authentication",
/// the registries' manuals, gitleaks `config/gitleaks.toml`).
extension CredentialKind {
  // Kinds that are known by their structure, their user name or their registry.

  package static let jsonWebToken = CredentialKind(
    "json-web-token", "JSON Web Token", "")
  package static let privateKey = CredentialKind("private-key", "private key", "")
  package static let jsonWebKey = CredentialKind("json-web-key", "secret JSON Web Key", "")
  package static let certificate = CredentialKind("certificate", "certificate", "")
  package static let keystore = CredentialKind("keystore", "keystore", "")
  package static let keytab = CredentialKind("kerberos-keytab", "Kerberos keytab", "")
  package static let password = CredentialKind("password", "password", "")
  /// See `TextCredentials.mayBeHash`.
  static let passwordOrHash = CredentialKind("password", "password or an unsalted hash of one", "")
  /// Random text whose name says that it is secret.
  package static let secretValue = CredentialKind("secret-value", "secret value", "")
  /// `scheme://user:password@host`
  package static let urlPassword = CredentialKind("url-password", "password in an address", "")
  package static let googleKey = CredentialKind(
    "google-service-account-key", "Google service account key", "google", user: "_json_key")
  package static let azureRefreshToken = CredentialKind(
    "azure-refresh-token", "Azure registry refresh token", "azure", "", .short)
  package static let azureAdmin = CredentialKind(
    "azure-admin-password", "Azure registry admin password", "azure",
    grants: ["pull", "push", "delete"])
  package static let azureScopedToken = CredentialKind(
    "azure-scoped-token", "Azure registry token password", "azure")
  package static let azureClientSecret = CredentialKind(
    "azure-client-secret", "Azure service principal secret", "azure")
  package static let awsSecretKey = CredentialKind(
    "aws-secret-key", "AWS secret access key", "ecr")
  package static let ibmBearer = CredentialKind(
    "ibm-bearer-token", "IBM Cloud bearer token", "ibm", "", .short,
    user: "iambearer")
  package static let ibmKey = CredentialKind(
    "ibm-api-key", "IBM Cloud API key", "ibm", user: "iamapikey")
  package static let quayRobot = CredentialKind("quay-robot-token", "Quay robot token", "quay")
  package static let quayUserToken = CredentialKind(
    "quay-user-token", "Quay token of a user", "quay", personal: true)
  package static let harborRobot = CredentialKind(
    "harbor-robot-secret", "Harbor robot secret", "harbor")
  package static let redHatToken = CredentialKind(
    "redhat-registry-token", "Red Hat registry token", "redhat", grants: ["pull"])
  package static let openShiftPullToken = CredentialKind(
    "openshift-pull-token", "OpenShift pull token", "redhat", personal: true, grants: ["pull"])
  package static let scalewayKey = CredentialKind(
    "scaleway-secret-key", "Scaleway secret key", "scaleway")
  package static let jfrogAccessToken = CredentialKind(
    "jfrog-access-token", "JFrog access token", "jfrog")
  package static let argoToken = CredentialKind("argocd-token", "Argo CD token", "argocd")
  package static let offlineToken = CredentialKind(
    "offline-token", "OpenID Connect offline token", "", personal: true)
  package static let kubernetesToken = CredentialKind(
    "kubernetes-token", "Kubernetes service account token that never ends", "kubernetes")
  package static let boundKubernetesToken = CredentialKind(
    "kubernetes-bound-token", "bound Kubernetes service account token", "kubernetes", "", .short)

  package static let bootstrapToken = CredentialKind(
    "kubeadm-token", "kubeadm bootstrap token", "kubernetes")

  /// What an annotation declares about a value that cannot be read.
  package static let declared = CredentialKind("declared-credential", "credential", "")

  package static let all: [CredentialKind] =
    formed + [
      jsonWebToken, privateKey, jsonWebKey, certificate, keystore, keytab, password, secretValue,
      urlPassword,
      googleKey,
      azureRefreshToken,
      azureAdmin,
      azureScopedToken, azureClientSecret, awsSecretKey, ibmBearer, ibmKey, quayRobot,
      quayUserToken, harborRobot, redHatToken, openShiftPullToken, scalewayKey, jfrogAccessToken,
      argoToken, offlineToken, kubernetesToken, boundKubernetesToken, bootstrapToken,
      declared,
    ]

  /// The page of each provider that describes its tokens.
  static let documents: [String: String] = [
    "gitlab": "https://docs.gitlab.com/security/tokens/",
    "github":
      "https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
    "docker": "https://docs.docker.com/security/access-tokens/",
    "bitbucket": "https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/",
    "bitbucket-server":
      "https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html",
    "digitalocean": "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
    "google": "https://cloud.google.com/artifact-registry/docs/docker/authentication",
    "ecr": "https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html",
    "jfrog": "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
    "age": "https://age-encryption.org/", "npm": "https://docs.npmjs.com/about-access-tokens",
    "pypi": "https://pypi.org/help/#apitoken",
    "slack": "https://api.slack.com/concepts/token-types",
    "vault": "https://developer.hashicorp.com/vault/docs/concepts/tokens",
    "stripe": "https://docs.stripe.com/keys",
    "sendgrid": "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
    "grafana": "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
    "azure":
      "https://learn.microsoft.com/azure/container-registry/container-registry-authentication",
    "ibm": "https://cloud.ibm.com/docs/Registry?topic=Registry-registry_access",
    "quay": "https://docs.projectquay.io/use_quay.html",
    "harbor":
      "https://goharbor.io/docs/latest/working-with-projects/project-configuration/create-robot-accounts/",
    "redhat": "https://access.redhat.com/RegistryAuthentication",
    "scaleway":
      "https://www.scaleway.com/en/docs/container-registry/how-to/connect-docker-cli/",
    "argocd": "https://argo-cd.readthedocs.io/en/stable/user-guide/projects/",
    "kubernetes": "https://kubernetes.io/docs/concepts/configuration/secret/",
    "circleci": "https://circleci.com/docs/guides/toolkit/managing-api-tokens/",
    "buildkite": "https://buildkite.com/docs/apis/managing-api-tokens",
    "harness": "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
    "sonar": "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/",
    "nuget": "https://learn.microsoft.com/nuget/nuget-org/publish-a-package",
    "rubygems": "https://guides.rubygems.org/api-key-scopes/",
    "clojars": "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
    "cloudsmith": "https://help.cloudsmith.io/docs/api-key",
    "octopus": "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
    "huggingface": "https://huggingface.co/docs/hub/security-tokens",
    "azure-storage": "https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage",
    "cloudflare": "https://developers.cloudflare.com/fundamentals/api/",
    "databricks": "https://docs.databricks.com/dev-tools/auth/pat",
    "alibaba": "https://www.alibabacloud.com/help/en/ram/",
    "flyio": "https://fly.io/docs/security/tokens/",
    "planetscale": "https://planetscale.com/docs/",
    "neon": "https://neon.com/docs/manage/api-keys",
    "supabase": "https://supabase.com/docs/guides/api/api-keys",
    "mongodb": "https://www.mongodb.com/docs/atlas/api/",
    "heroku": "https://devcenter.heroku.com/articles/authentication",
    "yandex": "https://yandex.cloud/en/docs/iam/concepts/authorization/api-key",
    "terraform":
      "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
    "onepassword": "https://developer.1password.com/docs/service-accounts/",
    "doppler": "https://docs.doppler.com/docs/service-tokens",
    "pulumi": "https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/",
    "infisical": "https://infisical.com/docs/documentation/platform/token",
    "tailscale": "https://tailscale.com/kb/1085/auth-keys",
    "netbird": "https://docs.netbird.io/how-to/access-netbird-public-api",
    "rancher": "https://ranchermanager.docs.rancher.com/api/api-tokens",
    "k3s": "https://docs.k3s.io/cli/token",
    "newrelic": "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
    "sentry": "https://docs.sentry.io/account/auth-tokens/",
    "dynatrace":
      "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens",
    "elastic": "https://www.elastic.co/docs/deploy-manage/api-keys",
    "posthog": "https://posthog.com/docs/api",
    "mailgun": "https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth",
    "openai": "https://platform.openai.com/docs/api-reference/authentication",
    "anthropic": "https://docs.anthropic.com/en/api/overview",
    "groq": "https://console.groq.com/docs/quickstart",
    "nvidia": "https://docs.nvidia.com/ngc/",
    "openrouter": "https://openrouter.ai/docs/api-reference/authentication",
    "shopify": "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens",
    "linear": "https://linear.app/developers",
    "notion": "https://developers.notion.com/docs/authorization",
    "postman": "https://learning.postman.com/docs/developer/postman-api/authentication/",
    "discord": "https://discord.com/developers/docs/resources/webhook",
    "teams":
      "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
    "power-automate": "https://learn.microsoft.com/power-automate/",
    "google-chat": "https://developers.google.com/workspace/chat/quickstart/webhooks",
    "chat": "https://open.larksuite.com/document/client-docs/bot-v3/add-custom-bot",
    "zapier": "https://help.zapier.com/hc/en-us/articles/8496288690317",
    "pagerduty": "https://developer.pagerduty.com/docs/",
    "telegram": "https://core.telegram.org/bots/api",
    "airtable": "https://airtable.com/developers/web/guides/personal-access-tokens",
    "authress": "https://authress.io/knowledge-base/docs/category/authentication",
    "clickhouse": "https://clickhouse.com/docs/cloud/manage/openapi",
    "defined-networking": "https://docs.defined.net/guides/rotating-api-keys/",
    "infracost": "https://www.infracost.io/docs/",
    "maxmind": "https://support.maxmind.com/hc/en-us/articles/4407111582235",
    "netlify": "https://docs.netlify.com/api/get-started/",
    "perplexity": "https://docs.perplexity.ai/",
    "prefect": "https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys",
    "readme": "https://docs.readme.com/main/reference/authentication",
    "scalingo": "https://developers.scalingo.com/",
    "settlemint": "https://console.settlemint.com/documentation/",
    "sourcegraph": "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
    "adobe": "https://developer.adobe.com/developer-console/docs/guides/authentication/",
    "duffel": "https://duffel.com/docs/api/overview/authentication",
    "easypost": "https://docs.easypost.com/docs/authentication",
    "facebook": "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/",
    "gocardless": "https://developer.gocardless.com/api-reference/",
    "lob": "https://docs.lob.com/",
    "flutterwave": "https://developer.flutterwave.com/docs/authentication",
    "frameio": "https://developer.frame.io/",
    "intra42": "https://api.intra.42.fr/apidoc/guides/getting_started",
    "mailchimp": "https://mailchimp.com/help/about-api-keys/",
    "plaid": "https://plaid.com/docs/api/tokens/",
    "brevo": "https://developers.brevo.com/docs/getting-started",
    "shippo": "https://docs.goshippo.com/docs/guides_general/authentication/",
    "square": "https://developer.squareup.com/docs/build-basics/access-tokens",
    "typeform": "https://www.typeform.com/developers/get-started/personal-access-token/",
  ]
}
