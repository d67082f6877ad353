/// The only map from what happened to the process's exit code.
enum Exit: Int32 {
  case clean = 0
  case findings = 1
  /// Usage, configuration or rule errors.
  case misuse = 2
  /// Something could not be read, so that silence proves nothing.
  case incomplete = 3

  /// 2 beats 3 beats 1.
  static func code(hasFailures: Bool, isIncomplete: Bool, hasFindings: Bool) -> Exit {
    if hasFailures { return .misuse }
    if isIncomplete { return .incomplete }
    return hasFindings ? .findings : .clean
  }
}

/// Everything was said: the run ends.
struct EarlyEnd: Error {
  let exit: Exit
}

/// An error in what the user asked for, said in one line.
struct UsageProblem: Error {
  let message: Message
  init(_ message: Message) { self.message = message }
}
