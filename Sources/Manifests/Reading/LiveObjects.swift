internal import YAMLTree

/// Which objects of a cluster stand in a file, so that what one of them made is not told again.
struct LiveObjects {
  private var identities: Set<String> = []

  /// - Parameter roots: of the documents, lists or single objects.
  init(_ roots: [Node]) {
    for root in roots { add(root, depth: 0) }
  }

  private mutating func add(_ node: Node, depth: Int) {
    if let items = node["items"], items.kind == .sequence, depth < 8 {
      for item in items.elements { add(item, depth: depth + 1) }
    } else if let identity = node.at("metadata", "uid"), node["kind"]?.text != "Node" {
      identities.insert(identity.text)
    }
  }

  /// Whether the controller that made it stands in the file: a Pod's Deployment tells the same. A
  /// Secret's maker tells less than the Secret.
  func represent(_ resource: Resource) -> Bool {
    guard resource.isLive, resource.role == .workload || resource.role == .run else { return false }
    return (resource.metadata?["ownerReferences"]?.elements ?? []).contains { owner in
      owner["controller"]?.text == "true" && identities.contains(owner["uid"]?.text ?? "")
    }
  }
}
