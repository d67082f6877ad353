/// Durations as Go writes them: `1h30m`, `-1.5h`, `0`; units h, m, s, ms, us, ns.
package enum Durations {
  private static let units: [(suffix: String, nanoseconds: Int64)] = [
    ("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]
  private static let day = (suffix: "d", nanoseconds: Int64(86_400_000_000_000))

  /// Nanoseconds, or nil when `text` is no duration or does not fit.
  ///
  /// - Parameter allowsDays: also read `30d`, which rule parameters use and the language does not.
  package static func parse(_ text: String, allowsDays: Bool = false) -> Int64? {
    var rest = Substring(text)
    let isNegative = rest.hasPrefix("-")
    if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
    if rest == "0" { return 0 }
    guard !rest.isEmpty else { return nil }
    let units = allowsDays ? self.units + [day] : self.units
    var total: Int64 = 0
    while !rest.isEmpty {
      guard let part = takePart(&rest, units: units) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      guard !overflow else { return nil }
      total = sum
    }
    return isNegative ? -total : total
  }

  private static func takePart(
    _ rest: inout Substring, units: [(suffix: String, nanoseconds: Int64)]
  ) -> Int64? {
    let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    rest.removeFirst(digits.count)
    let suffix = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
    rest.removeFirst(suffix.count)
    guard let unit = units.first(where: { $0.suffix == suffix })?.nanoseconds else { return nil }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, digits != ".", let whole = parts[0].isEmpty ? 0 : Int64(parts[0])
    else { return nil }
    let (scaled, overflow) = whole.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    guard parts.count == 2, !parts[1].isEmpty else { return scaled }
    guard let fraction = Double("0." + parts[1]) else { return nil }
    let (sum, overflow2) = scaled.addingReportingOverflow(
      Int64((fraction * Double(unit)).rounded(.toNearestOrEven)))
    return overflow2 ? nil : sum
  }

  /// Seconds with a fraction, as the language prints durations: `5400s`, `1.5s`.
  static func text(_ nanoseconds: Int64) -> String {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let sign = nanoseconds < 0 ? "-" : ""
    return "\(sign)\(seconds.magnitude)\(fractionText(Int64(rest.magnitude)))s"
  }
}
