internal import Encodings

/// The last gate before text leaves the process.
package enum Redaction {
  /// Replaces every token of a known kind, and user information in URLs: a registry key can be
  /// `https://user:token@host`.
  package static func scan(_ text: String) -> String {
    guard mayHoldSecret(text) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var start = 0
    for index in 0...bytes.count where index == bytes.count || isBoundary(bytes[index]) {
      let word = bytes[start..<index]
      if isSecret(word) { result += Array(Sensitive.redaction.utf8) } else { result += word }
      if index < bytes.count { result.append(bytes[index]) }
      start = index + 1
    }
    return hideUserInformation(String(decoding: result, as: UTF8.self))
  }

  /// The same, and words that were made up: for what its author was to choose from a few, and for
  /// names that are lists or mappings.
  package static func names(in text: String) -> String {
    scan(text).split(separator: " ", omittingEmptySubsequences: false).map { part in
      let words = part.split { !$0.isLetter && !$0.isNumber }
      return words.contains { Strength.isMadeUp(String($0)) } ? Sensitive.redaction : String(part)
    }.joined(separator: " ")
  }

  /// Most text has no word of sixteen bytes, no address and no question.
  private static func mayHoldSecret(_ text: String) -> Bool {
    var length = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "@"), UInt8(ascii: "?"): return true
      case 0...32, UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: ":"),
        UInt8(ascii: "="):
        length = 0
      default:
        length += 1
        if length >= 16 { return true }
      }
    }
    return false
  }

  /// No token of any kind holds such a byte.
  private static func isBoundary(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...32, 0x80...: true
    default: boundaries.contains(byte)
    }
  }

  private static let boundaries = ByteSet("'\"`,;:()[]{}<>@=/")

  private static func isSecret(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count >= 16 else { return false }
    let text = String(decoding: word, as: UTF8.self)
    return Classification.recognise(text) != nil || Strength.resemblesToken(text)
      || !TokenScanner.tokens(in: text).isEmpty
  }

  /// `user:password@host`, with or without a scheme, and what follows `?` in an address; an image's
  /// `name:tag@sha256:…` is neither.
  private static func hideUserInformation(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "?") }) else {
      return text
    }
    let characters = Array(text)
    var result: [Character] = []
    var index = 0
    while index < characters.count {
      let character = characters[index]
      index += 1
      // `Secret/?/db` is a name whose namespace is not known.
      let isName = result.last == "/" && index < characters.count && characters[index] == "/"
      if character == "?", !isName {
        let query = characters[index...].prefix { !isAddressEnd($0) }
        if !query.isEmpty {
          result += "?" + Array(Sensitive.redaction)
          index += query.count
          continue
        }
      }
      if character == "@", !isDigest(characters[index...]) {
        var start = result.lastIndex(where: isAddressEnd).map { $0 + 1 } ?? 0
        let word = String(result[start...])
        if let scheme = word.firstOffset(of: "://") {
          start += word.utf8.prefix(scheme + 3).count
          result.replaceSubrange(start..., with: Array(Sensitive.redaction))
        } else if word.contains(":") {
          result.replaceSubrange(start..., with: Array(Sensitive.redaction))
        }
      }
      result.append(character)
    }
    return String(result)
  }

  /// What no address holds; everything else can stand in a password.
  private static func isAddressEnd(_ character: Character) -> Bool {
    character.isWhitespace || "'\"`".contains(character)
  }

  /// `sha256:` and its digits behind the `@` of an image.
  private static func isDigest(_ rest: ArraySlice<Character>) -> Bool {
    let text = String(rest.prefix(39))
    return ["sha256:", "sha512:"].contains { prefix in
      text.hasPrefix(prefix) && text.count == 39
        && text.dropFirst(prefix.count).allSatisfy(\.isHexDigit)
    }
  }
}
