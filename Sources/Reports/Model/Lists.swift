extension [String] {
  /// `a, b and 7 more`.
  func listed(atMost maximum: Int) -> String {
    let left = count - maximum
    return prefix(maximum).joined(separator: ", ") + (left > 0 ? " and \(left) more" : "")
  }
}
