internal import Credentials
internal import Encodings
package import Graph
package import Manifests
package import YAMLTree

/// A value in the `values.yaml` of a Helm chart, and what the chart's templates make of it.
package struct ChartValue: Sendable {
  package let file: InputFile
  /// Keys from the root.
  package let path: [String]
  package let key: Node
  package let value: Node
  /// What a template reads in its place, where none reads it: its name is misspelt on one side.
  package let meant: ChartValueRead?
  /// A use that does not fit the form of the value.
  package let misuse: ChartValueRead?

  /// Values that hold or name credentials, of every chart whose templates were read.
  package static func all(in graph: ResourceGraph) -> [ChartValue] {
    let charts = Dictionary(
      grouping: graph.files.filter { $0.chart != nil }, by: { $0.chart ?? "" })
    return graph.files.flatMap { content -> [ChartValue] in
      guard let root = content.chartValues, let files = charts[content.file.directory] else {
        return []
      }
      let reads = files.flatMap(\.valueReads)
      guard !reads.isEmpty else { return [] }
      var values: [ChartValue] = []
      Search(file: content.file, reads: reads).visit(root, [], &values)
      return values
    }
  }

  /// Words of names under which a chart takes credentials.
  private static let words = ["secret", "password", "token", "credential"]

  private struct Search {
    let file: InputFile
    let reads: [ChartValueRead]
    /// All values are handed to something that may read any of them.
    private let readsAll: Bool

    init(file: InputFile, reads: [ChartValueRead]) {
      self.file = file
      self.reads = reads
      readsAll = reads.contains { $0.path.isEmpty }
    }

    func visit(_ node: Node, _ path: [String], _ values: inout [ChartValue]) {
      guard node.kind == .mapping, path.count < 8 else { return }
      let own = Set(node.entries.map(\.key.text))
      for entry in node.entries {
        let path = path + [entry.key.text]
        let name = entry.key.text.lowercased()
        // Of a mapping `external-secrets` may be the name of another chart, whose values it holds.
        let isChart = entry.value.kind == .mapping && name.contains("-")
        if words.contains(where: name.holds), !isChart {
          values.append(
            ChartValue(
              file: file, path: path, key: entry.key, value: entry.value,
              meant: meant(path, beside: own), misuse: misuse(path, entry.value)))
        }
        visit(entry.value, path, &values)
      }
    }

    private func meant(_ path: [String], beside own: Set<String>) -> ChartValueRead? {
      guard !readsAll, let name = path.last, !reads.contains(where: { isRelated($0.path, path) })
      else { return nil }
      return reads.first { read in
        guard read.path.count >= path.count,
          Array(read.path[..<(path.count - 1)]) == Array(path.dropLast())
        else { return false }
        let other = read.path[path.count - 1]
        return !own.contains(other) && isNear(other, name)
      }
    }

    private func isRelated(_ left: [String], _ right: [String]) -> Bool {
      left.starts(with: right) || right.starts(with: left)
    }

    /// The same but for case, marks between words, or two letters: `imagePullSecret`.
    private func isNear(_ left: String, _ right: String) -> Bool {
      let (left, right) = (letters(left), letters(right))
      return left == right
        || (left.count >= 8 && editDistance(left, right) <= 2)
    }

    private func letters(_ name: String) -> String {
      name.lowercased().filter { $0 != "-" && $0 != "_" }
    }

    private func misuse(_ path: [String], _ value: Node) -> ChartValueRead? {
      let elements = value.elements
      guard let first = elements.first, elements.allSatisfy({ $0.kind == first.kind }) else {
        return nil
      }
      let wrong: ChartValueRead.Use = first.kind == .mapping ? .names : .objects
      guard first.kind == .mapping || first.kind == .scalar else { return nil }
      // A template that takes both forms reads the value in two ways.
      let uses = reads.filter { $0.path == path && $0.use != .other }
      return uses.allSatisfy { $0.use == wrong } ? uses.first : nil
    }
  }
}
