/// Platforms and operators.
extension SecretField {
  static let platforms: [SecretField] = argo + kyma + monitoring + clouds + openDataHub + others

  /// argoproj/argo-cd `applicationset/generators`, argoproj/argo-events `pkg/apis`.
  private static let argo: [SecretField] =
    ["tokenRef", "appPasswordRef", "accessTokenRef", "passwordRef"].map { member in
      SecretField(
        group: "argoproj.io", kinds: ["ApplicationSet"], path: "spec.generators[].**.\(member)",
        name: "secretName", key: .member("key"))
    } + [
      SecretField(
        group: "argoproj.io", kinds: ["EventSource", "Sensor"], path: "spec.**.*Secret",
        key: .member("key"))
    ]

  /// kyma-project/serverless `components/serverless/pkg/apis`, telemetry-manager `apis`.
  private static let kyma: [SecretField] = [
    SecretField(
      group: "serverless.kyma-project.io", kinds: ["Function"],
      path: "spec.env[].valueFrom.secretKeyRef", key: .member("key")),
    SecretField(
      group: "serverless.kyma-project.io", kinds: ["Function"], path: "spec.secretMounts[]",
      name: "secretName"),
    SecretField(
      group: "serverless.kyma-project.io", kinds: ["Function"],
      path: "spec.source.gitRepository.auth.secretName"),
    SecretField(
      group: "telemetry.kyma-project.io",
      kinds: ["LogPipeline", "TracePipeline", "MetricPipeline"], path: "spec.**.secretKeyRef",
      key: .member("key"), namespace: .required("namespace")),
    SecretField(
      group: "services.cloud.sap.com", kinds: ["ServiceInstance", "ServiceBinding"],
      path: "spec.parametersFrom[].secretKeyRef", key: .member("key")),
  ]

  /// prometheus-operator `pkg/apis/monitoring/v1`: what a monitor names stands beside the monitor.
  private static let monitoring: [SecretField] = [
    SecretField(
      group: "monitoring.coreos.com", kinds: ["ServiceMonitor", "PodMonitor", "Probe"],
      path: "spec.**.basicAuth.*", key: .member("key")),
    SecretField(
      group: "monitoring.coreos.com", kinds: ["ServiceMonitor", "PodMonitor", "Probe"],
      path: "spec.**.*Secret", key: .member("key")),
    SecretField(
      group: "monitoring.coreos.com", kinds: ["Prometheus", "Alertmanager"],
      path: "spec.secrets[]"),
    SecretField(
      group: "monitoring.coreos.com", kinds: ["Prometheus"],
      path: "spec.additionalScrapeConfigs", key: .member("key")),
    SecretField(
      group: "keda.sh", kinds: ["TriggerAuthentication"], path: "spec.secretTargetRef[]",
      key: .member("key")),
    SecretField(
      group: "keda.sh", kinds: ["ClusterTriggerAuthentication"], path: "spec.secretTargetRef[]",
      key: .member("key"), namespace: .elsewhere),
    SecretField(
      group: "loki.grafana.com", kinds: ["LokiStack"], path: "spec.storage.secret"),
  ]

  /// kubernetes/api `core/v1`; crossplane: a namespaced ProviderConfig reads in its own namespace,
  /// whatever its reference says.
  private static let clouds: [SecretField] =
    ["*.m.upbound.io", "*.m.crossplane.io"].map {
      SecretField(
        group: $0, kinds: ["ProviderConfig"], path: "spec.credentials.secretRef",
        key: .member("key"))
    } + [
      SecretField(
        group: "", kinds: ["PersistentVolume"], path: "spec.csi.*SecretRef",
        namespace: .required("namespace")),
      SecretField(
        group: "", kinds: ["PersistentVolume"], path: "spec.azureFile", name: "secretName",
        namespace: .required("secretNamespace"), isRenamed: true),
      SecretField(
        group: "infrastructure.cluster.x-k8s.io", kinds: ["AWSClusterStaticIdentity"],
        path: "spec.secretRef", namespace: .elsewhere,
        needs: SecretNeed(
          "AccessKeyID and SecretAccessKey", keys: [["AccessKeyID", "SecretAccessKey"]])),
      SecretField(
        group: "cdi.kubevirt.io", kinds: ["DataVolume"], path: "spec.source.*.secretRef"),
    ]

  /// opendatahub-io/opendatahub-operator `internal/webhook`: what a model or a notebook is given.
  private static let openDataHub: [SecretField] = [
    ("serving.kserve.io", ["InferenceService", "LLMInferenceService"]),
    ("kubeflow.org", ["Notebook"]),
  ].map { group, kinds in
    SecretField(
      group: group, kinds: kinds, path: "@opendatahub.io/connections", form: .mayHoldNamespace)
  }

  /// rancher/fleet `pkg/git`, k3s-io/helm-controller `pkg/apis`, cloudnative-pg `api/v1`.
  private static let others: [SecretField] = [
    SecretField(group: "fleet.cattle.io", kinds: ["GitRepo"], path: "spec.clientSecretName"),
    SecretField(group: "fleet.cattle.io", kinds: ["GitRepo"], path: "spec.helmSecretName"),
    SecretField(
      group: "helm.cattle.io", kinds: ["HelmChart"], path: "spec.authSecret", needs: .login),
    SecretField(
      group: "helm.cattle.io", kinds: ["HelmChart"], path: "spec.dockerRegistrySecret",
      needs: .docker),
    SecretField(
      group: "postgresql.cnpg.io", kinds: ["Cluster"], path: "spec.superuserSecret",
      needs: .login),
    SecretField(
      group: "postgresql.cnpg.io", kinds: ["Cluster"], path: "spec.managed.roles[].passwordSecret",
      needs: .login),
    SecretField(
      group: "postgresql.cnpg.io", kinds: ["Cluster"],
      path: "spec.backup.barmanObjectStore.s3Credentials.*", key: .member("key")),
    SecretField(
      group: "postgresql.cnpg.io", kinds: ["Cluster"],
      path: "spec.externalClusters[].password", key: .member("key")),
  ]
}
