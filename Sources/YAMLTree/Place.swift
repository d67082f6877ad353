/// Where something stands: bytes of a file, and for an encoded payload what is inside it.
package struct Place: Sendable, Hashable {
  package let file: SourceFile
  /// Byte offsets into the file.
  package let range: Range<Int>
  /// The path inside a payload that cannot be pointed into, such as `auths/ghcr.io`.
  package let inner: String?

  package init(file: SourceFile, range: Range<Int>, inner: String? = nil) {
    self.file = file
    self.range = range
    self.inner = inner
  }

  package static func == (left: Place, right: Place) -> Bool {
    left.file === right.file && left.range == right.range && left.inner == right.inner
  }

  /// By file and range.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(file.path)
    hasher.combine(range)
  }
}
