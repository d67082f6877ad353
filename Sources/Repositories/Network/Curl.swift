internal import Synchronization

/// The system's curl as a child. What it is to do stands on its standard input, so that no credential is
/// in its arguments or in its environment, and no file of the user's tells it anything.
package struct Curl: Sendable {
  /// Why nothing came back.
  package struct Failure: Error {
    /// As the end of a sentence.
    package let reason: String
  }

  private let program: String
  /// In bytes.
  private static let maximumBody = 65_536
  private static let maximumHead = 32_768
  /// In seconds, for one request.
  package static let patience = 10

  /// The system's curl, if there is one that knows how to be told where to connect to.
  package init() throws(Failure) {
    guard let program = Paths.program("curl") else {
      throw Failure(reason: "there is no curl on the PATH: install it, or send nothing")
    }
    self.program = program
    let answer = Self.child(program, ["--version"]).run(input: [], limits: Child.Limits())
    guard case .success(let text) = answer,
      let version = Self.version(String(decoding: text, as: UTF8.self))
    else { throw Failure(reason: "'\(program)' does not say which curl it is") }
    guard (version.major, version.minor) >= (7, 62) else {
      throw Failure(
        reason: "curl \(version.major).\(version.minor) is too old: 7.62 or newer is needed")
    }
  }

  private static func version(_ text: String) -> (major: Int, minor: Int)? {
    let words = text.split(separator: " ")
    guard words.count > 1, words[0] == "curl" else { return nil }
    let parts = words[1].split(separator: ".").map { Int($0) }
    guard parts.count > 1, let major = parts[0], let minor = parts[1] else { return nil }
    return (major, minor)
  }

  private static func child(_ program: String, _ arguments: [String]) -> Child {
    Child(
      program: program, arguments: arguments,
      environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"],
      folder: "/")
  }

  /// One request.
  ///
  /// - Parameter settings: lines of a configuration of curl's, by name; `""` for one without a value.
  /// - Returns: the head and the body, as they came.
  package func run(_ settings: [(name: String, value: String)]) -> Result<[UInt8], Failure> {
    let text = settings.map { name, value in
      value.isEmpty && name != "data" ? "\(name)\n" : "\(name) = \"\(Self.quoted(value))\"\n"
    }.joined()
    var limits = Child.Limits()
    limits.seconds = Self.patience + 2
    limits.output = Self.maximumBody + Self.maximumHead
    let result = Self.child(program, ["-q", "-K", "-"]).run(input: Array(text.utf8), limits: limits)
    switch result {
    case .success(let answer): return .success(answer)
    case .failure(let failure): return .failure(Failure(reason: Self.reason(failure)))
    }
  }

  /// What every request is bound by.
  package static let bounds: [(name: String, value: String)] = [
    ("silent", ""), ("include", ""), ("http1.1", ""), ("tlsv1.2", ""), ("max-redirs", "0"),
    ("connect-timeout", "2"), ("max-time", "\(patience)"), ("max-filesize", "\(maximumBody)"),
    ("noproxy", "*"), ("disallow-username-in-url", ""),
  ]

  private static func quoted(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  private static func reason(_ failure: Child.Failure) -> String {
    switch failure {
    case .notStarted(let reason): return "curl cannot be started: \(reason)"
    case .tooLarge: return "the answer is longer than anybody needs"
    case .tooLate: return "there was no whole answer in \(patience) seconds"
    case .failed(let code): return code.flatMap { reasons[$0] } ?? "curl has ended with an error"
    }
  }

  /// By curl's exit codes (https://curl.se/libcurl/c/libcurl-errors.html).
  private static let reasons: [Int32: String] = [
    1: "this is not reached by https", 5: "the proxy has no address", 6: "the host has no address",
    7: "nobody listens there", 28: "there was no whole answer in \(patience) seconds",
    35: "the server speaks no TLS that is safe enough",
    47: "it redirects, and no credential follows",
    51: "the server's certificate is for another name", 52: "the server has said nothing",
    55: "the connection broke off", 56: "the connection broke off",
    60: "the server's certificate is signed by nobody who is known: --cacert names the authority",
    63: "the answer is longer than anybody needs", 77: "the file of --cacert cannot be read",
    8: "the answer is not what a web server says",
  ]
}
