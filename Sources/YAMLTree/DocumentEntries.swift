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

  /// Whether a mapping has a scalar that the caller wants, by its key's bytes and its own, or a list
  /// with one that it wants. Aliases and keys that are no scalars are passed over.
  func holdsMember(
    _ mapping: UInt32, where isWanted: (_ key: ArraySlice<UInt8>, ArraySlice<UInt8>) -> Bool,
    orElement isWantedElement: (ArraySlice<UInt8>) -> Bool
  ) -> Bool {
    let end = next(mapping)
    var key = mapping + 1
    while key < end {
      let value = next(key)
      let isNamed = records[Int(key)].kind == .scalar
      switch records[Int(value)].kind {
      case .scalar:
        if !isNamed || isWanted(text(of: Int(key)), text(of: Int(value))) { return true }
      case .sequence:
        var element = value + 1
        while element < next(value) {
          if records[Int(element)].kind == .scalar, isWantedElement(text(of: Int(element))) {
            return true
          }
          element = next(element)
        }
      default: break
      }
      key = next(value)
    }
    return false
  }

  func text(of scalar: Int) -> ArraySlice<UInt8> {
    let record = records[scalar]
    return record.isTextInSource ? source.bytes[record.textRange] : pool[record.textRange]
  }
}
