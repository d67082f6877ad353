internal import CEL
internal import Credentials
package import Manifests
internal import YAMLTree

/// The credentials in a Secret.
struct CredentialReader {
  let declarations: Declarations

  func credentials(of secret: Secret) -> [Credential] {
    var result: [Credential] = []
    let declared = declarations.declared(of: secret)
    for config in secret.dockerConfigs { result += logins(of: config, in: secret, declared) }
    let configKeys = Set(secret.dockerConfigs.map(\.entry.key))
    for entry in secret.entries where entry.isClear && !configKeys.contains(entry.key) {
      if let credential = credential(of: entry, in: secret, declared) { result.append(credential) }
    }
    return result.isEmpty ? self.declared(in: secret, declared) : result
  }

  /// A Secret whose values tell nothing, but whose annotations do.
  private func declared(in secret: Secret, _ declared: Declared) -> [Credential] {
    let hidden = secret.entries.first { entry in
      entry.encryption != nil || entry.field == .remote || secret.isEncrypted
    }
    let named = secret.entries.first {
      $0.isClear && !$0.isPlaceholder && SecretNames.matches($0.key)
    }
    guard let entry = hidden ?? named,
      [.expires, .scopes, .rotated].contains(where: {
        declared.read($0, host: "") != nil
      })
    else { return [] }
    return [
      Credential(
        secret: secret, entry: entry, login: nil,
        classification: Classification(kind: .declared), node: entry.value, registry: "", user: "",
        value: Sensitive(""), isPlaceholder: false, declared: declared)
    ]
  }

  private func logins(
    of config: DockerConfig, in secret: Secret, _ declared: Declared
  ) -> [Credential] {
    config.logins.filter { !$0.secret.isEmpty || $0.isTemplate }.map { login in
      let host = login.key?.host ?? login.registry
      let isPlaceholder =
        login.isTemplate || config.entry.encryption != nil || config.entry.value.isDisclaimed
        || login.secret.reveal { Placeholder.matches($0) }
        || Placeholder.isReservedHost(host)
      return Credential(
        secret: secret, entry: config.entry, login: login,
        classification: .of(
          login.isTemplate ? Sensitive("") : login.secret, user: login.user,
          registry: login.registry),
        node: login.secretNode, registry: host, user: login.user,
        value: login.isTemplate ? Sensitive("") : login.secret, isPlaceholder: isPlaceholder,
        isOpen: login.isTemplate,
        isKnownByForm: !login.secret.reveal { Placeholder.matches($0) }
          && login.secret.reveal { Classification.recognise($0.trimmedWhitespace) } != nil,
        declared: declared)
    }
  }

  private func credential(
    of entry: SecretEntry, in secret: Secret, _ declared: Declared
  ) -> Credential? {
    let text = entry.text
    let classification: Classification?
    var place: Place?
    var registry = ""
    var user = ""
    switch (secret.type, entry.key) {
    case ("kubernetes.io/basic-auth", "password"):
      user = secret.entry("username")?.text.trimmedWhitespace ?? ""
      registry = annotatedHost(secret)
      classification = .of(Sensitive(text), user: user, registry: registry)
    case (_, "password") where isArgoRepository(secret):
      user = secret.entry("username")?.text.trimmedWhitespace ?? ""
      registry = secret.entry("url").flatMap { RegistryKey($0.text)?.host } ?? ""
      classification = .of(Sensitive(text), user: user, registry: registry)
    case ("kubernetes.io/ssh-auth", "ssh-privatekey"):
      classification = Classification.recognise(text.trimmedWhitespace)
      registry = annotatedHost(secret)
    case ("kubernetes.io/tls", "tls.crt"), ("Opaque", "tls.crt"), ("", "tls.crt"):
      classification = certificate(text)
    case ("kubernetes.io/service-account-token", "token"):
      classification = Classification.recognise(text.trimmedWhitespace)
    case ("bootstrap.kubernetes.io/token", "token-secret"):
      classification = bootstrapToken(secret)
    default:
      let found = inside(entry)
      classification =
        Classification.recognise(text.trimmedWhitespace) ?? found?.classification
        ?? leaf(entry) ?? keystore(entry) ?? cloudKey(entry, in: secret, &user)
      place = found.flatMap { self.place(of: $0, in: entry) }
    }
    guard let classification, !text.isEmpty else { return nil }
    return Credential(
      secret: secret, entry: entry, login: nil, classification: classification, node: entry.value,
      registry: registry, user: user, value: Sensitive(text), isPlaceholder: entry.isPlaceholder,
      place: place, declared: declared)
  }

  /// A login by which Argo CD reads a repository.
  private func isArgoRepository(_ secret: Secret) -> Bool {
    secret.label("argocd.argoproj.io/secret-type")?.text.hasPrefix("repo") == true
      && secret.entry("url") != nil
  }

