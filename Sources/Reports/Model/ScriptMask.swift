internal import Encodings
internal import Credentials
internal import Manifests
internal import YAMLTree

/// What a snippet may show of a script: the words that everybody uses, flags, variables and
/// punctuation. A password can stand anywhere in a command, so everything else is hidden.
enum ScriptMask {
  /// For each Unicode scalar of a line, whether it may be shown.
  static func visible(in line: String) -> [Bool] {
    let scalars = Array(line.unicodeScalars)
    var result = [Bool](repeating: true, count: scalars.count)
    var index = 0
    var quote: Unicode.Scalar?
    while index < scalars.count {
      let scalar = scalars[index]
      guard !isPunctuation(scalar) else {
        if let open = quote {
          if scalar == open { quote = nil }
        } else if scalar == "'" || scalar == "\"" {
          quote = scalar
        }
        index += 1
        continue
      }
      let end = scalars[index...].firstIndex(where: isPunctuation) ?? scalars.count
      let word = String(written: scalars[index..<end])
      let isHarmless = isHarmless(word, isVerbatim: quote == "'")
      for position in index..<end { result[position] = isHarmless }
      index = end
    }
    return result
  }

  /// Whether an argument of a container may be shown beside a finding: flags, common words and
  /// paths. Whatever else there is can be a password.
  static func isHarmless(argument: String) -> Bool {
    argument.utf8.split { $0 <= 32 }.allSatisfy { part in
      let word = String(Substring(part))
      if let equals = word.firstIndex(of: "="), word.hasPrefix("-") {
        return !SecretNames.matches(String(word[..<equals].drop { $0 == "-" }))
      }
      let isPath =
        word.holds("/") && word.utf8.allSatisfy { isLower($0) || $0 == 45 || $0 == 47 }
      return isPath || isHarmless(word, isVerbatim: false)
    }
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isSpace || (scalar.isASCII && punctuation.contains(UInt8(scalar.value)))
  }

  private static let punctuation = ByteSet("'\"`=,;|&(){}[]<>\\")

  /// - Parameter isVerbatim: in single quotes, where a `$` starts no variable.
  private static func isHarmless(_ word: String, isVerbatim: Bool) -> Bool {
    let plain = word.hasSuffix(":") ? String(word.dropLast()) : word
    if words.contains(plain) || plain.utf8.allSatisfy({ $0 == UInt8(ascii: "-") }) { return true }
    let bytes = plain.utf8
    if bytes.first == UInt8(ascii: "-"), bytes.count <= 40 {
      // Behind one dash a value can follow the letter at once: `-pkestrel`.
      return (bytes.count <= 2 || plain.hasPrefix("--"))
        && bytes.allSatisfy { $0 == UInt8(ascii: "-") || $0.isLowercase }
    }
    // Small letters behind a `$` can be a password in quotes that began on another line.
    guard bytes.first == UInt8(ascii: "$"), !isVerbatim else { return false }
    return bytes.dropFirst().drop { $0 == UInt8(ascii: "$") }.allSatisfy { isUpper($0) }
  }

  private static func isUpper(_ byte: UInt8) -> Bool {
    byte.isUppercase || byte.isDigit || byte == UInt8(ascii: "_")
  }

  private static func isLower(_ byte: UInt8) -> Bool {
    byte.isLowercase || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }

  private static let words: Set<String> = [
    "kubectl", "oc", "create", "secret", "docker-registry", "generic", "tls", "apply", "patch",
    "delete", "get", "serviceaccount", "sa", "configmap", "login", "docker", "buildah", "podman",
    "nerdctl", "skopeo", "crane", "copy", "push", "pull", "build", "helm", "upgrade", "install",
    "registry", "dispatch", "gitlab", "github", "bitbucket", "git", "clone", "kyma", "alpha",
    "module", "modulectl", "echo", "printf", "cat", "export", "set", "if", "then", "else", "fi",
    "do", "done", "for", "while", "in", "run", "script", "before_script", "after_script", "name",
    "shell", "sh", "bash", "base64", "client", "yaml", "json", "true", "false", "sudo", "env",
    "make", "test", "rm", "cp", "mkdir", "secrets", "link", "args", "command",
  ]
}
