internal import Credentials

/// Lines of a configuration file inside a value.
enum ConfigLines {
  /// Values of `password=…` and `password: …` that a generator made.
  static func passwords(in text: String) -> [(key: String, range: Range<Int>)] {
    guard text.utf8.contains(10), text.utf8.count < 500_000 else { return [] }
    let bytes = Array(text.utf8)
    var result: [(key: String, range: Range<Int>)] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      if let hit = password(bytes, start..<end) { result.append(hit) }
      start = end + 1
    }
    return result
  }

  private static func password(
    _ bytes: [UInt8], _ line: Range<Int>
  ) -> (key: String, range: Range<Int>)? {
    guard let separator = bytes[line].firstIndex(where: { $0 == 61 || $0 == 58 }) else {
      return nil
    }
    let blanks = Set(" \t\"'\r,;".utf8)
    let name = String(
      decoding: bytes[line.lowerBound..<separator].filter { !blanks.contains($0) }, as: UTF8.self)
    guard !name.hasPrefix("#"), !name.hasPrefix("//"), SecretNames.matches(name) else { return nil }
    var first = separator + 1
    var last = line.upperBound
    while first < last, blanks.contains(bytes[first]) { first += 1 }
    while last > first, blanks.contains(bytes[last - 1]) { last -= 1 }
    let value = String(decoding: bytes[first..<last], as: UTF8.self)
    guard Strength.isRandom(value), TokenScanner.matches(in: value).isEmpty,
      Encryption.of(value) == nil
    else { return nil }
    return (name, first..<last)
  }
}
