/// OpenShift and Tekton.
extension SecretField {
  private static let builds = ["BuildConfig", "Build"]
  private static let settings = "openshift-config"

  /// openshift/api `build/v1`, `route/v1`, `config/v1`.
  static let openShift: [SecretField] =
    ["build.openshift.io", ""].flatMap { group in
      [
        SecretField(group: group, kinds: builds, path: "spec.source.sourceSecret"),
        SecretField(group: group, kinds: builds, path: "spec.source.secrets[].secret"),
        SecretField(
          group: group, kinds: builds, path: "spec.source.images[].pullSecret", needs: .docker),
        SecretField(
          group: group, kinds: builds, path: "spec.strategy.*Strategy.pullSecret", needs: .docker),
        SecretField(
          group: group, kinds: builds, path: "spec.strategy.customStrategy.secrets[].secretSource"),
        SecretField(group: group, kinds: builds, path: "spec.output.pushSecret", needs: .docker),
        SecretField(
          group: group, kinds: ["BuildConfig"], path: "spec.triggers[].*.secretReference",
          needs: .key("WebHookSecretKey")),
      ]
    } + [
      SecretField(
        group: "route.openshift.io", kinds: ["Route"], path: "spec.tls.externalCertificate",
        needs: .pair),
      SecretField(
        group: "config.openshift.io", kinds: ["OAuth"],
        path: "spec.identityProviders[].htpasswd.fileData", namespace: .fixed(settings),
        needs: .key("htpasswd")),
      SecretField(
        group: "config.openshift.io", kinds: ["OAuth"],
        path: "spec.identityProviders[].*.clientSecret", namespace: .fixed(settings),
        needs: .key("clientSecret")),
      SecretField(
        group: "config.openshift.io", kinds: ["OAuth"],
        path: "spec.identityProviders[].ldap.bindPassword", namespace: .fixed(settings),
        needs: .key("bindPassword")),
      SecretField(
        group: "config.openshift.io", kinds: ["APIServer"],
        path: "spec.servingCerts.namedCertificates[].servingCertificate",
        namespace: .fixed(settings), needs: .pair),
    ]

  /// tektoncd/pipeline `pkg/apis/pipeline/v1`, tektoncd/triggers `pkg/interceptors`,
  /// pipelines-as-code `pkg/pipelineascode/secret.go`.
  static let tekton: [SecretField] = [
    SecretField(
      group: "tekton.dev", kinds: ["TaskRun", "PipelineRun"], path: "spec.workspaces[].secret",
      name: "secretName"),
    SecretField(
      group: "tekton.dev", kinds: ["TaskRun", "PipelineRun"],
      path: "spec.workspaces[].projected.sources[].secret"),
    SecretField(
      group: "triggers.tekton.dev", kinds: ["EventListener"],
      path: "spec.triggers[].interceptors[].params[].value", name: "secretName",
      key: .member("secretKey")),
    SecretField(
      group: "triggers.tekton.dev", kinds: ["Trigger"], path: "spec.interceptors[].params[].value",
      name: "secretName", key: .member("secretKey")),
    SecretField(
      group: "triggers.tekton.dev", kinds: ["EventListener"],
      path: "spec.triggers[].interceptors[].*.secretRef", name: "secretName",
      key: .member("secretKey")),
    SecretField(
      group: "pipelinesascode.tekton.dev", kinds: ["Repository"],
      path: "spec.git_provider.secret", key: .member("key", default: "provider.token")),
    SecretField(
      group: "pipelinesascode.tekton.dev", kinds: ["Repository"],
      path: "spec.git_provider.webhook_secret", key: .member("key", default: "webhook.secret")),
    SecretField(
      group: "pipelinesascode.tekton.dev", kinds: ["Repository"], path: "spec.incoming[].secret",
      key: .member("key", default: "secret")),
    SecretField(
      group: "pipelinesascode.tekton.dev", kinds: ["Repository"],
      path: "spec.params[].secret_ref", key: .member("key")),
  ]
}
