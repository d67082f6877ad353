internal import FoundationEssentials

/// Reads the system's time zone database (RFC 8536, "TZif"), for zone names such as
/// `Europe/Paris`.
enum ZoneDatabase {
  private static let directory = "/usr/share/zoneinfo/"

  /// Seconds east of UTC in the named zone at a time in seconds since 1970; nil when the zone is
  /// unknown.
  static func offset(of name: String, at time: Int64) -> Int64? {
    guard name.utf8.allSatisfy(isNameByte), !name.hasPrefix("/"),
      let data = try? Data(contentsOf: URL(filePath: directory + name))
    else { return nil }
    return offset(in: Array(data), at: time)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "/_-+".utf8.contains(byte)
    }
  }

  /// Finds the last transition before `time` in the 64-bit block of the file.
  private static func offset(in bytes: [UInt8], at time: Int64) -> Int64? {
    guard bytes.count > 44, bytes.starts(with: "TZif".utf8) else { return nil }
    let first = Header(bytes, at: 0)
    let start = 44 + first.length(timeSize: 4)
    guard bytes.count >= start + 44 else { return nil }
    let header = Header(bytes, at: start)
    let times = start + 44
    let indices = times + header.transitions * 8
    let types = indices + header.transitions
    guard bytes.count >= types + header.types * 6, header.types > 0 else { return nil }
    var type = 0
    for index in 0..<header.transitions {
      guard number(bytes, at: times + index * 8, size: 8) <= time else { break }
      type = Int(bytes[indices + index])
    }
    guard type < header.types else { return nil }
    return number(bytes, at: types + type * 6, size: 4)
  }

  private struct Header {
    let transitions: Int
    let types: Int
    private let rest: [Int]

    init(_ bytes: [UInt8], at offset: Int) {
      let counts = (0..<6).map { Int(number(bytes, at: offset + 20 + $0 * 4, size: 4)) }
      rest = counts
      transitions = counts[3]
      types = counts[4]
    }

    func length(timeSize: Int) -> Int {
      rest[3] * (timeSize + 1) + rest[4] * 6 + rest[5] + rest[2] * (timeSize + 4) + rest[1]
        + rest[0]
    }
  }

  /// A signed big-endian number.
  private static func number(_ bytes: [UInt8], at offset: Int, size: Int) -> Int64 {
    let value = bytes[offset..<offset + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return size == 8 ? Int64(bitPattern: value) : Int64(Int32(truncatingIfNeeded: value))
  }
}
