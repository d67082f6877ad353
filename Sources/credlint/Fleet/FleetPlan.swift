internal import FoundationEssentials
internal import Graph
internal import Reports
internal import Repositories

/// One repository to scan, at one commit.
struct PlanLine: Codable, Sendable {
  /// As rows call it: `group/name`.
  let repository: String
  /// Where it is, bare or not.
  let git: String
  /// The id of a commit; nil before the first one.
  let revision: String?
  /// The commit of an earlier scan, whose history is left out.
  let since: String?
  /// Where it was cloned from; nil where nothing tells.
  let url: String?

  init(repository: String, git: String, revision: String?, url: String?) {
    (self.repository, self.git, self.revision) = (repository, git, revision)
    (since, self.url) = (nil, url)
  }

  var text: String {
    get throws {
      let row: [String: JSON] = [
        "repository": .string(repository), "git": .string(git),
        "revision": revision.map(JSON.string) ?? .null, "since": since.map(JSON.string) ?? .null,
        "url": url.map(JSON.string) ?? .null,
      ]
      return try JSON.object(row).line()
    }
  }
}

/// The repositories of a folder of mirrors, and what is read of a plan.
enum FleetPlan {
  /// Folders in folders of groups.
  private static let maximumDepth = 12

  /// The largest first, so that no thread is left alone with it in the end.
  static func lines(in folder: String) throws(UsageProblem) -> [PlanLine] {
    let path = Paths.absolute(folder, base: System.currentDirectory)
    guard let root = Files.resolved(path), Files.isDirectory(root) else {
      throw UsageProblem("'\(folder)' is no folder")
    }
    var found: [(line: PlanLine, size: Int)] = []
    collect(root, name: "", depth: 0, into: &found)
    guard !found.isEmpty else { throw UsageProblem("there is no repository in '\(folder)'") }
    return found.sorted {
      ($1.size, $0.line.repository) < ($0.size, $1.line.repository)
    }.map(\.line)
  }

  private static func collect(
    _ path: String, name: String, depth: Int, into found: inout [(line: PlanLine, size: Int)]
  ) {
    if let summary = GitRepository.summary(of: path) {
      let own = name.isEmpty ? Paths.name(path) : name
      let line = PlanLine(
        repository: own.hasSuffix(".git") ? String(own.dropLast(4)) : own, git: path,
        revision: summary.head, url: summary.url.flatMap(GitAddress.init)?.url)
      return found.append((line, summary.size))
    }
    guard depth < maximumDepth, let entries = (try? Folder(path))?.entries() else { return }
    for (entry, kind) in entries {
      guard case .directory? = kind else { continue }
      collect(
        path + "/" + entry, name: name.isEmpty ? entry : name + "/" + entry, depth: depth + 1,
        into: &found)
    }
  }

  /// - Parameter path: of a plan; `-` for standard input.
  static func read(_ path: String) throws(UsageProblem) -> [PlanLine] {
    let name = path == "-" ? "standard input" : path
    let bytes: [UInt8]
    do {
      let limit = 256 << 20
      bytes =
        path == "-" ? try Files.readStandardInput(limit: limit) : try Files.read(path, limit: limit)
    } catch {
      throw UsageProblem("--plan: '\(name)' cannot be read")
    }
    var names: Set<String> = []
    var lines: [PlanLine] = []
    for (index, text) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      guard !text.isEmpty else { continue }
      guard let line = try? JSONDecoder().decode(PlanLine.self, from: Data(text)),
        !line.repository.isEmpty, !line.git.isEmpty,
        line.revision.map(GitRepository.isCommitID) ?? true,
        line.since.map(GitRepository.isCommitID) ?? true
      else {
        throw UsageProblem(
          "\(name):\(index + 1): this is no line of a plan; 'credlint fleet plan FOLDER' makes them"
        )
      }
      guard names.insert(line.repository).inserted else {
        throw UsageProblem("\(name):\(index + 1): '\(line.repository)' stands in the plan twice")
      }
      lines.append(line)
    }
    return lines
  }

  /// Every N-th line, from the I-th on: each shard has large ones and small ones.
  ///
  /// - Parameter text: `I/N`, I from 0; nil for all.
  static func shard(_ lines: [PlanLine], _ text: String?) throws(UsageProblem) -> [PlanLine] {
    guard let text else { return lines }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], count > 0,
      (0..<count).contains(index)
    else { throw UsageProblem("--shard takes I/N, such as 0/8 for the first of eight") }
    return stride(from: index, to: lines.count, by: count).map { lines[$0] }
  }
}
