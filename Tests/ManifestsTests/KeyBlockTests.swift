import Credentials
import FoundationEssentials
import Testing
import YAMLTree

@testable import Manifests

/// A private key is found in whatever text is read, and once.
@Suite struct KeyBlockTests {
  /// A PKCS#8 key of Ed25519, of bytes that count up.
  private static func key(_ first: UInt8 = 7) -> String {
    let head: [UInt8] = [
      0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04,
      0x20,
    ]
    let body = (0..<32).map { first &+ UInt8($0) &* 5 }
    let label = "PRIVATE" + " KEY"
    return
      "-----BEGIN \(label)-----\n\(Data(head + body).base64EncodedString())\n-----END \(label)-----"
  }

  private func kinds(_ path: String, _ text: String) -> [String] {
    let file = InputFile(source: SourceFile(path: path, bytes: Array(text.utf8)))
    return ManifestReader.read(file).hardcodedCredentials.map {
      "\($0.classification.kind.id) \($0.place.range.lowerBound)"
    }
  }

  private static func indented(_ text: String, _ front: String) -> String {
    text.split(separator: "\n").map { front + $0 }.joined(separator: "\n")
  }

  @Test(arguments: [
    ("tls.yaml", key(), 0), ("key.json", key(), 0), ("deploy_key", key(), 0),
    ("id_rsa_shop", key(), 0), ("Makefile", key(), 0),
    ("issue.sh", "cat > tls.key <<EOF\n\(key())\nEOF\n", 20),
    ("page.json", "{ {{if .A}} \"key\": \"\(key().replacing("\n", with: "\\n"))\" {{end}} }", 20),
    ("page.yaml", "a: b\n{{ if .A }}\nk: |\n\(indented(key(), "  "))\n{{ end }}\nb: [ {{ x\n", 24),
    ("run.sh", "make\n\(indented(key(), "# "))\n", 7),
  ])
  func keysAreFoundInAnyText(_ path: String, _ text: String, _ offset: Int) {
    #expect(kinds(path, text) == ["private-key \(offset)"])
  }

  /// What a reader of values has found is not told again.
  @Test(arguments: [
    ("run.sh", "KEY='\(key())'\n"), ("app.ini", "[tls]\nkey = \"\"\"\n\(key())\n\"\"\"\n"),
    ("app.json", "{\"key\": \"\(key().replacing("\n", with: "\\n"))\"}"),
    ("map.yaml", "tls:\n  key: |\n\(indented(key(), "    "))\n"),
    ("chart.yaml", "# \(key().replacing("\n", with: "\n# "))\nname: shop\n"),
    ("tls.key", key()),
  ])
  func keysAreFoundOnce(_ path: String, _ text: String) { #expect(kinds(path, text).count == 1) }

  @Test func whatIsNoKeyIsNone() {
    let label = "PRIVATE" + " KEY"
    for text in [
      "-----BEGIN \(label)-----\nyour key here\n-----END \(label)-----",
      "-----BEGIN \(label)-----\n", "grep -q '-----BEGIN \(label)-----' file",
      Self.key().replacing("PRIVATE", with: "ENCRYPTED PRIVATE"),
      Self.key().replacing("PRIVATE", with: "PUBLIC"),
    ] {
      #expect(kinds("key.json", text).isEmpty)
      #expect(kinds("run.sh", text).isEmpty)
    }
  }

  @Test(arguments: [
    ("test_certificates/ca.key", true), ("src/Shop.Core.Tests/a.key", true),
    ("charts/shop/test-values/a.yaml", true), ("tests/a.yaml", true), ("latest/a.yaml", false),
    ("contest-app/a.yaml", false), ("testament/a.yaml", false), ("a-b/a.yaml", false),
  ])
  func foldersOfTestsAreKnownByAWord(_ path: String, _ isOne: Bool) {
    #expect(InputFile(source: SourceFile(path: path, bytes: [])).isInTestFolder == isOne)
    #expect(
      InputFile.isTestFolder(String(path.split(separator: "/").dropLast().joined(separator: "/")))
        == isOne)
  }
}
