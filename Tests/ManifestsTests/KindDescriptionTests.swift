import Credentials
import Testing
import YAMLTree

@testable import Manifests

/// What describes a kind is passed over, and nothing else with it.
@Suite struct KindDescriptionTests {
  private static let token = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"

  private static let head = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: shops.acme.io
    spec:

    """
  private static let body = """
      group: acme.io
      versions:
        - name: v1
          schema:
            description: "Names the secret 'x' of a shop"
            default: shop-login

    """
  private static let secret = """
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: shop}
    stringData: {token: "\(token)"}

    """

  private func content(_ text: String, isWhole: Bool) -> FileContent {
    var options = ManifestReader.Options()
    options.keepsEveryKind = isWhole
    return ManifestReader.read(
      InputFile(source: SourceFile(path: "crd.yaml", bytes: Array(text.utf8))), options: options)
  }

  /// Objects of known kinds, and credentials with their places.
  private func rows(_ content: FileContent) -> [String] {
    content.resources.filter { $0.row != nil }.map {
      "\($0.kind) \($0.name) \($0.body.range)"
    } + content.hardcodedCredentials.map { "\($0.classification.kind.id) \($0.place.range)" }
      + content.secrets.map { "\($0.name) \($0.entries.map(\.key))" }
  }

  private func omitted(_ text: String) -> [Range<Int>] {
    let source = SourceFile(path: "crd.yaml", bytes: Array(text.utf8))
    return KindDescriptions.bodies(in: source, TokenPlaces(in: source.bytes))
  }

  @Test func bodiesArePassedOver() {
    let text =
      "# made by hand\n---\n\(Self.head)\(Self.body)\(Self.secret)---\n\(Self.head)\(Self.body)"
    let (first, second) = (text.utf8.count - Self.body.utf8.count, Self.body.utf8.count)
    #expect(omitted(text).map(\.count) == [second, second])
    #expect(omitted(text).last == first..<first + second)
    let content = content(text, isWhole: false)
    #expect(content.documentCount == 3)
    #expect(content.resources.map(\.name) == ["shop"])
    #expect(content.mentions.contains("shop-login"))
  }

  @Test(arguments: [
    // What stands in it is a credential, or may be one.
    head + body + "        example: \(token)\n",
    head + body + "        example: \"\\x67hp_16C7e42F292c6912E7710c838347Ae178B4a\"\n",
    head + body + "        example: https://shop:Falcon2024!@db.acme.io\n",
    // What follows belongs to something else.
    head + body + "stringData: {a: b}\n", head + body + "- a\n",
    head + body + "  x: y\rkind: Secret\n", head + body + "  x: y\u{2028}kind: Secret\n",
    head + body + "  x: y\u{85}kind: Secret\n",
    // No member of the object.
    head.replacing("spec:", with: "spec: &spec"), head.replacing("spec:", with: "  spec:"),
    "kind: CustomResourceDefinition\nspec:\n" + body,
  ])
  func othersAreRead(_ text: String) {
    #expect(omitted(text).isEmpty)
    #expect(rows(content(text, isWhole: false)) == rows(content(text, isWhole: true)))
  }

  @Test(arguments: [
    // A quote, a bracket or a block makes text of it.
    "note: \"\n" + head + body + "status: \"\n" + secret,
    "items: [\n" + head + body + secret, "note: |\n  a\n" + head + body + secret,
    "x: {a: b,\n" + head + body + "status: x}\n" + secret,
    head.replacing("metadata:", with: "metadata: 'x") + body + "status: '\n" + secret,
    head.replacing("kind: C", with: "kind: Secret\nkind: C") + body + secret,
    head + body + "  x: [\n" + secret, secret + "\n" + head + body + "...\n" + secret,
  ])
  func nothingIsLostBehindIt(_ text: String) {
    #expect(rows(content(text, isWhole: false)) == rows(content(text, isWhole: true)))
  }

  /// Each line is looked at once, however often a document says what it is: the work would take hours.
  @Test func aDocumentIsLookedThroughOnce() {
    let kinds = String(repeating: "kind: CustomResourceDefinition\n", count: 60_000)
    #expect(omitted("a: b\n" + kinds).isEmpty)
    #expect(omitted("a: b\n" + kinds + "spec:\n" + Self.body).count == 1)
    #expect(omitted("a: b\nspec:\n" + kinds + kinds).isEmpty)
    let documents = String(repeating: "---\n" + Self.head + "  a: b\n", count: 5_000)
    #expect(omitted(documents).count == 5_000)
  }

  /// Whatever is put anywhere into it: the same objects and the same credentials.
  @Test func passingOverChangesNothing() {
    var random = Mutations(state: 7)
    let pieces = [
      "\"", "'", "[", "]", "{", "}", "\n", "\n---\n", "\n...\n", "\r", "\n  ", "#", "- ", ": ",
      "|\n",
      "&a ", "*a", "\u{2028}", "\t", "spec:\n", "status: ", "kind: Secret\n", "\\",
      "x: \(Self.token)\n",
    ]
    let text = Array((Self.head + Self.body + Self.secret + "---\n" + Self.head + Self.body).utf8)
    var passedOver = 0
    for _ in 0..<3_000 {
      var bytes = text
      for _ in 0..<random.next(3) + 1 {
        let place = random.next(bytes.count)
        bytes.replaceSubrange(
          place..<min(place + random.next(4), bytes.count),
          with: pieces[random.next(pieces.count)].utf8)
      }
      let changed = String(decoding: bytes, as: UTF8.self)
      passedOver += omitted(changed).count
      #expect(
        rows(content(changed, isWhole: false)) == rows(content(changed, isWhole: true)),
        "\(changed)")
    }
    #expect(passedOver > 1_000)
  }

  /// The generator of Numerical Recipes: the same on every machine.
  private struct Mutations {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }
}
