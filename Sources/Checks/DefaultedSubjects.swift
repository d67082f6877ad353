package import Graph
package import Manifests
internal import YAMLTree

/// A subject of a binding whose name is a variable with a default: `${TEAM:=all-developers}`, as Flux
/// replaces it (fluxcd/pkg `envsubst`).
package struct DefaultedSubject: Sendable {
  package let binding: Resource
  package let subject: AccessSubject
  package let variable: String
  /// The name where nothing sets the variable.
  package let fallback: String

  package static func all(in graph: ResourceGraph) -> [DefaultedSubject] {
    graph.resources.filter { $0.role == .binding }.flatMap { binding in
      AccessSubject.all(of: binding).compactMap { DefaultedSubject($0, of: binding) }
    }
  }

  private init?(_ subject: AccessSubject, of binding: Resource) {
    guard subject.name.utf8.contains(UInt8(ascii: "{")) else { return nil }
    let pattern = /^(.*)\$\{(\w+):?[=-]([^{}$]*)\}(.*)$/
    guard let match = subject.name.wholeMatch(of: pattern), !match.output.3.isEmpty else {
      return nil
    }
    self.binding = binding
    self.subject = subject
    variable = String(match.output.2)
    fallback = String(match.output.1 + match.output.3 + match.output.4)
  }

  /// The default is a group or a user that stands for everybody.
  package var isEverybody: Bool {
    ["Group", "User"].contains(subject.kind) && AccessSubject.standsForEverybody(fallback)
  }

  /// Every Kustomization of Flux that applies the binding sets the variable.
  package func isSet(in graph: ResourceGraph) -> Bool {
    let applications = FluxDecryption.applications(in: graph).filter {
      graph.applies($0, binding.file.path)
    }
    return !applications.isEmpty && applications.allSatisfy { sets($0, graph) }
  }

  private func sets(_ application: Resource, _ graph: ResourceGraph) -> Bool {
    guard let build = application.body.at("spec", "postBuild") else { return false }
    if build["substitute"]?[variable] != nil { return true }
    let names = (build["substituteFrom"]?.elements ?? []).compactMap { source in
      source["kind"]?.hasText("ConfigMap") == true ? source["name"]?.text : nil
    }
    return graph.resources(ofKind: "ConfigMap").contains {
      names.contains($0.name) && $0.mayShareNamespace(with: application)
        && $0.body["data"]?[variable] != nil
    }
  }
}
