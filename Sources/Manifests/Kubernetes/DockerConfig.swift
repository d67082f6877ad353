internal import Credentials
package import YAMLTree

/// The docker config in one entry of a Secret.
package final class DockerConfig: Sendable {
  /// Which of Docker's two formats it is.
  package enum Form: String, Sendable { case dockerconfigjson, dockercfg }

  package let entry: SecretEntry
  /// By key; another key counts when its value has the shape.
  package let form: Form
  /// Nil when the value is no JSON object.
  package let root: Node?
  /// False when the value does not even parse.
  package let isJSON: Bool
  /// Where a template's text stops being JSON.
  package let mistake: Node?
  package let logins: [RegistryLogin]
  /// `credsStore`, `credHelpers`: what refers to a program that no cluster has.
  package let storeReferences: [Node]

  init?(_ entry: SecretEntry) {
    let isNamed = entry.key == ".dockerconfigjson" || entry.key == ".dockercfg"
    let template = Self.template(entry)
    guard isNamed || Self.hasShape(entry), entry.isClear || template != nil,
      template != nil || !(entry.isPlaceholder && entry.text.trimmedWhitespace.isEmpty)
    else { return nil }
    self.entry = entry
    form = entry.key == ".dockercfg" ? .dockercfg : .dockerconfigjson
    let root: Node?
    (root, mistake) = Self.parse(entry, template)
    if template != nil, root == nil, mistake == nil { return nil }
    isJSON = root != nil
    self.root = root?.kind == .mapping ? root : nil
    guard let root, root.kind == .mapping else {
      if !isNamed { return nil }
      (logins, storeReferences) = ([], [])
      return
    }
    // A wrapped `.dockercfg` is read as people meant it, so that its logins are judged too.
    let wrapper = root.entry("auths", ignoringCase: true)?.value
    let map = form == .dockerconfigjson ? wrapper : (wrapper ?? root)
    logins = (map?.entries ?? []).compactMap { RegistryLogin($0) }
    storeReferences = ["credsStore", "credHelpers"].compactMap { root[$0] }
      .filter { !($0.kind == .mapping && $0.entries.isEmpty) && !$0.hasText("") }
  }

  /// The logins of a docker client's own file.
  ///
  /// - Parameter isBare: the older form, without `auths`.
  static func logins(inFile root: Node, isBare: Bool) -> [RegistryLogin] {
    let map = isBare ? root : root.entry("auths", ignoringCase: true)?.value
    return (map?.entries ?? []).compactMap { RegistryLogin($0) }
  }

  /// A top-level `auths` object; nothing else is looked at under a free key.
  private static func hasShape(_ entry: SecretEntry) -> Bool {
    guard let decoded = entry.decoded, decoded.count < 100_000,
      decoded.first(where: { $0 > 32 }) == UInt8(ascii: "{")
    else { return false }
    return entry.text.holds("\"auths\"")
  }

  /// A template that is a docker config around values; nil for everything else.
  private static func template(_ entry: SecretEntry) -> TemplateText? {
    guard entry.isTemplateData || entry.isFilledText, entry.value.kind == .scalar,
      entry.key != ".dockercfg"
    else {
      return nil
    }
    let text = entry.value.text.trimmedWhitespace
    guard text.hasPrefix("{"), !text.hasPrefix("{{"), text.hasSuffix("}"),
      text.holds("\"auths\"")
    else { return nil }
    return TemplateText(Array(entry.value.bytes))
  }

  /// JSON whose places reach into the scalar, unless it is base64.
  private static func parse(
    _ entry: SecretEntry, _ template: TemplateText?
  ) -> (root: Node?, mistake: Node?) {
    guard let decoded = template?.bytes ?? entry.decoded else { return (nil, nil) }
    if entry.value.kind == .mapping { return (entry.value, nil) }
    let isText = entry.field == .stringData || template != nil
    let map = isText ? ScalarMap(entry.value) : nil
    let file = entry.value.document.source
    let source = SourceFile(path: file.path, bytes: decoded)
    let embedding = Embedding(
      parent: entry.value, form: template == nil ? form(entry) : .text, map: map)
    do throws(SyntaxProblem) {
      return (try JSONReader.read(source, embedding: embedding).root, nil)
    } catch {
      guard template?.isCertainlyWrong(at: error.offset) == true,
        let start = map?.sourceOffset(of: error.offset), start < file.bytes.count
      else { return (nil, nil) }
      return (nil, Document.verbatim(file, start..<start + 1).root)
    }
  }

  private static func form(_ entry: SecretEntry) -> Embedding.Form {
    switch entry.field {
    case .data: .base64
    case .stringData: .text
    // A generator's file is the payload; in `key=value` it is what stands behind the sign.
    case .literal, .remote: entry.value.document.isRaw ? .text : .part
    }
  }

  /// `.dockercfg` with the `auths` wrapper left on: kubelet looks for a registry named `auths`.
  package var auths: Node? { root?["auths"] }

  /// A producer's template: JSON around values that nobody knows.
  package var isTemplate: Bool { entry.isTemplateData }

  package var isEmptyObject: Bool { root?.entries.isEmpty == true }
}

extension Node {
  /// Go's JSON decoder matches member names without regard to case.
  package func entry(_ key: String, ignoringCase: Bool) -> Entry? {
    entry(key)
      ?? (ignoringCase ? entries.last { $0.key.text.lowercased() == key.lowercased() } : nil)
  }
}
