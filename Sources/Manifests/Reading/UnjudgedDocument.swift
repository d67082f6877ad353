internal import YAMLTree

/// Tells documents in which there is nothing to judge: silence about them proves nothing.
enum UnjudgedDocument {
  /// What the document is, as the end of a sentence; nil for one that is judged.
  static func description(of root: Node?) -> String? {
    guard let root, !root.isNull else { return "nothing stands in it" }
    guard root.kind == .mapping else {
      return root.kind == .scalar ? "it is a text and no document" : nil
    }
    let kind = root["kind"]?.text ?? ""
    if root["apiVersion"] != nil, kind == "Status" { return "it is a Status, and no object" }
    if kind.hasPrefix("PartialObjectMetadata") {
      return "it is a PartialObjectMetadata, which holds names alone"
    }
    if kind.hasSuffix("List"), let items = root["items"], items.elements.isEmpty {
      return "it is a list without items"
    }
    return isComplaint(root) ? "it is an error message of kubectl" : nil
  }

  /// `Error from server (NotFound): secrets "x" not found` parses, as a mapping.
  private static func isComplaint(_ root: Node) -> Bool {
    guard let first = root.firstEntry, first.value.kind == .scalar else { return false }
    return first.key.bytes.starts(with: "Error from server".utf8)
      || (root.memberCount == 1 && first.key.hasText("error"))
  }
}
