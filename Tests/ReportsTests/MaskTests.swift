import Manifests
import Proof
import Reports
import TestSupport
import Testing
import YAMLTree

/// Masks, compared with the source character by character: none may be short by one, or drift.
@Suite struct MaskTests {
  /// Letters that stand in nothing but secrets.
  private static let secret = "Kestrelover41Harbour"

  private static let manifests = [
    "stringData: {a: \"üüüüüüüü\", pin: §}", "stringData: {a: \"üüüüüüüü\", pin: '§'} # ü §",
    "stringData:\n  ü: 🔑\n  pin: |\n    §\n    ü §\n  q: \"§\"\n  r: §",
    "data: {a: §, ü: [§, '§']}",
    "data: §", "metadata: {annotations: {ü: \"§\"}}", "spec: {ü: '§', note: \"ü§ü\", 'ü': §}",
    "ü: §\nb: §", "a: 'ü''§'", "a: \"ü\\\"§\"", "a: &ü §", "a: !ü §", "a: [ü, §] # §",
    "a: >\n  ü\n  §",
    "env: [{name: ÜPASSWORD, value: §}]",
  ].map { ("a.yaml", "apiVersion: v1\nkind: Secret\n\($0)\n") }

  private static let others = [
    ("a.sh", "ü='§' docker login -u ü -p § r.io; echo ü§\n"),
    ("a.sh", "docker login -u ü -p'§' r.io # ü §\n"),
    ("values.yaml", "ü: ü\nauth: {ü: ü, password: §}\n"),
    (
      "a.yaml",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ü}\ndata:\n  a: |\n    ü=ü\n    db.password=§\n  b: \"üüü password: §\"\n"
    ),
    (
      "a.yaml",
      "apiVersion: v1\nkind: Pod\nmetadata: {name: ü}\nspec: {containers: [{name: ü, args: [ü, --password, §, '--token=§'], env: [{name: ÜTOKEN, value: §}]}]}\n"
    ),
  ]

  @Test(arguments: manifests + others)
  func nothingOfASecretIsShown(_ path: String, _ template: String) {
    let text = template.replacing("§", with: Self.secret)
    let fixture = Fixture(name: "m", files: [.init(path: path, text: text)])
    let file = SourceFile(path: path, bytes: Array(text.utf8))
    let outline = Outline(file)
    let table = LineTable(file)
    for number in 1...table.count {
      let range = table.range(ofLine: number)
      let source = Array(file.text(range).unicodeScalars)
      let shown = Array(fixture.masks.text(in: range, of: outline).unicodeScalars)
      #expect(shown.count == source.count)
      for start in source.indices where source[start...].starts(with: Self.secret.unicodeScalars) {
        let own = shown[start..<start + Self.secret.unicodeScalars.count]
        #expect(own.allSatisfy { $0 == "•" }, "\(String(String.UnicodeScalarView(shown)))")
      }
    }
  }

  /// What a finding is about is shown, to its ends, and nothing beside it.
  @Test func aMarkIsShownExactly() throws {
    let text = "ü: \"üü\"\nspec: {ü: üü, place: Harbour, ü2: Kestrel}\n"
    let fixture = Fixture(name: "m", files: [.init(path: "a.yaml", text: text)])
    let file = SourceFile(path: "a.yaml", bytes: Array(text.utf8))
    let start = try #require(text.utf8Offset(of: "Harbour"))
    let line = LineTable(file).range(ofLine: 2)
    let shown = fixture.masks.text(in: line, of: Outline(file), marks: [start..<start + 7])
    #expect(shown == "spec: {•: ••, place: Harbour, ••: •••••••}")
    // Of a collection it is not known where in it a secret is.
    #expect(
      fixture.masks.text(in: line, of: Outline(file), marks: [line])
        == "spec: {•: ••, place: •••••••, ••: •••••••}")
  }

  @Test func structureIsShown() {
    let text = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop, labels: {team: sea}}
      spec:
        containers:
          - image: registry.acme-shop.dev/web:1.14.0 # why
            env: [{name: DB_PASSWORD, value: Kestrel}]
            text: |-2
                Kestrel
      """
    let masks = Fixture(name: "m", files: [.init(path: "a.yaml", text: text)]).masks
    let file = SourceFile(path: "a.yaml", bytes: Array(text.utf8))
    let outline = Outline(file)
    let table = LineTable(file)
    let shown = (1...table.count).map { masks.text(in: table.range(ofLine: $0), of: outline) }
    #expect(
      shown.joined(separator: "\n") == """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop, labels: {team: •••}}
        spec:
          containers:
            - image: registry.acme-shop.dev/web:1.14.0 # •••
              env: [{name: DB_PASSWORD, value: •••••••}]
              text: |-2
                  •••••••
        """)
  }
}

extension String {
  fileprivate func utf8Offset(of needle: String) -> Int? {
    firstRange(of: needle).map { utf8.distance(from: startIndex, to: $0.lowerBound) }
  }
}
