internal import CEL
internal import Credentials
internal import YAMLTree

/// A compiled template.
struct MessageProgram: Sendable {
  enum Part: Sendable {
    case text(String)
    case program(Program)
  }

  let parts: [Part]

  func evaluate(_ frame: Frame) throws(EvaluationError) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .program(let program):
        let value = try program.evaluate(frame)
        try frame.spend(reading: value)
        result += Display.text(of: value)
      }
    }
    return Redaction.scan(result)
  }
}

/// Values as messages print them.
enum Display {
  static func text(of value: Value) -> String {
    guard !value.isSensitive else { return Sensitive.redaction }
    switch value.payload {
    case .list(let values): return values.map(text).joined(separator: ", ")
    case .optional(let boxed): return boxed.map { text(of: $0.value) } ?? "nothing"
    case .timestamp(let time):
      let text = time.text
      return text.hasSuffix("T00:00:00Z") ? String(text.dropLast(10)) : text
    case .record: return Sensitive.redaction
    case .map where value.origin.flags.contains(.holdsSensitive): return Sensitive.redaction
    default: return value.payload.displayText
    }
  }
}
