package import Credentials
package import YAMLTree

/// The docker config in one entry of a Secret.
package final class DockerConfig: Sendable {
  package enum Form: String, Sendable { case dockerconfigjson, dockercfg }

  package let entry: SecretEntry
  /// By key; another key counts when its value has the shape.
  package let form: Form
  /// Nil when the value is no JSON object.
  package let root: Node?
  /// False when the value does not even parse.
  package let isJSON: Bool
  package let logins: [RegistryLogin]
  /// `credsStore`, `credHelpers`: what refers to a program that no cluster has.
  package let storeReferences: [Node]

  init?(_ entry: SecretEntry) {
    let isNamed = entry.key == ".dockerconfigjson" || entry.key == ".dockercfg"
    guard isNamed || Self.hasShape(entry), entry.isClear,
      !(entry.isPlaceholder && entry.text.trimmedWhitespace.isEmpty)
    else { return nil }
    self.entry = entry
    form = entry.key == ".dockercfg" ? .dockercfg : .dockerconfigjson
    let root = Self.parse(entry)
    isJSON = root != nil
    self.root = root?.kind == .mapping ? root : nil
    guard let root, root.kind == .mapping else {
      if !isNamed { return nil }
      (logins, storeReferences) = ([], [])
      return
    }
    // A wrapped `.dockercfg` is read as people meant it, so that its logins are judged too.
    let wrapper = root.entry("auths", ignoringCase: true)?.value
    let map = form == .dockerconfigjson ? wrapper : (wrapper ?? root)
    logins = (map?.entries ?? []).compactMap { RegistryLogin($0) }
    storeReferences = ["credsStore", "credHelpers"].compactMap { root[$0] }
      .filter { !($0.kind == .mapping && $0.entries.isEmpty) && !$0.hasText("") }
  }

  /// The logins of a docker client's own file.
  ///
  /// - Parameter isBare: the older form, without `auths`.
  static func logins(inFile root: Node, isBare: Bool) -> [RegistryLogin] {
    let map = isBare ? root : root.entry("auths", ignoringCase: true)?.value
    return (map?.entries ?? []).compactMap { RegistryLogin($0) }
  }

  /// A top-level `auths` object; nothing else is looked at under a free key.
  private static func hasShape(_ entry: SecretEntry) -> Bool {
    guard let decoded = entry.decoded, decoded.count < 100_000,
      decoded.first(where: { $0 > 32 }) == UInt8(ascii: "{")
    else { return false }
    return entry.text.holds("\"auths\"")
  }

  /// JSON whose places reach into the scalar, unless it is base64.
  private static func parse(_ entry: SecretEntry) -> Node? {
    guard let decoded = entry.decoded else { return nil }
    let map = entry.field == .stringData ? ScalarMap(entry.value) : nil
    let source = SourceFile(path: entry.value.document.source.path, bytes: decoded)
    let embedding = Embedding(parent: entry.value, form: form(entry), map: map)
    return try? JSONReader.read(source, embedding: embedding).root
  }

  private static func form(_ entry: SecretEntry) -> Embedding.Form {
    switch entry.field {
    case .data: .base64
    case .stringData: .text
    // A generator's file is the payload; in `key=value` it is what stands behind the sign.
    case .literal, .remote: entry.value.document.isRaw ? .text : .part
    }
  }

  /// `.dockercfg` with the `auths` wrapper left on: kubelet looks for a registry named `auths`.
  package var auths: Node? { root?["auths"] }

  package var isEmptyObject: Bool { root?.entries.isEmpty == true }
}

/// One entry of a docker config: a registry and its login.
package final class RegistryLogin: Sendable {
  package let keyNode: Node
  package let body: Node
  package let registry: String
  /// Nil when kubelet cannot read the registry string.
  package let key: RegistryKey?
  package let auth: Node?
  package let authProblem: DockerAuth.Problem?
  package let user: String
  package let secret: Sensitive
  /// The node that holds the secret itself.
  package let secretNode: Node
  package let isTemplate: Bool

  init?(_ entry: Node.Entry) {
    guard entry.value.kind == .mapping else { return nil }
    keyNode = entry.key
    body = entry.value
    registry = entry.key.text
    key = RegistryKey(registry)
    let auth = body.entry("auth", ignoringCase: true)?.value
    let password = body.entry("password", ignoringCase: true)?.value
    self.auth = auth.flatMap { $0.hasText("") ? nil : $0 }
    let text = auth?.text ?? ""
    isTemplate = Placeholder.isTemplate(text) || Placeholder.isTemplate(password?.text ?? "")
    var problem: DockerAuth.Problem?
    var decoded: (user: String, password: Sensitive)?
    if !text.isEmpty, !isTemplate {
      do throws(DockerAuth.Problem) {
        decoded = try DockerAuth.decode(Sensitive(text))
      } catch {
        problem = error
      }
    }
    authProblem = problem
    user = decoded?.user ?? body.entry("username", ignoringCase: true)?.value.text ?? ""
    secret = decoded?.password ?? Sensitive(password?.text ?? "")
    secretNode = password ?? auth ?? entry.value
  }

  /// The same user with the same password.
  package func hasSameLogin(as other: RegistryLogin) -> Bool {
    user == other.user && secret.reveal { own in other.secret.reveal { own == $0 } }
  }

  /// Somebody has yet to fill in the login.
  package var isPlaceholder: Bool {
    guard authProblem == nil else { return Placeholder.matches(auth?.text ?? "") }
    return isTemplate || secret.reveal { Placeholder.matches($0) }
      || Placeholder.isReservedHost(key?.host ?? registry)
  }

  /// `auth` wins for kubelet; other tools read the pair.
  package var isContradictory: Bool {
    guard let auth, authProblem == nil, !isTemplate,
      let decoded = try? DockerAuth.decode(Sensitive(auth.text))
    else { return false }
    let name = body.entry("username", ignoringCase: true)?.value.text ?? ""
    let password = body.entry("password", ignoringCase: true)?.value.text ?? ""
    return (!name.isEmpty && name != decoded.user)
      || (!password.isEmpty && decoded.password.reveal { $0 != password })
  }

  /// An identity or registry token, which kubelet drops, and no password.
  package var hasOnlyIdentity: Bool {
    let tokens = ["identitytoken", "registrytoken"].compactMap { key in
      body.entry(key, ignoringCase: true)?.value
    }
    let hasToken = tokens.contains { !$0.hasText("") }
    let isHint = tokens.contains { Placeholder.matches($0.text) }
    return hasToken && !isHint && secret.isEmpty && authProblem == nil
  }

  /// What stands where the password would be, for a login without one.
  package var emptyNode: Node { auth ?? secretNode }

  /// A user without a password: `$` was expanded to nothing, or a variable was not set.
  package var isEmpty: Bool {
    guard !isTemplate, authProblem == nil, secret.isEmpty, !hasOnlyIdentity else { return false }
    return auth != nil || !user.isEmpty
  }

  /// A user and a password, or something that could be one.
  package var isUsable: Bool {
    !user.isEmpty || !secret.isEmpty || authProblem != nil || isTemplate
  }
}

extension Node {
  /// Go's JSON decoder matches member names without regard to case.
  package func entry(_ key: String, ignoringCase: Bool) -> Entry? {
    entry(key)
      ?? (ignoringCase ? entries.last { $0.key.text.lowercased() == key.lowercased() } : nil)
  }
}
