internal import Credentials
package import Manifests
internal import YAMLTree

/// What is wrong with a reference that is followed.
extension ResourceGraph {
  /// The Secret whose name kustomize changes, and does not change in the reference.
  package func renamedTarget(of reference: SecretReference) -> Secret? {
    let isFollowed = reference.row.map(\.isRenamed) ?? (reference.field != .secrets)
    guard reference.isLiteral, !isFollowed, !patchesKind(reference.from.kind) else { return nil }
    let named = (secretsByName[reference.name] ?? []).map { secrets[$0] }
    guard !named.isEmpty else { return nil }
    var renamed: Secret?
    for instance in instances(of: reference.from) {
      let namespace = reference.namespace(from: instance.namespace)
      guard !overlays.carriesNames(reference.from.file.path, root: instance.root) else {
        return nil
      }
      for secret in named {
        for other in instances(of: secret) where mayMatch(namespace, other.namespace) {
          let isKept = other.name == reference.name && !secret.isHashed
          if isKept { return nil }
          if other.root == instance.root, !instance.root.isEmpty, !secret.isMerged {
            renamed = secret
          }
        }
      }
    }
    return renamed
  }

  private func mayMatch(_ left: String?, _ right: String?) -> Bool {
    left == nil || right == nil || left == right
  }

  /// A Secret in the same namespace whose name is one edit away from one that nothing provides.
  package func nearMiss(of reference: SecretReference) -> Secret? {
    guard reference.isLiteral, !reference.from.hasHoles, resolve(reference).targets.isEmpty else {
      return nil
    }
    return instances(of: reference.from).lazy.compactMap { [self] instance in
      let namespace = reference.namespace(from: instance.namespace)
      return nearNames.candidates(namespace, beside: reference.from).lazy.map { self.secrets[$0] }
        .first {
          NearNames.isSlip(reference.name, $0.name) && $0.isCreated
            && $0.resource.mayMeet(reference.from)
        }
    }.first
  }

  /// What the reference wants of the Secret, where all that it can mean certainly lack it.
  package func unmetNeed(of reference: SecretReference) -> SecretNeed? {
    guard reference.isLiteral, let need = reference.row?.needs ?? workspaceNeed(of: reference)
    else { return nil }
    let resolution = resolve(reference)
    guard !resolution.certain.isEmpty, resolution.certain.count == resolution.targets.count,
      resolution.certain.allSatisfy({ !$0.mayMeet(need) })
    else { return nil }
    return need
  }

  /// The class that makes the Secret only while a Pod mounts it, which none of the repository does
  /// (kubernetes-sigs/secrets-store-csi-driver `controllers`).
  package func unmountedClass(of reference: SecretReference) -> Resource? {
    let resolution = resolve(reference)
    guard reference.isLiteral, let secret = resolution.certain.first,
      resolution.targets.count == 1, secret.origin.rawValue == "SecretProviderClass"
    else { return nil }
    let owner = secret.resource
    let isMounted = workloads.contains { workload in
      workload.resource.mayShareNamespace(with: owner)
        && (workload.spec.isOpen || workload.mounts(classNamed: owner.name))
    }
    return isMounted ? nil : owner
  }
}

extension Workload {
  fileprivate func mounts(classNamed name: String) -> Bool {
    (spec["volumes"]?.elements ?? []).contains { volume in
      let mounted = volume.at("csi", "volumeAttributes", "secretProviderClass")
      return mounted?.hasText(name) == true
        || mounted.map { Placeholder.isTemplate($0.text) } == true
    }
  }
}

extension Secret {
  /// False for a Secret that certainly is not what a consumer wants.
  fileprivate func mayMeet(_ need: SecretNeed) -> Bool {
    let isTyped = [.manifest, .sealed, .external, .generator, .command].contains(origin)
    guard isTyped, !isMerged, !isFilledElsewhere, !Placeholder.isTemplate(type) else { return true }
    if !need.types.isEmpty, !need.types.contains(type) {
      // Without a type and without data, nothing is told yet.
      return type.isEmpty && entries.isEmpty
    }
    guard hasClosedKeys, !entries.isEmpty else { return true }
    return need.isMet(by: Set(entries.map(\.key)))
  }
}
