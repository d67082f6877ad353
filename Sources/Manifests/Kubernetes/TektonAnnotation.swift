internal import YAMLTree

/// The annotations by which Tekton, or an ancestor of it, is told what a Secret is for
/// (tektoncd/pipeline `pkg/credentials`).
package enum TektonAnnotation: String, Sendable {
  case git, docker
  /// Of Knative Build, which Tekton does not read.
  case knative

  package init?(_ key: String) {
    if key.hasPrefix("tekton.dev/git-") {
      self = .git
    } else if key.hasPrefix("tekton.dev/docker-") {
      self = .docker
    } else if key.hasPrefix("build.knative.dev/") {
      self = .knative
    } else {
      return nil
    }
  }
}

extension TektonAnnotation {
  /// Those among annotations, in their order.
  static func all(in annotations: Node?) -> [(consumer: TektonAnnotation, entry: Node.Entry)] {
    (annotations?.entries ?? []).compactMap { entry in
      TektonAnnotation(entry.key.text).map { ($0, entry) }
    }
  }
}

extension Secret {
  /// Whether an annotation hands it to the consumer.
  package func isAnnotated(for consumer: TektonAnnotation) -> Bool {
    tektonAnnotations.contains { $0.consumer == consumer }
  }

  /// Tekton makes a docker login of it.
  package var isTektonLogin: Bool {
    type == "kubernetes.io/basic-auth" && isAnnotated(for: .docker)
  }
}
