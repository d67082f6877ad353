internal import Graph
internal import CEL
internal import Foundation
internal import Manifests
internal import Proof
internal import YAMLTree

extension FuzzTarget {
  /// Writes what the repository's fixtures and rules hold of the target's kind, one file each.
  package func writeSeeds(to folder: String) throws {
    for (index, seed) in seeds.enumerated() where seed.count <= 16_384 {
      try Data(seed).write(to: URL(filePath: folder).appending(path: "seed-\(index)"))
    }
  }

  private var seeds: [[UInt8]] {
    switch self {
    case .yaml: Self.files.map { Array($0.text.utf8) }
    case .documents:
      Self.files.map { file in
        let name = file.path.split(separator: "/").last.map(String.init) ?? ""
        let index = Self.names.firstIndex { $0 == file.path || $0 == name } ?? 0
        return [UInt8(65 + index)] + Array(file.text.utf8)
      }
    case .rules: Self.ruleTexts.map { Array($0.utf8) }
    case .cel:
      FunctionTable.standard.overloads.map { Array($0.example.utf8) }
        + Self.ruleTexts.flatMap(Self.expressions)
    case .docker: Self.secrets.flatMap(\.dockerConfigs).compactMap(\.entry.decoded)
    case .keys: Self.secrets.flatMap(\.entries).compactMap(\.decoded)
    case .shell:
      Self.files.filter { $0.path.hasSuffix(".sh") }.map { Array($0.text.utf8) }
        + Self.files.flatMap(Self.blocks)
    }
  }

  private static let fixtures = Repository.names(in: "fixtures").filter { $0 != "hostile" }
    .flatMap { Repository.cases(in: "fixtures/\($0)") }

  private static let files = fixtures.flatMap(\.files)

  private static let secrets = fixtures.flatMap(\.graph.secrets)

  private static let ruleTexts = Repository.names(in: "rules").flatMap { group in
    Repository.names(in: "rules/\(group)").compactMap {
      try? Repository.text("rules/\(group)/\($0)")
    }
  }

  private static func roots(_ text: String) -> [Node] {
    ParsedFile(yaml: SourceFile(path: "a.yaml", bytes: Array(text.utf8))).documents
      .compactMap(\.root)
  }

  private static func expressions(_ rule: String) -> [[UInt8]] {
    roots(rule).flatMap { root in
      let nodes = ["require", "at", "where", "unless", "let"].compactMap { root[$0] }
      return nodes.flatMap { node in
        let parts = node.kind == .sequence ? node.elements : [node]
        return parts.map { Array(($0.ownEntries.first?.value ?? $0).text.utf8) }
      }
    }
  }

  /// Texts of several lines, most of which are scripts.
  private static func blocks(_ file: Fixture.File) -> [[UInt8]] {
    var result: [[UInt8]] = []
    for root in roots(file.text) {
      root.forEachScalar { if $0.style == .literal { result.append(Array($0.bytes)) } }
    }
    return result
  }
}
