import Manifests
import Testing
import YAMLTree

/// Every row of the table of producers, by an object that is made from the row's own paths: so that a
/// row is proved as it stands, and a new one without anybody thinking of it.
@Suite struct ProducerTests {
  /// A tree of mappings, lists and texts, written as JSON.
  private indirect enum Tree {
    case text(String)
    case flag(Bool)
    case list([Tree])
    case mapping([String: Tree])

    var json: String {
      switch self {
      case .text(let text): "\"\(text)\""
      case .flag(let flag): "\(flag)"
      case .list(let items): "[\(items.map(\.json).joined(separator: ","))]"
      case .mapping(let members):
        "{\(members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value.json)" }.joined(separator: ","))}"
      }
    }

    func setting(_ path: ArraySlice<String>, _ value: Tree) -> Tree {
      guard let first = path.first else {
        guard case .mapping(let own) = self, case .mapping(let new) = value else { return value }
        return .mapping(own.merging(new) { _, new in new })
      }
      var members: [String: Tree] = [:]
      if case .mapping(let own) = self { members = own }
      let inner = members[first] ?? .mapping([:])
      members[first] = inner.setting(path.dropFirst(), value)
      return .mapping(members)
    }
  }

  private static func parts(_ path: String) -> [String] {
    path.split { $0 == "." || $0 == "/" }.map(String.init)
  }

  /// An object that fulfils a row, and the Secret that it must make.
  private struct Sample {
    let row: Producer
    private(set) var object = Tree.mapping([:])
    private(set) var part = Tree.mapping([:])
    private(set) var keys: Set<String> = []
    private var version = "v1"

    init(_ row: Producer) {
      self.row = row
      row.name.first.map { if $0 != "metadata.name" { set($0, .text("named")) } }
      row.namespace.first.map { set($0, .text("elsewhere")) }
      row.type.map { set($0, .text("kubernetes.io/basic-auth")) }
      row.metadata.map { set($0, .mapping(["labels": .mapping(["team": .text("shop")])])) }
      for keys in row.keys { fill(keys) }
      for condition in row.conditions + (row.closed ?? []) + row.creating { fulfil(condition) }
      for annotation in row.nameAnnotations.prefix(1) { annotate(annotation, "named") }
    }

    private mutating func set(_ path: String, _ value: Tree) {
      let parts = ProducerTests.parts(path)[...]
      if path.hasPrefix("/") {
        object = object.setting(parts, value)
      } else {
        part = part.setting(parts, value)
      }
    }

    private mutating func annotate(_ key: String, _ value: String) {
      object = object.setting(["metadata", "annotations", key], .text(value))
    }

    private mutating func fill(_ source: Producer.Keys) {
      switch source {
      case .fixed(let names): keys.formUnion(names)
      case .mapping(let path), .template(let path), .written(let path):
        let key = "k\(keys.count)"
        set(path, .mapping([key: .text("v")]))
        keys.insert(key)
      case .encoded(let path):
        let key = "k\(keys.count)"
        set(path, .mapping([key: .text("dg==")]))
        keys.insert(key)
      case .member(let member, of: let path):
        set(path, .list([.mapping([member: .text("m")])]))
        keys.insert("m")
      case .texts(let path):
        set(path, .list([.text("t")]))
        keys.insert("t")
      }
    }

    private mutating func fulfil(_ condition: Producer.Condition) {
      switch condition {
      case .isTrue(let path): set(path, .flag(true))
      case .present(let path):
        if row.keys.isEmpty { set(path, .mapping([:])) }
      case .annotated(let names): annotate(names[0], "named")
      case .version(let text): version = text
      case .absent, .notTrue, .notFalse, .notVersion: break
      }
    }

    /// The object, with what stands at the row's parts put there.
    var json: String {
      var body = object.setting(["metadata", "namespace"], .text("shop"))
        .setting(["metadata", "name"], .text("own"))
      let nested = row.parts.split(separator: "[].").map { ProducerTests.parts(String($0)) }
      var value = row.isNamedByKey ? Tree.mapping(["named": part]) : part
      for (depth, path) in nested.enumerated().reversed() {
        value = Tree.mapping([:]).setting(path[...], row.isNamedByKey ? value : .list([value]))
        if depth > 0 { continue }
      }
      body = merge(body, value)
      body = body.setting(["kind"], .text(row.kind))
      let group = row.group.isEmpty ? version : "\(row.group)/\(version)"
      return body.setting(["apiVersion"], .text(group)).json
    }

    private func merge(_ left: Tree, _ right: Tree) -> Tree {
      guard case .mapping(let a) = left, case .mapping(let b) = right else { return right }
      return .mapping(a.merging(b) { merge($0, $1) })
    }

    var name: String {
      let isOwn = row.name.first == "metadata.name" && row.nameAnnotations.isEmpty
      return row.form.replacing("{own}", with: "own")
        .replacing("{name}", with: isOwn ? "own" : "named")
    }
  }

  private func secrets(_ text: String) -> [Secret] {
    let file = InputFile(source: SourceFile(path: "a.json", bytes: Array(text.utf8)))
    return ManifestReader.read(file).resources.flatMap(SecretReader.secrets)
  }

  @Test(arguments: Producer.all.indices) func rowMakesItsSecret(_ index: Int) throws {
    let row = Producer.all[index]
    let sample = Sample(row)
    let found = secrets(sample.json).filter { $0.name == sample.name }
    let secret = try #require(found.first, "\(row.kind): \(sample.json)")
    #expect(found.count == 1)
    #expect(secret.origin.rawValue == row.kind)
    let namespace = row.namespace.isEmpty ? "shop" : "elsewhere"
    #expect(secret.namespace == (row.isElsewhere ? nil : namespace))
    #expect(secret.fixesNamespace == !row.namespace.isEmpty)
    #expect(secret.type == (row.type == nil ? row.fixedType : "kubernetes.io/basic-auth"))
    #expect((secret.label("team")?.text == "shop") == (row.metadata != nil))
    #expect(Set(secret.entries.map(\.key)) == sample.keys)
    #expect(secret.hasClosedKeys == (row.closed != nil))
    #expect(secret.isCreated)
    #expect(secret.isEncrypted == !row.keys.contains(where: \.isWritten))
  }

  @Test func severalTemplatesMakeSeveralSecrets() {
    let found = secrets(
      #"{"apiVersion":"isindir.github.com/v1alpha3","kind":"SopsSecret","metadata":{"name":"s"},"spec":{"secretTemplates":[{"name":"a","data":{"k":"dg=="}},{"name":"b","stringData":{"k":"v"}}]}}"#
    )
    #expect(found.map(\.name) == ["a", "b"])
    #expect(found.compactMap { $0.entry("k")?.text } == ["v", "v"])
  }

  @Test(arguments: [
    // Nothing is made unless it says so.
    (
      #"{"apiVersion":"secrets.hashicorp.com/v1beta1","kind":"VaultStaticSecret","metadata":{"name":"v"},"spec":{"destination":{"name":"a"}}}"#,
      ["a:false"]
    ),
    // A Service without the annotation makes no Secret, and is nothing that is kept.
    (#"{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"}}"#, []),
    (
      #"{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"i"},"spec":{"tls":[{"secretName":"t"}]}}"#,
      []
    ),
    // cert-manager's group alone triggers nothing.
    (
      #"{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"i","annotations":{"cert-manager.io/issuer-kind":"X"}},"spec":{"tls":[{"secretName":"t"}]}}"#,
      []
    ),
    (
      #"{"apiVersion":"cert-manager.io/v1","kind":"Issuer","metadata":{"name":"i"},"spec":{"acme":{"privateKeySecretRef":{"name":"k"},"disableAccountKeyGeneration":true}}}"#,
      []
    ),
    // Any kind can have Crossplane's field.
    (
      #"{"apiVersion":"rds.aws.upbound.io/v1","kind":"Instance","metadata":{"name":"i"},"spec":{"writeConnectionSecretToRef":{"name":"c","namespace":"n"}}}"#,
      ["c:true"]
    ),
    (
      #"{"apiVersion":"template.openshift.io/v1","kind":"Template","metadata":{"name":"t","namespace":"x"},"objects":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"o"}}]}"#,
      ["o:true"]
    ),
    (
      #"{"apiVersion":"acid.zalan.do/v1","kind":"postgresql","metadata":{"name":"db"},"spec":{"users":{"app":[]}}}"#,
      [
        "app.db.credentials.postgresql.acid.zalan.do:true",
        "postgres.db.credentials.postgresql.acid.zalan.do:true",
      ]
    ),
  ])
  func producersMakeWhatTheySay(_ text: String, _ expected: [String]) {
    #expect(secrets(text).map { "\($0.name):\($0.isCreated)" } == expected)
  }
}
