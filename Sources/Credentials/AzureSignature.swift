internal import Encodings

/// A shared access signature of Azure: the query of an address that says itself what it allows and
/// until when.
enum AzureSignature {
  static let kind = "azure-sas"

  /// - Parameter range: of `sig=…` in the bytes.
  /// - Returns: nil for a signature without the members that make it one.
  static func classification(
    _ kind: CredentialKind, in bytes: [UInt8], _ range: Range<Int>
  ) -> Classification? {
    let isQuery = CredentialKind.Alphabet.address.contains
    let before = bytes[..<range.lowerBound].suffix(longest).reversed().prefix(while: isQuery)
    let after = bytes[range.upperBound...].prefix(longest).prefix(while: isQuery)
    let query = String(
      decoding: before.reversed() + bytes[range] + Array(after), as: UTF8.self)
    let members = query.split { $0 == "&" || $0 == "?" }
    func member(_ name: String) -> Substring? {
      members.first { $0.hasPrefix(name + "=") }?.dropFirst(name.utf8.count + 1)
    }
    guard member("sv") != nil || member("skn") != nil, let end = member("se") else { return nil }
    let rights = member("sp").map { $0.map(String.init) } ?? []
    return Classification(kind: kind, expires: time(end), scopes: rights)
  }

  private static let longest = 600

  /// `2027-01-31T12:00:00Z`, its colons encoded or not, or seconds since 1970.
  private static func time(_ text: Substring) -> Int64? {
    if let seconds = Int64(text) { return seconds }
    let plain = text.replacing("%3A", with: ":").replacing("%3a", with: ":")
    let numbers = plain.split { !$0.isNumber }.compactMap { Int64($0) }
    guard numbers.count >= 3, (1970...9999).contains(numbers[0]), (1...12).contains(numbers[1]),
      (1...31).contains(numbers[2])
    else { return nil }
    let day = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]).daysSinceEpoch
    let clock = numbers.dropFirst(3).prefix(3)
    return day * 86_400
      + zip(clock, [3_600, 60, 1] as [Int64]).reduce(0) { $0 + min($1.0, 60) * $1.1 }
  }
}
