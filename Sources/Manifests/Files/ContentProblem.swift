package import YAMLTree

/// Something in a file's content that is wrong in itself.
package struct ContentProblem: Sendable {
  /// Whether content cannot be read, is read and wrong, or exceeds a limit.
  package enum Kind: String, Sendable { case unreadable, malformed, limit }

  package let kind: Kind
  package let message: String
  package let place: Place
  package let file: InputFile
  /// The resource in which it stands, as messages name it; empty if none is known.
  package let resource: String

  package init(kind: Kind, message: String, place: Place, file: InputFile, resource: String) {
    self.kind = kind
    self.message = message
    self.place = place
    self.file = file
    self.resource = resource
  }
}
