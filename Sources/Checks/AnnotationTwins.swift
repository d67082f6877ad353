internal import Graph
internal import Manifests

/// Annotations of basic-auth Secrets with the same URL for the same reader, of which Tekton makes two
/// logins for one address (tektoncd/pipeline `pkg/credentials/gitcreds`): found for all of them at
/// once, since a Secret can have as many as its file has lines.
struct AnnotationTwins: Sendable {
  private struct Address: Hashable {
    let url, consumer: String

    init(_ annotation: CredentialAnnotation) {
      url = annotation.url
      consumer = annotation.consumer.rawValue
    }
  }

  /// The first Secret of an account, and the first of another name: each has one of them.
  private struct Pair {
    let first: Secret
    var second: Secret?
  }

  /// The first by its name, of each Secret.
  private var firsts: [ObjectIdentifier: [Address: CredentialAnnotation]] = [:]
  /// The accounts that list a Secret, and what they list of each address.
  private var accounts: [ObjectIdentifier: [ObjectIdentifier]] = [:]
  private var pairs: [Address: [ObjectIdentifier: Pair]] = [:]

  init(_ annotations: [CredentialAnnotation], _ graph: ResourceGraph) {
    let groups = Dictionary(
      grouping: annotations.filter { $0.secret.type == "kubernetes.io/basic-auth" },
      by: Address.init)
    for (address, group) in groups where group.count > 1 {
      let secrets = addFirsts(of: group, address)
      guard secrets.count > 1 else { continue }
      for secret in secrets { add(secret, address, graph) }
    }
  }

  /// Returns the Secrets of the group, in their order.
  private mutating func addFirsts(
    of group: [CredentialAnnotation], _ address: Address
  ) -> [Secret] {
    var secrets: [Secret] = []
    for annotation in group {
      let id = ObjectIdentifier(annotation.secret)
      let first = firsts[id]?[address]
      if first == nil { secrets.append(annotation.secret) }
      if first.map({ annotation.key < $0.key }) != false {
        firsts[id, default: [:]][address] = annotation
      }
    }
    return secrets
  }

  private mutating func add(_ secret: Secret, _ address: Address, _ graph: ResourceGraph) {
    let id = ObjectIdentifier(secret)
    let listing =
      accounts[id] ?? graph.accounts(listing: secret).map { ObjectIdentifier($0.resource) }
    accounts[id] = listing
    for account in listing {
      var pair = pairs[address]?[account] ?? Pair(first: secret)
      if pair.second == nil, pair.first.name != secret.name { pair.second = secret }
      pairs[address, default: [:]][account] = pair
    }
  }

  func twin(of annotation: CredentialAnnotation) -> CredentialAnnotation? {
    let first = firsts[ObjectIdentifier(annotation.secret)]?[Address(annotation)]
    return first.flatMap { $0.key < annotation.key ? $0 : nil }
  }

  func rival(of annotation: CredentialAnnotation) -> Secret? {
    let secret = annotation.secret
    guard let pairs = pairs[Address(annotation)] else { return nil }
    return (accounts[ObjectIdentifier(secret)] ?? []).lazy.compactMap { account in
      pairs[account].flatMap { $0.first.name != secret.name ? $0.first : $0.second }
    }.first
  }
}
