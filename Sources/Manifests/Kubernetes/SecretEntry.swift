package import Encodings
package import Credentials
package import YAMLTree

/// One key of a Secret, wherever its value stands.
package struct SecretEntry: Sendable {
  /// Where an entry stands, and so how its value is encoded.
  package enum Field: String, Sendable {
    case data, stringData
    /// A kustomize literal.
    case literal
    /// The value is elsewhere: encrypted, or fetched by a controller.
    case remote
  }

  package let key: String
  package let keyNode: Node
  package let value: Node
  package let field: Field
  /// The bytes that the cluster would hold; nil when they cannot be known or decoded.
  package let decoded: [UInt8]?
  package let base64Problem: Base64.Problem?
  /// Encrypted, or replaced by another tool before it is applied.
  package let encryption: Encryption?
  /// A hint, a template or a sample instead of a value.
  package let isPlaceholder: Bool
  /// A template that a producer fills in.
  package internal(set) var isTemplateData = false

  /// Text of which a template or a shell fills in parts.
  var isFilledText: Bool { field == .stringData && decoded == nil && encryption == nil }

  /// The same as text: most of what is asked of a value is asked of that.
  package let text: String

  /// True when the value stands readable in the file.
  package var isClear: Bool { encryption == nil && decoded != nil && field != .remote }

  init(
    key: String, node: Node, decoded: [UInt8], encryption: Encryption?, isPlaceholder: Bool
  ) {
    self.key = key
    keyNode = node
    value = node
    field = .literal
    self.decoded = decoded
    text = String(decoding: decoded, as: UTF8.self)
    base64Problem = nil
    self.encryption = encryption
    self.isPlaceholder = isPlaceholder
  }

  package init(key: Node, value: Node, field: Field) {
    self.key = key.text
    keyNode = key
    self.value = value
    self.field = field
    let written = value.kind == .scalar ? value.text : ""
    let isTemplate = Shape.isTemplate(value) || value.tag == "!vault"
    if field == .remote {
      (decoded, base64Problem, encryption, isPlaceholder) = (nil, nil, .sops, false)
      text = ""
      return
    }
    if value.kind == .mapping, value.document.isComposed {
      text = value.composedJSON
      (decoded, base64Problem, encryption) = (Array(text.utf8), nil, nil)
      isPlaceholder = false
      return
    }
    let outer = Encryption.of(written) ?? (value.tag == "!vault" ? .ansibleVault : nil)
    guard field == .data, outer == nil, !isTemplate else {
      decoded = isTemplate || outer != nil || value.kind != .scalar ? nil : Array(value.bytes)
      text = decoded == nil ? "" : written
      base64Problem = nil
      encryption = outer
      isPlaceholder =
        isTemplate || Placeholder.matches(written) || value.isDisclaimed
        || Placeholder.repeats(self.key, written)
      return
    }
    do throws(Base64.Problem) {
      let bytes = try Base64.decode(value.bytes)
      text = String(decoding: bytes, as: UTF8.self)
      decoded = bytes
      base64Problem = nil
      encryption = Encryption.of(text)
      isPlaceholder =
        Placeholder.matches(text) || value.isDisclaimed || Placeholder.repeats(self.key, text)
    } catch {
      decoded = nil
      text = ""
      // A number or boolean is refused for its type, whatever it would decode to.
      base64Problem = value.scalarType == .string ? error : nil
      encryption = nil
      isPlaceholder = Self.isHint(written, value)
    }
  }

  /// Whether what does not decode says what belongs there.
  private static func isHint(_ written: String, _ value: Node) -> Bool {
    Placeholder.matches(written, countsPatterns: false) || value.isDisclaimed
      || value.hasEncodingHint || (written.holds("<") && written.holds(">"))
  }
}

extension SecretEntry {
  /// The content of a file that a generator reads.
  init(key: String, content node: Node) {
    let text = node.text
    self.init(
      key: key, node: node, decoded: Array(node.bytes),
      encryption: Encryption.of(text) ?? (text.holds("ENC[AES256_GCM,") ? .sops : nil),
      isPlaceholder: Placeholder.matches(text))
  }
}

extension SecretEntry {
  /// `key=value` in a kustomize literal.
  init(literal node: Node) {
    let parts = node.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let text = parts.count == 2 ? String(parts[1]) : ""
    self.init(
      key: String(parts.first ?? ""), node: node, decoded: Array(text.utf8),
      encryption: Encryption.of(text), isPlaceholder: Placeholder.matches(text))
  }
}

extension SecretEntry {
  /// What a mapping holds.
  static func entries(_ node: Node?, _ field: Field) -> [SecretEntry] {
    guard let node, node.kind == .mapping, !Shape.isTemplate(node) else { return [] }
    return node.entriesOfBranches.filter { $0.key.kind == .scalar }
      .map { SecretEntry(key: $0.key, value: $0.value, field: field) }
  }

  /// What a producer's template makes the values of.
  static func templates(_ node: Node?) -> [SecretEntry] {
    entries(node, .remote).map { entry in
      var entry = entry
      entry.isTemplateData = true
      return entry
    }
  }

  /// A key that a controller gives, with the place that makes it do so.
  init(made key: String, at node: Node) {
    self.key = key
    (keyNode, value) = (node, node)
    field = .remote
    (decoded, base64Problem, text) = (nil, nil, "")
    encryption = .sops
    isPlaceholder = false
  }
}

extension SecretEntry {
  /// The value as JSON, with places that reach into it; nil for what is none.
  package var json: Node? {
    guard value.kind == .scalar, let bytes = isTemplateData ? Array(value.bytes) : decoded else {
      return nil
    }
    let isEncoded = field == .data && !isTemplateData
    let source = SourceFile(path: value.document.source.path, bytes: bytes)
    let embedding = Embedding(
      parent: value, form: isEncoded ? .base64 : .text, map: isEncoded ? nil : ScalarMap(value))
    return (try? JSONReader.read(source, embedding: embedding))?.root
  }
}

extension SecretEntry {
  /// The value in clear, if it looks like a credential: by its key, or by being random.
  package var clearCredential: String? {
    guard isClear, !isPlaceholder else { return nil }
    let text = text.trimmedWhitespace
    return TextCredentials.isEntry(text, named: key) ? text : nil
  }
}
