internal import Encodings

/// Parts of timestamps and durations (cel-spec `langdef`, "List of Standard Definitions").
extension Library {
  static let time: [Overload] = parts.flatMap(timestampOverloads) + durations

  private struct Part: Sendable {
    let name: String
    let value: @Sendable (ClockTime, Timestamp) -> Int64
    /// The part of 2009-02-13T23:31:30Z.
    let sample: Int64
  }

  private static let parts: [Part] = [
    Part(name: "getFullYear", value: { clock, _ in clock.date.year }, sample: 2009),
    Part(name: "getMonth", value: { clock, _ in clock.date.month - 1 }, sample: 1),
    Part(name: "getDate", value: { clock, _ in clock.date.day }, sample: 13),
    Part(name: "getDayOfMonth", value: { clock, _ in clock.date.day - 1 }, sample: 12),
    Part(name: "getDayOfWeek", value: { clock, _ in clock.dayOfWeek }, sample: 5),
    Part(name: "getDayOfYear", value: { clock, _ in clock.dayOfYear }, sample: 43),
    Part(name: "getHours", value: { clock, _ in clock.hour }, sample: 23),
    Part(name: "getMinutes", value: { clock, _ in clock.minute }, sample: 31),
    Part(name: "getSeconds", value: { clock, _ in clock.second }, sample: 30),
    Part(name: "getMilliseconds", value: { _, time in time.nanoseconds / 1_000_000 }, sample: 0),
  ]

  private static func timestampOverloads(_ part: Part) -> [Overload] {
    [
      .member(
        part.name, [.timestamp], .int, "Part of the time, in UTC.",
        "timestamp(1234567890).\(part.name)() == \(part.sample)"
      ) {
        .int(part.value(ClockTime($0[0].timestamp, offset: 0), $0[0].timestamp))
      },
      .member(
        part.name, [.timestamp, .string], .int, "Part of the time, in a zone.",
        "timestamp(1234567890).\(part.name)('UTC') == \(part.sample)"
      ) { arguments throws(EvaluationError) in
        let time = arguments[0].timestamp
        guard let offset = TimeZones.offset(of: arguments[1].string, at: time) else {
          throw EvaluationError("unknown time zone")
        }
        return .int(part.value(ClockTime(time, offset: offset), time))
      },
    ]
  }

  private static let durations: [Overload] = [
    ("getHours", 3_600_000_000_000, Int64.max, "5h", 5),
    ("getMinutes", 60_000_000_000, Int64.max, "5m", 5),
    ("getSeconds", 1_000_000_000, Int64.max, "5s", 5),
    ("getMilliseconds", 1_000_000, 1_000, "1005ms", 5),
  ].map { (name: String, unit: Int64, modulus: Int64, text: String, sample: Int64) in
    .member(
      name, [.duration], .int, "Whole units; milliseconds within the second.",
      "duration('\(text)').\(name)() == \(sample)"
    ) {
      .int($0[0].duration / unit % modulus)
    }
  }
}

/// Offsets of time zones: fixed ones, and named ones from the system's database.
enum TimeZones {
  /// Seconds east of UTC, or nil for an unknown zone.
  static func offset(of name: String, at time: Timestamp) -> Int64? {
    if name == "UTC" || name == "Z" || name.isEmpty { return 0 }
    var reader = DigitReader(name.first == "+" || name.first == "-" ? name : "+" + name)
    if let offset = reader.zoneOffset(), reader.isAtEnd { return offset }
    return ZoneDatabase.offset(of: name, at: time.seconds)
  }
}
