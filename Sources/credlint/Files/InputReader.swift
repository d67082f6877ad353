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
  /// What became of each file that is reported on.
  var files: [FileRecord] = []
}

/// Reads files in parallel; what a file contributes is kept, its bytes are not unless they are
/// needed.
enum InputReader {
  /// 64 MiB: beyond that a file is no manifest that anybody applies.
  static let maximumFileSize = 64 * 1_024 * 1_024

  private enum Outcome: Sendable {
    case content(FileContent)
    case skipped(reason: String)
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
    for (outcome, candidate) in zip(outcomes, discovery.candidates) {
      add(outcome, of: candidate, to: &input)
    }
    input.files += discovery.passedOver.map {
      FileRecord(path: $0.path, outcome: .unjudged, reason: $0.reason)
    }
    input.files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return input
  }

  /// Standard input as one file; its objects may come from a cluster.
  static func readStandardInput(options: ManifestReader.Options) -> ReadInput {
    var input = ReadInput()
    let shown = "stdin.yaml"
    let candidate = FileDiscovery.Candidate(
      folder: nil, path: shown, shown: shown, isReported: true, isNamed: true)
    do throws(Files.ReadFailure) {
      let bytes = try Files.readStandardInput(limit: maximumFileSize)
      let outcome = decode(
        bytes, shown: shown, mayBeLive: true, surroundings: nil, isReported: true, options)
      add(outcome, of: candidate, to: &input)
    } catch {
      add(unreadable(shown, error, isReported: true), of: candidate, to: &input)
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
        bytes, shown: candidate.shown, mayBeLive: false, surroundings: surroundings,
        isReported: candidate.isReported, options)
    } catch {
      if case .link = error { return .skipped(reason: "it is a link") }
      return unreadable(candidate.shown, error, isReported: candidate.isReported)
    }
  }

  private static func decode(
    _ bytes: [UInt8], shown: String, mayBeLive: Bool, surroundings: RepositoryContext?,
    isReported: Bool,
    _ options: ManifestReader.Options
  ) -> Outcome {
    if bytes.starts(with: Encryption.gitCryptHeader) {
      return .skipped(reason: "git-crypt has encrypted it")
    }
    switch DecodedText.decode(path: shown, bytes: bytes) {
    case .binary: return .skipped(reason: "it is no text")
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
        source: source, mayBeLive: mayBeLive,
        isGitCrypted: surroundings?.attributes.isGitCrypted(shown) ?? false,
        isClearInGit: surroundings?.clearInGit.contains(shown) ?? false, isReported: isReported)
      let content = ManifestReader.read(file, options: options)
      return .content(content.isEmpty ? content.withoutText : content)
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

  private static func add(
    _ outcome: Outcome, of candidate: FileDiscovery.Candidate, to input: inout ReadInput
  ) {
    switch outcome {
    case .unreadable(let note, let isReported):
      input.notes.append(note)
      input.counts.unreadable += 1
      if isReported { input.isIncomplete = true }
      record(candidate, .unjudged, "it cannot be read", isTold: true, to: &input)
    case .skipped(let reason):
      input.counts.skipped += 1
      record(candidate, .unjudged, reason, to: &input)
    case .content(let content):
      count(content, in: &input)
      if content.judgedDocuments == 0 {
        record(candidate, .unjudged, content.unjudgedWhy, to: &input)
      } else if let gap = content.gap {
        record(candidate, .partly, gap, to: &input)
      } else {
        record(candidate, .judged, "", to: &input)
      }
      if !content.isEmpty {
        input.contents.append(content)
      } else if !content.mentions.isEmpty {
        input.contents.append(content.reducedToMentions)
      }
    }
  }

  private static func count(_ content: FileContent, in input: inout ReadInput) {
    input.counts.files += 1
    input.counts.documents += content.documentCount
    input.counts.resources += content.resources.count
    input.counts.encrypted += content.encryptedDocuments
    if content.isTemplate { input.counts.templates += 1 }
    if content.hasHoles { input.counts.templatesWithHoles += 1 }
    if content.isPartlyRead { input.counts.partlyRead += 1 }
    guard content.file.isReported else { return }
    input.counts.judged += content.judgedDocuments
  }

  /// Silence about a file that was named must not look like a clean one, unless a note of its own
  /// has told of it already.
  private static func record(
    _ candidate: FileDiscovery.Candidate, _ outcome: FileRecord.Outcome, _ reason: String,
    isTold: Bool = false, to input: inout ReadInput
  ) {
    guard candidate.isReported else { return }
    input.files.append(FileRecord(path: candidate.shown, outcome: outcome, reason: reason))
    guard candidate.isNamed, outcome == .unjudged, !isTold else { return }
    input.notes.append(
      Report.Note(
        path: candidate.shown, message: "\(candidate.shown) was not judged: \(reason)"))
  }
}

extension FileContent {
  /// Why nothing of it was judged, as the end of a sentence.
  fileprivate var unjudgedWhy: String {
    if isTemplate { return "it is a template that must be rendered first" }
    return unjudgedReason ?? (isBroken ? "it does not parse" : "nothing stands in it")
  }

  private var isBroken: Bool {
    isPartlyRead || problems.contains { $0.kind == .unreadable || $0.kind == .limit }
  }

  /// What of it was not judged; nil where all was.
  fileprivate var gap: String? {
    if isBroken { return "some of it does not parse, or is over a limit" }
    return hasHoles ? "what a template's expressions make is not known" : nil
  }
}
