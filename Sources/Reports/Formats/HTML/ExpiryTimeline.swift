internal import CEL
internal import Judging
internal import YAMLTree

/// When credentials end, on a scale from a season before today to a year after it.
struct ExpiryTimeline {
  struct Row {
    let label, date, left, state: String
    /// Where on the scale, from 0 to 100.
    let percent: Int
    let place: Place
  }

  private(set) var rows: [Row] = []
  private(set) var unknown = 0
  private(set) var today = ""

  private static let past: Int64 = 90
  private static let future: Int64 = 365
  private static let day: Int64 = 86_400

  /// Labels of the scale, with where they stand.
  static var axis: String {
    [(-past, "−90 d"), (0, "today"), (90, "90 d"), (180, "180 d"), (365, "1 y")].map { days, name in
      "<b style=\"left:\(percent(days))%\">\(name)</b>"
    }.joined()
  }

  init(_ inventory: Inventory?) {
    guard let inventory else { return }
    let now = inventory.now.seconds
    today = String(inventory.now.text.prefix(10))
    unknown = inventory.entries.count { $0.expires == nil && $0.protection != .absent }
    let ending = inventory.entries.compactMap { entry in entry.expires.map { (entry, $0) } }
    rows = ending.sorted { $0.1.seconds < $1.1.seconds }.map { entry, end in
      let days = Self.days(from: now, to: end.seconds)
      let host = entry.host.isEmpty ? "" : " for \(entry.host)"
      return Row(
        label: "\(entry.title)\(host), \(entry.holder)", date: String(end.text.prefix(10)),
        left: days < 0 ? "ended \(-days) days ago" : "\(days) days",
        state: days < 0 ? "ended" : days <= 30 ? "soon" : "later", percent: Self.percent(days),
        place: entry.place)
    }
  }

  /// Whole days, rounded down: an end earlier today is a day ago.
  private static func days(from now: Int64, to end: Int64) -> Int64 {
    let difference = end - now
    return difference >= 0 ? difference / day : (difference - day + 1) / day
  }

  private static func percent(_ days: Int64) -> Int {
    let clamped = max(-past, min(future, days))
    return Int((clamped + past) * 100 / (past + future))
  }
}
