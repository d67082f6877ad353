package import CEL
internal import Encodings
internal import Graph
package import Manifests
package import YAMLTree

/// What stands in a Secret in place of its values, for everybody to read.
package enum CipherText {
  /// The cipher texts of a Secret; none of one in clear.
  package static func texts(of secret: Secret) -> [String] {
    secret.entries.filter { secret.origin == .sealed || $0.encryption != nil }.map(\.value.text)
      .filter { $0.utf8.count >= shortest }
  }

  /// In bytes: anything shorter can stand somewhere by chance.
  private static let shortest = 16

  /// Tells one cipher text from another; empty where there is none.
  package static func digest(of secret: Secret) -> String {
    let texts = texts(of: secret)
    return texts.isEmpty ? "" : Fingerprint.hash(texts)
  }

  /// Of the text in its file.
  package static func key(of secret: Secret) -> String {
    "\(secret.resource.file.path)\0\(digest(of: secret))"
  }
}

extension RuleContext {
  /// Since when, at the latest, a Secret's values are what they are: by what SOPS wrote down, and by
  /// the commit that brought their cipher text. Whichever is earlier bounds their age.
  package func unchangedSince(_ secret: Secret) -> (time: Timestamp, node: Node?)? {
    let written = graph.encryptedDocument(of: secret)?.lastModified
    let time = written.flatMap { Timestamp(parsing: $0.text, allowsBareDate: false) }
    guard !settings.cipherAges.isEmpty,
      let committed = settings.cipherAges[CipherText.key(of: secret)].map(Timestamp.init(clamped:)),
      committed.seconds < time?.seconds ?? .max
    else { return time.map { ($0, written) } }
    return (committed, nil)
  }
}
