internal import Credentials
internal import Encodings
package import YAMLTree

/// A place where a script encodes a credential with `base64`: rightly, with something else beside it,
/// or in more than one line.
package struct EncodedValue: Sendable {
  package let file: InputFile
  package let place: Place
  /// `echo` or `<<<` puts a line break behind the value, which is encoded with it.
  package let addsNewline: Bool
  /// GNU's and busybox's `base64` begin a new line after 76 characters, `openssl` after 64.
  package let wraps: Bool
  /// JSON without quotes around it, of which the shell takes those that belong to it.
  package var losesQuotes = false
  /// The job, the step or the script that contains it.
  package let context: String
}

/// Finds them in the substitutions of a script: what is only printed is nobody's login.
struct EncodingReader {
  private let text: ScriptText
  private let file: InputFile
  private let context: String
  private var variables: ShellVariables
  private(set) var found: [EncodedValue] = []

  init(_ text: ScriptText, _ file: InputFile, context: String, _ variables: ShellVariables) {
    self.text = text
    self.file = file
    self.context = context
    self.variables = variables
  }

  /// - Parameter shells: the commands of the script.
  mutating func read(_ shells: [ShellCommand]) {
    for shell in shells {
      for word in shell.words.dropFirst() { readConfig(word) }
      for word in shell.words + shell.assignments.map(\.value) where !word.bodies.isEmpty {
        for body in word.bodies { read(body, isSecretData: false, depth: 0) }
      }
      for heredoc in shell.heredocs where !heredoc.isVerbatim && heredoc.hasCommand {
        let isSecret = heredoc.text.holds("kind: Secret") && heredoc.text.holds("data:")
        for body in Self.bodies(in: text.bytes, heredoc.range) {
          read(body, isSecretData: isSecret, depth: 0)
        }
      }
    }
  }

  /// `echo {"auths":…}`: what the shell prints has no quotes any more.
  private mutating func readConfig(_ word: ShellWord) {
    let written = text.bytes[word.range]
    guard written.first == UInt8(ascii: "{"), word.text.hasPrefix("{auths:"),
      String(decoding: written, as: UTF8.self).holds("\"auths\"")
    else { return }
    found.append(
      EncodedValue(
        file: file, place: text.place(of: word.range), addsNewline: false, wraps: false,
        losesQuotes: true, context: context))
  }

  /// What stands in `$(…)` of a here-document.
  private static func bodies(in bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var index = range.lowerBound
    while index + 1 < range.upperBound {
      guard bytes[index] == UInt8(ascii: "$"), bytes[index + 1] == UInt8(ascii: "(") else {
        index += 1
        continue
      }
      let (body, next) = Substitutions.bracketed(bytes, at: index + 1, to: range.upperBound)
      result.append(body)
      index = next
    }
    return result
  }

  private mutating func read(_ body: Range<Int>, isSecretData: Bool, depth: Int) {
    guard depth < 4 else { return }
    let inner = Array(text.bytes[body.clamped(to: 0..<text.bytes.count)])
    let shells = Shell.commands(in: inner)
    for (index, shell) in shells.enumerated() {
      for word in shell.words {
        for nested in word.bodies {
          let range = (nested.lowerBound + body.lowerBound)..<(nested.upperBound + body.lowerBound)
          read(range, isSecretData: isSecretData, depth: depth + 1)
        }
      }
      judge(index, of: shells, in: inner, at: body.lowerBound, isSecretData)
    }
  }

  private mutating func judge(
    _ index: Int, of shells: [ShellCommand], in inner: [UInt8], at offset: Int,
    _ isSecretData: Bool
  ) {
    let shell = shells[index]
    guard let encoder = Encoder(shell), let first = shell.words.first else { return }
    let source = shell.source.map { shells[$0] }
    let fed = (source?.words.dropFirst().map(\.self) ?? []) + shell.heredocs
    let names = variables.resolving(
      fed.flatMap { $0.variables + TokenSource.names(in: $0, inner) }
        + (source.flatMap { TokenSource.name(of: $0.words) }.map { [$0] } ?? []))
    let isSecret =
      isSecretData || names.contains { SecretNames.matches($0) || TokenSource.of($0) != nil }
    let isLong = names.contains { TokenSource.of($0) != nil && !$0.hasSuffix("_USER") }
    let isJoined =
      index + 1 < shells.count && shells[index + 1].source == index
      && shells[index + 1].words.first?.text == "tr"
    let addsNewline =
      isSecret && (shell.hasHereString || source.map(Self.printsNewline) == true)
    let wraps = isSecret && isLong && encoder.wraps && !isJoined
    guard isSecret else { return }
    let start = (source?.words.first ?? first).range.lowerBound
    let end = shell.words.last?.range.upperBound ?? first.range.upperBound
    let range = (start + offset)..<(end + offset)
    guard !found.contains(where: { $0.place == text.place(of: range) }) else { return }
    found.append(
      EncodedValue(
        file: file, place: text.place(of: range), addsNewline: addsNewline, wraps: wraps,
        context: context))
  }

  /// `echo` without `-n`, whose text does not end with `\c`.
  private static func printsNewline(_ shell: ShellCommand) -> Bool {
    guard shell.words.first?.text == "echo", shell.words.count > 1 else { return false }
    let option = shell.words[1].text
    return
      !(option.hasPrefix("-") && option.dropFirst().allSatisfy { "neE".contains($0) }
      && option.contains("n")) && shell.words.last?.text.hasSuffix("\\c") != true
  }
}

/// A command that encodes what it reads.
private struct Encoder {
  let wraps: Bool

  init?(_ shell: ShellCommand) {
    let words = shell.words.map(\.text)
    guard let program = words.first?.lastPathPart else { return nil }
    let options = words.dropFirst()
    switch String(program) {
    case "base64":
      guard !options.contains(where: { ["-d", "-D", "--decode", "-di"].contains($0) }) else {
        return nil
      }
      wraps = !options.contains { $0.hasPrefix("-w") || $0.hasPrefix("--wrap") || $0 == "-b" }
    case "openssl"
    where ["base64", "enc"].contains(options.first ?? "") && !options.contains("-d"):
      wraps = !options.contains("-A")
    default: return nil
    }
  }
}