  /// The secret half of a pair of AWS keys, whose public half stands beside it.
  private func cloudKey(
    _ entry: SecretEntry, in secret: Secret, _ user: inout String
  ) -> Classification? {
    let name = entry.key.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." }
    guard ["secretaccesskey", "awssecretkey"].contains(where: name.hasSuffix),
      Strength.isRandom(entry.text.trimmedWhitespace)
    else { return nil }
    let halves = secret.entries.filter { $0.isClear && $0.key != entry.key }.compactMap { other in
      let found = Classification.of(
        Sensitive(entry.text), user: other.text.trimmedWhitespace, registry: "")
      return found.kind.id == CredentialKind.awsSecretKey.id
        ? (id: other.text.trimmedWhitespace, found: found) : nil
    }
    guard halves.count == 1 else { return nil }
    user = halves[0].id
    return halves[0].found
  }

  /// What its Secret says of its end is what the token cleaner goes by (kubernetes
  /// `staging/src/k8s.io/cluster-bootstrap/token/util`).
  private func bootstrapToken(_ secret: Secret) -> Classification {
    let end = secret.entry("expiration").flatMap { Timestamp(parsing: $0.text) }
    return Classification(kind: .bootstrapToken, expires: end?.seconds)
  }

  /// Where a part of a value stands that is written as it is.
  private func place(of found: TextCredential, in entry: SecretEntry) -> Place? {
    guard entry.field == .stringData, found.range.count < entry.text.utf8.count else { return nil }
    return entry.value.place(ofText: found.range)
  }

  /// A credential in a longer text: an address, a configuration file, `.git-credentials`.
  private func inside(_ entry: SecretEntry) -> TextCredential? {
    guard !entry.isPlaceholder, !entry.text.holds("PRIVATE KEY-----") else { return nil }
    return TextCredentials.find(in: entry.text, named: "").first
  }

  /// A certificate of its own under any key.
  private func leaf(_ entry: SecretEntry) -> Classification? {
    guard entry.text.hasPrefix("-----BEGIN CERTIFICATE-----"), !holdsAuthorities(entry) else {
      return nil
    }
    return certificate(entry.text)
  }

  private func keystore(_ entry: SecretEntry) -> Classification? {
    holdsAuthorities(entry) ? nil : entry.decoded.flatMap(Keystore.classification)
  }

  /// Its name says that it holds the certificates of others.
  private func holdsAuthorities(_ entry: SecretEntry) -> Bool {
    let name = entry.key.lowercased()
    return ["ca", "bundle", "trust", "chain", "root"].contains(where: name.holds)
  }

  /// Only the leaf's end matters; a CA's certificate is renewed by other means.
  private func certificate(_ text: String) -> Classification? {
    guard let certificate = Certificate.all(in: text).first, !certificate.isAuthority else {
      return nil
    }
    return Classification(
      kind: .certificate, expires: certificate.notAfter, issued: certificate.notBefore)
  }

  /// The host in Tekton's `tekton.dev/git-*` or `docker-*` annotation.
  private func annotatedHost(_ secret: Secret) -> String {
    let annotation = secret.tektonAnnotations.first { $0.consumer != .knative }
    guard let text = annotation?.entry.value.text else { return "" }
    return RegistryKey(text)?.host ?? text
  }
}

extension ResourceGraph {
  /// Logins of git in Secrets that a source of Flux names: by themselves they are any user and any
  /// password, and only what reads them says what for.
  package var fluxLogins: [Credential] {
    let sources = resources(ofKind: "GitRepository")
    guard !sources.isEmpty else { return [] }
    let known = Set(credentials.map { ObjectIdentifier($0.secret) })
    return secrets.compactMap { secret in
      guard !known.contains(ObjectIdentifier(secret)), let entry = secret.entry("password"),
        entry.isClear, secret.entry("username") != nil,
        let source = sources.first(where: { $0.isSource(with: secret) }),
        let url = source.body.at("spec", "url")?.text
      else { return nil }
      let user = secret.entry("username")?.text.trimmedWhitespace ?? ""
      return Credential(
        secret: secret, entry: entry, login: nil,
        classification: .of(Sensitive(entry.text), user: user, registry: ""), node: entry.value,
        registry: RegistryKey(url)?.host ?? "", user: user, value: Sensitive(entry.text),
        isPlaceholder: entry.isPlaceholder, declared: Declarations().declared(of: secret))
    }
  }
}

extension Resource {
  /// Whether a source of Flux logs in with the Secret.
  package func isSource(with secret: Secret) -> Bool {
    body.at("spec", "secretRef", "name")?.hasText(secret.name) == true
      && (namespace == nil || secret.namespace == nil || namespace == secret.namespace)
  }
}
