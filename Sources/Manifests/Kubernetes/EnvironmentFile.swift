/// `KEY=value` lines of an environment file, as kustomize reads them.
enum EnvironmentFile {
  static func entries(in bytes: [UInt8]) -> [(key: String, value: Range<Int>)] {
    var result: [(key: String, value: Range<Int>)] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      defer { start = end + 1 }
      var first = start
      while first < end, bytes[first] == 32 || bytes[first] == 9 { first += 1 }
      guard first < end, bytes[first] != UInt8(ascii: "#"),
        let equals = bytes[first..<end].firstIndex(of: UInt8(ascii: "="))
      else { continue }
      let last = end > equals + 1 && bytes[end - 1] == 13 ? end - 1 : end
      result.append((String(decoding: bytes[first..<equals], as: UTF8.self), (equals + 1)..<last))
    }
    return result
  }
}
