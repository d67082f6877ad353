internal import Credentials
internal import Graph
internal import Manifests
internal import Reports
internal import Repositories
internal import Rules
internal import Synchronization
internal import YAMLTree

/// Everything that was read, and what could not be.
struct ReadInput: Sendable {
  var contents: [FileContent] = []
  var notes: [Report.Note] = []
  var counts = Report.Counts()
  /// Folders of others' code that were left out, as people read it.
  var leftOutFolders = ""
  /// Something was not read that should have been.
  var isIncomplete = false
}

/// Reads files in parallel; what a file contributes is kept, its bytes are not unless they are
/// needed.
enum InputReader {
  /// 64 MiB: beyond that a file is no manifest that anybody applies.
  static let maximumFileSize = 64 * 1_024 * 1_024

  private enum Outcome: Sendable {
    case content(FileContent)
    case skipped
    /// A link stands where a file or its folder was: passed over, as all links are.
    case link
    /// Context that cannot be read is told, and leaves no gap in what was asked for.
    case unreadable(Report.Note, isReported: Bool)
  }

  static func read(
    _ discovery: FileDiscovery, replacing contents: [String: [UInt8]],
    options: ManifestReader.Options, threads: Int
  ) -> ReadInput {
    let surroundings = RepositoryContext(discovery, replacing: contents)
    var options = options
    options.load = { surroundings.load($0) }
    options.isChart = { surroundings.isChart($0) }
    let readOptions = options
    let progress = Progress(total: discovery.candidates.count)
    let outcomes = Parallel.map(discovery.candidates, threads: threads) { candidate -> Outcome in
      defer { progress.advance() }
      return read(candidate, surroundings, readOptions)
    }
    progress.finish()
    var input = ReadInput()
    for (path, message) in discovery.problems {
      input.notes.append(Report.Note(path: path, message: message))
      input.counts.unreadable += 1
      input.isIncomplete = true
    }
    for (path, message) in discovery.notes
    where !input.notes.contains(where: { $0.message == message }) {
      input.notes.append(Report.Note(path: path, message: message))
    }
    input.counts.skipped += discovery.skippedLinks
    input.counts.leftOut = discovery.vendored.count
    input.leftOutFolders = discovery.vendored.described
    for outcome in outcomes { add(outcome, to: &input) }
    return input
  }

  /// Standard input as one file; its objects may come from a cluster.
  ///
  /// - Parameter name: the file that it is; nil for objects that may come from a cluster.
  static func readStandardInput(name: String?, options: ManifestReader.Options) -> ReadInput {
    var input = ReadInput()
    let shown = name ?? "stdin.yaml"
    do throws(Files.ReadFailure) {
      let bytes = try Files.readStandardInput(limit: maximumFileSize)
      add(
        decode(
          bytes, shown: shown, isLive: name == nil, surroundings: nil, isReported: true, options),
        to: &input)
    } catch {
      add(unreadable(shown, error, isReported: true), to: &input)
    }
    return input
  }

  /// What files held before they changed.
  static func earlier(_ contents: [String: [UInt8]]) -> [FileContent] {
    contents.compactMap { path, bytes in
      guard case .text(let source) = DecodedText.decode(path: path, bytes: bytes) else {
        return nil
      }
      return ManifestReader.read(InputFile(source: source), options: ManifestReader.Options())
    }
  }

  private static func read(
    _ candidate: FileDiscovery.Candidate, _ surroundings: RepositoryContext,
    _ options: ManifestReader.Options
  ) -> Outcome {
    do throws(Files.ReadFailure) {
      let bytes: [UInt8]
      if let other = surroundings.contents[candidate.shown] {
        bytes = other
      } else {
        bytes = try candidate.read(limit: maximumFileSize)
      }
      return decode(
        bytes, shown: candidate.shown, isLive: false, surroundings: surroundings,
        isReported: candidate.isReported, options)
    } catch {
      if case .link = error { return .link }
      return unreadable(candidate.shown, error, isReported: candidate.isReported)
    }
  }

  private static func decode(
    _ bytes: [UInt8], shown: String, isLive: Bool, surroundings: RepositoryContext?,
    isReported: Bool,
    _ options: ManifestReader.Options
  ) -> Outcome {
    if bytes.starts(with: Encryption.gitCryptHeader) { return .skipped }
    switch DecodedText.decode(path: shown, bytes: bytes) {
    case .binary: return .skipped
    case .malformed(let offset):
      let text = bytes[..<offset]
      let line = text.count { $0 == 10 } + 1
      let column = offset - (text.lastIndex(of: 10).map { $0 + 1 } ?? 0) + 1
      return .unreadable(
        Report.Note(
          path: shown,
          message:
            "\(shown):\(line):\(column): file is not UTF-8; convert it, for example with iconv"),
        isReported: isReported)
    case .text(let source):
      let file = InputFile(
        source: source, isLive: isLive,
        isGitCrypted: surroundings?.attributes.isGitCrypted(shown) ?? false,
        isClearInGit: surroundings?.clearInGit.contains(shown) ?? false, isReported: isReported)
      return .content(ManifestReader.read(file, options: options))
    }
  }

  private static func unreadable(
    _ shown: String, _ failure: Files.ReadFailure, isReported: Bool
  ) -> Outcome {
    let message =
      switch failure {
      case .tooLarge(let size):
        "file has \(size) bytes, more than the limit of \(maximumFileSize / 1_048_576) MiB; "
          + "split it or exclude it"
      case .link: "cannot be read: a link leads to it"
      case .failed(let reason): "cannot be read: \(reason)"
      }
    return .unreadable(
      Report.Note(path: shown, message: "\(shown): \(message)"), isReported: isReported)
  }

  private static func add(_ outcome: Outcome, to input: inout ReadInput) {
    switch outcome {
    case .unreadable(let note, let isReported):
      input.notes.append(note)
      input.counts.unreadable += 1
      if isReported { input.isIncomplete = true }
    case .skipped, .link:
      input.counts.skipped += 1
    case .content(let content):
      input.counts.files += 1
      input.counts.documents += content.documentCount
      input.counts.resources += content.resources.count
      input.counts.encrypted += content.encryptedDocuments
      if content.isTemplate { input.counts.templates += 1 }
      if content.hasHoles { input.counts.templatesWithHoles += 1 }
      if content.isPartlyRead { input.counts.partlyRead += 1 }
      if content.file.isReported, content.problems.contains(where: { $0.kind == .limit }) {
        input.isIncomplete = true
      }
      if !content.isEmpty {
        input.contents.append(content)
      } else if !content.mentions.isEmpty {
        input.contents.append(content.reducedToMentions)
      }
    }
  }
}
