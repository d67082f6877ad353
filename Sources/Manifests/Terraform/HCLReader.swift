internal import Credentials
internal import Encodings

/// Reads the part of HCL in which objects are written (hashicorp/hcl `hclsyntax/spec.md`): blocks,
/// attributes, objects, lists, calls and texts. What is computed stays an expression, and what does
/// not parse is passed over.
struct HCLReader {
  private let bytes: [UInt8]
  private var index = 0
  private static let maximumDepth = 64

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The blocks of the file, in order.
  static func blocks(in bytes: [UInt8]) -> [HCLBlock] {
    var reader = HCLReader(bytes)
    var root = HCLBlock(type: "", labels: [], range: 0..<bytes.count)
    reader.readBody(into: &root, depth: 0)
    return root.blocks
  }

  // MARK: Structure

  private mutating func readBody(into block: inout HCLBlock, depth: Int) {
    while true {
      skipBlanks(andBreaks: true)
      guard index < bytes.count else { return }
      if bytes[index] == UInt8(ascii: "}") {
        index += 1
        return
      }
      guard let name = readWord() else {
        skipLine()
        continue
      }
      let start = index - name.utf8.count
      skipBlanks(andBreaks: false)
      if isByte("="), !isByte("=", at: index + 1) {
        let range = start..<index
        index += 1
        block.attributes.append(.init(name: name, range: range, value: readValue(depth: depth)))
      } else if let inner = readBlock(name, from: start, depth: depth) {
        block.blocks.append(inner)
      } else {
        skipLine()
      }
    }
  }

  private mutating func readBlock(_ type: String, from start: Int, depth: Int) -> HCLBlock? {
    guard depth < Self.maximumDepth else { return nil }
    var labels: [String] = []
    while index < bytes.count, bytes[index] != UInt8(ascii: "{") {
      if isByte("\""), case .text(let label, _) = readQuoted() {
        labels.append(label)
      } else if let word = readWord() {
        labels.append(word)
      } else {
        return nil
      }
      skipBlanks(andBreaks: false)
    }
    guard index < bytes.count else { return nil }
    index += 1
    var block = HCLBlock(type: type, labels: labels, range: start..<index)
    readBody(into: &block, depth: depth + 1)
    block.range = start..<index
    return block
  }

  // MARK: Values

  private mutating func readValue(depth: Int) -> HCLValue {
    skipBlanks(andBreaks: false)
    let start = index
    let value = depth < Self.maximumDepth ? readPrimary(depth: depth + 1) : nil
    let end = index
    skipBlanks(andBreaks: false)
    if let value, isAtEnd { return value }
    index = end
    skipExpression()
    let raw = String(decoding: bytes[start..<index], as: UTF8.self)
    return .expression(raw.trimmedWhitespace, start..<index)
  }

  private mutating func readPrimary(depth: Int) -> HCLValue? {
    guard index < bytes.count else { return nil }
    switch bytes[index] {
    case UInt8(ascii: "\""): return readQuoted()
    case UInt8(ascii: "{"): return readObject(depth: depth)
    case UInt8(ascii: "["): return readList(depth: depth)
    case UInt8(ascii: "<") where isByte("<", at: index + 1): return readHeredoc()
    default: break
    }
    let start = index
    guard let word = readWord() else { return nil }
    if isByte("(") {
      index += 1
      guard let arguments = readItems(until: ")", depth: depth) else { return nil }
      return .call(word, arguments, start..<index)
    }
    let isItself = ["true", "false", "null"].contains(word) || word.utf8.allSatisfy(\.isDigit)
    return isItself ? .text(word, start..<index) : nil
  }

  private mutating func readObject(depth: Int) -> HCLValue? {
    let start = index
    index += 1
    var entries: [(key: HCLValue, value: HCLValue)] = []
    while true {
      skipSeparators()
      guard index < bytes.count else { return nil }
      if isByte("}") { break }
      let keyStart = index
      var key: HCLValue? = isByte("\"") ? readQuoted() : nil
      if key == nil, let word = readWord(), word != "for" {
        key = .text(word, keyStart..<index)
      }
      skipBlanks(andBreaks: false)
      guard let key, isByte("=") || isByte(":") else { return nil }
      index += 1
      entries.append((key, readValue(depth: depth)))
    }
    index += 1
    return .object(entries, start..<index)
  }

