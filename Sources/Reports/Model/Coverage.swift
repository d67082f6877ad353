/// What became of a file that a run was asked about.
package struct FileRecord: Sendable {
  package enum Outcome: String, Sendable, CaseIterable {
    case judged
    /// But for what `reason` says.
    case partly
    case unjudged
  }

  package let path: String
  package let outcome: Outcome
  /// As the end of a sentence; empty for a file that was judged.
  package let reason: String

  package init(path: String, outcome: Outcome, reason: String = "") {
    self.path = path
    self.outcome = outcome
    self.reason = reason
  }

  /// `not judged: git ignores it`.
  var described: String {
    switch outcome {
    case .judged: "judged"
    case .partly: "judged in part: \(reason)"
    case .unjudged: "not judged: \(reason)"
    }
  }
}

extension Report {
  /// What was not judged, one sentence for each kind of gap; every format tells them.
  var gaps: [String] {
    let unreadable = counts.unreadable == 1 ? "file could not be read" : "files could not be read"
    return gapsBesideNotes + (counts.unreadable > 0 ? ["\(counts.unreadable) \(unreadable)"] : [])
  }

  /// The same without what has a note of its own.
  package var gapsBesideNotes: [String] {
    [
      (counts.templates, "template was not read", "templates were not read"),
      (
        counts.templatesWithHoles, "template was read but for its expressions",
        "templates were read but for their expressions"
      ),
      (counts.partlyRead, "file was not read whole", "files were not read whole"),
      (counts.skipped, "link or binary was passed over", "links and binaries were passed over"),
      (
        counts.leftOut, "file in \(leftOutFolders) was left out",
        "files in \(leftOutFolders) were left out"
      ),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
  }

  /// The same on one line; empty when everything was judged.
  var gapLine: String {
    gaps.isEmpty ? "" : "Not judged: \(gaps.joined(separator: ", "))"
  }

  /// How to have the rest of templates judged.
  static let renderHint = "helm template . | credlint -"
}
