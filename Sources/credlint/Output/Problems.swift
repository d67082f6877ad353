internal import Rules
internal import YAMLTree

/// Mistakes in rules and configuration, shown with their place; any of them ends the run.
enum Problems {
  static func check(_ problems: [PolicyProblem]) throws {
    guard !problems.isEmpty else { return }
    for problem in problems { Console.tell(text("\(problem.message)", problem.place)) }
    throw EarlyEnd(exit: .misuse)
  }

  /// `path:line:col: error: message`, the line, and a caret.
  static func text(_ message: Message, _ place: Place) -> Message {
    let text: Message = "\(at: place): error: \(message)"
    guard !place.file.bytes.isEmpty else { return text }
    let table = LineTable(place.file)
    let (line, column) = table.position(of: place.range.lowerBound)
    let range = table.range(ofLine: line)
    let end = table.position(
      of: max(place.range.lowerBound, min(place.range.upperBound, range.upperBound)))
    let width = max(1, end.column - column)
    let blank = String(repeating: " ", count: column - 1)
    return "\(text)\n  \(place.file.text(range))\n  \(blank)\(String(repeating: "^", count: width))"
  }
}
