/// `"…".format([…])` of the `strings` extension.
enum TextFormat {
  private static let malformed = EvaluationError("malformed format text")

  static func format(_ text: String, _ arguments: [Value]) throws(EvaluationError) -> String {
    var result = ""
    var rest = Substring(text).unicodeScalars
    var next = 0
    while let scalar = rest.popFirst() {
      guard scalar == "%" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      if rest.first == "%" {
        rest.removeFirst()
        result += "%"
        continue
      }
      let precision = try self.precision(&rest)
      guard let verb = rest.popFirst() else { throw malformed }
      guard next < arguments.count else { throw EvaluationError("too few format arguments") }
      result += try clause(verb, arguments[next].payload, precision: precision)
      next += 1
    }
    return result
  }

  private static func precision(
    _ rest: inout Substring.UnicodeScalarView
  ) throws(EvaluationError) -> Int? {
    guard rest.first == "." else { return nil }
    rest.removeFirst()
    let digits = rest.prefix { ("0"..."9").contains($0) }
    rest.removeFirst(digits.count)
    guard let value = Int(String(digits)), value <= 1_000 else { throw malformed }
    return value
  }

  private static func clause(
    _ verb: Unicode.Scalar, _ value: Payload, precision: Int?
  ) throws(EvaluationError) -> String {
    switch verb {
    case "s": return try text(value)
    case "d": return try decimal(value)
    case "f": return try real(value) { DecimalText.fixed($0, places: precision ?? 6) }
    case "e": return try real(value) { DecimalText.scientific($0, places: precision ?? 6) }
    case "b": return try whole(value, radix: 2, allowsBool: true)
    case "o": return try whole(value, radix: 8)
    case "x": return try hexadecimal(value)
    case "X": return try hexadecimal(value).uppercased()
    default: throw malformed
    }
  }

  /// A value as `%s` and as message templates print it.
  static func text(_ value: Payload) throws(EvaluationError) -> String {
    switch value {
    case .null: return "null"
    case .bool(let value): return "\(value)"
    case .int(let value): return "\(value)"
    case .uint(let value): return "\(value)"
    case .double(let value):
      return value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : Library.doubleText(value)
    case .string(let value): return value
    case .bytes(let value): return String(decoding: value, as: UTF8.self)
    case .timestamp(let value): return value.text
    case .duration(let value): return Durations.text(value)
    case .type(let value): return value.runtimeName
    case .list(let values):
      var parts: [String] = []
      for value in values { parts.append(try text(value.payload)) }
      return "[" + parts.joined(separator: ", ") + "]"
    case .map(let map):
      var parts: [(String, String)] = []
      for entry in map.entries {
        parts.append((try text(entry.key.payload), try text(entry.value.payload)))
      }
      parts.sort { textPrecedes($0.0, $1.0) }
      return "{" + parts.map { "\($0): \($1)" }.joined(separator: ", ") + "}"
    case .optional(let value):
      guard let value else { return "optional.none()" }
      return "optional(\(try text(value.value.payload)))"
    case .record: throw .noSuchOverload
    }
  }

  private static func decimal(_ value: Payload) throws(EvaluationError) -> String {
    switch value {
    case .int, .uint: return try text(value)
    case .double(let number) where !number.isFinite: return try text(value)
    case .double(let number):
      guard let whole = Int64(exactly: number) else { throw .noSuchOverload }
      return "\(whole)"
    default: throw .noSuchOverload
    }
  }

  private static func real(
    _ value: Payload, _ format: (Double) -> String
  ) throws(EvaluationError) -> String {
    let number: Double
    switch value {
    case .double(let value): number = value
    case .int(let value): number = Double(value)
    case .uint(let value): number = Double(value)
    default: throw .noSuchOverload
    }
    return number.isFinite ? format(number) : try text(.double(number))
  }

  private static func whole(
    _ value: Payload, radix: Int, allowsBool: Bool = false
  ) throws(EvaluationError) -> String {
    switch value {
    case .int(let value): return String(value, radix: radix)
    case .uint(let value): return String(value, radix: radix)
    case .bool(let value) where allowsBool: return value ? "1" : "0"
    default: throw .noSuchOverload
    }
  }

