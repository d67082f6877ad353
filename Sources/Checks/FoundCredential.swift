package import Graph
package import Credentials
package import Manifests
internal import YAMLTree

/// One credential: what a Secret holds, or what stands in clear anywhere else.
package enum FoundCredential: Sendable {
  case kept(Credential)
  case hardcoded(HardcodedCredential)

  /// One at a time: a large repository has ten thousands.
  package static func forEach(in graph: ResourceGraph, _ body: (FoundCredential) -> Void) {
    for credential in graph.credentials { body(.kept(credential)) }
    for hardcoded in graph.hardcoded.credentials { body(.hardcoded(hardcoded)) }
  }

  /// The same of what anybody can read.
  package static func forEachClear(in graph: ResourceGraph, _ body: (FoundCredential) -> Void) {
    forEach(in: graph) { found in
      if found.isClear { body(found) }
    }
  }

  /// What a Secret holds.
  package var kept: Credential? {
    if case .kept(let credential) = self { credential } else { nil }
  }

  /// The file that holds it.
  package var file: InputFile {
    switch self {
    case .kept(let credential): credential.secret.resource.file
    case .hardcoded(let hardcoded): hardcoded.file
    }
  }

  /// The keys from the root of its document to it; nil where no document holds it.
  package var path: [String]? {
    switch self {
    case .kept(let credential): credential.entry.value.path
    case .hardcoded(let hardcoded):
      hardcoded.node.flatMap { $0.document.embedding == nil ? $0.path : nil }
    }
  }

  package var classification: Classification {
    switch self {
    case .kept(let credential): credential.classification
    case .hardcoded(let hardcoded): hardcoded.classification
    }
  }

  /// What it is.
  package var kind: CredentialKind { classification.kind }

  /// As messages name it: nothing in it is secret.
  package var described: String {
    registry.isEmpty ? kind.title : "\(kind.title) for \(registry)"
  }

  /// The same with its article: by the sound that it begins with.
  package var phrase: String {
    let isVowel = described.first.map { "AEIOUaeiou".contains($0) } ?? false
    let isSpelt = ["HCP", "npm", "NVIDIA"].contains(where: described.hasPrefix)
    return (isVowel || isSpelt ? "an " : "a ") + described
  }

  /// The registry or host that it is for; empty if nothing tells.
  package var registry: String {
    switch self {
    case .kept(let credential): credential.registry
    case .hardcoded(let hardcoded): hardcoded.registry
    }
  }

  package var user: String {
    switch self {
    case .kept(let credential): credential.user
    case .hardcoded(let hardcoded): hardcoded.user
    }
  }

  /// Who issued it, by its form or else by its registry; empty when neither tells.
  package var provider: String {
    kind.provider.isEmpty ? Providers.provider(ofHost: registry) : kind.provider
  }

  package var value: Sensitive {
    switch self {
    case .kept(let credential): credential.value
    case .hardcoded(let hardcoded): hardcoded.value
    }
  }

  /// A login to a registry: of a docker config, or one that Tekton makes of basic auth.
  package var isRegistryLogin: Bool {
    switch self {
    case .kept(let credential): credential.isRegistryLogin
    case .hardcoded(let hardcoded): !hardcoded.registry.isEmpty
    }
  }

  /// The variable, key or annotation that holds it.
  package var key: String {
    switch self {
    case .kept(let credential): credential.entry.key
    case .hardcoded(let hardcoded): hardcoded.key
    }
  }

  /// What holds it, as messages name it: an object, or the file.
  package var owner: String {
    switch self {
    case .kept(let credential): credential.secret.described
    case .hardcoded(let hardcoded):
      hardcoded.owner.isEmpty ? hardcoded.file.path : hardcoded.owner
    }
  }

  /// Where it stands, as rules name it.
  package var spot: String {
    switch self {
    case .kept: "secret"
    case .hardcoded(let hardcoded): hardcoded.spot.rawValue
    }
  }

  /// A hint, template or sample.
  package var isPlaceholder: Bool { kept?.isPlaceholder ?? false }

  /// Committed in readable form.
  package var isClear: Bool { kept?.isClear ?? true }

  /// What the bytes say, else what an annotation declares.
  package var scopes: [String] { kept?.scopes ?? classification.scopes }

  /// The value, also of one of which only its Secret's annotations tell.
  package var heldValue: Sensitive {
    guard value.isEmpty, let entry = kept?.entry, entry.isClear else { return value.trimmed }
    return Sensitive(entry.text).trimmed
  }

  /// Its form is that of a token or a key, or nobody finds it by trying.
  package var isUnguessable: Bool {
    classification.kind.isToldByForm || classification.token != nil
      || heldValue.reveal { Strength.isUnguessable($0) || PEM.holdsPrivateKey($0) }
  }
}
