internal import Credentials
internal import YAMLTree

/// GitLab CI pipelines: the commands of their jobs.
enum CIFile {
  static func isPipeline(name: String, path: String) -> Bool {
    (name.hasSuffix(".gitlab-ci.yml") || name == ".gitlab-ci.yaml") || path.holds(".gitlab/ci/")
      || path.holds(".gitlab-ci/")
  }

  /// Commands of every script block; a block that an anchor or `!reference` brings in is read
  /// where it stands, once.
  static func commands(in root: Node, _ file: InputFile) -> [Command] {
    guard root.kind == .mapping else { return [] }
    var result: [Command] = []
    for entry in root.ownEntries where entry.value.kind == .mapping && !entry.value.isAlias {
      for block in ["before_script", "script", "after_script"] {
        guard let script = entry.value.ownEntries.first(where: { $0.key.hasText(block) })?.value
        else { continue }
        result += commands(inScript: script, file, job: entry.key.text)
      }
    }
    for block in ["before_script", "script", "after_script"] {
      if let script = root[block] { result += commands(inScript: script, file, job: "default") }
    }
    // Lists of commands that jobs use through anchors.
    for entry in root.ownEntries
    where entry.value.kind == .sequence && entry.key.text.hasPrefix(".") {
      result += commands(inScript: entry.value, file, job: entry.key.text)
    }
    return result
  }

  private static func commands(inScript node: Node, _ file: InputFile, job: String) -> [Command] {
    guard !node.isAlias, node.tag != "!reference" else { return [] }
    if node.kind == .sequence {
      return node.elements.flatMap { commands(inScript: $0, file, job: job) }
    }
    guard node.kind == .scalar, let map = ScalarMap(node) else { return [] }
    let document = node.document
    return CommandReader.commands(in: Array(node.bytes), file, context: job) { range in
      let start = map.sourceOffset(of: range.lowerBound)
      let end = range.isEmpty ? start : map.sourceOffset(of: range.upperBound - 1) + 1
      return document.place(of: start..<max(start, end))
    }
  }
}
