internal import Checks
internal import Credentials
internal import Encodings
internal import Graph
internal import Manifests
package import Rules
internal import YAMLTree

/// Makes the plan: which credential is asked about where, and what is not asked at all. Nothing is sent
/// here, and no name is looked up.
package struct Planner {
  private let world: RuleContext
  private let options: VerificationPlan.Options
  private var plan = VerificationPlan()
  /// What is asked already, by what would be asked again; nil for what was refused.
  private var seen: [String: Int?] = [:]

  package static func plan(
    _ world: RuleContext, _ options: VerificationPlan.Options
  ) -> VerificationPlan {
    var planner = Planner(world: world, options: options)
    var found: [FoundCredential] = []
    FoundCredential.forEach(in: world.graph) { found.append($0) }
    found += world.graph.fluxLogins.map(FoundCredential.kept)
    found.sort { left, right in
      (left.file.path, left.textPlace.range.lowerBound, left.identity)
        < (right.file.path, right.textPlace.range.lowerBound, right.identity)
    }
    for credential in found { planner.add(credential) }
    planner.plan.sort()
    return planner.plan
  }

  private init(world: RuleContext, options: VerificationPlan.Options) {
    (self.world, self.options) = (world, options)
  }

  private var policy: HostPolicy { options.policy }

  private mutating func add(_ credential: FoundCredential) {
    let file = credential.file
    guard file.isReported, !file.isGitCrypted, isReal(credential),
      credential.classification.isGenuine
    else { return }
    if credential.isRegistryLogin {
      addRegistry(credential)
    } else if let url = gitAddress(of: credential) {
      addGit(credential, url)
    } else if let server = clusterAddress(of: credential) {
      addCluster(credential, server.url, server.namespace)
    }
    addInterface(credential)
  }

  /// A value in clear that somebody may use: what a template fills in is none, and a host that
  /// documentation has taken may be somebody's own all the same.
  private func isReal(_ credential: FoundCredential) -> Bool {
    guard !credential.value.isEmpty, !credential.value.trimmed.reveal({ Placeholder.matches($0) })
    else { return false }
    guard let kept = credential.kept else { return true }
    return kept.entry.isClear && !kept.isOpen && !kept.secret.isEncrypted
      && !kept.secret.resource.isLive && kept.secret.origin != .command
      && kept.entry.encryption == nil && !kept.entry.value.isDisclaimed
      && (kept.isRegistryLogin || !kept.isPlaceholder)
  }

  private mutating func add(
    _ credential: FoundCredential, _ inquiry: VerificationSubject.Inquiry, _ base: WebAddress,
    user: String? = nil, names: [String] = [], isGuess: Bool = false,
    session: Sensitive = Sensitive(""),
    _ requests: [(HTTPRequest.Method, WebAddress, Bool, String)]
  ) {
    // One attempt for each, and no second one with what was refused.
    let asked = user ?? credential.user
    let key = credential.value.reveal { "\(inquiry) \(base.text) \(asked) \($0)" }
    if let known = seen[key] {
      if let known { plan.subjects[known].also.append(credential) }
      return
    }
    seen[key] = .some(nil)
    if case .refused(let reason) = policy.decision(base) {
      return refuse(credential, base.authority, reason)
    }
    if let address = NetworkAddress(literal: base.host), address.isPrivate,
      !policy.privateHosts.contains(base.host)
    {
      return refuse(credential, base.authority, "--allow-private \(base.host)")
    }
    var subject = VerificationSubject(
      credential: credential, inquiry: inquiry, base: base, user: asked,
      password: credential.value.trimmed, names: names)
    (subject.isGuess, subject.session) = (isGuess, session)
    seen[key] = plan.subjects.count
    plan.add(subject, requests)
  }

  private mutating func refuse(_ credential: FoundCredential, _ host: String, _ reason: String) {
    plan.refused.append(
      .init(host: host, reason: reason, place: credential.textPlace, object: credential.owner))
  }

  // MARK: Registries

  /// What Docker Hub calls itself in docker configs, and where its registry is.
  private static let hub: Set<String> = ["docker.io", "index.docker.io", "registry-1.docker.io"]

  private mutating func addRegistry(_ credential: FoundCredential) {
    guard let key = RegistryKey(credential.registry), !key.isGlob, !key.host.isEmpty else {
      return refuse(credential, credential.registry, "it is no name of one host")
    }
    let host = Self.hub.contains(key.host) ? "registry-1.docker.io" : key.host
    let isPlain =
      credential.registry.hasPrefix("http://")
      || credential.kept?.login?.registry.hasPrefix("http://") == true
    guard let base = WebAddress("\(isPlain ? "http" : "https")://\(host)") else {
      return refuse(credential, host, "it is no address")
    }
    let images = world.graph.images.filter { image in
      Self.hub.contains(key.host) ? image.registry == "docker.io" : key.matches(image)
    }
    let names = Array(Set(images.map(\.repository)).sorted().prefix(RegistryInquiry.maximumNames))
    add(
      credential, .registry, base, names: names,
      RegistryInquiry.requests(base, names, probes: options.probesWriting))
  }

  // MARK: git

  /// A repository that a Secret is the login for: what Argo CD, Flux and Tekton say of it.
  private func gitAddress(of credential: FoundCredential) -> WebAddress? {
    guard let kept = credential.kept, kept.entry.key == "password" else { return nil }
    let secret = kept.secret
    var urls: [String] = []
    if secret.label("argocd.argoproj.io/secret-type")?.text.hasPrefix("repo") == true,
      let url = secret.entry("url"), url.isClear
    {
      urls.append(url.text)
    }
    urls += world.graph.resources(ofKind: "GitRepository").filter { $0.isSource(with: secret) }
      .compactMap { $0.body.at("spec", "url")?.text }
    urls += secret.tektonAnnotations.map(\.entry.value.text).filter { url in
      url.split(separator: "/", omittingEmptySubsequences: true).count > 2
    }
    return urls.lazy.compactMap(WebAddress.init).first { $0.path.count > 1 }
  }

  private mutating func addGit(_ credential: FoundCredential, _ url: WebAddress) {
    var path = url.path
    while path.hasSuffix("/") { path.removeLast() }
    guard let base = url.with(path: path + "/info/refs") else { return }
    let requests = GitInquiry.services.flatMap { service, action in
      let url = base.with(query: [("service", service)])
      // Whether everybody may clone is asked first.
      let open = action == "clone" ? url.map { [(HTTPRequest.Method.get, $0, true, "")] } ?? [] : []
      return open + (url.map { [(HTTPRequest.Method.get, $0, false, "")] } ?? [])
    }
    let user =
      credential.user.isEmpty
      ? credential.kept?.secret.entry("username")?.text ?? "" : credential.user
    add(credential, .git, base, user: user, requests)
  }

  // MARK: Interfaces of providers

  private mutating func addInterface(_ credential: FoundCredential) {
    let kind = credential.classification.kind
    switch kind.provider {
    case "gitlab" where kind.id == CredentialKind.known(.gitlabJobToken).id:
      addGitLab(credential, .gitlabJob, GitLabInquiry.jobPath)
    case "gitlab" where kind.prefix == "glpat-":
      addGitLab(credential, .gitlab, GitLabInquiry.tokenPath)
    case "github"
    where ["ghp_", "gho_", "ghu_", "github_pat_"].contains(where: kind.prefix.hasPrefix):
      addGitHub(credential, .github, GitHubInquiry.userPath)
    case "github" where kind.prefix.hasPrefix("ghs_"):
      addGitHub(credential, .githubInstallation, GitHubInquiry.installationPath)
    case _ where kind.id == CredentialKind.awsSecretKey.id: addAWS(credential)
    default: break
    }
  }

  /// Of an installation of one's own the registry says where it is, or the user's configuration.
  private mutating func addGitLab(
    _ credential: FoundCredential, _ inquiry: VerificationSubject.Inquiry, _ path: String
  ) {
    let host = RegistryKey(credential.registry)?.host ?? ""
    let isPublic = host.isEmpty || host == "gitlab.com" || host == "registry.gitlab.com"
    let own = isPublic ? WebAddress("https://gitlab.com") : WebAddress("https://\(host)")
    // A registry of one's own stands beside GitLab, and rarely is it.
    guard isPublic || policy.endpoints["gitlab"] != nil || !credential.isRegistryLogin else {
      return
    }
    addInterface(
      credential, inquiry, policy.endpoints["gitlab"] ?? own, path,
      isGuess: host.isEmpty && policy.endpoints["gitlab"] == nil)
  }

  private mutating func addGitHub(
    _ credential: FoundCredential, _ inquiry: VerificationSubject.Inquiry, _ path: String
  ) {
    addInterface(
      credential, inquiry, policy.endpoints["github"] ?? WebAddress("https://api.github.com"), path,
      isGuess: credential.registry.isEmpty && policy.endpoints["github"] == nil)
  }

  private mutating func addInterface(
    _ credential: FoundCredential, _ inquiry: VerificationSubject.Inquiry, _ base: WebAddress?,
    _ path: String, isGuess: Bool
  ) {
    guard let base else { return }
    let folder = base.path == "/" ? "" : base.path
    guard let url = base.with(path: folder + path) else { return }
    add(credential, inquiry, url, user: "", isGuess: isGuess, [(.get, url, false, "")])
  }

  private mutating func addAWS(_ credential: FoundCredential) {
    guard let id = accessKey(beside: credential),
      let base = policy.endpoints["aws-sts"] ?? WebAddress("https://sts.amazonaws.com/")
    else { return }
    guard options.includesCanaries || !AWSInquiry.isCanary(id) else {
      return refuse(
        credential, base.authority,
        "its account plants keys to see who tries them: --include-canaries")
    }
    guard !isInOtherPartition(credential) else {
      return refuse(
        credential, base.authority, "its file names a region that has accounts of its own")
    }
    let session = sessionToken(beside: credential)
    guard !id.hasPrefix("ASIA") || session != nil else {
      return refuse(
        credential, base.authority, "a temporary key is nothing without its session token")
    }
    add(
      credential, .aws, base, user: id, session: session ?? Sensitive(""),
      [(.post, base, false, "")])
  }

  /// The id that belongs to a secret key: in the same Secret, or within a few lines.
  private func accessKey(beside credential: FoundCredential) -> String? {
    if Self.isAccessKey(credential.user[...]) { return credential.user }
    if let secret = credential.kept?.secret {
      let ids = secret.entries.filter(\.isClear).map(\.text.trimmedWhitespace)
        .filter { Self.isAccessKey($0[...]) }
      return ids.count == 1 ? ids[0] : nil
    }
    let place = credential.textPlace
    let bytes = place.file.bytes
    let around =
      max(0, place.range.lowerBound - 400)..<min(bytes.count, place.range.upperBound + 400)
    let text = String(decoding: bytes[around], as: UTF8.self)
    let ids = Set(text.split { !$0.isLetter && !$0.isNumber }.filter(Self.isAccessKey))
    return ids.count == 1 ? ids.first.map(String.init) : nil
  }

  private func sessionToken(beside credential: FoundCredential) -> Sensitive? {
    func isToken(_ key: String) -> Bool {
      key.lowercased().filter(\.isLetter).hasSuffix("sessiontoken")
    }
    if let secret = credential.kept?.secret {
      let found = secret.entries.first { $0.isClear && isToken($0.key) }
      return found.map { Sensitive($0.text).trimmed }
    }
    return world.graph.hardcoded.credentials.first {
      $0.file === credential.file && isToken($0.key)
    }?.value.trimmed
  }

  /// China and the governments of America have accounts of their own, and another service.
  private func isInOtherPartition(_ credential: FoundCredential) -> Bool {
    let text = credential.textPlace.file.bytes
    return ["cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1"].contains {
      ByteSearch($0).finds(in: text)
    }
  }

  private static func isAccessKey(_ text: Substring) -> Bool {
    (text.hasPrefix("AKIA") || text.hasPrefix("ASIA")) && text.utf8.count == 20
      && text.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
  }

  // MARK: Clusters

  /// The server of the kubeconfig that a token stands in, and the namespace of its context.
  private func clusterAddress(
    of credential: FoundCredential
  ) -> (url: WebAddress, namespace: String)? {
    guard case .hardcoded(let hardcoded) = credential, let root = hardcoded.node?.document.root,
      root["kind"]?.hasText("Config") == true, hardcoded.node?.path.last == "token",
      let users = root["users"]?.elements, let clusters = root["clusters"]?.elements
    else { return nil }
    let name = users.first {
      $0.at("user", "token")?.text == hardcoded.value.reveal { $0 }
    }?["name"]?.text
    let context = root["contexts"]?.elements.first {
      $0.at("context", "user")?.text == name
    }?["context"]
    let cluster = clusters.first { $0["name"]?.text == context?["cluster"]?.text } ?? clusters.first
    guard let url = cluster?.at("cluster", "server").flatMap({ WebAddress($0.text) }) else {
      return nil
    }
    return (url, context?["namespace"]?.text ?? "default")
  }

  private mutating func addCluster(
    _ credential: FoundCredential, _ url: WebAddress, _ namespace: String
  ) {
    let isName =
      !namespace.isEmpty && namespace.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == 45 }
    let requests = [KubernetesInquiry.reviewPath, KubernetesInquiry.rulesPath].compactMap { path in
      url.with(path: path).map { (HTTPRequest.Method.post, $0, false, "") }
    }
    add(credential, .kubernetes, url, user: "", names: [isName ? namespace : "default"], requests)
  }
}
