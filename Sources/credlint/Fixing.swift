internal import ArgumentParser
internal import Credentials
internal import Policy
internal import Reports
internal import YAMLTree

extension Check {
  /// Applies the fixes that were asked for, or shows them.
  func applyFixes(_ result: ScanResult, root: String, masks: Masks) throws {
    guard !root.isEmpty else { throw UsageProblem("standard input cannot be fixed") }
    let fixes = result.findings.compactMap(\.fix).filter { $0.isSafe || unsafe }
    var byFile: [String: [Fix]] = [:]
    for fix in fixes { byFile[fix.file.path, default: []].append(fix) }
    for (path, fixes) in byFile.sorted(by: { $0.key < $1.key }) {
      let file = fixes[0].file
      let (bytes, applied) = Self.apply(fixes, to: file)
      if diff {
        System.write(FixDiff.text(fixes.prefix(applied), in: file, masks: masks))
        continue
      }
      if let problem = System.replace(root + "/" + path, with: bytes) {
        throw UsageProblem("'\(path)' cannot be written: \(problem)")
      }
      System.writeError("credlint: fixed \(applied) in \(path)\n")
    }
  }

  /// Fixes whose edits overlap an earlier one are left for the next run.
  static func apply(_ fixes: [Fix], to file: SourceFile) -> (bytes: [UInt8], applied: Int) {
    var edits: [Edit] = []
    var bytes = file.bytes
    var applied = 0
    for fix in fixes {
      guard let next = Edit.apply(edits + fix.edits, to: file.bytes) else { continue }
      edits += fix.edits
      bytes = next
      applied += 1
    }
    return (bytes, applied)
  }
}

/// A unified diff of fixes, with secret text masked.
enum FixDiff {
  static func text(_ fixes: some Collection<Fix>, in file: SourceFile, masks: Masks) -> String {
    let table = LineTable(file)
    var text = "--- a/\(file.path)\n+++ b/\(file.path)\n"
    for fix in fixes {
      for edit in fix.edits {
        let first = table.line(of: edit.range.lowerBound)
        let last = table.line(of: max(edit.range.lowerBound, edit.range.upperBound - 1))
        let start = table.range(ofLine: first).lowerBound
        let end = table.range(ofLine: last).upperBound
        let old = (first...last).map { masks.text(ofLine: table.range(ofLine: $0), in: file) }
        let replacement =
          fix.isSensitive
          ? Sensitive.redaction : Redaction.scan(String(decoding: edit.replacement, as: UTF8.self))
        let before = Redaction.scan(file.text(start..<edit.range.lowerBound))
        let after = edit.range.upperBound <= end ? file.text(edit.range.upperBound..<end) : ""
        let new = (before + replacement + after).split(
          omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        text += "@@ -\(first),\(old.count) +\(first),\(new.count) @@ \(fix.title)\n"
        text += old.map { "-\($0)\n" }.joined() + new.map { "+\($0)\n" }.joined()
      }
    }
    return text
  }
}
