internal import Credentials
internal import YAMLTree

/// The Kubernetes kinds that hold, make or use credentials: one row per kind.
package struct KindRow: Sendable {
  /// What a kind is to credentials.
  package enum Role: Sendable, Hashable {
    case secret, sealedSecret, externalSecret, configMap, serviceAccount
    case workload, run, pipeline, moduleTemplate, componentDescriptor, kustomization,
      secretProducer, secretStore, copyPolicy, secretUser,
      fluxSource, application, role, binding, other
  }

  /// The API group; `*` for any.
  let group: String
  let kind: String
  package let role: Role
  /// Paths to pod specs or Tekton pod templates.
  package let podPaths: [[String]]
  /// Paths to the name of a service account that are not inside a pod spec.
  package let accountPaths: [[String]]

  private static func row(
    _ group: String, _ kind: String, _ role: Role, pods: [String] = [], accounts: [String] = []
  ) -> KindRow {
    KindRow(
      group: group, kind: kind, role: role,
      podPaths: pods.map { $0.split(separator: ".").map(String.init) },
      accountPaths: accounts.map { $0.split(separator: ".").map(String.init) })
  }

  private static let template = ["spec.template.spec"]

  static let rows: [KindRow] = [
    row("", "Secret", .secret),
    row("", "ConfigMap", .configMap),
    row("", "ServiceAccount", .serviceAccount),
    row("", "Pod", .workload, pods: ["spec"]),
    row("", "PodTemplate", .workload, pods: ["template.spec"]),
    row("", "ReplicationController", .workload, pods: template),
    row("apps", "Deployment", .workload, pods: template),
    row("extensions", "Deployment", .workload, pods: template),
    row("apps", "ReplicaSet", .workload, pods: template),
    row("apps", "StatefulSet", .workload, pods: template),
    row("apps", "DaemonSet", .workload, pods: template),
    row("extensions", "DaemonSet", .workload, pods: template),
    row("batch", "Job", .workload, pods: template),
    row("batch", "CronJob", .workload, pods: ["spec.jobTemplate.spec.template.spec"]),
    row("argoproj.io", "Rollout", .workload, pods: template),
    row("argoproj.io", "Workflow", .workload, pods: ["spec"]),
    row("argoproj.io", "WorkflowTemplate", .workload, pods: ["spec"]),
    row("argoproj.io", "ClusterWorkflowTemplate", .workload, pods: ["spec"]),
    row("argoproj.io", "CronWorkflow", .workload, pods: ["spec.workflowSpec"]),
    row("serving.knative.dev", "Service", .workload, pods: template),
    row("serving.knative.dev", "Configuration", .workload, pods: template),
    row("apps.openshift.io", "DeploymentConfig", .workload, pods: template),
    row(
      "tekton.dev", "TaskRun", .run, pods: ["spec.podTemplate"],
      accounts: ["spec.serviceAccountName"]),
    row(
      "tekton.dev", "PipelineRun", .run,
      pods: ["spec.taskRunTemplate.podTemplate", "spec.podTemplate"],
      accounts: ["spec.taskRunTemplate.serviceAccountName", "spec.serviceAccountName"]),
    row("tekton.dev", "Task", .pipeline),
    row("tekton.dev", "ClusterTask", .pipeline),
    row("tekton.dev", "StepAction", .pipeline),
    row("tekton.dev", "Pipeline", .pipeline),
    row("operator.tekton.dev", "TektonConfig", .other),
    row("operator.tekton.dev", "TektonPipeline", .other),
    row("operator.tekton.dev", "TektonChain", .other),
    row("operator.kyma-project.io", "ModuleTemplate", .moduleTemplate),
    row("ocm.software", "ComponentVersion", .componentDescriptor),
    row("bitnami.com", "SealedSecret", .sealedSecret),
    row("external-secrets.io", "ExternalSecret", .externalSecret),
    row("external-secrets.io", "ClusterExternalSecret", .externalSecret),
    row("kustomize.config.k8s.io", "Kustomization", .kustomization),
    row("kustomize.config.k8s.io", "Component", .kustomization),
    row("source.toolkit.fluxcd.io", "GitRepository", .fluxSource),
    row("source.toolkit.fluxcd.io", "HelmRepository", .fluxSource),
    row("source.toolkit.fluxcd.io", "OCIRepository", .fluxSource),
    row("source.toolkit.fluxcd.io", "Bucket", .fluxSource),
    row("kustomize.toolkit.fluxcd.io", "Kustomization", .application),
    row("helm.toolkit.fluxcd.io", "HelmRelease", .other),
    row("fluxcd.controlplane.io", "FluxInstance", .other),
    // Its tokens are in a Secret of its own name.
    row("dynatrace.com", "DynaKube", .other),
    row("argoproj.io", "Application", .application),
    row("argoproj.io", "ApplicationSet", .application),
    row("argoproj.io", "AppProject", .other),
    row("rbac.authorization.k8s.io", "Role", .role),
    row("rbac.authorization.k8s.io", "ClusterRole", .role),
    row("rbac.authorization.k8s.io", "RoleBinding", .binding),
    row("rbac.authorization.k8s.io", "ClusterRoleBinding", .binding),
    row("kyverno.io", "ClusterPolicy", .copyPolicy),
    row("kyverno.io", "Policy", .copyPolicy),
    row("policies.kyverno.io", "GeneratingPolicy", .copyPolicy),
    row("policies.kyverno.io", "NamespacedGeneratingPolicy", .copyPolicy),
    row("external-secrets.io", "SecretStore", .secretStore),
    row("external-secrets.io", "ClusterSecretStore", .secretStore),
  ]

  private static let byKind = Dictionary(grouping: rows, by: \.kind)

  /// The row of an object; one for all that make Secrets and are nothing else, and one for all that
  /// name some.
  static func of(group: String, kind: String, _ body: Node) -> KindRow? {
    if let row = byKind[kind]?.first(where: { $0.group == group }) { return row }
    if Producer.applies(to: body, group: group, kind: kind) {
      return row(group, kind, .secretProducer)
    }
    return SecretField.of(group: group, kind: kind).contains { !$0.names(in: body).isEmpty }
      ? row(group, kind, .secretUser) : nil
  }
}
