internal import Credentials

/// Files of settings that are no documents, and are read as text.
package enum TextFile: Sendable {
  case settings, dockerfile, terraform

  /// - Parameter name: of a file, without its folder.
  package static func of(_ name: String) -> TextFile? {
    if name == "Dockerfile" || name == "Containerfile" || name.hasPrefix("Dockerfile.")
      || name.hasSuffix(".Dockerfile") || name.hasSuffix(".dockerfile")
    {
      return .dockerfile
    }
    if [".tf", ".tfvars", ".hcl"].contains(where: name.hasSuffix) { return .terraform }
    if name == ".env" || name.hasPrefix(".env.") || names.contains(name)
      || suffixes.contains(where: name.hasSuffix)
    {
      return .settings
    }
    return nil
  }

  private static let names: Set<String> = [
    ".envrc", ".npmrc", ".yarnrc", ".netrc", "_netrc", ".git-credentials", ".pypirc", "pip.conf",
    ".pgpass", ".my.cnf", "my.cnf", "settings.xml", "nuget.config", "NuGet.Config", "rclone.conf",
    ".boto", ".s3cfg", "gradle.properties", "credentials", ".htpasswd",
    "htpasswd",
  ]

  private static let suffixes = [
    ".env", ".properties", ".ini", ".cnf", ".conf", ".tfstate", ".htpasswd",
  ]

  /// Bytes before the value that must be a quote: a bare word of Terraform is a reference.
  var needsQuotes: Bool { self == .terraform }

  /// The text with the notations that no reader of pairs knows written as one it does, byte for byte:
  /// `ENV NAME value` of a Dockerfile.
  func normalized(_ bytes: [UInt8]) -> [UInt8] {
    guard self == .dockerfile else { return bytes }
    var result = bytes
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      let words = bytes[start..<end].split(whereSeparator: { $0 == 32 || $0 == 9 })
      if words.count >= 3, ["ENV", "env"].contains(String(decoding: words[0], as: UTF8.self)),
        !words[1].contains(UInt8(ascii: "="))
      {
        result[words[1].endIndex] = UInt8(ascii: "=")
      }
      start = end + 1
    }
    return result
  }
}
