internal import Reports
internal import Repositories

/// What standard output takes, told by the terminal and by its user's variables.
enum TerminalStyle {
  /// - Parameter root: the folder that paths of the report are relative to.
  static func style(color: ColorChoice, root: String?) -> Style {
    var style = Style()
    style.useColor = wantsColor(color)
    guard let root else { return style }
    style.folder = Paths.relative(System.currentDirectory, to: root) ?? ""
    guard System.isOutputTerminal else { return style }
    style.width = System.outputWidth
    if style.useColor, takesLinks { style.linkRoot = root }
    return style
  }

  /// NO_COLOR and its relatives (https://no-color.org, https://bixense.com/clicolors).
  private static func wantsColor(_ color: ColorChoice) -> Bool {
    switch color {
    case .always: return true
    case .never: return false
    case .auto:
      if isSet("NO_COLOR") { return false }
      if isSet("FORCE_COLOR") || isSet("CLICOLOR_FORCE") { return true }
      guard System.environment("CLICOLOR") != "0", System.environment("TERM") != "dumb" else {
        return false
      }
      return System.isOutputTerminal
    }
  }

  /// Whether the terminal shows hyperlinks; there is no way to ask it.
  private static var takesLinks: Bool {
    if let forced = System.environment("FORCE_HYPERLINK") { return forced != "0" }
    if isSet("CI") || isSet("TMUX") { return false }
    let programs: Set = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio"]
    if let program = System.environment("TERM_PROGRAM"), programs.contains(program) { return true }
    if let version = System.environment("VTE_VERSION").flatMap(Int.init) { return version >= 5_000 }
    return isSet("KITTY_WINDOW_ID") || isSet("WT_SESSION") || isSet("KONSOLE_VERSION")
  }

  /// `0` is how people switch a variable off.
  private static func isSet(_ name: String) -> Bool {
    let value = System.environment(name) ?? ""
    return !value.isEmpty && (value != "0" || name == "NO_COLOR")
  }
}
