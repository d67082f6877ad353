package import Graph
internal import Credentials
package import Manifests
package import YAMLTree

/// What Tekton Chains makes of the Secrets it is given.
package enum Chains {
  /// Why Chains cannot sign with its own Secret of keys; nil when it can, or when that cannot be told.
  package static func signingProblem(
    _ secret: Secret, _ graph: ResourceGraph
  ) -> (text: String, node: Node)? {
    guard secret.name == "signing-secrets" else { return nil }
    return keyless(secret, graph) ?? elsewhere(secret, graph) ?? unusable(secret)
  }

  /// Chains mounts the Secret and looks for two files; without either it has no key
  /// (tektoncd/chains `pkg/chains/signing/x509/x509.go`). With Fulcio it never looks.
  private static func keyless(
    _ secret: Secret, _ graph: ResourceGraph
  ) -> (text: String, node: Node)? {
    let keys = Set(secret.entries.map(\.key))
    guard secret.hasClosedKeys, !secret.isMerged, !secret.isFilledElsewhere,
      !secret.resource.hasHoles, !graph.isPatch(secret), keys.isDisjoint(with: signingKeys),
      let first = secret.entries.first(where: { !companions.contains($0.key) }), !usesFulcio(graph)
    else { return nil }
    return ("Chains looks for x509.pem or cosign.key, and finds \(first.key)", first.keyNode)
  }

  private static let signingKeys: Set<String> = ["x509.pem", "cosign.key"]
  /// Keys that are no keys, and what says nothing of a key that is still to come.
  private static let companions: Set<String> = ["cosign.pub", "cosign.password"]

  private static func usesFulcio(_ graph: ResourceGraph) -> Bool {
    ChainsSetting.all(in: graph).contains {
      $0.entry.key.hasText("signers.x509.fulcio.enabled") && $0.value.lowercased() == "true"
    }
  }

  /// The Secret is mounted, so it is the one of the controller's own namespace.
  private static func elsewhere(
    _ secret: Secret, _ graph: ResourceGraph
  ) -> (text: String, node: Node)? {
    let namespaces = Set(
      graph.resources(ofKind: "ConfigMap").filter {
        $0.role == .configMap && $0.name == "chains-config"
      }
      .flatMap { graph.instances(of: $0).map(\.namespace) })
    guard let home = namespaces.first, namespaces.count == 1, let home, !secret.resource.hasHoles,
      !graph.secrets.contains(where: { other in
        other.name == secret.name
          && graph.instances(of: other).contains { $0.namespace == nil || $0.namespace == home }
      }), !graph.isCopied(secret), let own = secret.namespace,
      let node = secret.resource.metadata?["namespace"] ?? secret.nameNode
    else { return nil }
    return ("it is in namespace '\(own)', and Chains looks in '\(home)'", node)
  }

  private static func unusable(_ secret: Secret) -> (text: String, node: Node)? {
    guard secret.origin == .manifest, !secret.isEncrypted else { return nil }
    if let entry = secret.entry("x509.pem"), entry.isClear, !entry.isPlaceholder {
      let key = PEM.blocks(in: entry.text).first
      let known = PrivateKey.keys(in: entry.text).first
      if key?.label != "PRIVATE KEY" || known?.algorithm != .ecdsa {
        return ("x509.pem is no unencrypted ECDSA key in PKCS#8", entry.value)
      }
    }
    // Chains takes x509.pem first, and then never looks at cosign.key.
    guard secret.entry("x509.pem") == nil, let key = secret.entry("cosign.key"), key.isClear,
      !key.isPlaceholder,
      !["ENCRYPTED COSIGN PRIVATE KEY", "ENCRYPTED SIGSTORE PRIVATE KEY"].contains(
        PEM.blocks(in: key.text).first?.label ?? "")
    else { return nil }
    return ("cosign.key is no key that cosign made", key.value)
  }

  /// A login that Chains would need to push a signature, and that the run's account does not have:
  /// Chains asks for the account's, whatever the run itself pushed with
  /// (tektoncd/chains `pkg/chains/storage/oci/legacy.go`).
  package static func unlinked(
    _ account: ServiceAccount, _ graph: ResourceGraph
  ) -> (run: String, secret: Secret)? {
    guard graph.hasChains, account.secrets.isEmpty, account.pullSecrets.isEmpty,
      !account.resource.hasHoles,
      let build = graph.runs(of: account).first(where: {
        $0.image != nil && $0.pullSecrets.isEmpty
      }),
      let result = build.image, !Tekton.handsOverLogin(account, graph), storesInRegistry(graph)
    else { return nil }
    let namespaces = Set(graph.instances(of: account.resource).map(\.namespace))
    let secret = graph.secrets.first { secret in
      secret.isDockerType && secret.holdsLogin && !secret.name.isEmpty
        && graph.instances(of: secret).contains { instance in
          instance.namespace != nil && namespaces.contains(instance.namespace)
        }
    }
    return secret.map { ("\(build.run.described) makes an image (\(result))", $0) }
  }

  /// The default, unless the configuration says another.
  private static func storesInRegistry(_ graph: ResourceGraph) -> Bool {
    ChainsSetting.all(in: graph).allSatisfy { setting in
      !setting.entry.key.hasText("artifacts.oci.storage")
        || setting.value.split(separator: ",").contains { $0.filter { $0 != " " } == "oci" }
    }
  }

  /// k8schain puts pull secrets first in the keyring, and the first key that matches wins.
  package static func shadowing(
    _ account: ServiceAccount, _ references: [SecretReference], _ graph: ResourceGraph
  ) -> [SecretReference] {
    func logins(_ reference: SecretReference) -> [RegistryLogin] {
      let secrets = graph.resolve(reference).certain
      return secrets.count == 1 ? secrets[0].dockerConfigs.flatMap(\.logins) : []
    }
    let own = account.secrets.flatMap(logins)
    let names = Set(account.secrets.map(\.name))
    return references.filter { reference in
      !names.contains(reference.name)
        && logins(reference).contains { login in
          own.contains { login.key != nil && $0.key == login.key && !$0.hasSameLogin(as: login) }
        }
    }
  }
}
