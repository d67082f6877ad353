internal import Credentials
package import Manifests

/// Charts that make objects under names that only rendering tells: what is not found in one of them
/// may be there all the same.
struct RenderedNames: Sendable {
  private var secrets: Set<String> = []
  private var accounts: Set<String> = []

  init(_ resources: [Resource], _ secrets: [Secret]) {
    for secret in secrets where Self.isRendered(secret.resource, secret.name) {
      self.secrets.insert(secret.resource.file.templateScope ?? "")
    }
    for resource in resources
    where resource.role == .serviceAccount && Self.isRendered(resource, resource.name) {
      accounts.insert(resource.file.templateScope ?? "")
    }
  }

  private static func isRendered(_ resource: Resource, _ name: String) -> Bool {
    resource.hasHoles && (name.isEmpty || Placeholder.isTemplate(name))
  }

  func maySecret(bear reference: SecretReference) -> Bool {
    reference.from.hasHoles && secrets.contains(reference.from.file.templateScope ?? "")
  }

  func mayAccount(serve workload: Workload) -> Bool {
    workload.resource.hasHoles && accounts.contains(workload.resource.file.templateScope ?? "")
  }
}

extension ResourceGraph {
  /// Its chart makes a Secret whose name is not known, and which may be the one.
  package func mayBeRendered(_ reference: SecretReference) -> Bool {
    renderedNames.maySecret(bear: reference)
  }

  /// Its chart makes an account whose name is not known, and which may be its own.
  package func mayAccountBeRendered(of workload: Workload) -> Bool {
    renderedNames.mayAccount(serve: workload)
  }
}
