internal import Encodings

/// The `auth` member of a docker config entry, as kubelet decodes it
/// (kubernetes `pkg/credentialprovider/config.go`, `decodeDockerConfigFieldAuth`).
package enum DockerAuth {
  /// Why a consumer cannot read `auth`.
  package enum Problem: String, Error, Sendable {
    case notBase64 = "is not base64"
    case noColon = "decodes to text without a colon"
    case notPadded = "lacks its padding"
  }

  /// User and password; padded base64 if it ends in `=`, unpadded otherwise, split at the first
  /// colon. White space at the ends decides nothing, and is no base64.
  package static func decode(
    _ auth: Sensitive
  ) throws(Problem) -> (user: String, password: Sensitive) {
    let bytes = auth.reveal { text -> [UInt8]? in
      try? Base64.decode(
        text.utf8, padding: text.trimmedWhitespace.hasSuffix("=") ? .required : .forbidden)
    }
    guard let bytes else { throw .notBase64 }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { throw .noColon }
    return (
      String(decoding: bytes[..<colon], as: UTF8.self),
      Sensitive(String(decoding: bytes[(colon + 1)...], as: UTF8.self))
    )
  }

  /// Why Docker's own library cannot read it, which Docker, kaniko, cosign and Tekton use: it wants
  /// the padding (docker/cli `cli/config/configfile/file.go`). Nil where it can.
  package static func clientProblem(_ auth: Sensitive) -> Problem? {
    do throws(Problem) {
      _ = try decode(auth)
    } catch {
      return error
    }
    let isPadded = auth.reveal { (try? Base64.decode($0.utf8)) != nil }
    return isPadded ? nil : .notPadded
  }
}
