internal import ArgumentParser
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

extension Check {
  /// Makes the fixes that were asked for.
  ///
  /// - Returns: what is found after them.
  func applyFixes(_ scan: CompletedScan) throws -> CompletedScan {
    let run = try fixRun(scan)
    guard let folder = scan.folder else { return run.scan }
    var problems: [String] = []
    for file in run.files.values.sorted(by: { $0.original.path < $1.original.path }) {
      if let problem = write(file, in: folder) { problems.append(problem) }
    }
    tellRefusals(of: run)
    if let problem = problems.first { throw UsageProblem("\(problem)") }
    return run.scan
  }

  /// Shows what the fixes would change.
  func showFixes(_ scan: CompletedScan) throws {
    let run = try fixRun(scan)
    for file in run.files.values.sorted(by: { $0.original.path < $1.original.path }) {
      show(file, before: scan, after: run.scan)
    }
    tellRefusals(of: run)
  }

  private func fixRun(_ scan: CompletedScan) throws -> FixRun {
    guard scan.folder != nil else { throw UsageProblem("standard input cannot be fixed") }
    var run = FixRun(scan, allowsUnsafe: unsafe) { contents in
      try ScanPipeline(request: request).run(failOn: failOn, replacing: contents)
    }
    try run.finish()
    return run
  }

  private func tellRefusals(of run: FixRun) {
    for line in run.refusals { Console.tell("credlint: \(line)") }
    guard run.refusals.count > 1 else { return }
    Console.tell("credlint: \(run.refusals.count) findings were not fixed")
  }

  private func show(_ file: FixedFile, before: CompletedScan, after: CompletedScan) {
    let diff = FixDiff(file, masks: before.report.masks, newMasks: after.report.masks)
    Console.write(diff.text)
    if diff.isCut, !diff.isMasked {
      Console.tell(
        "credlint: the patch of \(file.original.path) leaves out lines that may be secret: apply it with patch -p1, or git apply --unidiff-zero"
      )
    }
    if diff.isMasked {
      Console.tell(
        "credlint: the diff of \(file.original.path) hides what may be secret: it cannot be applied"
      )
    }
  }

  /// Nil, or why the file stays as it was.
  private func write(_ file: FixedFile, in folder: Folder) -> String? {
    let path = file.original.path
    let problem = Replacement.replace(
      path, in: folder, with: file.bytes, expecting: file.original.bytes)
    if let problem { return "'\(path)' cannot be written: \(problem)" }
    Console.tell("credlint: fixed \(file.count) in \(path)")
    return nil
  }
}
