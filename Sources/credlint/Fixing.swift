internal import ArgumentParser
internal import Credentials
internal import Policy
internal import Reports
internal import YAMLTree

extension Check {
  /// Applies the fixes that were asked for, or shows them.
  func applyFixes(_ findings: [Finding], root: String, masks: Masks) throws {
    guard !root.isEmpty else { throw UsageProblem("standard input cannot be fixed") }
    let fixes = findings.compactMap(\.fix).filter { $0.isSafe || unsafe }
    var byFile: [String: [Fix]] = [:]
    for fix in fixes { byFile[fix.file.path, default: []].append(fix) }
    for (path, fixes) in byFile.sorted(by: { $0.key < $1.key }) {
      let file = fixes[0].file
      let (bytes, applied) = Self.apply(fixes, to: file)
      if diff {
        let text = FixDiff.text(fixes.prefix(applied), in: file, masks: masks)
        // A machine reads the report: the diff must not follow it.
        let isForPeople = format == .text || format == .short || output != nil
        if isForPeople { System.write(text) } else { System.writeError(text) }
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
      for edit in fix.edits { text += hunk(edit, of: fix, table, masks) }
    }
    return text
  }

  private static func hunk(_ edit: Edit, of fix: Fix, _ table: LineTable, _ masks: Masks) -> String
  {
    let first = table.line(of: edit.range.lowerBound)
    let last = table.line(of: max(edit.range.lowerBound, edit.range.upperBound - 1))
    let old = (first...last).map { masks.text(ofLine: table.range(ofLine: $0), in: fix.file) }
    let replacement =
      masks.hides(fix) ? Sensitive.redaction : String(decoding: edit.replacement, as: UTF8.self)
    let parts = replacement.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let line = table.range(ofLine: first)
    var new = [
      masks.text(ofLine: line, in: fix.file, replacing: edit.range, with: String(parts.first ?? ""))
    ]
    // Only an insertion at the end of a line brings further lines.
    new += parts.dropFirst().map { Redaction.scan(String($0)) }
    let header = "@@ -\(first),\(old.count) +\(first),\(new.count) @@ \(fix.title)\n"
    return header + old.map { "-\($0)\n" }.joined() + new.map { "+\($0)\n" }.joined()
  }
}
