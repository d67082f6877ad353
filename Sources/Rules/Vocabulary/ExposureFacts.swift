internal import CEL
package import Checks
internal import Credentials
internal import Graph
internal import Manifests
package import YAMLTree

extension Credential {
  func origin(_ flags: Origin.Flags = []) -> Origin {
    place.map { Origin(document: PlaceBox($0, node: node), flags: flags) } ?? Origin(node, flags)
  }
}

extension FoundCredential {
  /// Where its value stands.
  var origin: Origin {
    switch self {
    case .kept(let credential): credential.origin(.sensitive)
    case .hardcoded(let hardcoded): Origin(hardcoded.place)
    }
  }

  /// The text that is it, or that holds it where its encoding hides it.
  package var textPlace: Place {
    switch self {
    case .kept(let credential): credential.place ?? credential.node.place
    case .hardcoded(let hardcoded): hardcoded.place
    }
  }

  package func copies(in world: RuleContext) -> [Place] {
    world.settings.copies.places(of: value, besides: textPlace)
  }

  /// The value, so that nothing prints it.
  var sensitiveValue: Value {
    let origin: Origin =
      switch self {
      case .kept(let credential): credential.origin(.sensitive)
      case .hardcoded(let hardcoded):
        Origin(document: PlaceBox(hardcoded.place), flags: .sensitive)
      }
    return Value(.string(value.reveal { $0 }), origin: origin)
  }

  /// What findings about it have as their subject.
  package var identity: String {
    switch self {
    case .kept(let credential):
      "\(credential.secret.identity)/\(credential.entry.key)/\(credential.registry)"
    case .hardcoded: "\(owner)/\(spot)/\(key)"
    }
  }
}

enum ExposureFacts {
  static let exposure: FactType<FoundCredential> = FactType(
    name: "Exposure", doc: "One credential in clear, in the data of a Secret or anywhere else.",
    facts: [
      Fact("kind", .string, "Its kind, such as github-classic-token.") { exposure, _ in
        .text(exposure.kind.id)
      },
      Fact("describe", .string, "How messages name it.") { exposure, _ in
        .text(exposure.described)
      },
      Fact("phrase", .string, "The same with its article.") { exposure, _ in
        .text(exposure.phrase)
      },
      Fact(
        "spot", .string,
        "Where it stands: secret, config-map, environment, arguments, annotation, comment, values, file, script, ci-variable or field."
      ) { exposure, _ in .text(exposure.spot) },
      Fact("key", .string, "The variable, key or annotation that holds it.") { exposure, _ in
        .text(exposure.key)
      },
      Fact("owner", .string, "The object that holds it, as messages name it, or the file.") {
        exposure, _ in
        .text(exposure.owner)
      },
      Fact("path", .string, "The file.") { exposure, _ in .text(exposure.file.path) },
      Fact("tested", .bool, "The file is in a folder of tests or examples.") { exposure, _ in
        .bool(exposure.file.isInTestFolder)
      },
      Fact("gitCrypted", .bool, "git-crypt encrypts the file when it is committed.") {
        exposure, _ in .bool(exposure.file.isGitCrypted)
      },
      Fact("clearInGit", .bool, "git-crypt ought to encrypt the file, and git holds it in clear.") {
        exposure, _ in .bool(exposure.file.isClearInGit)
      },
      Fact("sops", .bool, "The file is one that SOPS has encrypted, at least in part.") {
        exposure, world in
        .bool(world.graph.encrypted.contains { $0.file === exposure.file && $0.metadata != nil })
      },
      Fact("creationRule", .string, "The rule of .sops.yaml that covers the value; empty if none.")
      {
        exposure, world in
        SOPS.rule(for: exposure.file.path, in: world.graph, matches: world.patterns.isFound).flatMap
        { rule in
          // What the rule leaves clear is no mistake of whoever follows it.
          let isCovered = exposure.path.map {
            SOPS.covers(rule.selector, $0, matches: world.patterns.isFound)
          }
          guard isCovered != false else { return nil }
          return .text(rule.pathExpression ?? "every file", at: rule.node)
        }
      },
      Fact("promised", .bool, "The file's name says that it is encrypted.") { exposure, _ in
        .bool(exposure.file.promisesEncryption)
      },
      Fact("decrypted", .bool, "The file's name says that a tool has decrypted it.") {
        exposure, _ in .bool(exposure.file.isDecrypted)
      },
      Fact("elsewhere", .list(.string), "Other places where the same value stands, by their path.")
      {
        exposure, world in .places(exposure.copies(in: world))
      },
      Fact("value", .string, "The value. Sensitive.") { exposure, _ in exposure.sensitiveValue },
    ],
    origin: \.origin,
    identity: \.identity)

