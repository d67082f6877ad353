import TestSupport
import Testing

/// What only the work tree and git know: key files, generators' files, git-crypt.
@Suite struct CredentialFilesTests {
  /// An EC key that openssl made, encoded once more so that no key block stands here.
  private func key() throws -> String {
    let lines = try Repository.text("fixtures/keys/ec-sec1.pem.b64").split(separator: "\n")
    return Tool.decoded(lines.joined())
  }

  @Test func keysAndConfigsAreFoundAsFiles() throws {
    let folder = try Tool.Folder()
    try folder.write("deploy/id_rsa", key())
    try folder.write("deploy/server.key", key())
    try folder.write(
      "deploy/ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    try folder.write(
      "config.json", #"{"auths":{"registry.acme-shop.dev":{"auth":"Y2k6S3E4I3ZMMnBYOQ=="}}}"#)
    let outcome = try Tool.run("--format", "short", in: folder)
    let lines = outcome.found.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasPrefix("deploy/id_rsa:1:1: error[credential-file]") })
    #expect(lines.contains { $0.hasPrefix("deploy/server.key:1:1: error[credential-file]") })
    #expect(lines.contains { $0.hasPrefix("config.json:1:") && $0.contains("credential-file") })
    #expect(lines.count == 3)
  }

  private let kustomization = """
    secretGenerator:
      - name: registry
        files: [key.pem]
        envs: [secrets.env]

    """

  @Test func generatorsAreReadAsFarAsGitKeepsTheirFiles() throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q")
    try folder.write("app/kustomization.yaml", kustomization)
    try folder.write("app/secrets.env", "DB_PASSWORD=Kq8vL2pXw7Rt\n# comment\nMODE=fast\n")
    try folder.write("app/key.pem", key())
    let all = try Tool.run("--format", "short", in: folder).found
    #expect(all.contains("app/secrets.env:1:13: warning[plaintext-password]"))
    #expect(all.contains("app/key.pem:1:1: error[plaintext-secret]"))
    #expect(!all.contains("credential-file"))
    try folder.write(".gitignore", "secrets.env\nkey.pem\n")
    #expect(try Tool.run("--format", "short", in: folder).output.isEmpty)
  }

  @Test func generatorsLeadNowhereElse() throws {
    let outside = try Tool.Folder()
    try outside.write("secrets.env", "DB_PASSWORD=Kq8vL2pXw7Rt\n")
    let folder = try Tool.Folder()
    try folder.write(
      "kustomization.yaml",
      "secretGenerator:\n  - name: a\n    envs: [\(outside.path("secrets.env")), link.env]\n")
    try folder.link("link.env", to: outside.path("secrets.env"))
    #expect(try Tool.run("--format", "short", in: folder).output.isEmpty)
  }

  /// A file that git-crypt covers is clear in every unlocked work tree; what counts is the blob.
  @Test func gitCryptIsJudgedByWhatGitKeeps() throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q")
    try folder.write(".gitattributes", "*.secret.yaml filter=git-crypt diff=git-crypt\n")
    try folder.write("a.secret.yaml", CommandTests.opaque)
    try folder.git("config", "filter.git-crypt.clean", "sed s/apiVersion/encrypted/")
    try folder.git("config", "filter.git-crypt.smudge", "cat")
    try folder.git("add", "-A")
    let encrypted = try Tool.run("--format", "short", in: folder).output
    #expect(!encrypted.contains("plaintext-secret") && !encrypted.contains("bypassed-encryption"))
    try folder.git("config", "--unset", "filter.git-crypt.clean")
    try folder.git("rm", "-q", "--cached", "a.secret.yaml")
    try folder.git("add", "-A")
    let clear = try Tool.run("--format", "short", in: folder).found
    #expect(clear.contains("a.secret.yaml:6:22: error[bypassed-encryption]"))
    #expect(clear.contains("git-crypt is to encrypt"))
  }
}
