internal import Encodings
package import YAMLTree

/// The text that a shell gets, and where each of its bytes stands in the file.
package final class ScriptText: Sendable {
  package let bytes: [UInt8]
  /// The scalar that holds it, or the whole file as one; of a list of words the first.
  package let parent: Node
  private let map: ScalarMap
  /// Of each byte, its offset in the parent's text; nil where both are the same.
  private let offsets: [Int]?
  /// Of each byte, its offset in the source: the words of a list stand in scalars of their own.
  private let sourceOffsets: [Int]?
  private let range: Range<Int>

  /// - Parameter rewritten: what a program makes of the scalar before a shell gets it: bytes, and of
  ///   each its offset in the scalar's text.
  init?(_ node: Node, rewritten: (bytes: [UInt8], offsets: [Int])? = nil) {
    guard node.kind == .scalar, let map = ScalarMap(node) else { return nil }
    parent = node
    self.map = map
    bytes = rewritten?.bytes ?? Array(node.bytes)
    offsets = rewritten?.offsets
    sourceOffsets = nil
    range = node.range
  }

  /// A program and its arguments, one word each, in quotes that keep what stands in them; variables
  /// are those of Kubernetes, `$(NAME)`.
  init?(joining words: [Node]) {
    guard let first = words.first, let last = words.last, let map = ScalarMap(first) else {
      return nil
    }
    parent = first
    self.map = map
    range = first.range.lowerBound..<max(first.range.upperBound, last.range.upperBound)
    offsets = nil
    var bytes: [UInt8] = []
    var places: [Int] = []
    for word in words {
      guard let map = ScalarMap(word) else { continue }
      let text = Kubernetes.expanded(Array(word.bytes))
      func add(_ byte: UInt8, _ offset: Int) {
        bytes.append(byte)
        places.append(map.sourceOffset(of: offset))
      }
      add(UInt8(ascii: "\""), 0)
      for (offset, byte) in text.enumerated() {
        let isVariable = byte == UInt8(ascii: "$") && text[offset...].dropFirst().first == 123
        if "\"\\`$".utf8.contains(byte), !isVariable { add(UInt8(ascii: "\\"), offset) }
        add(byte, offset)
      }
      add(UInt8(ascii: "\""), max(0, text.count - 1))
      add(32, max(0, text.count - 1))
    }
    self.bytes = bytes
    sourceOffsets = places
  }

  /// Byte offset in the source of the document that holds the scalar.
  package func sourceOffset(of offset: Int) -> Int {
    if let sourceOffsets {
      return offset < sourceOffsets.count ? sourceOffsets[offset] : range.upperBound
    }
    guard let offsets else { return map.sourceOffset(of: offset) }
    if offset < offsets.count { return map.sourceOffset(of: offsets[offset]) }
    return map.sourceOffset(of: offsets.last.map { $0 + 1 } ?? 0)
  }

  /// The place of a range of its bytes.
  package func place(of range: Range<Int>) -> Place {
    let start = sourceOffset(of: range.lowerBound)
    let end = range.isEmpty ? start : sourceOffset(of: range.upperBound - 1) + 1
    return parent.document.place(of: start..<max(start, end))
  }

  /// It is a file of its own, with comments that nothing else reads.
  var isWholeFile: Bool { parent.document.isRaw }

  /// Where the whole of it stands.
  package var place: Place { parent.document.place(of: range) }
}

/// What Kubernetes itself makes of a container's command line.
enum Kubernetes {
  /// `$(NAME)` of the container's environment becomes `${NAME}`, which is as long.
  static func expanded(_ text: [UInt8]) -> [UInt8] {
    var bytes = text
    for index in bytes.indices
    where bytes[index] == UInt8(ascii: "$")
      && bytes[index...].dropFirst().first == UInt8(ascii: "(")
    {
      let name = bytes[(index + 2)...].prefix(while: Substitutions.isNameByte)
      guard !name.isEmpty, name.endIndex < bytes.count,
        bytes[name.endIndex] == UInt8(ascii: ")"), !name.contains(where: \.isLowercase)
      else { continue }
      bytes[index + 1] = UInt8(ascii: "{")
      bytes[name.endIndex] = UInt8(ascii: "}")
    }
    return bytes
  }
}
