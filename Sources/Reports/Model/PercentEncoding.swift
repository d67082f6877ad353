internal import Encodings

enum PercentEncoding {
  /// A path as it stands in a URI: every byte but slashes and unreserved characters is encoded
  /// (RFC 3986).
  static func path(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
      let isPlain = byte.isDigit || byte.isLetter || "-._~/".utf8.contains(byte)
      let digits = String(byte, radix: 16, uppercase: true)
      result +=
        isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.utf8.count < 2 ? "0" : "") + digits
    }
    return result
  }
}
