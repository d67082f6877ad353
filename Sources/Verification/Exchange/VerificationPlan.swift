package import Checks
internal import Credentials
internal import Graph
internal import Manifests
package import Rules
package import YAMLTree

/// A credential, and how its provider is asked about it.
package struct VerificationSubject: Sendable {
  enum Inquiry: Sendable {
    case registry, gitlab, gitlabJob, github, githubInstallation, git, aws, kubernetes
  }

  package let credential: FoundCredential
  let inquiry: Inquiry
  /// Where the questions begin.
  let base: WebAddress
  /// What the credential is presented with; empty for a token alone.
  package let user: String
  let password: Sensitive
  /// Nothing says that its provider is the one that is asked: a refusal proves nothing.
  var isGuess = false
  /// Of a temporary pair of keys.
  var session = Sensitive("")
  /// Others that hold the same value for the same host: one question is for all of them.
  package internal(set) var also: [FoundCredential] = []
  /// Repositories of a registry that are asked about, or the namespace of a cluster.
  let names: [String]

  /// As people name it.
  package var host: String { base.authority }

  package var place: Place { credential.textPlace }

  package static func key(of credential: FoundCredential) -> VerifiedAnswers.Key {
    .init(
      subject: credential.identity, path: credential.file.path,
      kind: credential.classification.kind.id)
  }

  /// Of everything that the answer is about.
  package var credentials: [FoundCredential] { [credential] + also }

  /// How the plan says whose request it is.
  var shownUser: String {
    user.isEmpty ? credential.described : "'\(Redaction.scan(user))'"
  }
}

/// One request that is sent if it is asked for, or what follows from an answer.
package struct PlannedRequest: Sendable {
  package let method: HTTPRequest.Method
  package let url: WebAddress
  /// Empty for a request without a credential.
  package let user: String
  /// What is asked then, in words; empty for a request of its own.
  package let then: String
  /// Position among the subjects.
  package let subject: Int
}

/// Every request, before any is sent.
package struct VerificationPlan: Sendable {
  package struct Refusal: Sendable {
    package let host: String
    /// Why, and what would allow it.
    package let reason: String
    package let place: Place
    package let object: String
  }

  package internal(set) var subjects: [VerificationSubject] = []
  package internal(set) var requests: [PlannedRequest] = []
  package internal(set) var refused: [Refusal] = []

  package struct Options: Sendable {
    package var policy = HostPolicy()
    /// Asks for a right to write by a request that changes nothing.
    package var probesWriting = false
    package var includesCanaries = false
    package var maximumRequests = 200
    package var userAgent = "credlint"

    package init() {}
  }

  package init() {}

  mutating func add(
    _ subject: VerificationSubject, _ requests: [(HTTPRequest.Method, WebAddress, Bool, String)]
  ) {
    let index = subjects.count
    subjects.append(subject)
    self.requests += requests.map { method, url, isAnonymous, then in
      PlannedRequest(
        method: method, url: url, user: isAnonymous ? "" : subject.shownUser, then: then,
        subject: index)
    }
  }

  /// By host, and of one host by the credentials' places.
  mutating func sort() {
    let order = requests.enumerated().sorted {
      ($0.element.url.authority, $0.element.subject, $0.offset)
        < ($1.element.url.authority, $1.element.subject, $1.offset)
    }
    requests = order.map(\.element)
  }
}
