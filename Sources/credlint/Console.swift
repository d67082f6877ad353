internal import Reports

/// The two streams: everything that the tool says goes through here, and is harmless to a terminal
/// and to a CI system that reads commands from it.
enum Console {
  /// A line to whoever looks, on standard error.
  static func tell(_ message: Message) { System.writeError(Terminal.inert(message.text) + "\n") }

  /// A line of the answer, on standard output.
  static func say(_ message: Message) { write(message.text + "\n") }

  /// A whole answer, whose format has escaped what it holds.
  static func write(_ text: String, hasStyles: Bool = false, hasCommands: Bool = false) {
    System.write(Terminal.inert(text, hasStyles: hasStyles, hasCommands: hasCommands))
  }

  /// The same beside a report, on standard error.
  static func writeAside(_ text: String) { System.writeError(Terminal.inert(text)) }
}
