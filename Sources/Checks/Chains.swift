package import Graph
internal import Credentials
internal import Encodings
package import Manifests
package import YAMLTree

/// One key of the ConfigMap `chains-config` (tektoncd/chains `pkg/config/config.go`), or of what the
/// operator makes it from (tektoncd/operator `pkg/apis/operator/v1alpha1/tektonchain_types.go`).
package struct ChainsSetting: Sendable {
  /// What a key takes.
  package enum Form: Sendable {
    case text
    case bool
    case oneOf(Set<String>)
    /// A list separated by commas; empty is allowed.
    case someOf(Set<String>)
    case prefix([String])
  }

  package let resource: Resource
  package let entry: Node.Entry
  /// All the settings beside it.
  let table: Node

  /// Every key, but for those with an underscore, which hold examples, and those of the operator
  /// itself, which have no point.
  package static func all(in graph: ResourceGraph) -> [ChainsSetting] {
    let tables = kinds.flatMap { graph.resources(ofKind: $0) }
    return tables.flatMap { resource -> [ChainsSetting] in
      guard let table = table(of: resource) else { return [] }
      return table.entries.filter { entry in
        resource.role == .configMap ? !entry.key.text.hasPrefix("_") : entry.key.text.contains(".")
      }.map { ChainsSetting(resource: resource, entry: $0, table: table) }
    }
  }

  private static let kinds = ["ConfigMap", "TektonConfig", "TektonChain"]

  private static func table(of resource: Resource) -> Node? {
    switch (resource.group, resource.kind) {
    case ("", "ConfigMap"): resource.name == "chains-config" ? resource.body["data"] : nil
    case ("operator.tekton.dev", "TektonConfig"): resource.body.at("spec", "chain")
    case ("operator.tekton.dev", "TektonChain"): resource.body["spec"]
    default: nil
    }
  }

  /// The operator's fields have types of their own.
  private var isTyped: Bool { resource.role != .configMap }

  private static let formats: Set<String> = [
    "in-toto", "slsa/v1", "slsa/v2alpha3", "slsa/v2alpha4",
  ]
  private static let stores: Set<String> = [
    "tekton", "oci", "gcs", "docdb", "grafeas", "kafka", "archivista",
  ]
  private static let signers: Set<String> = ["x509", "kms", "none"]

  package static let forms: [String: Form] = {
    var forms: [String: Form] = [
      "artifacts.taskrun.format": .oneOf(formats), "artifacts.pipelinerun.format": .oneOf(formats),
      "artifacts.oci.format": .oneOf(["simplesigning"]),
      "artifacts.taskrun.storage": .someOf(stores), "artifacts.oci.storage": .someOf(stores),
      "artifacts.pipelinerun.storage": .someOf(stores.subtracting(["kafka"])),
      "artifacts.pipelinerun.enable-deep-inspection": .bool,
      "storage.oci.repository.insecure": .bool, "signers.x509.fulcio.enabled": .bool,
      "storage.oci.encoding-format": .oneOf(["dsse", "sigstore-bundle"]),
      "storage.pubsub.provider": .oneOf(["inmemory", "kafka"]),
      "signers.kms.kmsref": .prefix([
        "gcpkms://", "awskms://", "azurekms://", "hashivault://",
      ]),
      "builddefinition.buildtype": .oneOf([
        "https://tekton.dev/chains/v2/slsa", "https://tekton.dev/chains/v2/slsa-tekton",
      ]),
    ]
    for name in ["taskrun", "pipelinerun", "oci"] {
      forms["artifacts.\(name).signer"] = .oneOf(signers)
    }
    for key in [
      "storage.gcs.bucket", "storage.oci.repository", "storage.docdb.url",
      "storage.docdb.mongo-server-url", "storage.docdb.mongo-server-url-dir",
      "storage.docdb.mongo-server-url-path", "storage.archivista.url", "storage.grafeas.projectid",
      "storage.grafeas.noteid", "storage.grafeas.notehint", "storage.pubsub.topic",
      "storage.pubsub.kafka.bootstrap.servers", "signers.kms.auth.address",
      "signers.kms.auth.token", "signers.kms.auth.token-path", "signers.kms.auth.oidc.path",
      "signers.kms.auth.oidc.role", "signers.kms.auth.oidc.token-path",
      "signers.kms.auth.spire.sock", "signers.kms.auth.spire.audience",
      "signers.x509.fulcio.address", "signers.x509.fulcio.issuer", "signers.x509.fulcio.provider",
      "signers.x509.identity.token.file", "signers.x509.tuf.mirror.url", "builder.id",
      "transparency.enabled", "transparency.url", "filter.managed-by",
    ] { forms[key] = .text }
    return forms
  }()

  package var value: String { entry.value.text }

  /// A template, cipher text or a reference: what it will be is not in the file.
  private var isHidden: Bool { Placeholder.isTemplate(value) || Encryption.of(value) != nil }

  /// What Chains makes of the value; nil when it is right.
  package var problem: String? {
    guard let form = Self.forms[entry.key.text], !isHidden else { return nil }
    switch form {
    case .text, .bool: return nil
    case .oneOf(let values):
      return values.contains(value) || value.isEmpty
        ? nil : "takes \(values.sorted().joined(separator: ", "))"
    case .someOf(let values):
      let parts = value.split(separator: ",").map { String($0).trimmedWhitespace }
      return parts.allSatisfy(values.contains)
        ? nil : "takes a list of \(values.sorted().joined(separator: ", "))"
    case .prefix(let prefixes):
      return value.isEmpty || prefixes.contains(where: value.hasPrefix)
        ? nil : "starts with \(prefixes.joined(separator: ", "))"
    }
  }

  /// A boolean that Go cannot read is dropped without a word; `transparency.enabled` knows only
  /// `true` and `manual`.
  package var ignoredBoolean: String? {
    guard !isHidden, !isTyped else { return nil }
    if entry.key.hasText("transparency.enabled") {
      return ["true", "manual", "false", ""].contains(value) ? nil : "true or manual"
    }
    guard case .bool? = Self.forms[entry.key.text] else { return nil }
    let known = [
      "1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False", "",
    ]
    return known.contains(value) ? nil : "true or false"
  }

  package var holdsCredential: Bool {
    guard !isHidden else { return false }
    if entry.key.hasText("signers.kms.auth.token") { return !Placeholder.matches(value) }
    return entry.key.text.hasPrefix("storage.docdb.") && !TokenScanner.passwords(in: value).isEmpty
  }
}