  private mutating func readList(depth: Int) -> HCLValue? {
    let start = index
    index += 1
    return readItems(until: "]", depth: depth).map { .list($0, start..<index) }
  }

  private mutating func readItems(until close: Character, depth: Int) -> [HCLValue]? {
    var items: [HCLValue] = []
    while true {
      skipSeparators()
      guard index < bytes.count else { return nil }
      if isByte(close) { break }
      let before = index
      items.append(readValue(depth: depth))
      guard index > before else { return nil }
    }
    index += 1
    return items
  }

  /// Text in quotes; what stands in `${…}` belongs to it.
  private mutating func readQuoted() -> HCLValue? {
    index += 1
    let start = index
    var text: [UInt8] = []
    while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != 10 {
      if isByte("$"), isByte("{", at: index + 1) {
        let from = index
        index += 2
        skipBrackets()
        text += bytes[from..<index]
      } else if isByte("\\"), index + 1 < bytes.count {
        text.append(Self.escapes[bytes[index + 1]] ?? bytes[index + 1])
        index += 2
      } else {
        text.append(bytes[index])
        index += 1
      }
    }
    guard isByte("\"") else { return nil }
    let range = start..<index
    index += 1
    return .text(String(decoding: text, as: UTF8.self), range)
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13,
  ]

  /// `<<EOT` and `<<-EOT`.
  private mutating func readHeredoc() -> HCLValue? {
    index += 2
    if isByte("-") { index += 1 }
    guard let mark = readWord() else { return nil }
    skipLine()
    let start = index
    while index < bytes.count {
      let line = index
      skipLine()
      let text = String(decoding: bytes[line..<index], as: UTF8.self)
      if text.trimmedWhitespace == mark {
        index = line + text.utf8.count - (text.hasSuffix("\n") ? 1 : 0)
        return .text(String(decoding: bytes[start..<line], as: UTF8.self), start..<line)
      }
    }
    return nil
  }

  // MARK: Scanning

  private func isByte(_ character: Character, at offset: Int? = nil) -> Bool {
    let offset = offset ?? index
    return offset < bytes.count && bytes[offset] == character.asciiValue
  }

  private mutating func readWord() -> String? {
    let start = index
    while index < bytes.count,
      bytes[index].isLetter || bytes[index].isDigit || "_-".utf8.contains(bytes[index])
    {
      index += 1
    }
    return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
  }

  /// The end of a value: of its line, or of what holds it.
  private var isAtEnd: Bool {
    index >= bytes.count || "\n\r,)]}#".utf8.contains(bytes[index])
      || (isByte("/") && isByte("/", at: index + 1))
  }

  private mutating func skipExpression() {
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""): if readQuoted() == nil { return }
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        index += 1
        skipBrackets()
      default:
        if isAtEnd { return }
        index += 1
      }
    }
  }

  /// To behind the bracket that closes the one before.
  private mutating func skipBrackets() {
    var depth = 1
    while index < bytes.count, depth > 0 {
      switch bytes[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
      index += 1
    }
  }

  private mutating func skipSeparators() {
    repeat {
      skipBlanks(andBreaks: true)
      guard isByte(",") else { return }
      index += 1
    } while true
  }

  private mutating func skipLine() {
    while index < bytes.count, bytes[index] != 10 { index += 1 }
    index = min(index + 1, bytes.count)
  }

  private mutating func skipBlanks(andBreaks: Bool) {
    while index < bytes.count {
      switch bytes[index] {
      case 32, 9: index += 1
      case 10, 13:
        guard andBreaks else { return }
        index += 1
      case UInt8(ascii: "#"):
        guard andBreaks else { return }
        skipLine()
      case UInt8(ascii: "/") where isByte("/", at: index + 1):
        guard andBreaks else { return }
        skipLine()
      case UInt8(ascii: "/") where isByte("*", at: index + 1):
        index += 2
        while index < bytes.count, !(isByte("*") && isByte("/", at: index + 1)) { index += 1 }
        index = min(index + 2, bytes.count)
      default: return
      }
    }
  }
}
