/// Conversions between types (cel-spec `langdef`, "List of Standard Definitions").
extension Library {
  static let conversions: [Overload] =
    toInt + toUnsigned + toDouble + toText + toTime + [
      .function("type", [a], .type(a), "The run-time type.", "type(1) == int") { arguments in
        .type(arguments[0].payload.type)
      },
      .selector(
        "dyn", isMember: false, [a], .dyn, "Hides the type from the checker.", "dyn(1) == 1"
      ) {
        arguments in arguments[0]
      },
      .function("bool", [.bool], .bool, "The same.", "bool(true)") { $0[0].payload },
      .function("bool", [.string], .bool, "Reads true or false.", "bool('true')") {
        arguments throws(EvaluationError) in
        switch arguments[0].string {
        case "1", "t", "true", "TRUE", "True": return .bool(true)
        case "0", "f", "false", "FALSE", "False": return .bool(false)
        default: throw conversion
        }
      },
    ]

  private static let conversion = EvaluationError("value cannot be converted")

  private static let toInt: [Overload] = [
    .function("int", [.int], .int, "The same.", "int(1) == 1") { $0[0].payload },
    .function("int", [.uint], .int, "The same number.", "int(1u) == 1") {
      arguments throws(EvaluationError) in
      guard let value = Int64(exactly: arguments[0].uint) else { throw conversion }
      return .int(value)
    },
    .function("int", [.double], .int, "Truncates.", "int(1.9) == 1") {
      arguments throws(EvaluationError) in
      let value = arguments[0].double
      guard value > -0x1p63, value < 0x1p63 else { throw conversion }
      return .int(Int64(value))
    },
    .function("int", [.string], .int, "Reads a number.", "int('-7') == -7") {
      arguments throws(EvaluationError) in
      guard let value = Int64(arguments[0].string), !arguments[0].string.hasPrefix("+") else {
        throw conversion
      }
      return .int(value)
    },
    .function("int", [.timestamp], .int, "Seconds since 1970.", "int(timestamp(5)) == 5") {
      arguments in
      .int(arguments[0].timestamp.seconds)
    },
    .function("int", [.duration], .int, "Nanoseconds.", "int(duration('1us')) == 1000") {
      arguments in
      .int(arguments[0].duration)
    },
  ]

  private static let toUnsigned: [Overload] = [
    .function("uint", [.uint], .uint, "The same.", "uint(1u) == 1u") { $0[0].payload },
    .function("uint", [.int], .uint, "The same number.", "uint(1) == 1u") {
      arguments throws(EvaluationError) in
      guard let value = UInt64(exactly: arguments[0].int) else { throw conversion }
      return .uint(value)
    },
    .function("uint", [.double], .uint, "Truncates.", "uint(1.9) == 1u") {
      arguments throws(EvaluationError) in
      let value = arguments[0].double
      guard value > -1, value < 0x1p64 else { throw conversion }
      return .uint(UInt64(value))
    },
    .function("uint", [.string], .uint, "Reads a number.", "uint('7') == 7u") {
      arguments throws(EvaluationError) in
      guard let value = UInt64(arguments[0].string), !arguments[0].string.hasPrefix("+") else {
        throw conversion
      }
      return .uint(value)
    },
  ]

  private static let toDouble: [Overload] = [
    .function("double", [.double], .double, "The same.", "double(1.5) == 1.5") { $0[0].payload },
    .function("double", [.int], .double, "The nearest.", "double(1) == 1.0") {
      .double(Double($0[0].int))
    },
    .function("double", [.uint], .double, "The nearest.", "double(1u) == 1.0") {
      .double(Double($0[0].uint))
    },
    .function("double", [.string], .double, "Reads a number.", "double('1.5') == 1.5") {
      arguments throws(EvaluationError) in
      guard let value = Double(arguments[0].string) else { throw conversion }
      return .double(value)
    },
  ]

  private static let toText: [Overload] = [
    .function("string", [.string], .string, "The same.", "string('a') == 'a'") { $0[0].payload },
    .function("string", [.bool], .string, "true or false.", "string(true) == 'true'") {
      .string("\($0[0].bool)")
    },
    .function("string", [.int], .string, "Decimal.", "string(1) == '1'") {
      .string("\($0[0].int)")
    },
    .function("string", [.uint], .string, "Decimal.", "string(1u) == '1'") {
      .string("\($0[0].uint)")
    },
    .function("string", [.double], .string, "Shortest form.", "string(1.0) == '1'") {
      .string(doubleText($0[0].double))
    },
    .function("string", [.bytes], .string, "Decodes UTF-8.", "string(b'a') == 'a'") {
      arguments throws(EvaluationError) in
      guard let text = String(validating: arguments[0].bytes, as: UTF8.self) else {
        throw conversion
      }
      return .string(text)
    },
    .function(
      "string", [.timestamp], .string, "RFC 3339.", "string(timestamp(0)) == '1970-01-01T00:00:00Z'"
    ) {
      .string($0[0].timestamp.text)
    },
    .function("string", [.duration], .string, "Seconds.", "string(duration('90m')) == '5400s'") {
      .string(Durations.text($0[0].duration))
    },
    .function("bytes", [.bytes], .bytes, "The same.", "bytes(b'a') == b'a'") { $0[0].payload },
    .function("bytes", [.string], .bytes, "Encodes as UTF-8.", "bytes('a') == b'a'") {
      .bytes(Array($0[0].string.utf8))
    },
  ]

  private static let toTime: [Overload] = [
    .function(
      "timestamp", [.timestamp], .timestamp, "The same.", "timestamp(timestamp(0)) == timestamp(0)"
    ) { $0[0].payload },
    .function(
      "timestamp", [.int], .timestamp, "From seconds since 1970.",
      "timestamp(0).getFullYear() == 1970"
    ) { arguments throws(EvaluationError) in
      guard let value = Timestamp(seconds: arguments[0].int) else { throw conversion }
      return .timestamp(value)
    },
    .function(
      "timestamp", [.string], .timestamp, "Reads RFC 3339.",
      "timestamp('1970-01-01T00:00:01Z') == timestamp(1)"
    ) { arguments throws(EvaluationError) in
      guard let value = Timestamp(parsing: arguments[0].string) else { throw conversion }
      return .timestamp(value)
    },
    .function(
      "duration", [.duration], .duration, "The same.", "duration(duration('1s')) == duration('1s')"
    ) { $0[0].payload },
    .function("duration", [.string], .duration, "Reads 1h30m.", "duration('60s') == duration('1m')")
    { arguments throws(EvaluationError) in
      guard let value = Durations.parse(arguments[0].string),
        abs(value / 1_000_000_000) <= 315_576_000_000
      else {
        throw conversion
      }
      return .duration(value)
    },
  ]

  /// Shortest text that reads back the same; `1.0` prints as `1`.
  static func doubleText(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "+Infinity" }
    let text = "\(value)"
    if text.hasSuffix(".0") { return String(text.dropLast(2)) }
    return text
  }
}
