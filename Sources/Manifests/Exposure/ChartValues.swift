internal import YAMLTree

/// Values of Helm charts that stand in an object instead of a file of their own.
enum ChartValues {
  /// - Parameter path: the keys from the object's root; `resource` is nil for a kustomization, which
  ///   may leave out its kind.
  static func hold(_ path: [String], of resource: Resource?) -> Bool {
    if path.first == "helmCharts" { return path.contains("valuesInline") }
    guard let resource else { return false }
    switch (resource.group, resource.kind) {
    case ("helm.toolkit.fluxcd.io", "HelmRelease"): return path.starts(with: ["spec", "values"])
    case ("argoproj.io", "Application"), ("argoproj.io", "ApplicationSet"):
      return path.contains("helm")
    default: return path.contains("valuesContent")
    }
  }

  /// Values that stand there as text.
  static func texts(in resource: Resource) -> [Node] {
    applications(in: resource).compactMap { $0.at("helm", "values") }
      + [
        resource.kind == "HelmChart" ? resource.body.at("spec", "valuesContent") : nil
      ].compactMap(\.self)
  }

  /// The sources of an application of Argo CD.
  private static func applications(in resource: Resource) -> [Node] {
    guard resource.group == "argoproj.io" else { return [] }
    let spec =
      resource.kind == "ApplicationSet"
      ? resource.body.at("spec", "template", "spec") : resource.body["spec"]
    return [spec?["source"]].compactMap(\.self) + (spec?["sources"]?.elements ?? [])
  }
}
