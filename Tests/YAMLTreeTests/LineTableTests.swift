import Testing

@testable import YAMLTree

@Suite struct LineTableTests {
  /// Where lines start, read the plain way.
  private func starts(_ bytes: [UInt8]) -> [Int] {
    [0]
      + bytes.indices.filter { index in
        bytes[index] == 10 || (bytes[index] == 13 && bytes[(index + 1)...].first != 10)
      }.map { $0 + 1 }
  }

  /// Lines of every length around the distance at which starts are kept, with every break.
  @Test(arguments: 0..<40)
  func agreesWithAPlainSearch(_ seed: Int) {
    var state = UInt64(seed)
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let breaks: [[UInt8]] = [[10], [13, 10], [13]]
    let bytes = (0..<next(200)).flatMap { _ in
      [UInt8](repeating: 97, count: [0, 3, 60, 254, 255, 256, 300, 700][next(8)]) + breaks[next(3)]
    }
    let table = LineTable(SourceFile(path: "a.yaml", bytes: bytes))
    let starts = starts(bytes)
    #expect(table.count == starts.count)
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
      #expect(table.line(of: start) == index + 1)
      #expect(table.line(of: max(start, end - 1)) == index + 1)
      let range = table.range(ofLine: index + 1)
      #expect(range.lowerBound == start)
      #expect(bytes[range].allSatisfy { $0 == 97 })
      #expect(bytes[range.upperBound..<end].allSatisfy { $0 != 97 })
    }
  }

  /// Columns of SARIF count UTF-16 units, those of a terminal code points.
  @Test func columnsAreCountedInTwoWays() {
    let text = "a\u{1F511}b\u{E9}c\n\u{1F511}\u{1F511}d"
    let table = LineTable(SourceFile(path: "a.yaml", bytes: Array(text.utf8)))
    let offsets = (["b", "c", "d"] as [Character]).map { mark in
      text.utf8.distance(from: text.startIndex, to: text.firstIndex(of: mark) ?? text.endIndex)
    }
    #expect(offsets.map { table.utf16Column(of: $0) } == [4, 6, 5])
    #expect(offsets.map { table.position(of: $0).column } == [3, 5, 3])
  }
}
