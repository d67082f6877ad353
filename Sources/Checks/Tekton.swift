package import Graph
internal import Credentials
package import Manifests
package import YAMLTree

/// One annotation that tells Tekton, or an ancestor of it, what a Secret is for.
package struct CredentialAnnotation: Sendable {
  package let secret: Secret
  package let consumer: TektonAnnotation
  package let entry: Node.Entry
  private var twins: AnnotationTwins?

  /// Those of one Secret; their likes are looked for when somebody asks.
  package static func all(of secret: Secret) -> [CredentialAnnotation] {
    secret.tektonAnnotations.map {
      CredentialAnnotation(secret: secret, consumer: $0.consumer, entry: $0.entry)
    }
  }

  /// Those of all Secrets.
  package static func all(in graph: ResourceGraph) -> [CredentialAnnotation] {
    var annotations = graph.secrets.flatMap(all)
    let twins = AnnotationTwins(annotations, graph)
    for index in annotations.indices { annotations[index].twins = twins }
    return annotations
  }

  /// The first of its Secret with the same URL for the same reader; nil for that one.
  package func twin(in graph: ResourceGraph) -> CredentialAnnotation? {
    (twins ?? AnnotationTwins(Self.all(of: secret), graph)).twin(of: self)
  }

  /// Another Secret of one of its accounts with the same URL for the same reader.
  package func rival(in graph: ResourceGraph) -> Secret? {
    (twins ?? AnnotationTwins(graph.secrets.flatMap(Self.all), graph)).rival(of: self)
  }

  /// The annotation's name.
  package var key: String { entry.key.text }

  /// The address that it names, as written.
  package var url: String { entry.value.text }

  /// The address without scheme and user; `git@host:group/project` has its path behind a slash.
  package var bare: String {
    let rest = url.firstOffset(of: "://").map { String(url.dropFirst($0 + 3)) } ?? url
    let address = rest.split(separator: "@").last.map(String.init) ?? rest
    guard let colon = address.firstIndex(of: ":"), !address[..<colon].contains("/") else {
      return address
    }
    let behind = address[address.index(after: colon)...]
    let isPort = behind.prefix { $0 != "/" }.allSatisfy(\.isNumber)
    return isPort ? address : String(address[..<colon]) + "/" + behind
  }
}

/// What Tekton makes of runs, their accounts and their Secrets.
package enum Tekton {
  /// Tekton makes a docker config of docker Secrets, and of basic-auth with its annotation
  /// (tektoncd/pipeline `pkg/credentials/dockercreds`).
  package static func handsOverLogin(_ account: ServiceAccount, _ graph: ResourceGraph) -> Bool {
    account.secrets.contains { reference in
      let targets = graph.resolve(reference).targets
      return targets.isEmpty || targets.contains { $0.isDockerType || $0.isTektonLogin }
    } || graph.commands.contains { $0.attachesSecret(to: account.resource.name) }
  }

  /// A run of the account that pushes an image, with what tells so; nil where none does.
  package static func pushes(_ account: ServiceAccount, _ graph: ResourceGraph) -> String? {
    graph.runs(of: account).lazy.compactMap { build in
      build.push.map { "\(build.run.described) pushes (\($0))" }
    }.first
  }

  /// Runs use an account of the repository in the namespace of the Secret, all of whose names are known.
  package static func runsHere(_ secret: Secret, _ graph: ResourceGraph) -> Bool {
    guard let namespace = secret.namespace else { return false }
    let accounts = graph.accounts.filter {
      $0.resource.namespace == namespace && !graph.runs(of: $0).isEmpty
    }
    // A templated name may be the one.
    return !accounts.isEmpty && accounts.allSatisfy { $0.secrets.allSatisfy(\.isLiteral) }
  }

  /// The setting by which runs get nothing of the account's Secrets, which are left to workspaces
  /// then (tektoncd/pipeline `pkg/apis/config/feature_flags.go`, tektoncd/operator
  /// `pkg/apis/operator/v1alpha1/tektonpipeline_types.go`); nil where none is seen.
  package static func withholding(_ account: ServiceAccount, _ graph: ResourceGraph) -> Node.Entry?
  {
    settings.lazy.flatMap { kind, path in
      graph.resources(ofKind: kind).lazy.compactMap { resource -> Node.Entry? in
        guard resource.mayMeet(account.resource),
          kind != "ConfigMap" || resource.name == "feature-flags"
        else { return nil }
        return path.reduce(resource.body) { $0?[$1] }?.entry("disable-creds-init")
      }
    }.first { trueTexts.contains($0.value.text) }
  }

  /// Where the flag stands in each kind.
  private static let settings = [
    ("ConfigMap", ["data"]), ("TektonConfig", ["spec", "pipeline"]), ("TektonPipeline", ["spec"]),
  ]

  /// What Go's `strconv.ParseBool` takes for true.
  private static let trueTexts: Set<String> = ["1", "t", "T", "TRUE", "true", "True"]

  /// v1beta1's fields in a PipelineRun of v1, which does not read them.
  package static func retiredFields(of run: Resource) -> [Node.Entry] {
    guard run.kind == "PipelineRun", run.apiVersion == "tekton.dev/v1" else { return [] }
    return ["serviceAccountName", "podTemplate"].compactMap { run.body["spec"]?.entry($0) }
  }
}
