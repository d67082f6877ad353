package import CEL

/// What a credential's own provider has said of it. Nothing in it is secret or computed from a secret.
package struct VerifiedAnswer: Sendable {
  /// Only on a positive answer in the provider's own form it is yes, and only on its documented refusal
  /// no.
  package enum Validity: String, Sendable, CaseIterable { case yes, no, unknown }

  /// How a right is known.
  package enum Proof: String, Sendable, CaseIterable {
    /// A signed answer names it.
    case claim = "token-claim"
    /// The provider has listed the scopes.
    case introspection
    /// A request that needs it was authorised, and changed nothing.
    case probe
    case none
  }

  package struct Right: Sendable, Hashable {
    /// Such as `team/app` at a registry; empty for the whole of it.
    package let resource: String
    /// `pull`, `push`, `delete`, `*`, `clone`, or scopes as the provider calls them.
    package let actions: [String]
    package let proof: Proof

    package init(resource: String, actions: [String], proof: Proof) {
      (self.resource, self.actions, self.proof) = (resource, actions, proof)
    }
  }

  package var validity = Validity.unknown
  /// Why, as people read it.
  package var reason = ""
  package var rights: [Right] = []
  /// Rights that were asked for, and refused in the provider's form.
  package var denied: [String] = []
  /// Rights that whoever has no credential gets as well.
  package var anonymous: [String] = []
  /// Who was asked does not know it.
  package var isStranger = false
  /// The answer was the one that everybody gets: it is not needed, or was not accepted.
  package var isAnonymous = false
  package var expires: Timestamp?
  /// As the provider calls what it is; empty where it does not say.
  package var kind = ""
  /// `person`, `bot`, `deploy token` or `job`; empty where it does not say.
  package var ownerKind = ""
  package var notes: [String] = []
  package var time = Timestamp.epoch

  package init() {}

  /// What it was proved to be able to do that not everybody can, in order.
  package var actions: [String] {
    let own = rights.filter { $0.proof != .none && $0.proof != .introspection }.flatMap(\.actions)
    return Set(own).subtracting(anonymous).sorted()
  }

  /// A right that an anonymous request also gets is not the credential's.
  package mutating func leaveOutWhatEverybodyMay() {
    rights = rights.compactMap { right in
      let own = right.actions.filter { !anonymous.contains($0) }
      return own.isEmpty
        ? nil : Right(resource: right.resource, actions: own, proof: right.proof)
    }
  }

  /// Scopes that the provider has listed.
  package var scopes: [String] {
    Set(rights.filter { $0.proof == .introspection }.flatMap(\.actions)).sorted()
  }
}

/// Answers by the credential that they are about: where it stands and what it is, never what its value
/// is. Whoever replaces the value asks again.
package struct VerifiedAnswers: Sendable {
  package struct Key: Sendable, Hashable {
    /// `FoundCredential.identity`.
    package let subject: String
    /// Empty for any file.
    package let path: String
    /// The id of its kind; empty for any.
    package let kind: String

    package init(subject: String, path: String, kind: String) {
      (self.subject, self.path, self.kind) = (subject, path, kind)
    }
  }

  private var answers: [Key: VerifiedAnswer] = [:]

  package init() {}

  package var isEmpty: Bool { answers.isEmpty }

  package subscript(key: Key) -> VerifiedAnswer? {
    get {
      guard !answers.isEmpty else { return nil }
      return answers[key] ?? answers[Key(subject: key.subject, path: "", kind: "")]
    }
    set { answers[key] = newValue }
  }
}
