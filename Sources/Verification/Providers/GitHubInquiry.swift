internal import CEL
internal import Credentials
internal import FoundationEssentials
internal import Rules

/// GitHub's word on a token (https://docs.github.com/en/rest/users/users#get-the-authenticated-user).
enum GitHubInquiry {
  private struct User: Decodable { let login: String; let type: String? }
  private struct Installation: Decodable {
    let count: Int

    enum CodingKeys: String, CodingKey { case count = "total_count" }
  }
  private struct Failure: Decodable { let message: String? }

  static let userPath = "/user"
  static let installationPath = "/installation/repositories?per_page=1"

  static func ask(_ response: HTTPResponse, isInstallation: Bool) -> VerifiedAnswer {
    var answer = VerifiedAnswer()
    let user = isInstallation ? nil : response.decoded(User.self)
    let isKnown = isInstallation ? response.decoded(Installation.self) != nil : user != nil
    if response.status == 200, isKnown {
      (answer.validity, answer.reason) = (.yes, "GitHub knows it")
      answer.ownerKind = isInstallation || user?.type == "Bot" ? "bot" : "person"
      readRights(response, &answer)
      answer.expires = response.value("github-authentication-token-expiration").flatMap(time)
    } else if response.status == 401, response.decoded(Failure.self)?.message == "Bad credentials" {
      (answer.validity, answer.reason) = (.no, "GitHub has refused it")
      answer.isStranger = true
    } else {
      answer.reason = response.described
    }
    return answer
  }

  private static func readRights(_ response: HTTPResponse, _ answer: inout VerifiedAnswer) {
    guard let listed = response.value("X-OAuth-Scopes") else {
      answer.notes.append("GitHub lists the rights of such a token nowhere")
      return
    }
    let scopes = listed.split(separator: ",").map { String($0).trimmedWhitespace }.filter {
      !$0.isEmpty
    }
    answer.rights = [.init(resource: "", actions: scopes.sorted(), proof: .introspection)]
  }

  /// `2006-01-02 15:04:05 UTC`, or with `-0700` in place of the name.
  private static func time(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 3 else { return nil }
    let zone = parts[2]
    let offset =
      zone == "UTC" ? "Z" : zone.count == 5 ? "\(zone.prefix(3)):\(zone.suffix(2))" : zone
    return Timestamp(parsing: "\(parts[0])T\(parts[1])\(offset)")
  }
}
