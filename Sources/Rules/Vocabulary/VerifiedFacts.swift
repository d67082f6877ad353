internal import CEL
package import Checks
internal import Credentials
internal import Graph
internal import Manifests
internal import YAMLTree

extension RuleContext {
  /// What its provider has said of a credential; nil where it was not asked.
  package func answer(for credential: FoundCredential) -> VerifiedAnswer? {
    VerifiedFacts.answer(for: credential, self)
  }
}

/// What a provider has said of a credential, and how that goes with what is declared and needed.
enum VerifiedFacts {
  struct Subject: Sendable {
    let credential: FoundCredential
    let answer: VerifiedAnswer
  }

  static func answer(for credential: FoundCredential, _ world: RuleContext) -> VerifiedAnswer? {
    world.settings.verified[
      .init(
        subject: credential.identity, path: credential.file.path,
        kind: credential.classification.kind.id)]
  }

  static func verified(_ credential: FoundCredential, _ world: RuleContext) -> Value? {
    answer(for: credential, world).map {
      verified.value(Subject(credential: credential, answer: $0), world)
    }
  }

  static let verified: FactType<Subject> = FactType(
    name: "Verified",
    doc: "What a credential's own provider has said of it: 'credlint verify' asks.",
    facts: [
      Fact("valid", .string, "yes, no or unknown.") { subject, _ in
        .text(subject.answer.validity.rawValue)
      },
      Fact("reason", .string, "Why, as the end of a sentence.") { subject, _ in
        .text(subject.answer.reason)
      },
      Fact("actions", .list(.string), "What it was proved to be able to do: pull, push, clone, …") {
        subject, _ in .texts(subject.answer.actions)
      },
      Fact("scopes", .list(.string), "Scopes that its provider has listed.") { subject, _ in
        .texts(subject.answer.scopes)
      },
      Fact(
        "undeclared", .list(.string),
        "What it may do beyond its declared scopes; nothing where none are declared."
      ) { subject, _ in .texts(undeclared(subject)) },
      Fact("excess", .list(.string), "What it may do beyond its purpose.") { subject, world in
        .texts(excess(subject, world))
      },
      Fact("missing", .list(.string), "What its purpose needs, and its provider refuses.") {
        subject, world in .texts(missing(subject, world))
      },
      Fact("anonymous", .bool, "The answer was the one that everybody gets.") { subject, _ in
        .bool(subject.answer.isAnonymous)
      },
      Fact("expires", .optional(.timestamp), "When it ends, as its provider says.") {
        subject, world in
        subject.answer.expires.map {
          CredentialFacts.optional($0, at: subject.credential.place, world)
        }
      },
      Fact(
        "declaredExpiry", .optional(.timestamp),
        "When it ends, as an annotation of its Secret says."
      ) { subject, world in
        guard let time = declaredExpiry(subject),
          let node = subject.credential.kept?.declaredExpiry?.node
        else { return nil }
        return CredentialFacts.optional(time, at: Origin(node), world)
      },
      Fact(
        "daysOff", .int, "How many whole days lie between the two ends; 0 where one is not known."
      ) {
        subject, _ in
        guard subject.answer.validity == .yes, let real = subject.answer.expires,
          let declared = declaredExpiry(subject)
        else {
          return Value(.int(0))
        }
        return Value(.int(abs(real.seconds - declared.seconds) / 86_400))
      },
    ],
    origin: \.credential.place,
    identity: \.credential.identity)

  private static func declaredExpiry(_ subject: Subject) -> Timestamp? {
    (subject.credential.kept?.declaredExpiry?.text).flatMap {
      Timestamp(parsing: $0, allowsBareDate: true)
    }
  }

  // MARK: Comparisons

  private static func purpose(_ subject: Subject, _ world: RuleContext) -> String {
    CredentialFacts.purpose(of: subject.credential, world)?.text ?? ""
  }

  /// What each purpose needs, and what goes with it.
  private static let needs: [String: (needed: Set<String>, fine: Set<String>)] = [
    "pull": (["pull"], []), "push": (["pull", "push"], []), "clone": (["clone"], []),
  ]

  /// Rights that only rules of these purposes know.
  private static let known: Set<String> = ["pull", "push", "delete", "*", "clone"]

  private static func excess(_ subject: Subject, _ world: RuleContext) -> [String] {
    guard subject.answer.validity == .yes, let row = needs[purpose(subject, world)] else {
      return []
    }
    return subject.answer.actions.filter { known.contains($0) && !row.needed.contains($0) }
  }

  private static func missing(_ subject: Subject, _ world: RuleContext) -> [String] {
    guard subject.answer.validity == .yes, let row = needs[purpose(subject, world)] else {
      return []
    }
    return row.needed.intersection(subject.answer.denied).sorted()
  }

  private static func undeclared(_ subject: Subject) -> [String] {
    guard subject.answer.validity == .yes,
      let declared = subject.credential.kept?.declaredScopes?.values
    else { return [] }
    let implied = declared.reduce(into: Set(declared)) { $0.formUnion(Self.implied[$1] ?? []) }
    // Who declares everything has declared this, too.
    guard implied.isDisjoint(with: ["api", "*"]) else { return [] }
    let proved = subject.answer.actions + subject.answer.scopes
    return Set(proved).subtracting(implied).sorted()
  }

  /// What scopes of providers allow at a registry and over git (docs.gitlab.com
  /// `user/project/deploy_tokens`, docs.github.com `apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps`).
  private static let implied: [String: Set<String>] = [
    "read_registry": ["pull"], "write_registry": ["pull", "push"], "read_repository": ["clone"],
    "write_repository": ["clone", "push"], "read:packages": ["pull"],
    "write:packages": ["pull", "push"], "delete:packages": ["delete"], "repo": ["clone", "push"],
    "push": ["pull"], "delete": ["pull"], "write": ["pull", "push", "clone"],
    "read": ["pull", "clone"],
  ]
}
