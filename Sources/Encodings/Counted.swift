extension Int {
  /// `1 file`, `2 files`.
  ///
  /// - Parameter plural: of a noun that takes more than an `s`.
  package func counted(_ noun: String, _ plural: String? = nil) -> String {
    "\(self) \(self == 1 ? noun : plural ?? noun + "s")"
  }
}
