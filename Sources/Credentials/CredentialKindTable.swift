/// The table of credential kinds (GitLab `doc/security/tokens`, GitHub "About authentication",
/// the registries' manuals, gitleaks `config/gitleaks.toml`).
extension CredentialKind {
  /// Kinds that are known by what they start with.
  package static let prefixed: [CredentialKind] = [
    .init(
      "gitlab-personal-token", "GitLab personal, project or group access token", "gitlab", "glpat-",
      .token, 20...320, personal: true, checksum: .routable),
    .init(
      "gitlab-deploy-token", "GitLab deploy token", "gitlab", "gldt-", .token, 20...320,
      checksum: .routable),
    .init(
      "gitlab-job-token", "GitLab CI job token", "gitlab", "glcbt-", .token, 20...4_000, .short,
      user: "gitlab-ci-token"),
    .init("gitlab-trigger-token", "GitLab trigger token", "gitlab", "glptt-", .hex, 40...40),
    .init("gitlab-runner-token", "GitLab runner token", "gitlab", "glrt-", .token, 20...320),
    .init("gitlab-runner-token", "GitLab runner token", "gitlab", "glrtr-", .token, 20...320),
    .init(
      "gitlab-runner-registration-token", "GitLab runner registration token", "gitlab", "GR1348941",
      .wordDash, 20...20),
    .init(
      "gitlab-feed-token", "GitLab feed token", "gitlab", "glft-", .token, 20...128, personal: true),
    .init(
      "gitlab-mail-token", "GitLab incoming mail token", "gitlab", "glimt-", .wordDash, 25...25,
      personal: true),
    .init("gitlab-agent-token", "GitLab agent token", "gitlab", "glagent-", .wordDash, 50...128),
    .init(
      "gitlab-oauth-secret", "GitLab OAuth application secret", "gitlab", "gloas-", .hex, 64...64),
    .init("gitlab-scim-token", "GitLab SCIM token", "gitlab", "glsoat-", .wordDash, 20...64),
    .init(
      "gitlab-feature-flag-token", "GitLab feature flag token", "gitlab", "glffct-", .wordDash,
      20...64),
    .init("gitlab-workspace-token", "GitLab workspace token", "gitlab", "glwt-", .token, 20...320),
    .init(
      "github-classic-token", "GitHub classic personal access token", "github", "ghp_",
      .alphanumeric, 36...36, personal: true, checksum: .base62),
    .init(
      "github-fine-grained-token", "GitHub fine-grained personal access token", "github",
      "github_pat_", .word, 82...82, personal: true),
    .init(
      "github-oauth-token", "GitHub OAuth token", "github", "gho_", .alphanumeric, 36...36,
      personal: true, checksum: .base62),
    .init(
      "github-user-token", "GitHub App user token", "github", "ghu_", .alphanumeric, 36...36,
      .short, personal: true, checksum: .base62),
    // Since 2026 also `ghs_<app>_<JWT>`, which has no checksum.
    .init(
      "github-installation-token", "GitHub App installation token", "github", "ghs_", .token,
      36...900, .short),
    .init(
      "github-refresh-token", "GitHub refresh token", "github", "ghr_", .alphanumeric, 36...76,
      personal: true),
    .init(
      "docker-personal-token", "Docker Hub personal access token", "docker", "dckr_pat_", .wordDash,
      27...27, personal: true),
    .init(
      "docker-organization-token", "Docker Hub organization token", "docker", "dckr_oat_",
      .wordDash, 32...32),
    .init(
      "bitbucket-app-password", "Bitbucket app password", "bitbucket", "ATBB", .alphanumeric,
      28...36, personal: true),
    .init(
      "atlassian-api-token", "Atlassian API token", "bitbucket", "ATATT3", .token, 170...240,
      personal: true),
    .init(
      "bitbucket-access-token", "Bitbucket access token", "bitbucket", "ATCTT3", .token, 170...240,
      user: "x-token-auth"),
    .init(
      "bitbucket-server-token", "Bitbucket Server access token", "bitbucket-server", "BBDC-",
      .base64, 40...48),
    .init(
      "digitalocean-token", "DigitalOcean token", "digitalocean", "dop_v1_", .hex, 64...64,
      personal: true),
    .init(
      "google-access-token", "Google access token", "google", "ya29.", .token, 20...2_000, .short,
      user: "oauth2accesstoken"),
    .init(
      "ecr-token", "Amazon ECR login token", "ecr", "eyJwYXlsb2FkIjoi", .base64, 200...6_000,
      .short, grants: ["pull"], user: "AWS"),
    .init(
      "jfrog-api-key", "JFrog API key", "jfrog", "AKCp", .alphanumeric, 69...69, personal: true),
    .init("jfrog-reference-token", "JFrog reference token", "jfrog", "cmVmdGtu", .base64, 56...56),
    .init("age-secret-key", "age secret key", "age", "AGE-SECRET-KEY-1", .bech32, 58...58),
    .init(
      "npm-token", "npm access token", "npm", "npm_", .alphanumeric, 36...36, personal: true,
      checksum: .base62),
    .init("pypi-token", "PyPI token", "pypi", "pypi-AgEIcHlwaS5vcmc", .wordDash, 50...400),
    .init("slack-token", "Slack bot token", "slack", "xoxb-", .wordDash, 40...90),
    .init("slack-token", "Slack user token", "slack", "xoxp-", .wordDash, 40...90, personal: true),
    .init("vault-token", "HashiCorp Vault token", "vault", "hvs.", .wordDash, 90...140),
    .init("stripe-key", "Stripe secret key", "stripe", "sk_live_", .alphanumeric, 24...247),
    .init("sendgrid-key", "SendGrid API key", "sendgrid", "SG.", .token, 66...66),
    .init("grafana-token", "Grafana service account token", "grafana", "glsa_", .word, 41...41),
  ]

