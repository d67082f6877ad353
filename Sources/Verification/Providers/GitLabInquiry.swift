internal import CEL
internal import FoundationEssentials
internal import Rules

/// GitLab's own word on a token (GitLab `lib/api/personal_access_tokens/self_information.rb`). `DELETE`
/// on the same path would revoke it.
enum GitLabInquiry {
  private struct Token: Decodable {
    let id: Int
    let revoked: Bool?
    let active: Bool?
    let scopes: [String]
    let expires: String?

    enum CodingKeys: String, CodingKey {
      case id, revoked, active, scopes
      case expires = "expires_at"
    }
  }

  fileprivate struct Failure: Decodable { let message, error: String? }
  private struct Job: Decodable { let id: Int }

  static let tokenPath = "/api/v4/personal_access_tokens/self"
  static let jobPath = "/api/v4/job"

  static func askToken(_ response: HTTPResponse) -> VerifiedAnswer {
    var answer = VerifiedAnswer()
    if response.status == 200, let token = response.decoded(Token.self) {
      let isAlive = token.revoked != true && token.active != false
      answer.validity = isAlive ? .yes : .no
      answer.reason = isAlive ? "GitLab knows it" : "GitLab says that it was revoked or has ended"
      if isAlive {
        answer.rights = [
          .init(resource: "", actions: token.scopes.sorted(), proof: .introspection)
        ]
      }
      answer.expires = token.expires.flatMap { Timestamp(parsing: $0, allowsBareDate: true) }
      answer.notes.append("last_used_at moves by the question")
    } else if response.isRefusedByGitLab {
      (answer.validity, answer.reason) = (.no, "GitLab has refused it")
      answer.isStranger = true
    } else if response.status == 400, let failure = response.decoded(Failure.self),
      (failure.message ?? failure.error ?? "").contains("token type")
    {
      answer.validity = .yes
      answer.reason = "GitLab knows it, as a token of another type"
    } else {
      answer.reason = response.described
    }
    return answer
  }

  static func askJob(_ response: HTTPResponse) -> VerifiedAnswer {
    var answer = VerifiedAnswer()
    if response.status == 200, response.decoded(Job.self) != nil {
      (answer.validity, answer.reason) = (.yes, "its job still runs")
      answer.ownerKind = "job"
    } else if response.isRefusedByGitLab {
      (answer.validity, answer.reason) = (.no, "GitLab has refused it: its job has ended")
      answer.isStranger = true
    } else {
      answer.reason = response.described
    }
    return answer
  }
}

extension HTTPResponse {
  /// `{"message":"401 Unauthorized"}`, or the error of OAuth for a token that was revoked or has ended.
  fileprivate var isRefusedByGitLab: Bool {
    guard status == 401, let failure = decoded(GitLabInquiry.Failure.self) else { return false }
    return failure.message == "401 Unauthorized" || failure.error == "invalid_token"
  }
}
