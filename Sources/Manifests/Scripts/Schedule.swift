package import YAMLTree

/// How often something runs by itself.
package struct Schedule: Sendable {
  /// As it is written: five fields of cron, or `@daily`.
  package let text: String
  /// Where it is written.
  package let node: Node
  /// The longest time between two runs, in minutes; nil where the text does not tell.
  package let minutes: Int?

  package init(_ node: Node) {
    self.node = node
    text = node.text
    minutes = Self.longestGap(text)
  }

  private static let names: [String: Int] = [
    "@hourly": 60, "@daily": 1_440, "@midnight": 1_440, "@weekly": 10_080, "@monthly": 44_640,
    "@yearly": 527_040, "@annually": 527_040,
  ]

  /// By the coarsest field that is restricted, as far as it is an even step; what restricts days is
  /// taken for a day at least.
  static func longestGap(_ text: String) -> Int? {
    let text =
      text.hasPrefix("TZ=") || text.hasPrefix("CRON_TZ=")
      ? String(text.drop { $0 != " " }.drop { $0 == " " }) : text
    if let minutes = names[text] { return minutes }
    if text.hasPrefix("@every ") { return duration(String(text.dropFirst(7))) }
    let fields = text.split(separator: " ").map(String.init)
    guard fields.count == 5 || fields.count == 6 else { return nil }
    let times = Array(fields.suffix(5))
    let signs = Set("0123456789*/,-?ABCDEFGHIJKLMNOPQRSTUVWXYZL#")
    guard times.allSatisfy({ $0.uppercased().allSatisfy(signs.contains) }),
      gap(times[1], 24) != nil || times[1] == "?"
    else { return nil }
    if times[3] != "*" { return 44_640 }
    if !["*", "?"].contains(times[2]) { return gap(times[2], 31).map { $0 * 1_440 } ?? 44_640 }
    if !["*", "?"].contains(times[4]) { return (gap(times[4], 7) ?? 7) * 1_440 }
    guard let hours = gap(times[1], 24), let minutes = gap(times[0], 60) else { return nil }
    return times[1] == "*" ? minutes : hours * 60
  }

  /// The longest distance between two values of a field, around its end.
  private static func gap(_ field: String, _ size: Int) -> Int? {
    var values: Set<Int> = []
    for part in field.split(separator: ",") {
      let halves = part.split(separator: "/", omittingEmptySubsequences: false)
      guard let step = halves.count == 2 ? Int(halves[1]) : 1, step > 0 else { return nil }
      let range = halves[0].split(separator: "-").compactMap { Int($0) }
      let bounds: ClosedRange<Int>
      switch (halves[0], range.count) {
      case ("*", _): bounds = 0...(size - 1)
      case (_, 2) where range[0] <= range[1]: bounds = range[0]...range[1]
      case (_, 1): bounds = range[0]...(halves.count == 2 ? max(range[0], size - 1) : range[0])
      default: return nil
      }
      guard bounds.upperBound <= size else { return nil }
      values.formUnion(stride(from: bounds.lowerBound, through: bounds.upperBound, by: step))
    }
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    let inner = zip(sorted.dropFirst(), sorted).map { $0 - $1 }.max() ?? 0
    return max(inner, size - last + first)
  }

  /// Go's durations, such as `1h30m`; whole minutes.
  package static func duration(_ text: String) -> Int? {
    var minutes = 0.0
    var digits = ""
    for character in text {
      if character.isNumber || character == "." {
        digits.append(character)
        continue
      }
      guard let number = Double(digits), number < 1e7, let unit = units[character] else {
        return nil
      }
      minutes += number * unit
      digits = ""
    }
    return digits.isEmpty && minutes > 0 ? Int(minutes) : nil
  }

  private static let units: [Character: Double] = ["h": 60, "m": 1, "s": 1.0 / 60]
}
