internal import Encodings

/// The `auth` member of a docker config entry, as kubelet decodes it
/// (kubernetes `pkg/credentialprovider/config.go`, `decodeDockerConfigFieldAuth`).
package enum DockerAuth {
  /// Why kubelet cannot read `auth`.
  package enum Problem: String, Error, Sendable {
    case notBase64 = "is not base64"
    case noColon = "decodes to text without a colon"
  }

  /// User and password; padded base64 if it ends in `=`, unpadded otherwise, split at the first
  /// colon.
  package static func decode(
    _ auth: Sensitive
  ) throws(Problem) -> (user: String, password: Sensitive) {
    let bytes = auth.reveal { text -> [UInt8]? in
      let trimmed = text.trimmedWhitespace
      return try? Base64.decode(
        trimmed.utf8, padding: trimmed.hasSuffix("=") ? .required : .forbidden)
    }
    guard let bytes else { throw .notBase64 }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { throw .noColon }
    return (
      String(decoding: bytes[..<colon], as: UTF8.self),
      Sensitive(String(decoding: bytes[(colon + 1)...], as: UTF8.self))
    )
  }
}
