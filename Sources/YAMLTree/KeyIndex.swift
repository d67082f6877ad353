/// The keys of one mapping by their text: a pipeline can have thousands of jobs that name each other.
struct KeyIndex: Sendable {
  private var keys: [Int: [UInt32]] = [:]
  /// The values under its merge keys.
  private(set) var merges: [UInt32] = []

  init(_ document: Document, _ mapping: UInt32) {
    let end = document.next(mapping)
    var key = mapping + 1
    while key < end {
      let value = document.next(key)
      if let target = document.keyed(key) {
        let bytes = document.text(of: target)
        keys[Self.hash(bytes), default: []].append(key)
        if bytes.elementsEqual("<<".utf8), document.records[Int(key)].style == .plain {
          merges.append(value)
        }
      }
      key = document.next(value)
    }
  }

  /// Keys that may have the text, in their order.
  func candidates(for text: String) -> [UInt32] { keys[Self.hash(text.utf8)] ?? [] }

  /// Seeded anew in each process, so that nobody can write a file of keys with one number.
  private static func hash(_ bytes: some Sequence<UInt8>) -> Int {
    var hasher = Hasher()
    for byte in bytes { hasher.combine(byte) }
    return hasher.finalize()
  }
}

extension Document {
  func indexedEntry(
    _ text: String, in index: KeyIndex
  ) -> (found: (key: UInt32, value: UInt32, hasAlternative: Bool)?, merges: [UInt32]) {
    var found: (key: UInt32, value: UInt32, hasAlternative: Bool)?
    for key in index.candidates(for: text) where hasText(key, text) {
      found = (key, next(key), found.map { mayBeApart($0.key, key) } ?? false)
    }
    return (found, index.merges)
  }
}
