/// Offsets in their order, each once.
extension [Int] {
  /// The position of the first that is not in front of an offset, by halves: a file can hold as many
  /// as it has bytes.
  package func position(notBefore offset: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Those in a range.
  package func within(_ range: Range<Int>) -> ArraySlice<Int> {
    self[position(notBefore: range.lowerBound)..<position(notBefore: range.upperBound)]
  }
}

/// Ranges in their order, apart from one another.
extension [Range<Int>] {
  /// Those that share a byte with the range.
  package func sharing(_ range: Range<Int>) -> ArraySlice<Range<Int>> {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return self[low...].prefix { $0.lowerBound < range.upperBound }
  }
}
