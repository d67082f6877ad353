internal import Foundation

/// Secrets that tests make up, and the search for whatever of them came through.
package struct Canaries {
  /// Text that occurs nowhere by chance, always the same for the same seed.
  private var state: UInt64
  package private(set) var all: [String] = []

  package init(seed: UInt64) { state = seed }

  private static let letters = Array(
    "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")

  package mutating func make(_ length: Int = 24) -> String {
    let text = String(
      (0..<length).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Self.letters[Int(state >> 33) % Self.letters.count]
      })
    all.append(text)
    return text
  }

  /// The same in clear, and as programs write it: base64 at each alignment, hex, percent signs.
  private static func forms(_ secret: String) -> [(text: String, window: Int)] {
    let bytes = Array(secret.utf8)
    let base64 = (0..<3).map { shift -> (String, Int) in
      let text = Data([UInt8](repeating: 0, count: shift) + bytes).base64EncodedString()
      // The digits at the ends are its neighbours' too.
      return (String(text.dropFirst(shift == 0 ? 0 : 4).dropLast(4)), 8)
    }
    let hex = bytes.map { String($0, radix: 16) }
    return [(secret, 8), (String(secret.reversed()), 8)] + base64
      + [(hex.joined(), 16), (hex.map { "%" + $0 }.joined(), 24)]
  }

  /// What stands in the text of any of them, with what is around it.
  package func leaks(in text: String) -> [String] {
    var windows: [Int: Set<[UInt8]>] = [:]
    for form in all.flatMap(Self.forms) {
      let bytes = Array(form.text.utf8)
      guard bytes.count >= form.window else { continue }
      for start in 0...bytes.count - form.window {
        windows[form.window, default: []].insert(Array(bytes[start..<start + form.window]))
      }
    }
    let bytes = Array(text.utf8)
    return windows.flatMap { window, known -> [String] in
      guard bytes.count >= window else { return [] }
      return (0...bytes.count - window).filter { known.contains(Array(bytes[$0..<$0 + window])) }
        .map { String(decoding: bytes[max(0, $0 - 60)..<$0 + window], as: UTF8.self) }
    }
  }
}