extension ChainsSetting {
  /// What the value stands for, where Chains cannot read it and nothing else can be meant.
  package var meant: String? {
    if ignoredBoolean != nil {
      if ["true", "yes", "y", "on", "enabled", "1", "t"].contains(value.lowercased()) {
        return "true"
      }
      let isFalse = ["false", "no", "n", "off", "disabled", "0", "f"].contains(value.lowercased())
      return isFalse ? "false" : nil
    }
    guard problem != nil else { return nil }
    switch Self.forms[entry.key.text] {
    case .oneOf(let values)?: return Self.same(as: value, in: values)
    case .someOf(let values)?:
      let parts = value.split(separator: ",").map { Self.same(as: String($0), in: values) }
      return parts.contains(nil) ? nil : parts.compactMap(\.self).joined(separator: ",")
    default: return nil
    }
  }

  /// The value with the same letters and digits.
  private static func same(as text: String, in values: Set<String>) -> String? {
    func core(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
    return values.sorted().first { core($0) == core(text) }
  }

  /// The one key that differs by a slip of the pen, unless it is set as well.
  package var meantKey: String? {
    let key = entry.key.text
    let near = Self.forms.keys.filter { editDistance(key, $0) <= 2 }
    guard Self.forms[key] == nil, near.count == 1, let meant = near.first,
      table.entry(meant) == nil
    else { return nil }
    return meant
  }
}
