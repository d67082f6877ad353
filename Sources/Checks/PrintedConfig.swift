internal import Credentials
package import Graph
package import Manifests
internal import YAMLTree

/// A docker config that a chart prints, and the key of a Secret that it is put into.
package struct PrintedConfig: Sendable {
  package let file: InputFile
  package let config: PrintedDockerConfig
  /// Where a Secret of the chart includes it; nil if none is seen to.
  package let entry: SecretEntry?
  package let secret: Secret?

  package static func all(in graph: ResourceGraph) -> [PrintedConfig] {
    let files = graph.files.filter { !$0.printedConfigs.isEmpty }
    guard !files.isEmpty else { return [] }
    let secrets = Dictionary(grouping: graph.secrets.filter(\.resource.hasHoles)) {
      $0.resource.file.templateScope ?? ""
    }
    return files.flatMap { content in
      content.printedConfigs.map { config in
        let uses = (secrets[content.chart ?? ""] ?? []).lazy.flatMap { secret in
          secret.entries.map { (secret: secret, entry: $0) }
        }
        let use = uses.first { isPut(config, into: $0.entry) }
        return PrintedConfig(
          file: content.file, config: config, entry: use?.entry, secret: use?.secret)
      }
    }
  }

  private static func isPut(_ config: PrintedDockerConfig, into entry: SecretEntry) -> Bool {
    guard config.definition.isEmpty else {
      return entry.value.text.holds("\"\(config.definition)\"")
    }
    return entry.value.document.source === config.place.file
      && entry.value.range.contains(config.place.range.lowerBound)
  }
}
