internal import Credentials
internal import Encodings
package import YAMLTree

/// One input file and what its surroundings say about it.
package final class InputFile: Sendable {
  package let source: SourceFile
  /// From standard input: what a cluster holds, or what a renderer printed.
  package let mayBeLive: Bool
  /// Covered by `filter=git-crypt` in `.gitattributes`: clear in an unlocked work tree only.
  package let isGitCrypted: Bool
  /// Covered by git-crypt, and yet git keeps it as it stands.
  package let isClearInGit: Bool
  /// False for files that are only read as context, so that references to them resolve.
  package let isReported: Bool
  /// The folder part of the path, without a final slash; empty at the root.
  package let directory: String
  package let name: String
  /// Some value in it was encrypted by SOPS.
  let holdsCipherText: Bool
  /// It is in a folder of tests or examples, where throw-away credentials are kept on purpose.
  package let isInTestFolder: Bool
  /// It is in a folder of a program's sources, as Go lays them out: the program brings what a manifest
  /// there lacks.
  package let isAmongSources: Bool
  /// A GitLab CI pipeline, or a part of one.
  package let isPipeline: Bool
  /// The folder of what renders it, if it is a template: its Helm chart, or its own.
  package let templateScope: String?

  package init(
    source: SourceFile, mayBeLive: Bool = false, isGitCrypted: Bool = false,
    isClearInGit: Bool = false, isReported: Bool = true, templateScope: String? = nil
  ) {
    self.source = source
    self.templateScope = templateScope
    self.mayBeLive = mayBeLive
    self.isGitCrypted = isGitCrypted && !isClearInGit
    self.isClearInGit = isClearInGit
    self.isReported = isReported
    holdsCipherText = Self.cipherText.finds(in: source.bytes)
    let path = source.path.utf8
    let slash = path.lastIndex(of: UInt8(ascii: "/"))
    directory = slash.map { String(source.path[..<$0]) } ?? ""
    name = slash.map { String(source.path[path.index(after: $0)...]) } ?? source.path
    let folders = Array(directory.utf8).split(separator: UInt8(ascii: "/"))
    isInTestFolder = folders.contains(where: Self.isTestName)
    isAmongSources = folders.contains { Self.sourceFolders.contains(Array($0)) }
    isPipeline = FileKind.isPipeline(name: name, path: source.path)
  }

  private static let cipherText = ByteSearch("ENC[AES256_GCM,")

  private static let testFolders = [
    "test", "tests", "testdata", "testing", "e2e", "fixtures", "examples", "example", "samples",
    ".chainsaw-test", ".kyverno-test", "chainsaw", "kuttl",
  ].map { Array($0.utf8) }

  /// Whether a folder is one of tests or examples, or in one.
  package static func isTestFolder(_ path: String) -> Bool {
    Array(path.utf8).split(separator: UInt8(ascii: "/")).contains(where: isTestName)
  }

  /// `testdata`, `test_certificates`, `test-values`, `Acme.Core.Tests`, `integration-tests`: the first
  /// word or the last one says what the folder is for.
  private static func isTestName(_ folder: ArraySlice<UInt8>) -> Bool {
    if testFolders.contains(Array(folder)) {
      return true
    }
    guard folder.count > 5, let first = folder.firstIndex(where: joints.contains),
      let last = folder.lastIndex(where: joints.contains)
    else { return false }
    return isTestWord(folder[..<first]) || isTestWord(folder[(last + 1)...])
  }

  private static let joints = ByteSet("-_.")
  private static let testWords = ["test", "tests", "e2e", "testdata", "fixtures"].map {
    Array($0.utf8)
  }

  /// In letters of either case.
  private static func isTestWord(_ word: ArraySlice<UInt8>) -> Bool {
    (3...8).contains(word.count)
      && testWords.contains { test in
        test.count == word.count && zip(test, word).allSatisfy { $0 == $1 | 0x20 }
      }
  }

  private static let sourceFolders = [
    "cmd", "internal", "pkg", "vendor", "testdata", "kodata",
  ].map { Array($0.utf8) }

  package var path: String { source.path }

  /// The same, as a template of the folder.
  func asTemplate(of scope: String) -> InputFile {
    InputFile(
      source: source, mayBeLive: mayBeLive, isGitCrypted: isGitCrypted, isClearInGit: isClearInGit,
      isReported: isReported, templateScope: scope)
  }

  /// Values of a Helm chart, or of helm-secrets, which must be told from manifests by their content.
  package var isValues: Bool {
    (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
      && (name.hasPrefix("values") || name.hasPrefix("secrets") || name.hasSuffix("values.yaml")
        || name.hasSuffix("values.yml"))
  }

  /// A docker client's own configuration.
  var isDockerConfig: Bool {
    ["config.json", "docker-config.json", "dockerconfig.json", ".dockerconfigjson", ".dockercfg"]
      .contains(name) || name.hasSuffix(".dockerconfigjson")
  }

  /// A file that by its name holds a key and is no document.
  package var isKeyFile: Bool { Self.isKeyFileName(name) }

  /// Whether files of that name hold a private key.
  package static func isKeyFileName(_ name: String) -> Bool {
    [".pem", ".key", ".ppk", ".agekey", ".p8", ".pvt", ".rsa", ".priv", ".pk8"].contains(
      where: name.hasSuffix)
      || keyNames.contains(name)
      || !name.utf8.contains(UInt8(ascii: "."))
        && (keyStarts.contains(where: name.hasPrefix) || keyEnds.contains(where: name.hasSuffix))
  }

  private static let keyNames: Set<String> = [
    "identity", "ssh-privatekey", "privatekey", "private_key", "private-key",
  ]
  /// `id_rsa_deploy` of ssh-keygen; what ends in `.pub` is public.
  private static let keyStarts = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"]
  private static let keyEnds = ["_rsa", "_ecdsa", "_ed25519", "_key", "-key"]

  /// The output of a decrypting tool: `secrets.yaml.dec`, `secrets.dec.yaml`.
  package var isDecrypted: Bool {
    name.hasSuffix(".dec") || name.hasSuffix(".decrypted") || name.holds(".dec.")
      || name.holds(".decrypted.")
  }

  /// A name that promises encrypted content.
  package var promisesEncryption: Bool {
    [".sops.", ".enc.", ".encrypted."].contains(where: name.holds)
      || [".enc", ".sops"].contains(where: name.hasSuffix)
  }
}
