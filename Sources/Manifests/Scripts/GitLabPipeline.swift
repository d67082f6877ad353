internal import Credentials
internal import YAMLTree

/// GitLab CI pipelines: the commands of their jobs.
enum GitLabPipeline {
  /// A file that a pipeline can include, whatever its name: jobs with scripts.
  static func holdsJobs(_ root: Node) -> Bool {
    guard root.kind == .mapping, root["apiVersion"] == nil, root["services"]?.kind != .mapping
    else {
      return false
    }
    return root.ownEntries.contains { entry in
      let job = entry.value
      return job.kind == .mapping && job["script"] != nil && jobKeys.contains { job[$0] != nil }
    }
  }

  private static let jobKeys = [
    "stage", "extends", "rules", "only", "needs", "environment", "before_script",
  ]

  /// Commands of every script block; a block that an anchor or `!reference` brings in is read
  /// where it stands, once, with the variables of all jobs that use it.
  static func read(_ root: Node, _ file: InputFile) -> ScriptContent {
    guard root.kind == .mapping else { return ScriptContent() }
    var jobs = PipelineJobs(root)
    var result = ScriptContent()
    var learning = AssignmentReplay(jobs, file)
    for entry in root.ownEntries where entry.value.kind == .mapping && !entry.value.isAlias {
      var origins = jobs.origins(for: entry.key.text)
      if let inherited = jobs.inheritedPreparation(of: entry.key.text) {
        learning.learn(from: inherited, &origins)
      }
      for block in PipelineJobs.blocks {
        guard let script = entry.value.ownEntries.first(where: { $0.key.hasText(block) })?.value
        else { continue }
        result += read(script: script, file, job: entry.key.text, &origins, &learning)
      }
    }
    var origins = jobs.origins(for: "default")
    for block in PipelineJobs.blocks {
      if let script = root[block] {
        result += read(script: script, file, job: "default", &origins, &learning)
      }
    }
    // Commands that jobs use through anchors: lists, and scalars that an alias brings in.
    for entry in root.ownEntries
    where entry.key.text.hasPrefix(".")
      && (entry.value.kind == .sequence || (entry.value.kind == .scalar && entry.value.isAliased))
    {
      var origins = jobs.origins(for: entry.key.text)
      result += read(script: entry.value, file, job: entry.key.text, &origins, &learning)
    }
    return result
  }

  private static func read(
    script node: Node, _ file: InputFile, job: String, _ origins: inout ShellVariables,
    _ learning: inout AssignmentReplay
  ) -> ScriptContent {
    guard !node.isAlias, node.tag != "!reference" else {
      learning.learn(from: node, &origins)
      return ScriptContent()
    }
    if node.kind == .sequence {
      var result = ScriptContent()
      for element in node.elements {
        result += read(script: element, file, job: job, &origins, &learning)
      }
      return result
    }
    return ScriptReader.read(node, file, context: job, &origins)
  }
}

/// What a job's script sees of scripts that run before it and are read elsewhere: assignments.
private struct AssignmentReplay {
  private let jobs: PipelineJobs
  private let file: InputFile
  /// Bytes of scripts left to read again: a block may be used by thousands of jobs.
  private var room = 1_000_000

  init(_ jobs: PipelineJobs, _ file: InputFile) {
    self.jobs = jobs
    self.file = file
  }

  mutating func learn(from node: Node, _ origins: inout ShellVariables, depth: Int = 0) {
    guard depth < 10 else { return }
    if node.tag == "!reference" {
      if let block = jobs.block(node) { learn(from: block, &origins, depth: depth + 1) }
    } else if node.kind == .sequence {
      for element in node.elements { learn(from: element, &origins, depth: depth + 1) }
    } else if node.kind == .scalar {
      room -= node.range.count
      guard room >= 0 else { return }
      _ = ScriptReader.read(node.resolved, file, context: "", &origins)
    }
  }
}
