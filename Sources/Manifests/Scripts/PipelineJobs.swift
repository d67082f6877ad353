internal import YAMLTree

/// The jobs of a pipeline file, with what they take over from one another.
struct PipelineJobs {
  static let blocks = ["before_script", "script", "after_script"]

  /// Whatever a job can name: a job, or something that another file holds.
  private struct Job {
    var node: Node?
    /// What it extends.
    var parents: [Int] = []
    /// What uses it, through `extends` and `!reference`.
    var users: [Int] = []
    var variables: [Assignment] = []
  }

  private enum Link { case parents, users }

  /// A variable that a job sets.
  private struct Assignment {
    let name: String
    let sources: [String]
    let pattern: String
    let place: Place
  }

  private let root: Node
  private var jobs: [Job] = []
  private var positions: [String: Int] = [:]
  /// What every script can see.
  private var global = ShellVariables()
  /// In which of the searches each job was reached last.
  private var seen: [Int] = []
  private var round = 0

  init(_ root: Node) {
    self.root = root
    for entry in root.ownEntries where entry.value.kind == .mapping {
      let job = position(of: entry.key.text)
      let parents = Self.parents(of: entry.value)
      jobs[job].node = entry.value
      jobs[job].parents = parents.map { position(of: $0) }
      jobs[job].variables = Self.assignments(entry.value["variables"])
      for name in parents + Self.references(in: entry.value) {
        let used = position(of: name)
        jobs[used].users.append(job)
      }
    }
    Self.assign(Self.assignments(root["variables"]), to: &global)
    seen = Array(repeating: 0, count: jobs.count)
  }

  private mutating func position(of name: String) -> Int {
    if let known = positions[name] { return known }
    jobs.append(Job())
    positions[name] = jobs.count - 1
    return jobs.count - 1
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
  mutating func origins(for job: String) -> ShellVariables {
    var origins = global
    guard let own = positions[job] else { return origins }
    let using = reached(from: [own], through: .users)
    // Ancestors first: a job's own variables win over those it inherits.
    for job in reached(from: using, through: .parents).reversed() {
      Self.assign(jobs[job].variables, to: &origins)
    }
    return origins
  }

  /// The `before_script` that a job without one of its own has: of the nearest job it extends, of
  /// `default`, or of the whole file.
  mutating func inheritedPreparation(of job: String) -> Node? {
    let block = "before_script"
    guard job != "default", let position = positions[job], let own = jobs[position].node,
      own[block] == nil
    else { return nil }
    let ancestors = reached(from: [position], through: .parents)
    let inherited = ancestors.first { jobs[$0].node?[block] != nil }
    return inherited.flatMap { jobs[$0].node?[block] }
      ?? node(of: "default")?[block] ?? root[block]
  }

  private func node(of job: String) -> Node? { positions[job].flatMap { jobs[$0].node } }

  /// What `!reference [job, block]` stands for.
  func block(_ reference: Node) -> Node? {
    let path = reference.elements.map(\.text)
    return path.count == 2 ? node(of: path[0])?[path[1]] : nil
  }

  private static let maximumReach = 200

  /// The jobs and what they lead to, nearest first; of very many only the nearest.
  private mutating func reached(
    from jobs: [Int], through link: Link
  ) -> [Int] {
    round += 1
    var result = jobs
    for job in jobs { seen[job] = round }
    var index = 0
    while index < result.count, result.count < jobs.count + Self.maximumReach {
      let job = self.jobs[result[index]]
      for job in link == .parents ? job.parents : job.users where seen[job] != round {
        seen[job] = round
        result.append(job)
      }
      index += 1
    }
    return result
  }

  private static func assign(_ assignments: [Assignment], to origins: inout ShellVariables) {
    for assignment in assignments {
      if !assignment.sources.isEmpty { origins.assign(assignment.sources, to: assignment.name) }
      origins.assign(assignment.pattern, at: assignment.place, to: assignment.name)
    }
  }

  private static func assignments(_ variables: Node?) -> [Assignment] {
    (variables?.entries ?? []).map { entry in
      let value = entry.value["value"] ?? entry.value
      let bytes = Array(value.bytes)
      let isExpanded = entry.value["expand"]?.scalarType != .bool(false)
      return Assignment(
        name: entry.key.text, sources: Substitutions.find(bytes, bytes.indices).variables,
        pattern: isExpanded ? pattern(bytes) : value.text, place: value.place)
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
