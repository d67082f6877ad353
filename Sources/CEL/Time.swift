internal import Encodings

/// A point in time: seconds since 1970-01-01T00:00:00Z and nanoseconds within the second.
package struct Timestamp: Sendable, Hashable, Comparable {
  package let seconds: Int64
  package let nanoseconds: Int64

  /// The years 0001 to 9999, as the language demands.
  static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// Nil when the time is out of the language's range.
  package init?(seconds: Int64, nanoseconds: Int64 = 0) {
    guard Self.range.contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else {
      return nil
    }
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Reads RFC 3339 text, or a bare date, which means 00:00 UTC of that day.
  package init?(parsing text: String, allowsBareDate: Bool = false) {
    var reader = DigitReader(text)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
      reader.take("-"), let day = reader.number(2), (1...12).contains(month),
      (1...CivilDate.daysInMonth(year, month)).contains(day)
    else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    if reader.isAtEnd {
      guard allowsBareDate else { return nil }
      self.init(seconds: days * 86_400)
      return
    }
    guard reader.take("T") || reader.take("t"), let hour = reader.number(2), reader.take(":"),
      let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
      hour < 24, minute < 60, second < 60, let fraction = reader.fraction(),
      let offset = reader.zoneOffset(), reader.isAtEnd
    else { return nil }
    let clock = hour * 3_600 + minute * 60 + second
    self.init(seconds: days * 86_400 + clock - offset, nanoseconds: fraction)
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// RFC 3339 in UTC, with as many fractional digits as needed.
  package var text: String {
    let parts = ClockTime(self, offset: 0)
    let date = "\(padded(parts.date.year, 4))-\(padded(parts.date.month))-\(padded(parts.date.day))"
    let time = "\(padded(parts.hour)):\(padded(parts.minute)):\(padded(parts.second))"
    return "\(date)T\(time)\(fractionText(nanoseconds))Z"
  }

  /// The time moved by `nanoseconds`; nil outside the range.
  func adding(_ duration: Int64) -> Timestamp? {
    let (wholeSeconds, rest) = duration.quotientAndRemainder(dividingBy: 1_000_000_000)
    let nanos = nanoseconds + rest
    let carry: Int64 = nanos < 0 ? -1 : (nanos >= 1_000_000_000 ? 1 : 0)
    return Timestamp(
      seconds: seconds + wholeSeconds + carry, nanoseconds: nanos - carry * 1_000_000_000)
  }

  /// Nanoseconds from `other` to this time; nil when they do not fit.
  func distance(from other: Timestamp) -> Int64? {
    let (product, overflow) =
      (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow2) = product.addingReportingOverflow(nanoseconds - other.nanoseconds)
    return overflow || overflow2 ? nil : sum
  }
}

/// A timestamp split into calendar parts at a fixed offset from UTC in seconds.
struct ClockTime {
  let date: CivilDate
  let hour: Int64
  let minute: Int64
  let second: Int64
  /// 0 is Sunday.
  let dayOfWeek: Int64
  /// 0 is the first of January.
  let dayOfYear: Int64

  init(_ time: Timestamp, offset: Int64) {
    let local = time.seconds + offset
    let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    let clock = local - days * 86_400
    date = CivilDate(daysSinceEpoch: days)
    hour = clock / 3_600
    minute = clock % 3_600 / 60
    second = clock % 60
    dayOfWeek = ((days + 4) % 7 + 7) % 7
    dayOfYear = days - CivilDate(year: date.year, month: 1, day: 1).daysSinceEpoch
  }
}

/// Reads fixed-width numbers from text.
struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ symbol: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: symbol) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ width: Int) -> Int64? {
    guard rest.count >= width else { return nil }
    let digits = rest.prefix(width)
    guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    rest.removeFirst(width)
    return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
  }

  /// Nanoseconds of an optional `.fraction`; nil when it is malformed.
  mutating func fraction() -> Int64? {
    guard take(".") else { return 0 }
    var value: Int64 = 0
    var digits = 0
    while let digit = number(1) {
      if digits < 9 { value = value * 10 + digit }
      digits += 1
    }
    guard digits > 0 else { return nil }
    for _ in min(digits, 9)..<9 { value *= 10 }
    return value
  }

  /// Seconds east of UTC of `Z`, `+hh:mm` or `-hh:mm`.
  mutating func zoneOffset() -> Int64? {
    if take("Z") || take("z") { return 0 }
    let sign: Int64 = take("-") ? -1 : (take("+") ? 1 : 0)
    guard sign != 0, let hours = number(2), take(":"), let minutes = number(2), hours < 24,
      minutes < 60
    else { return nil }
    return sign * (hours * 3_600 + minutes * 60)
  }
}

func padded(_ value: Int64, _ width: Int = 2) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// `.5` for half a second; empty for none.
func fractionText(_ nanoseconds: Int64) -> String {
  guard nanoseconds != 0 else { return "" }
  var digits = padded(nanoseconds, 9)
  while digits.hasSuffix("0") { digits.removeLast() }
  return "." + digits
}