  // Kinds that are known by their structure, their user name or their registry.

  package static let jsonWebToken = CredentialKind(
    "json-web-token", "JSON Web Token", "", "eyJ", .token, 20...100_000)
  package static let privateKey = CredentialKind("private-key", "private key", "")
  package static let certificate = CredentialKind("certificate", "certificate", "")
  package static let password = CredentialKind("password", "password", "")
  /// Random text whose name says that it is secret.
  package static let secretValue = CredentialKind("secret-value", "secret value", "")
  /// `scheme://user:password@host`
  package static let urlPassword = CredentialKind("url-password", "password in an address", "")
  package static let googleKey = CredentialKind(
    "google-service-account-key", "Google service account key", "google", user: "_json_key")
  package static let azureRefreshToken = CredentialKind(
    "azure-refresh-token", "Azure registry refresh token", "azure", "", .token, 0...0, .short)
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
    "ibm-bearer-token", "IBM Cloud bearer token", "ibm", "", .token, 0...0, .short,
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
    "kubernetes-token", "Kubernetes service account token", "kubernetes")
  package static let boundKubernetesToken = CredentialKind(
    "kubernetes-bound-token", "bound Kubernetes service account token", "kubernetes", "", .token,
    0...0, .short)

  /// What an annotation declares about a value that cannot be read.
  package static let declared = CredentialKind("declared-credential", "credential", "")

  package static let all: [CredentialKind] =
    prefixed + [
      jsonWebToken, privateKey, certificate, password, secretValue, urlPassword, googleKey,
      azureRefreshToken,
      azureAdmin,
      azureScopedToken, azureClientSecret, awsSecretKey, ibmBearer, ibmKey, quayRobot,
      quayUserToken, harborRobot, redHatToken, openShiftPullToken, scalewayKey, jfrogAccessToken,
      argoToken, offlineToken, kubernetesToken, boundKubernetesToken, declared,
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
  ]
}
