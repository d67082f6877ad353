extension Document {
  /// Every entry of every mapping whose key the caller wants, by the bytes of the key: most keys of a
  /// document are of no interest, and cost no node.
  ///
  /// - Parameter nodes: the ids of those that may be such mappings; nil for all.
  package func forEachEntry(
    in nodes: Range<UInt32>? = nil, where isWanted: (ArraySlice<UInt8>) -> Bool,
    _ body: (_ mapping: Node, _ key: Node, _ value: Node) -> Void
  ) {
    let ids = nodes.map { Int($0.lowerBound)..<Int($0.upperBound) } ?? records.indices
    for id in ids where records[id].kind == .mapping {
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

  /// Members of mappings, by their ids: scalars that the caller wants by their key's bytes and their
  /// own, and lists with one that it wants.
  func forEachMember(
    in nodes: Range<UInt32>,
    where isWanted: (_ key: ArraySlice<UInt8>, ArraySlice<UInt8>) -> Bool,
    orElement isWantedElement: (ArraySlice<UInt8>) -> Bool,
    _ body: (_ mapping: UInt32, _ key: UInt32, _ value: UInt32) -> Void
  ) {
    for mapping in nodes where records[Int(mapping)].kind == .mapping {
      let end = next(mapping)
      var key = mapping + 1
      while key < end {
        let value = next(key)
        let isMeant =
          switch records[Int(value)].kind {
          case .scalar: isWanted(keyText(key), text(of: Int(value)))
          case .sequence: holdsElement(value, where: isWantedElement)
          default: false
          }
        if isMeant { body(mapping, key, value) }
        key = next(value)
      }
    }
  }

  private func keyText(_ key: UInt32) -> ArraySlice<UInt8> {
    records[Int(key)].kind == .scalar ? text(of: Int(key)) : Node(document: self, id: key).bytes
  }

  private func holdsElement(
    _ sequence: UInt32, where isWanted: (ArraySlice<UInt8>) -> Bool
  ) -> Bool {
    let end = next(sequence)
    var element = sequence + 1
    while element < end {
      if records[Int(element)].kind == .scalar, isWanted(text(of: Int(element))) { return true }
      element = next(element)
    }
    return false
  }

  func text(of scalar: Int) -> ArraySlice<UInt8> {
    let record = records[scalar]
    return record.isTextInSource ? source.bytes[record.textRange] : pool[record.textRange]
  }
}
