internal import Manifests

/// Files that are read, told by their names.
enum KnownFiles {
  private static let suffixes = [
    ".yaml", ".yml", ".json", ".sh", ".bash", ".mk", ".tpl", ".dockerconfigjson", ".dockercfg",
    ".kubeconfig", ".yaml.dec", ".yml.dec",
  ]
  private static let names: Set<String> = [
    "Makefile", "makefile", "Kustomization", ".gitattributes", "kubeconfig",
  ]

  static func isWanted(_ name: String) -> Bool {
    names.contains(name) || suffixes.contains(where: name.hasSuffix)
      || InputFile.isKeyFileName(name) || TextFile.of(name) != nil
  }
}
