internal import Reports
internal import Repositories

/// The two streams: everything that the tool says goes through here, and is harmless to a terminal
/// and to a CI system that reads commands from it.
enum Console {
  /// A line to whoever looks, on standard error.
  static func tell(_ message: Message) { writeAside(message.text + "\n") }

  /// A line of the answer, on standard output.
  static func say(_ message: Message) { write(message.text + "\n") }

  /// A whole answer, whose format has escaped what it holds. One that does not all arrive is no
  /// answer, and the run ends; a reader that went away has had what it wanted.
  static func write(_ text: String, hasStyles: Bool = false, hasCommands: Bool = false) {
    let text = Terminal.inert(text, hasStyles: hasStyles, hasCommands: hasCommands)
    guard case .failed(let reason) = System.write(text, to: .output) else { return }
    tell("credlint: error: standard output cannot be written: \(reason)")
    System.exit(Exit.misuse.rawValue)
  }

  /// The same beside a report, on standard error.
  static func writeAside(_ text: String) {
    // Nobody is left to be told.
    _ = System.write(Terminal.inert(text), to: .error)
  }

  /// A line on standard error that the next one takes the place of.
  static func showProgress(of done: Int, in total: Int, _ what: String) {
    _ = System.write("\rcredlint: \(done) of \(total) \(what)", to: .error)
  }

  static func eraseProgress() { _ = System.write("\r\u{1B}[K", to: .error) }
}
