internal import Encodings

/// One kind of credential: how it is recognised and what follows from its form alone.
package final class CredentialKind: Sendable {
  /// How long a credential of the kind lives, as far as its form tells.
  package enum Lifetime: String, Sendable {
    /// Dies by construction: with a job, or within hours.
    case short
    /// Has an expiry that its form does not show, or none.
    case long
  }

  package let id: String
  /// As messages name it, without an article.
  package let title: String
  package let provider: String
  /// What it starts with; may be shown.
  package let prefix: String
  /// The forms by which it is known, each enough; empty for a kind of no form of its own.
  let forms: [TokenForm]
  package let lifetime: Lifetime
  /// Acts with the rights of a person's account.
  package let isPersonal: Bool
  let checksum: Checksum
  /// Much else has the form as well, so that what follows the prefix must be random.
  let asksRandom: Bool
  /// Scopes that follow from the kind alone.
  package let grants: [String]
  /// The only user name with which the registry takes it; empty when any will do.
  package let user: String

  /// - Parameter form: in the notation of `TokenForm`, several of them with ` | ` between.
  init(
    _ id: String, _ title: String, _ provider: String, _ form: String = "",
    _ lifetime: Lifetime = .long, personal: Bool = false, checksum: Checksum = .none,
    grants: [String] = [], user: String = "", random: Bool = false
  ) {
    self.id = id
    self.title = title
    self.provider = provider
    forms =
      form.isEmpty ? [] : form.split(separator: " | ").map { TokenForm(String($0)) }
    prefix =
      forms.first.flatMap {
        $0.anchorOffset == 0 ? String(decoding: $0.anchor, as: UTF8.self) : nil
      }
      ?? ""
    self.lifetime = lifetime
    isPersonal = personal
    self.checksum = checksum
    asksRandom = random
    self.grants = grants
    self.user = user
  }

  /// Where its provider describes it; empty for kinds of no provider.
  package var documentation: String { Self.documents[provider] ?? "" }

  /// The kind of the table that has the id.
  package static func named(_ id: String) -> CredentialKind? { all.first { $0.id == id } }

  /// Kinds that code must tell apart; a test looks for each in the table.
  package enum Known: String, Sendable, CaseIterable {
    case gitlabPersonalToken = "gitlab-personal-token", gitlabDeployToken = "gitlab-deploy-token"
    case gitlabOAuthSecret = "gitlab-oauth-secret"
    case gitlabJobToken = "gitlab-job-token", githubFineGrainedToken = "github-fine-grained-token"
    case dockerPersonalToken = "docker-personal-token"
    case dockerOrganizationToken = "docker-organization-token"
    case ecrToken = "ecr-token", jfrogReferenceToken = "jfrog-reference-token"
    case googleAccessToken = "google-access-token", googleAPIKey = "google-api-key"
    case grafanaAPIKey = "grafana-api-key", password
  }

  /// A token of the kind shows by itself that it was issued.
  package var hasChecksum: Bool { checksum != .none }

  /// Its form is its own, so that no other text is taken for it.
  package var isToldByForm: Bool { !forms.isEmpty }

  package var known: Known? { Known(rawValue: id) }

  /// The row of a kind that code names.
  package static func known(_ kind: Known) -> CredentialKind { named(kind.rawValue) ?? .password }
}

extension CredentialKind {
  /// A made-up credential of this kind.
  ///
  /// - Parameter random: gives so many random characters of an alphabet.
  package func sample(_ random: (Int, String) -> String) -> String {
    let letters = Alphabet.alphanumeric.letters
    switch id {
    case "quay-robot-token": return random(64, Alphabet.uppercase.letters)
    case "azure-admin-password", "azure-scoped-token":
      return random(42, letters) + "+ACR" + random(6, letters)
    case "aws-secret-key": return random(40, letters)
    case "scaleway-secret-key":
      return [8, 4, 4, 4, 12].map { random($0, Alphabet.hex.letters) }.joined(separator: "-")
    default: break
    }
    guard let form = forms.first else { return random(20, letters) }
    return checksum.completed(form.sample(random))
  }

  /// True when `text` as a whole has this kind's form, and a checksum that fits.
  func matches(_ text: [UInt8]) -> Bool {
    guard asksRandom else { return hasForm(text) && checksum.isValid(text) }
    return forms.contains { form in
      form.end(in: text.span, from: 0) == text.count && isTold(by: form, text[...])
    }
  }

  /// Whether what has a form is a credential of the kind, as far as its body tells.
  func isTold(by form: TokenForm, _ text: ArraySlice<UInt8>) -> Bool {
    !asksRandom || Strength.isScrambled(text.dropFirst(form.anchorOffset + form.anchor.count))
  }

  /// The same, whatever its checksum.
  func hasForm(_ text: [UInt8]) -> Bool {
    for form in forms where form.end(in: text.span, from: 0) == text.count { return true }
    return false
  }

}
