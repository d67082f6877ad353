extension Document {
  /// Every entry of every mapping whose key the caller wants, by the bytes of the key: most keys of a
  /// document are of no interest, and cost no node.
  package func forEachEntry(
    where isWanted: (ArraySlice<UInt8>) -> Bool,
    _ body: (_ mapping: Node, _ key: Node, _ value: Node) -> Void
  ) {
    for id in records.indices where records[id].kind == .mapping {
      let end = next(UInt32(id))
      var key = UInt32(id) + 1
      while key < end {
        let value = next(key)
        if records[Int(key)].kind == .scalar, isWanted(text(of: Int(key))) {
          body(
            Node(document: self, id: UInt32(id)), Node(document: self, id: key),
            Node(document: self, id: value))
        }
        key = next(value)
      }
    }
  }

  /// Every scalar, keys included, whose bytes the caller wants.
  package func forEachScalar(
    where isWanted: (ArraySlice<UInt8>) -> Bool, _ body: (Node) -> Void
  ) {
    for id in records.indices where records[id].kind == .scalar && isWanted(text(of: id)) {
      body(Node(document: self, id: UInt32(id)))
    }
  }

  private func text(of scalar: Int) -> ArraySlice<UInt8> {
    let record = records[scalar]
    return record.isTextInSource ? source.bytes[record.textRange] : pool[record.textRange]
  }
}
