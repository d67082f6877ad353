package import Credentials
package import YAMLTree

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
  /// Where the user name stands: by itself, or in `auth`.
  package let userNode: Node
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
    let tokens = ["identitytoken", "registrytoken"].map {
      entry.value.entry($0, ignoringCase: true)?.value
    }
    isTemplate = ([auth, password] + tokens).contains { Placeholder.isTemplate($0?.text ?? "") }
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
    userNode = body.entry("username", ignoringCase: true)?.value ?? auth ?? entry.key
  }

  /// The same user with the same password.
  package func hasSameLogin(as other: RegistryLogin) -> Bool {
    user == other.user && secret.reveal { own in other.secret.reveal { own == $0 } }
  }

  /// Why Docker's own library cannot read `auth`; nil where it can.
  package var clientProblem: DockerAuth.Problem? {
    guard let auth, !isTemplate else { return nil }
    return DockerAuth.clientProblem(Sensitive(auth.text))
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
