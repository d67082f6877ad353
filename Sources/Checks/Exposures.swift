package import Graph
package import Credentials
package import Manifests
internal import YAMLTree

/// One credential in clear, in the data of a Secret or outside.
package enum Exposure: Sendable {
  case credential(Credential)
  case hardcoded(HardcodedCredential)

  /// One at a time: a large repository has ten thousands.
  package static func forEach(in graph: ResourceGraph, _ body: (Exposure) -> Void) {
    for credential in graph.credentials where credential.isClear {
      body(.credential(credential))
    }
    for hardcoded in graph.hardcodedCredentials { body(.hardcoded(hardcoded)) }
  }

  /// The file that holds it.
  package var file: InputFile {
    switch self {
    case .credential(let credential): credential.secret.resource.file
    case .hardcoded(let hardcoded): hardcoded.file
    }
  }

  /// The keys from the root of its document to it; nil where no document holds it.
  package var path: [String]? {
    switch self {
    case .credential(let credential): credential.entry.value.path
    case .hardcoded(let hardcoded):
      hardcoded.node.flatMap { $0.document.embedding == nil ? $0.path : nil }
    }
  }

  /// What it is.
  package var kind: CredentialKind {
    switch self {
    case .credential(let credential): credential.kind
    case .hardcoded(let hardcoded): hardcoded.classification.kind
    }
  }

  /// Read from a cluster, not from a repository.
  package var isLive: Bool {
    switch self {
    case .credential(let credential): credential.secret.resource.isLive
    case .hardcoded(let hardcoded): hardcoded.isLive
    }
  }
}
