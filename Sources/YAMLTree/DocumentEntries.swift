extension Document {
  /// Every entry of every mapping whose key the caller wants, by the bytes of the key: most keys of a
  /// document are of no interest, and cost no node.
  ///
  /// - Parameter nodes: the ids of those that may be such mappings; nil for all.
  package func forEachEntry(
    in nodes: Range<UInt32>? = nil, where isWanted: (borrowing Span<UInt8>) -> Bool,
    _ body: (_ mapping: Node, _ key: Node, _ value: Node) -> Void
  ) {
    let (bytes, pool) = (source.bytes, self.pool)
    let (written, pooled) = (bytes.span, pool.span)
    let ids = nodes.map { Int($0.lowerBound)..<Int($0.upperBound) } ?? records.indices
    for id in ids where records[id].kind == .mapping {
      let end = next(UInt32(id))
      var key = UInt32(id) + 1
      while key < end {
        let value = next(key)
        if records[Int(key)].kind == .scalar,
          records[Int(key)].hasText(in: written, pooled, where: isWanted)
        {
          body(
            Node(document: self, id: UInt32(id)), Node(document: self, id: key),
            Node(document: self, id: value))
        }
        key = next(value)
      }
    }
  }

  /// Every scalar, keys included, whose bytes the caller wants.
  ///
  /// - Parameter nodes: the ids of those that it may be; nil for all.
  package func forEachScalar(
    in nodes: Range<UInt32>? = nil, where isWanted: (borrowing Span<UInt8>) -> Bool,
    _ body: (Node) -> Void
  ) {
    let (bytes, pool) = (source.bytes, self.pool)
    let (written, pooled) = (bytes.span, pool.span)
    let ids = nodes.map { Int($0.lowerBound)..<Int($0.upperBound) } ?? records.indices
    for id in ids
    where records[id].kind == .scalar && records[id].hasText(in: written, pooled, where: isWanted) {
      body(Node(document: self, id: UInt32(id)))
    }
  }

  /// Every scalar, keys included, in which one of the places lies, and every other that is not
  /// written as it reads and whose bytes the caller wants.
  ///
  /// - Parameter offsets: of bytes of the file, in their order.
  func forEachScalar(
    in nodes: Range<UInt32>, around offsets: [Int],
    orWhere isWanted: (borrowing Span<UInt8>) -> Bool,
    _ body: (Node) -> Void
  ) {
    let pool = self.pool
    let pooled = pool.span
    var next = offsets.position(
      notBefore: nodes.first.map { Int(records[Int($0)].start) } ?? 0)
    for id in nodes where records[Int(id)].kind == .scalar {
      let record = records[Int(id)]
      if !record.isTextInSource {
        if isWanted(pooled.extracting(record.textRange)) { body(Node(document: self, id: id)) }
        continue
      }
      while next < offsets.count, offsets[next] < record.start { next += 1 }
      if next < offsets.count, offsets[next] < record.end { body(Node(document: self, id: id)) }
    }
  }

  /// Every scalar, keys included, in which one of the places lies.
  ///
  /// - Parameter offsets: of bytes of the file, in their order.
  package func forEachScalar(around offsets: [Int], _ body: (Node) -> Void) {
    var next = offsets.position(notBefore: start)
    for id in records.indices where records[id].kind == .scalar {
      let record = records[id]
      while next < offsets.count, offsets[next] < record.start { next += 1 }
      guard next < offsets.count else { return }
      if offsets[next] < record.end { body(Node(document: self, id: UInt32(id))) }
    }
  }

  /// Members of mappings, by their ids: scalars that the caller wants by their key's bytes and their
  /// own, and lists with one that it wants.
  func forEachMember(
    in nodes: Range<UInt32>,
    where isWanted: (_ key: borrowing Span<UInt8>, borrowing Span<UInt8>) -> Bool,
    orElement isWantedElement: (borrowing Span<UInt8>) -> Bool,
    _ body: (_ mapping: UInt32, _ key: UInt32, _ value: UInt32) -> Void
  ) {
    let (bytes, pool) = (source.bytes, self.pool)
    let (written, pooled) = (bytes.span, pool.span)
    for mapping in nodes where records[Int(mapping)].kind == .mapping {
      let end = next(mapping)
      var key = mapping + 1
      while key < end {
        let value = next(key)
        let isMeant =
          switch records[Int(value)].kind {
          case .scalar:
            records[Int(value)].hasText(in: written, pooled) { value in
              keyed(key).map { key in
                records[key].hasText(in: written, pooled) { isWanted($0, value) }
              } ?? isWanted(written.extracting(0..<0), value)
            }
          case .sequence: holdsElement(value, written, pooled, where: isWantedElement)
          default: false
          }
        if isMeant { body(mapping, key, value) }
        key = next(value)
      }
    }
  }

  /// The record of a key's text: its own, or of an alias that of what it stands for; nil for a key
  /// that is a collection.
  func keyed(_ key: UInt32) -> Int? {
    let target = Int(records[Int(key)].kind == .alias ? records[Int(key)].payload : key)
    return records[target].kind == .scalar ? target : nil
  }

  private func holdsElement(
    _ sequence: UInt32, _ written: borrowing Span<UInt8>, _ pooled: borrowing Span<UInt8>,
    where isWanted: (borrowing Span<UInt8>) -> Bool
  ) -> Bool {
    let end = next(sequence)
    var element = sequence + 1
    while element < end {
      let record = records[Int(element)]
      if record.kind == .scalar, record.hasText(in: written, pooled, where: isWanted) {
        return true
      }
      element = next(element)
    }
    return false
  }

  func text(of scalar: Int) -> ArraySlice<UInt8> {
    let record = records[scalar]
    return record.isTextInSource ? source.bytes[record.textRange] : pool[record.textRange]
  }
}

extension Document.Record {
  /// - Parameters:
  ///   - written: the file's bytes.
  ///   - pooled: those of texts that do not stand in the file as they are.
  fileprivate func hasText(
    in written: borrowing Span<UInt8>, _ pooled: borrowing Span<UInt8>,
    where isWanted: (borrowing Span<UInt8>) -> Bool
  ) -> Bool {
    isTextInSource
      ? isWanted(written.extracting(textRange)) : isWanted(pooled.extracting(textRange))
  }
}
