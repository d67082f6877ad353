package import YAMLTree

/// Fields that a kustomization's `replacements` fill in: what a file says there is not what is
/// applied (kustomize `api/filters/replacement/replacement.go`).
package struct KustomizeReplacements: Sendable {
  private struct Target: Sendable {
    let kind: String
    let name: String
    /// Of each field, the parts of its path.
    let fields: [[String]]

    func covers(_ kind: String, _ names: [String]) -> Bool {
      Self.mayMatch(self.kind, [kind]) && Self.mayMatch(name, names)
    }

    /// Both are anchored expressions, of which only the plain text in front is known here.
    private static func mayMatch(_ pattern: String, _ texts: [String]) -> Bool {
      guard !pattern.isEmpty, !texts.contains(pattern) else { return true }
      guard let sign = pattern.firstIndex(where: { signs.contains($0) }) else { return false }
      if pattern.contains("|") { return true }
      // A quantifier says that what is before it may be absent.
      let start = pattern[..<sign].dropLast(quantifiers.contains(pattern[sign]) ? 1 : 0)
      return texts.contains { $0.hasPrefix(start) }
    }

    private static let signs = "*+?|()[]{}^$\\"
    private static let quantifiers = "*?{"
  }

  private var targets: [Target] = []

  package var isEmpty: Bool { targets.isEmpty }

  package init() {}

  package init(_ resource: Resource) {
    for item in resource.body["replacements"]?.elements ?? [] {
      guard let path = item["path"]?.text else {
        add(item)
        continue
      }
      let resolved = Kustomization.resolve(path, in: resource.file.directory)
      guard let file = resource.attachments[resolved] else { continue }
      let source = SourceFile(path: "replacement", bytes: file.bytes)
      for root in ParsedFile(yaml: source).documents.compactMap(\.root) {
        for item in root.kind == .sequence ? root.elements : [root] { add(item) }
      }
    }
  }

  /// Files that replacements stand in, from the root of the repository.
  package static func paths(in body: Node, directory: String) -> [String] {
    (body["replacements"]?.elements ?? []).compactMap { $0["path"]?.text }
      .map { Kustomization.resolve($0, in: directory) }
  }

  private mutating func add(_ replacement: Node) {
    for target in replacement["targets"]?.elements ?? [] {
      let paths = (target["fieldPaths"]?.elements ?? []).map(\.text)
      targets.append(
        Target(
          kind: target.at("select", "kind")?.text ?? "",
          name: target.at("select", "name")?.text ?? "",
          // kustomize's default (`api/types/replacement.go`).
          fields: (paths.isEmpty ? ["metadata.name"] : paths).map(Self.parts)))
    }
  }

  /// The parts of a path; a dot in brackets or behind a backslash separates nothing
  /// (kustomize `kyaml/utils/pathsplitter.go`).
  private static func parts(_ path: String) -> [String] {
    var parts = [""]
    var isBracketed = false
    var isEscaped = false
    for character in path {
      if character == ".", !isBracketed, !isEscaped {
        parts.append("")
      } else if character == "\\", !isEscaped {
        isEscaped = true
        continue
      } else {
        if character == "[" { isBracketed = true }
        if character == "]" { isBracketed = false }
        parts[parts.count - 1].append(character)
      }
      isEscaped = false
    }
    return parts
  }

  /// Whether a replacement fills in the field, or what it stands in.
  ///
  /// - Parameter names: those the resource had so far; a target may use any of them.
  package func fill(_ field: Node, of resource: Resource, names: [String]) -> Bool {
    targets.contains { target in
      target.covers(resource.kind, names)
        && target.fields.contains { Self.leads(to: field, from: resource.body, $0) }
    }
  }

  private static func leads(to field: Node, from body: Node, _ path: [String]) -> Bool {
    var nodes = [body]
    for part in path {
      // Only what the field stands in is followed: lists may hold each other by aliases.
      nodes = nodes.flatMap { next($0, part) }.filter {
        $0.range.lowerBound <= field.range.lowerBound
          && field.range.upperBound <= $0.range.upperBound
      }
    }
    return !nodes.isEmpty
  }

  private static func next(_ node: Node, _ part: String) -> [Node] {
    if node.kind == .sequence {
      let elements = node.elements
      if let index = Int(part) { return elements.indices.contains(index) ? [elements[index]] : [] }
      guard part.hasPrefix("["), part.hasSuffix("]"), let sign = part.firstIndex(of: "=") else {
        return part == "*" ? elements : []
      }
      let key = String(part[..<sign].dropFirst())
      let value = String(part[part.index(after: sign)...].dropLast())
      return elements.filter { $0[key]?.hasText(value) == true }
    }
    let isBracketed = part.hasPrefix("[") && part.hasSuffix("]")
    return node[isBracketed ? String(part.dropFirst().dropLast()) : part].map { [$0] } ?? []
  }
}
