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

  /// Values that stand there as text.
  static func texts(in resource: Resource) -> [Node] {
    applications(in: resource).compactMap { $0.at("helm", "values") }
      + [
        resource.kind == "HelmChart" ? resource.body.at("spec", "valuesContent") : nil
      ].compactMap(\.self)
  }

  /// `{name, value}` pairs.
  static func parameters(in resource: Resource) -> [Node] {
    applications(in: resource).flatMap { $0.at("helm", "parameters")?.elements ?? [] }
  }

  /// The sources of an application of Argo CD.
  private static func applications(in resource: Resource) -> [Node] {
    guard resource.group == "argoproj.io" else { return [] }
    let spec =
      resource.kind == "ApplicationSet"
      ? resource.body.at("spec", "template", "spec") : resource.body["spec"]
    return [spec?["source"]].compactMap(\.self) + (spec?["sources"]?.elements ?? [])
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
