internal import Encodings
internal import Credentials

/// Expands `${sample:…}`, `${base64:…}` and `${base64url:…}` in fixtures, so that no live-looking
/// secret sits in a repository.
struct FixtureMacros {
  private var state: UInt64
  /// One value a kind, so that a config can repeat its password in `auth`.
  private var samples: [String: String] = [:]

  init(seed: UInt64 = 0x5EED) { state = seed }

  /// Innermost first; other `${…}` are left alone.
  mutating func expand(_ text: String) -> String {
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      guard let name = Self.names.first(where: { bytes[index...].starts(with: "${\($0):".utf8) }),
        let end = Self.closingBrace(bytes, from: index + name.utf8.count + 3)
      else {
        result.append(bytes[index])
        index += 1
        continue
      }
      let start = index + name.utf8.count + 3
      let argument = String(decoding: bytes[start..<end], as: UTF8.self)
      let lineStart = result.lastIndex(of: 10).map { $0 + 1 } ?? 0
      let value = expand(name, argument)
      let margin = "\n" + String(repeating: " ", count: result.count - lineStart)
      result += Array(value.replacing("\n", with: margin).utf8)
      index = end + 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The text with words for what the macros would make, for a reader.
  static func described(_ text: String) -> String {
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      guard let name = names.first(where: { bytes[index...].starts(with: "${\($0):".utf8) }),
        let end = closingBrace(bytes, from: index + name.utf8.count + 3)
      else {
        result.append(bytes[index])
        index += 1
        continue
      }
      let argument = described(
        String(decoding: bytes[(index + name.utf8.count + 3)..<end], as: UTF8.self))
      result += Array((name == "sample" ? "‹\(argument)›" : "‹\(name) of \(argument)›").utf8)
      index = end + 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let names = ["sample", "base64", "base64url"]

  private static func closingBrace(_ bytes: [UInt8], from start: Int) -> Int? {
    var depth = 0
    for index in start..<bytes.count {
      if bytes[index] == UInt8(ascii: "{") { depth += 1 }
      guard bytes[index] == UInt8(ascii: "}") else { continue }
      if depth == 0 { return index }
      depth -= 1
    }
    return nil
  }

  private mutating func expand(_ name: String, _ argument: String) -> String {
    if name == "sample" {
      let value = samples[argument] ?? sample(argument)
      samples[argument] = value
      return value
    }
    // A nested value keeps its line breaks: the margin is only for text in place.
    let content = expandInline(argument).replacing("\\n", with: "\n")
    let encoded = Base64.encode(Array(content.utf8))
    guard name == "base64url" else { return encoded }
    return encoded.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  private mutating func expandInline(_ text: String) -> String {
    var lines = expand(text).split(separator: "\n", omittingEmptySubsequences: false)
    for index in lines.indices.dropFirst() { lines[index] = lines[index].drop { $0 == " " } }
    return lines.joined(separator: "\n")
  }

  private mutating func random(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  private mutating func characters(_ count: Int, _ alphabet: String) -> String {
    let letters = Array(alphabet)
    return String((0..<count).map { _ in letters[random(letters.count)] })
  }

  private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

  private mutating func sample(_ kind: String) -> String {
    switch kind {
    case "password": return characters(24, Self.letters)
    case "private-key": return sample("key ed25519")
    case "jwt":
      let header = Base64.encode(Array("{\"alg\":\"RS256\"}".utf8)).replacing("=", with: "")
      let claims = Base64.encode(Array("{\"sub\":\"ci\"}".utf8)).replacing("=", with: "")
      return "\(header).\(claims).\(characters(40, Self.letters))"
    case _ where kind.hasPrefix("key "), _ where kind.hasPrefix("certificate "):
      let words = kind.split(separator: " ").map(String.init)
      var generator = self
      defer { self = generator }
      let value =
        words[0] == "key"
        ? SampleKey.make(Array(words.dropFirst())) { generator.random($0) }
        : SampleCertificate.make(Array(words.dropFirst()))
      return value ?? "unknown-sample-\(kind)"
    default: return CredentialKind.named(kind).map { token($0) } ?? "unknown-sample-\(kind)"
    }
  }

  private mutating func token(_ kind: CredentialKind) -> String {
    if kind.known == .ecrToken {
      let payload = characters(300, Self.letters)
      return Base64.encode(
        Array(
          "{\"payload\":\"\(payload)\",\"datakey\":\"x\",\"version\":\"2\",\"type\":\"DATA_KEY\"}"
            .utf8))
    }
    var generator = self
    defer { self = generator }
    return kind.sample { count, alphabet in generator.characters(count, alphabet) }
  }
}
