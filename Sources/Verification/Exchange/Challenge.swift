/// One challenge of a `WWW-Authenticate` header (RFC 9110, 11.6.1).
struct Challenge: Equatable {
  /// In small letters.
  let scheme: String
  /// By name in small letters.
  let parameters: [String: String]

  /// Every challenge of all headers, in order. Several stand in one header, separated by commas, as
  /// their own parameters are.
  static func all(_ headers: [String]) -> [Challenge] {
    headers.flatMap { header in
      var reader = Reader(header)
      return reader.challenges()
    }
  }

  private struct Reader {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    mutating func challenges() -> [Challenge] {
      var result: [Challenge] = []
      var scheme: String?
      var parameters: [String: String] = [:]
      func end() {
        if let scheme { result.append(Challenge(scheme: scheme, parameters: parameters)) }
      }
      while let word = word() {
        if let value = value() {
          guard scheme != nil else { return result }
          parameters[word.lowercased()] = value
        } else {
          end()
          (scheme, parameters) = (word.lowercased(), [:])
        }
      }
      end()
      return result
    }

    /// A token, behind blanks and commas.
    private mutating func word() -> String? {
      rest = rest.drop { " ,\t".contains($0) }
      let word = rest.prefix { !" ,\t=\"".contains($0) }
      guard !word.isEmpty else { return nil }
      rest = rest[word.endIndex...]
      return String(word)
    }

    /// What follows an equals sign.
    private mutating func value() -> String? {
      let next = rest.drop { " \t".contains($0) }
      guard next.first == "=" else { return nil }
      rest = next.dropFirst().drop { " \t".contains($0) }
      guard rest.first == "\"" else {
        let token = rest.prefix { !" ,\t".contains($0) }
        rest = rest[token.endIndex...]
        return String(token)
      }
      rest = rest.dropFirst()
      var text = ""
      while let character = rest.popFirst(), character != "\"" {
        text.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
      }
      return text
    }
  }
}
