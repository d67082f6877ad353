/// Plain search in bytes.
package enum ByteSearch {
  /// Offsets at which `text` starts, in order.
  package static func offsets(of text: String, in bytes: [UInt8]) -> [Int] {
    var result: [Int] = []
    forEach(text, in: bytes) {
      result.append($0)
      return true
    }
    return result
  }

  package static func holds(_ bytes: [UInt8], _ text: String) -> Bool {
    var found = false
    forEach(text, in: bytes) { _ in
      found = true
      return false
    }
    return found
  }

  private static func forEach(_ text: String, in bytes: [UInt8], _ body: (Int) -> Bool) {
    let wanted = Array(text.utf8)
    var index = 0
    while let found = bytes[index...].firstIndex(of: wanted[0]) {
      if bytes[found...].starts(with: wanted), !body(found) { return }
      index = found + 1
    }
  }
}
