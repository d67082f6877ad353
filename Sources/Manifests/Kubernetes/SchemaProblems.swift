internal import Credentials
package import YAMLTree

/// Fields of known kinds whose types are impossible.
package enum Shape {
  static func problems(of resource: Resource) -> [ContentProblem] {
    var problems: [ContentProblem] = []
    func expect(_ path: [String], _ kind: Node.Kind) {
      guard let entry = resource.body.at(path.dropLast())?.entry(path[path.count - 1]),
        entry.value.kind != kind, !entry.value.isNull, !isTemplate(entry.value)
      else { return }
      let wanted = kind == .mapping ? "a mapping" : "a list"
      problems.append(
        ContentProblem(
          kind: .malformed,
          message: "'\(path.joined(separator: "."))' must be \(wanted)", place: entry.key.place,
          file: resource.file, resource: resource.described))
    }
    expect(["metadata"], .mapping)
    expect(["metadata", "labels"], .mapping)
    expect(["metadata", "annotations"], .mapping)
    switch resource.role {
    case .secret:
      expect(["data"], .mapping)
      expect(["stringData"], .mapping)
    case .configMap: expect(["data"], .mapping)
    case .serviceAccount:
      expect(["secrets"], .sequence)
      expect(["imagePullSecrets"], .sequence)
    case .sealedSecret: expect(["spec", "encryptedData"], .mapping)
    default: break
    }
    return problems
  }

  /// `{{ x }}` without quotes is a mapping to YAML and a substitution to its author.
  package static func isTemplate(_ node: Node) -> Bool {
    if node.kind == .scalar { return Placeholder.isTemplate(node.text) }
    return node.document.source.bytes[node.range].starts(with: "{{".utf8)
  }
}
