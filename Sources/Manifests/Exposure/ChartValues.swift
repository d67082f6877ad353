internal import YAMLTree

/// Values of Helm charts that stand in an object instead of a file of their own.
enum ChartValues {
  static func nodes(in resource: Resource) -> [Node] {
    let body = resource.body
    switch (resource.group, resource.kind) {
    case ("helm.toolkit.fluxcd.io", "HelmRelease"):
      return [body.at("spec", "values")].compactMap(\.self)
    case ("argoproj.io", "Application"): return sources(body["spec"])
    case ("argoproj.io", "ApplicationSet"): return sources(body.at("spec", "template", "spec"))
    default: return []
    }
  }

  /// Of a kustomization, which may leave out its kind.
  static func inline(in kustomization: Node) -> [Node] {
    (kustomization["helmCharts"]?.elements ?? []).compactMap { $0["valuesInline"] }
  }

  private static func sources(_ spec: Node?) -> [Node] {
    let sources = [spec?["source"]].compactMap(\.self) + (spec?["sources"]?.elements ?? [])
    return sources.compactMap { $0.at("helm", "valuesObject") }
  }
}