  private static func hexadecimal(_ value: Payload) throws(EvaluationError) -> String {
    switch value {
    case .string(let text): return hexadecimal(Array(text.utf8))
    case .bytes(let bytes): return hexadecimal(bytes)
    default: return try whole(value, radix: 16)
    }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// Exact decimal text of a double, rounded half to even.
enum DecimalText {
  static func fixed(_ value: Double, places: Int) -> String {
    let (digits, point) = exactDigits(value.magnitude)
    let (rounded, shift) = round(digits, keeping: point + places)
    let whole = point + shift
    let padded = String(repeating: "0", count: max(0, -whole)) + rounded.map(String.init).joined()
    let integer = whole > 0 ? String(padded.prefix(whole)) : "0"
    let fraction = whole > 0 ? String(padded.dropFirst(whole)) : padded
    let filled = fraction + String(repeating: "0", count: max(0, places - fraction.utf8.count))
    let text = places > 0 ? "\(integer).\(filled.prefix(places))" : integer
    return (value.sign == .minus ? "-" : "") + text
  }

  static func scientific(_ value: Double, places: Int) -> String {
    let (digits, point) = exactDigits(value.magnitude)
    let (rounded, shift) = round(digits, keeping: places + 1)
    let exponent = value == 0 ? 0 : point + shift - 1
    var mantissa = rounded.map(String.init).joined()
    mantissa += String(repeating: "0", count: max(0, places + 1 - mantissa.utf8.count))
    let tail = places > 0 ? "." + mantissa.dropFirst().prefix(places) : ""
    let sign = exponent < 0 ? "-" : "+"
    let power = (exponent.magnitude < 10 ? "0" : "") + "\(exponent.magnitude)"
    return (value.sign == .minus ? "-" : "") + mantissa.prefix(1) + tail + "e" + sign + power
  }

  /// All decimal digits of the value and the position of its decimal point among them.
  private static func exactDigits(_ value: Double) -> (digits: [UInt8], point: Int) {
    guard value != 0 else { return ([0], 1) }
    let exponent = Int(value.exponent) - 52
    var limbs = [UInt64(value.significand * 0x1p52)]
    let factor: UInt64 = exponent >= 0 ? 2 : 5
    for _ in 0..<exponent.magnitude { multiply(&limbs, by: factor) }
    let digits = decimalDigits(limbs)
    let point = exponent >= 0 ? digits.count : digits.count + exponent
    return (digits, point)
  }

  private static let base: UInt64 = 1_000_000_000_000_000_000

  /// Multiplies a number held in limbs of 18 decimal digits, lowest first.
  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let value = limbs[index] * factor + carry
      limbs[index] = value % base
      carry = value / base
    }
    if carry > 0 { limbs.append(carry) }
  }

  private static func decimalDigits(_ limbs: [UInt64]) -> [UInt8] {
    var text = ""
    for limb in limbs.reversed() {
      let digits = String(limb)
      text += text.isEmpty ? digits : String(repeating: "0", count: 18 - digits.utf8.count) + digits
    }
    return text.utf8.map { $0 - UInt8(ascii: "0") }
  }

  /// Rounds to `count` digits; `shift` is 1 when a carry made the number one digit longer.
  private static func round(_ digits: [UInt8], keeping count: Int) -> (digits: [UInt8], shift: Int)
  {
    guard count < digits.count else { return (digits, 0) }
    guard count >= 0 else { return ([], 0) }
    var kept = Array(digits.prefix(count))
    let rest = digits.dropFirst(count)
    let isHalf = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
    let isUp = isHalf ? (kept.last ?? 0) % 2 == 1 : (rest.first ?? 0) >= 5
    guard isUp else { return (kept, 0) }
    var index = count - 1
    while index >= 0, kept[index] == 9 {
      kept[index] = 0
      index -= 1
    }
    if index >= 0 {
      kept[index] += 1
      return (kept, 0)
    }
    return ([1] + kept, 1)
  }
}

extension Payload {
  /// The value as a message prints it; records and failures print as nothing.
  package var displayText: String { (try? TextFormat.text(self)) ?? "" }
}
