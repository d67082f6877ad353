internal import Rules

/// How text for people is written: what their terminal takes, and how much of it they want.
package struct Style: Sendable {
  package var useColor = false
  /// Columns of the terminal; nil where nobody knows.
  package var width: Int?
  /// The scanned folder as an absolute path, where the terminal takes links.
  package var linkRoot: String?
  /// The current folder, from the folder that paths are relative to; empty for that folder.
  package var folder = ""
  /// Findings alone.
  package var isQuiet = false
  /// Every related place.
  package var isVerbose = false
  /// How often each rule speaks, in place of what it says.
  package var showsStatistics = false

  package init() {}

  // MARK: Places

  /// The path as it is typed in the current folder.
  func path(_ path: String) -> String {
    guard !folder.isEmpty, !path.hasPrefix("/") else { return path }
    let own = folder.split(separator: "/")
    let parts = path.split(separator: "/")
    let common = zip(own, parts.dropLast()).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: own.count - common)
    return (up + parts[common...].map(String.init)).joined(separator: "/")
  }

  /// A hyperlink (OSC 8) where the terminal takes them.
  func link(_ text: String, to path: String) -> String {
    guard let linkRoot, !path.hasPrefix("/") else { return text }
    return linked(text, "file://" + PercentEncoding.path(linkRoot + "/" + path))
  }

  /// A rule's id, as a link to its page where there is one.
  func link(_ rule: Rule, below pages: String?) -> String {
    guard linkRoot != nil, let page = RulePage.address(of: rule.id, below: pages) else {
      return rule.id
    }
    return linked(rule.id, page)
  }

  private func linked(_ text: String, _ url: String) -> String {
    "\u{1B}]8;;\(url)\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\"
  }

  // MARK: Colours

  private func wrap(_ text: String, _ code: String) -> String {
    useColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  private static func code(_ severity: Severity) -> String {
    switch severity {
    case .critical: "1;35"
    case .high: "1;31"
    case .medium: "1;33"
    case .low: "1;36"
    }
  }

  func severity(_ severity: Severity) -> String { wrap(severity.rawValue, Self.code(severity)) }

  /// - Parameter severity: of the finding whose place it is; nil for a related place.
  func mark(_ text: String, _ severity: Severity?) -> String {
    wrap(text, severity.map(Self.code) ?? "34")
  }

  func dim(_ text: String) -> String { wrap(text, "2") }
  func added(_ text: String) -> String { wrap(text, "32") }
  func removed(_ text: String) -> String { wrap(text, "31") }
}
