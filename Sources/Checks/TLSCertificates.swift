internal import Credentials
package import Manifests
package import YAMLTree

/// `tls.crt` beside `tls.key`.
package enum TLSCertificates {
  /// Why they do not work together, and where; nil when they do, or when that cannot be told.
  package static func problem(of secret: Secret) -> (text: String, node: Node)? {
    guard ["kubernetes.io/tls", "Opaque", ""].contains(secret.type),
      let certificate = secret.entry("tls.crt"),
      let key = secret.entry("tls.key"), certificate.isClear, key.isClear,
      !certificate.isPlaceholder || certificate.decoded?.isEmpty == true,
      !key.isPlaceholder || key.decoded?.isEmpty == true,
      let text = problem(
        certificate.text, key.text, isTyped: secret.type == "kubernetes.io/tls")
    else { return nil }
    return (text, certificate.value)
  }

  private static func problem(
    _ certificate: String, _ key: String, isTyped: Bool
  ) -> String? {
    switch (certificate.trimmedWhitespace.isEmpty, key.trimmedWhitespace.isEmpty) {
    case (true, true): return nil
    case (true, false): return "tls.crt is empty"
    case (false, true): return "tls.key is empty"
    default: break
    }
    let labels = PEM.blocks(in: certificate).map(\.label)
    if labels.contains(where: { $0.hasSuffix("PRIVATE KEY") }), !labels.contains("CERTIFICATE") {
      return "tls.crt holds a private key: the two are swapped"
    }
    let chain = Certificate.all(in: certificate)
    guard let leaf = chain.first, let own = PrivateKey.keys(in: key).first else { return nil }
    // Under another type an authority may stand beside somebody else's key.
    guard leaf.matches(own) == false, isTyped || !leaf.isAuthority else { return nil }
    return chain.dropFirst().contains { $0.matches(own) == true }
      ? "the first certificate of tls.crt is not the one that tls.key belongs to"
      : "tls.key does not belong to the certificate in tls.crt"
  }
}
