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
    let jobs = PipelineJobs(root)
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

/// The jobs of a pipeline file, with what they take over from one another.
private struct PipelineJobs {
  static let blocks = ["before_script", "script", "after_script"]

  private let root: Node
  private let jobs: [String: Node]
  /// PipelineJobs by what they use: through `extends` and `!reference`.
  private let users: [String: [String]]
  /// What every script can see.
  private let global: ShellVariables

  init(_ root: Node) {
    var jobs: [String: Node] = [:]
    var users: [String: [String]] = [:]
    for entry in root.ownEntries where entry.value.kind == .mapping {
      jobs[entry.key.text] = entry.value
      for name in Self.parents(of: entry.value) + Self.references(in: entry.value) {
        users[name, default: []].append(entry.key.text)
      }
    }
    self.root = root
    self.jobs = jobs
    self.users = users
    var global = ShellVariables()
    Self.add(root["variables"], to: &global)
    self.global = global
  }

  private static func parents(of job: Node) -> [String] {
    guard let parents = job["extends"] else { return [] }
    return parents.kind == .sequence ? parents.elements.map(\.text) : [parents.text]
  }

  /// The jobs whose blocks `!reference [job, block]` brings in, at any depth of the script.
  private static func references(in job: Node) -> [String] {
    func find(_ node: Node, depth: Int) -> [String] {
      if node.tag == "!reference" { return node.elements.prefix(1).map(\.text) }
      guard node.kind == .sequence, depth < 10 else { return [] }
      return node.elements.flatMap { find($0, depth: depth + 1) }
    }
    return (blocks + ["variables"]).flatMap { job[$0].map { find($0, depth: 0) } ?? [] }
  }

  /// The variables that a script of the job can see: global ones, its own, those it inherits, and
  /// those of every job that takes the script over.
  func origins(for job: String) -> ShellVariables {
    var origins = global
    let using = reached(from: [job]) { users[$0] ?? [] }
    // Ancestors first: a job's own variables win over those it inherits.
    for name in reached(from: using, through: { jobs[$0].map(Self.parents) ?? [] }).reversed() {
      Self.add(jobs[name]?["variables"], to: &origins)
    }
    return origins
  }

  /// The `before_script` that a job without one of its own has: of the nearest job it extends, of
  /// `default`, or of the whole file.
  func inheritedPreparation(of job: String) -> Node? {
    let block = "before_script"
    guard let own = jobs[job], job != "default", own[block] == nil else { return nil }
    let ancestors = reached(from: [job]) { jobs[$0].map(Self.parents) ?? [] }
    return ancestors.lazy.compactMap { jobs[$0]?[block] }.first
      ?? jobs["default"]?[block] ?? root[block]
  }

  /// What `!reference [job, block]` stands for.
  func block(_ reference: Node) -> Node? {
    let path = reference.elements.map(\.text)
    return path.count == 2 ? jobs[path[0]]?[path[1]] : nil
  }

  private static let maximumReach = 200

  /// The jobs and what they lead to, nearest first; of very many only the nearest.
  private func reached(from jobs: [String], through next: (String) -> [String]) -> [String] {
    var result = jobs
    var seen = Set(jobs)
    var index = 0
    while index < result.count, result.count < jobs.count + Self.maximumReach {
      for name in next(result[index]) where seen.insert(name).inserted { result.append(name) }
      index += 1
    }
    return result
  }

  private static func add(_ variables: Node?, to origins: inout ShellVariables) {
    for entry in variables?.entries ?? [] {
      let value = entry.value["value"] ?? entry.value
      let bytes = Array(value.bytes)
      let found = Substitutions.find(bytes, bytes.indices).variables
      if !found.isEmpty { origins.assign(found, to: entry.key.text) }
      let isExpanded = entry.value["expand"]?.scalarType != .bool(false)
      origins.assign(
        isExpanded ? Self.pattern(bytes) : value.text, at: value.place, to: entry.key.text)
    }
  }

  /// A value with what GitLab fills in as `${NAME}`; `$$` stands for a dollar sign.
  private static func pattern(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      result.append(bytes[index])
      index += 1
      guard result.last == UInt8(ascii: "$") else { continue }
      if next == UInt8(ascii: "$") {
        index += 1
      } else if Substitutions.isNameByte(next) {
        let name = bytes[index...].prefix(while: Substitutions.isNameByte)
        result += [UInt8(ascii: "{")] + name + [UInt8(ascii: "}")]
        index = name.endIndex
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
