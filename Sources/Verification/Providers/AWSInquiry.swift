internal import CEL
internal import Credentials
internal import Crypto
internal import Rules

/// What AWS says of a pair of keys: `GetCallerIdentity`, which needs no permission
/// (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
enum AWSInquiry {
  static let body = "Action=GetCallerIdentity&Version=2011-06-15"
  static let region = "us-east-1"

  /// Accounts of services that plant keys to see who tries them.
  private static let canaryAccounts: Set<String> = [
    "052310077262", "171436882533", "534261010715", "595918472158", "717712589309",
    "819147034852", "992382622183", "730335385048", "266735846894",
  ]

  /// Whether the id of a key belongs to an account that plants them: the account stands in the id, in
  /// base 32.
  static func isCanary(_ id: String) -> Bool {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var number: UInt64 = 0
    for byte in id.utf8.dropFirst(4).prefix(10) {
      guard let digit = alphabet.firstIndex(of: byte) else { return false }
      number = number << 5 | UInt64(digit)
    }
    // The first six bytes of ten digits, without the first bit and the last seven.
    let account = (number >> 2 & 0x7FFF_FFFF_FF80) >> 7
    let text = String(account)
    return canaryAccounts.contains(String(repeating: "0", count: max(0, 12 - text.count)) + text)
  }

  static func ask(
    _ subject: VerificationSubject, _ index: Int, _ session: VerificationSession, at time: Timestamp
  ) -> VerifiedAnswer {
    var answer = VerifiedAnswer()
    var request = HTTPRequest(.post, subject.base)
    request.body = body
    request.authorization = .signed(signed(subject, at: time))
    switch session.send(request, for: index) {
    case .failure(let failure): answer.reason = failure.reason
    case .success(let response): read(response, &answer)
    }
    return answer
  }

  private static func read(_ response: HTTPResponse, _ answer: inout VerifiedAnswer) {
    let text = String(decoding: response.body, as: UTF8.self)
    let code = element("Code", in: text) ?? ""
    if response.status == 200, let name = element("Arn", in: text) {
      answer.validity = .yes
      answer.reason = "AWS knows it"
      answer.ownerKind = name.contains(":user/") ? "person" : "bot"
      answer.notes.append("rights unknown: IAM decides")
    } else if response.status == 403, ["InvalidClientTokenId", "ExpiredToken"].contains(code) {
      answer.validity = .no
      answer.reason =
        code == "ExpiredToken" ? "AWS says that it has ended" : "AWS does not know the key"
    } else if response.status == 403, code == "SignatureDoesNotMatch" {
      answer.reason = "AWS knows the id of the key, and this is not its secret"
    } else {
      answer.reason = response.described
    }
  }

  private static func element(_ name: String, in text: String) -> String? {
    guard let start = text.firstRange(of: "<\(name)>"),
      let end = text[start.upperBound...].firstRange(of: "</\(name)>")
    else { return nil }
    return String(text[start.upperBound..<end.lowerBound])
  }

  // MARK: Signature Version 4

  /// The headers of a signed request
  /// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
  private static func signed(
    _ subject: VerificationSubject, at time: Timestamp
  ) -> [(name: String, value: String)] {
    let stamp = time.text.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    let day = String(stamp.prefix(8))
    let type = "application/x-www-form-urlencoded"
    let host = subject.base.authority
    let session = subject.session.reveal { $0 }
    var lines = ["content-type:\(type)", "host:\(host)", "x-amz-date:\(stamp)"]
    if !session.isEmpty { lines.append("x-amz-security-token:\(session)") }
    let names = lines.map { String($0.prefix { $0 != ":" }) }.joined(separator: ";")
    let digest = hexadecimal(SHA256.hash(data: Array(body.utf8)))
    let canonical = (["POST", "/", ""] + lines + ["", names, digest]).joined(separator: "\n")
    let scope = "\(day)/\(region)/sts/aws4_request"
    let text = [
      "AWS4-HMAC-SHA256", String(stamp), scope,
      hexadecimal(SHA256.hash(data: Array(canonical.utf8))),
    ].joined(separator: "\n")
    var key = subject.password.reveal { Array("AWS4\($0)".utf8) }
    for part in [day, region, "sts", "aws4_request"] { key = code(part, key) }
    let signature = hexadecimal(code(text, key))
    let temporary = session.isEmpty ? [] : [("X-Amz-Security-Token", session)]
    return temporary + [
      ("Content-Type", type), ("X-Amz-Date", String(stamp)),
      (
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=\(subject.user)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
      ),
    ]
  }

  private static func code(_ text: String, _ key: [UInt8]) -> [UInt8] {
    Array(
      HMAC<SHA256>.authenticationCode(
        for: Array(text.utf8), using: SymmetricKey(data: key)))
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
