internal import Credentials
package import Graph
package import Manifests
internal import YAMLTree

/// A value of a chart's Secret that its template makes up at each rendering.
package struct GeneratedPassword: Sendable {
  package let value: GeneratedValue
  package let file: InputFile
  package let secret: Secret
  package let entry: SecretEntry

  package static func all(in graph: ResourceGraph) -> [GeneratedPassword] {
    let files = graph.files.filter { !$0.generatedValues.isEmpty }
    guard !files.isEmpty else { return [] }
    let secrets = Dictionary(grouping: graph.secrets.filter(\.resource.hasHoles)) {
      $0.resource.file.templateScope ?? ""
    }
    return files.flatMap { content in
      content.generatedValues.compactMap { value in
        let uses = (secrets[content.chart ?? ""] ?? []).lazy.flatMap { secret in
          secret.entries.map { (secret: secret, entry: $0) }
        }
        return uses.first { isPut(value, into: $0.entry) }.map {
          GeneratedPassword(value: value, file: content.file, secret: $0.secret, entry: $0.entry)
        }
      }
    }
  }

  private static func isPut(_ value: GeneratedValue, into entry: SecretEntry) -> Bool {
    let node = entry.value
    guard value.definition.isEmpty else { return node.text.holds("\"\(value.definition)\"") }
    guard node.document.source === value.place.file else { return false }
    return value.variable.isEmpty
      ? node.range.contains(value.place.range.lowerBound)
      : node.text.split { !($0.isLetter || $0.isNumber || $0 == "$" || $0 == "_") }
        .contains(Substring(value.variable))
  }
}
