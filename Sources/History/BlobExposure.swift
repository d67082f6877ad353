internal import Credentials
internal import Checks

/// A credential that a content holds in clear.
package struct BlobExposure: Sendable {
  /// What makes two sightings one credential. It never leaves the process.
  struct Identity: Sendable, Hashable {
    let value: Sensitive
    /// What holds it, where equal values may be different credentials: two people choose one word.
    let context: String
  }

  let identity: Identity
  /// Nobody finds it by trying.
  var isUnguessable: Bool { !identity.value.isEmpty && identity.context.isEmpty }
  var traits: LeakedCredential.Traits
  /// In the content: bytes from its start, and 1-based lines and code points.
  let start, line, column: Int
}

extension BlobExposure.Identity {
  /// A password that somebody chose is told from others by the key that holds it.
  init(_ credential: FoundCredential) {
    self.init(
      value: credential.heldValue, context: credential.isUnguessable ? "" : credential.key)
  }
}
