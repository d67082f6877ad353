internal import CEL
internal import Checks
internal import Credentials
internal import Graph
internal import Manifests
internal import YAMLTree

/// What kubelet is given to pull an image with.
enum PullFacts {
  static let credential: FactType<PullCredential> = FactType(
    name: "PullCredential",
    doc: "A login that kubelet is given for an image, or a pull secret that gives none.",
    facts: [
      Fact("secret", .string, "The pull secret, as messages name it.") { pull, _ in
        .text("Secret '\(pull.reference.name)'", at: pull.reference.nameNode)
      },
      Fact("registry", .string, "The registry as written; empty without a login.") { pull, _ in
        pull.login.map { .text($0.registry, at: $0.keyNode) }
      },
      Fact("applies", .bool, "Kubelet uses it for the image.") { pull, _ in
        .bool(pull.outcome == .applies, at: pull.login?.keyNode)
      },
      Fact("decidable", .bool, "What becomes of it can be told from the repository.") { pull, _ in
        .bool(pull.outcome != .unknown && pull.outcome != .template)
      },
      Fact("reason", .string, "Why it applies or does not, as the end of a sentence.") { pull, _ in
        .text(reason(pull), at: pull.login?.keyNode ?? pull.reference.nameNode)
      },
    ],
    origin: { Origin($0.login?.keyNode ?? $0.reference.nameNode) },
    identity: { "\($0.reference.from.identity)/\($0.reference.name)/\($0.login?.registry ?? "")" },
    formerFields: ["known": "decidable"])

  private static func reason(_ pull: PullCredential) -> String {
    let host = pull.login?.key?.host ?? ""
    return switch pull.outcome {
    case .applies, .otherHost: "is for \(host)"
    case .unknown: "cannot be told from the repository"
    case .otherType: "has the type \(pull.secret?.type ?? ""), which kubelet passes over"
    case .unreadable: "holds no login that kubelet can read"
    case .template: "is filled in by a template"
    case .otherPort: "is for \(host), another port"
    case .otherPath: "is for \(pull.login?.key?.text ?? ""), another path"
    }
  }
}