  /// One value is one finding, at its first place among those that the same rule judges; what a
  /// generator reads is judged as a Secret's.
  static func isRepeated(_ exposure: FoundCredential, _ world: RuleContext) -> Bool {
    guard case .hardcoded(let own) = exposure else { return false }
    if own.spot == .file, world.graph.isGenerated(from: own.file.path) { return true }
    guard !world.settings.copies.isEmpty else { return false }
    return world.graph.hardcoded.contains(own.value) { other in
      other.spot == own.spot && other.file.isReported
        && other.file.isInTestFolder == own.file.isInTestFolder
        && (other.file.path, other.place.range.lowerBound)
          < (own.file.path, own.place.range.lowerBound)
    }
  }
}

enum EncryptionFacts {
  struct Item: Sendable {
    let document: EncryptedDocument
    let value: EncryptedDocument.Value
    let isEncrypted: Bool
  }

  /// Clear values that count, and one encrypted one a document.
  static func items(in world: RuleContext) -> [Item] {
    world.graph.encrypted.flatMap { document in
      document.clear.map { Item(document: document, value: $0, isEncrypted: false) }
        + document.encrypted.prefix(1).map {
          Item(document: document, value: $0, isEncrypted: true)
        }
    }
  }

  static let value: FactType<Item> = FactType(
    name: "EncryptedValue",
    doc: "A value of a document that SOPS has touched: each clear one, and one encrypted.",
    facts: [
      Fact("key", .string, "Its path.") { item, _ in
        .text(item.value.path.joined(separator: "."), at: item.value.node)
      },
      Fact("path", .string, "The file.") { item, _ in .text(item.document.file.path) },
      Fact("encrypted", .bool, "It is encrypted.") { item, _ in .bool(item.isEncrypted) },
      Fact("covered", .bool, "The file's own selector says that it is to be encrypted.") {
        item, world in
        .bool(
          item.document.metadata != nil
            && SOPS.covers(
              item.document.selector, item.value.path, matches: world.patterns.isFound)
        )
      },
      Fact("credential", .bool, "Its form or its key says that it is a credential.") { item, _ in
        .bool(SecretText.matches(item.value.node.text, key: item.value.path.last ?? ""))
      },
      Fact("secretData", .bool, "It stands in the data of a Secret.") { item, _ in
        .bool(item.value.isSecretData)
      },
      Fact("placeholder", .bool, "A hint or template instead of a value.") { item, _ in
        .bool(Placeholder.matches(item.value.node.text))
      },
      Fact("hidesKind", .bool, "The kind of the object that holds it is encrypted, too.") {
        item, _ in
        .bool(item.isEncrypted && item.document.hidesKind, at: item.document.root["kind"])
      },
      Fact("metadata", .dyn, "The sops block, as a place.") { item, _ in
        item.document.metadata.map { Value(.bool(true), origin: Origin($0)) }
      },
      Fact("signed", .bool, "The sops block has its mac.") { item, _ in
        .bool(item.document.metadata?["mac"] != nil)
      },
      Fact("elsewhere", .bool, "Another document of the file has the sops block.") { item, world in
        .bool(
          world.graph.encrypted.contains {
            $0.file === item.document.file && $0.metadata != nil
          })
      },
      Fact("value", .string, "The value. Sensitive.") { item, _ in
        .text(item.value.node.text, at: item.value.node, .sensitive)
      },
    ],
    origin: { Origin($0.value.node) },
    identity: { "\($0.document.file.path)/\($0.value.path.joined(separator: "/"))" })
}
