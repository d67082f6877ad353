internal import CEL
package import Graph
package import Manifests
internal import Synchronization

/// The part of the configuration that facts depend on.
package struct Settings: Sendable {
  /// Declared versions of `kubernetes`, `tekton`, `chains` and `lifecycle-manager`.
  package var targets: [String: String] = [:]
  /// Hosts, or hosts with a path, of registries that need a credential.
  package var privateRegistries: [String] = []
  /// The user's own scope table, as YAML in the form of `scopes.yaml`; empty for none.
  package var scopes: ScopeTable.Contents = ScopeTable.Contents()
  package var suppressions: [Suppression] = []
  package var externalSecrets: [ExternalSecret] = []
  /// What changed files held before they changed.
  package var earlierSecrets: [EarlierSecret] = []
  /// Where the values of known credentials stand in any file.
  package var copies = ValueCopies()
  /// Names of Secrets and accounts that stand in documentation, code, scripts or templates.
  package var namesElsewhere: Set<String> = []
  package var governance = SuppressionGovernance()
  /// What environments are called, and where.
  package var environments = EnvironmentPatterns()
  /// When each cipher text was committed, in seconds since 1970; empty where history is not read.
  package var cipherAges: [String: Int64] = [:]
  /// What providers have said of credentials.
  package var verified = VerifiedAnswers()
  /// Who answers for which files.
  package var owners = CodeOwners("")
  /// An organisation's own annotation keys.
  package var declarations = Declarations()

  package init() {}

  /// `1.2.0` or `v1.2.0`, as far as a first look tells.
  package static func isVersion(_ text: String) -> Bool {
    text.drop { $0 == "v" }.first?.isNumber == true
  }

  package static let targetNames = ["kubernetes", "tekton", "chains", "lifecycle-manager"]

  func isPrivate(_ registry: String) -> Bool {
    privateRegistries.contains { registry == $0 || registry.hasPrefix($0 + "/") }
  }

  /// - Parameter namespaces: those in which it is looked up, nil where one is not known.
  func wasThere(_ secret: String, namespaces: [String?]) -> Bool {
    earlierSecrets.contains { earlier in
      earlier.name == secret
        && namespaces.contains { $0 == nil || earlier.namespace == nil || $0 == earlier.namespace }
    }
  }

  /// - Parameter namespaces: those of what refers, nil where one is not known.
  func isExternal(_ secret: String, namespaces: [String?]) -> Bool {
    externalSecrets.contains { external in
      PathPattern.matches(external.name, secret)
        && namespaces.allSatisfy { $0.map(external.isIn) ?? true }
    }
  }
}

/// A Secret that exists outside the repository, and needs no manifest in it.
package struct ExternalSecret: Sendable {
  /// A gitignore pattern: `*` matches within a name.
  package let name: String
  /// A pattern as well; nil for every namespace.
  package let namespace: String?

  package init(name: String, namespace: String? = nil) {
    self.name = name
    self.namespace = namespace
  }

  func isIn(_ namespace: String) -> Bool {
    self.namespace.map { PathPattern.matches($0, namespace) } ?? true
  }
}
