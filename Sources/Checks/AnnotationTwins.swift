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

  /// The first by its name, of each Secret.
  private var firsts: [ObjectIdentifier: [Address: CredentialAnnotation]] = [:]
  private var rivals: [Address: Rivals] = [:]

  init(_ annotations: [CredentialAnnotation], _ graph: ResourceGraph) {
    let groups = Dictionary(
      grouping: annotations.filter { $0.secret.type == "kubernetes.io/basic-auth" },
      by: Address.init)
    var accounts: [ObjectIdentifier: [ObjectIdentifier]] = [:]
    for (address, group) in groups where group.count > 1 {
      var secrets: [Secret] = []
      for annotation in group {
        let id = ObjectIdentifier(annotation.secret)
        let first = firsts[id]?[address]
        if first == nil { secrets.append(annotation.secret) }
        if first.map({ annotation.key < $0.key }) != false {
          firsts[id, default: [:]][address] = annotation
        }
      }
      guard secrets.count > 1 else { continue }
      rivals[address] = Rivals(secrets) { secret in
        let id = ObjectIdentifier(secret)
        let known =
          accounts[id] ?? graph.accounts(listing: secret).map { ObjectIdentifier($0.resource) }
        accounts[id] = known
        return known
      }
    }
  }

  func twin(of annotation: CredentialAnnotation) -> CredentialAnnotation? {
    let first = firsts[ObjectIdentifier(annotation.secret)]?[Address(annotation)]
    return first.flatMap { $0.key < annotation.key ? $0 : nil }
  }

  func rival(of annotation: CredentialAnnotation) -> Secret? {
    rivals[Address(annotation)]?.rival(of: annotation.secret)
  }
}

/// Secrets with one address, by the accounts that list them.
private struct Rivals: Sendable {
  /// The first of an account, and the first of another name: each has one of them.
  private struct Pair {
    let first: Secret
    var second: Secret?
  }

  private var pairs: [ObjectIdentifier: Pair] = [:]
  private var accounts: [ObjectIdentifier: [ObjectIdentifier]] = [:]

  init(_ secrets: [Secret], accountsListing: (Secret) -> [ObjectIdentifier]) {
    for secret in secrets {
      let listing = accountsListing(secret)
      accounts[ObjectIdentifier(secret)] = listing
      for account in listing {
        var pair = pairs[account] ?? Pair(first: secret)
        if pair.second == nil, pair.first.name != secret.name { pair.second = secret }
        pairs[account] = pair
      }
    }
  }

  func rival(of secret: Secret) -> Secret? {
    for account in accounts[ObjectIdentifier(secret)] ?? [] {
      guard let pair = pairs[account] else { continue }
      if pair.first.name != secret.name { return pair.first }
      if let second = pair.second { return second }
    }
    return nil
  }
}
