internal import Encodings
package import Judging
package import Rules
internal import YAMLTree

/// Everything a report is written from.
package struct Report: Sendable {
  /// Something that was not read, or that the reader should know.
  package struct Note: Sendable, Hashable {
    package let path: String
    package let message: String

    package init(path: String, message: String) {
      self.path = path
      self.message = message
    }
  }

  /// Where the files come from.
  package struct Origin: Sendable {
    /// The folder's name.
    package let name: String
    /// The id of the commit that is checked out.
    package let commit: String?

    package init(name: String, commit: String?) {
      self.name = name
      self.commit = commit
    }
  }

  /// What was read and what was passed over: silence must be told from "nothing was scanned".
  package struct Counts: Sendable, Codable {
    package var files = 0
    package var documents = 0
    package var resources = 0
    /// Documents, or else texts, that were judged.
    package var judged = 0
    package var credentials = 0
    /// Templates that were not read.
    package var templates = 0
    /// Templates that were read but for their expressions.
    package var templatesWithHoles = 0
    package var partlyRead = 0
    package var encrypted = 0
    package var unreadable = 0
    package var skipped = 0
    /// Files in folders of others' code, which nobody asked for.
    package var leftOut = 0
    package var suppressed = 0
    package var baselined = 0
    package var unjudged = 0

    package init() {}
  }

  package var findings: [Finding]
  package var rules: [Rule]
  package var failures: [RuleFailure]
  package var notes: [Note]
  package var counts: Counts
  package var masks: Masks
  package let version: String
  /// For whom it was judged.
  package var persona = Persona.regular
  /// What was reported on where that is not everything, as `2 files staged`.
  package var selection = ""
  /// What became of each file that is reported on.
  package var files: [FileRecord] = []
  /// The list of them is asked for.
  package var listsFiles = false
  /// The folders that were left out, as people read it.
  package var leftOutFolders = ""
  /// The address below which the rules' pages are; nil where nobody says.
  package var rulePages: String?
  /// For the formats that show them.
  package var origin: Origin?
  package var rulesDigest = ""
  package var inventory: Inventory?

  package init(
    findings: [Finding], rules: [Rule], failures: [RuleFailure], notes: [Note], counts: Counts,
    masks: Masks, version: String
  ) {
    self.findings = findings
    self.rules = rules
    self.failures = failures
    self.notes = notes
    self.counts = counts
    self.masks = masks
    self.version = version
  }

  func lineTables() -> LineTables { LineTables(findings) }

  /// `12 findings in 3 groups`: without groups where each finding is one.
  var foundCount: String {
    let groups = FindingGroup.fold(findings).count
    let count = findings.count.counted("finding")
    return groups == findings.count ? count : "\(count) in \(groups.counted("group"))"
  }
}

/// The lines of the files that findings name, each read once.
struct LineTables {
  private var tables: [String: LineTable] = [:]

  init(_ findings: [Finding]) {
    self.init(places: findings.flatMap { [$0.place] + $0.related.map(\.place) })
  }

  init(places: [Place]) {
    for place in places where tables[place.file.path] == nil {
      tables[place.file.path] = LineTable(place.file)
    }
  }

  subscript(file: SourceFile) -> LineTable { tables[file.path] ?? LineTable(file) }
}
