internal import Credentials
internal import Encodings
internal import YAMLTree

/// A scalar of a document, or the end of one, and what names it.
struct NamedScalar {
  let node: Node
  /// Empty where only its own text can name what is in it.
  let name: String
  let isPassword: Bool
  /// Bytes of the node's text in front of the value.
  let offset: Int
  /// Bytes of it behind the value.
  var cut = 0
  /// Of the login that it is a part of; empty where its neighbours tell none.
  var registry = ""
  var user = ""

  init(node: Node, name: String, offset: Int) {
    self.node = node
    self.name = name
    self.offset = offset
    isPassword = SecretNames.isPassword(name)
  }

  var text: String {
    offset + cut == 0
      ? node.text : String(Substring(node.text.utf8.dropFirst(offset).dropLast(cut)))
  }

  /// Of `${OTHER:-default}` the default, which is the value unless somebody sets the other.
  var withoutDefault: NamedScalar {
    guard node.bytes.dropFirst(offset).starts(with: "${".utf8) else { return self }
    let bytes = Array(text.utf8)
    guard bytes.last == UInt8(ascii: "}"),
      SecretNames.matches(name), let sign = bytes.firstIndex(of: UInt8(ascii: "-")), sign > 2
    else { return self }
    let isEmptyToo = bytes[sign - 1] == UInt8(ascii: ":")
    let variable = bytes[2..<(isEmptyToo ? sign - 1 : sign)]
    guard variable.allSatisfy(\.isWordByte), !bytes[(sign + 1)...].contains(UInt8(ascii: "$"))
    else { return self }
    var part = NamedScalar(node: node, name: name, offset: offset + sign + 1)
    (part.cut, part.registry, part.user) = (cut + 1, registry, user)
    return part
  }
}

/// Every scalar that a name says something of: members of mappings, `{name: …, value: …}`, arguments
/// behind flags, and texts with names of their own.
enum NamedScalars {
  /// - Parameter hidden: parts of the document that are read elsewhere.
  static func all(in root: Node, hidden: [Range<UInt32>]) -> [NamedScalar] {
    var result: [NamedScalar] = []
    var neighbours = Neighbours(root)
    root.forEachMember(where: mayBeWorthALook, orElement: isElementWorthALook) { mapping, entry in
      guard !hidden.contains(where: { $0.contains(mapping.id) || $0.contains(entry.value.id) })
      else { return }
      guard entry.value.kind == .scalar else {
        return addElements(of: entry.value, entry.key.text, to: &result)
      }
      if neighbours.mapping != mapping { neighbours = Neighbours(mapping) }
      guard let name = name(of: entry, in: mapping), !neighbours.holdSecret(of: name) else {
        return
      }
      var named = NamedScalar(node: entry.value, name: name, offset: 0)
      if named.isPassword {
        guard !neighbours.isUser(entry.value) else { return }
        (named.registry, named.user) = neighbours.login
      }
      result.append(named)
    }
    return result
  }

  /// What a value is called: by its key, or under a key that only says that it is one by what stands
  /// beside it or above it. Nil for one of which nothing tells that it is worth a look.
  private static func name(of entry: Node.Entry, in mapping: Node) -> String? {
    guard isValue(entry) else { return entry.key.text }
    let pair = pair(of: mapping.ownEntries)
    let above = pair == nil || !isTelling(entry.value.bytes.span) ? mapping.keyInParent : nil
    guard
      isTelling(entry.value.bytes.span)
        || pair.map({ SecretNames.mayOccur(in: ArraySlice($0.utf8)) }) == true
        || above.map({ SecretNames.mayOccur(in: $0.bytes) }) == true
    else { return nil }
    return pair ?? above?.text ?? ""
  }

  /// What the mapping says that its value is called.
  private static func pair(of entries: [Node.Entry]) -> String? {
    let name = entries.first { entry in
      entry.value.kind == .scalar
        && (entry.key.hasText("name") || entry.key.hasText("key") || entry.key.hasText("Name"))
    }
    return name?.value.text
  }

  private static func isValue(_ entry: Node.Entry) -> Bool {
    entry.key.hasText("value") || entry.key.hasText("default")
  }

  /// Nearly no scalar is: its key, what its neighbour calls it, or something in it must tell.
  private static func mayBeWorthALook(
    _ key: borrowing Span<UInt8>, _ value: borrowing Span<UInt8>
  ) -> Bool {
    SecretNames.mayOccur(in: key) || key.equals("value") || key.equals("default")
      || isTelling(value)
  }

  private static func isTelling(_ value: borrowing Span<UInt8>) -> Bool {
    (value.count >= 8 && SecretNames.mayOccur(in: value)) || value.starts(with: "eyJ")
  }

  /// Long lists are mostly of names.
  private static func isElementWorthALook(_ element: borrowing Span<UInt8>) -> Bool {
    element.count > 0 && element[0] == UInt8(ascii: "-") || SecretNames.mayOccur(in: element)
  }

  /// `--db-password=…`, `--db-password` and its value in the next element, `NAME=value`.
  private static func addElements(
    of list: Node, _ key: String, to result: inout [NamedScalar]
  ) {
    var flag = ""
    for element in list.elements where element.kind == .scalar && !element.isAlias {
      let bytes = element.bytes
      guard !flag.isEmpty || isElementWorthALook(bytes.span) else { continue }
      let text = element.text
      defer { flag = text.hasPrefix("-") && !text.contains("=") ? text : "" }
      if text.hasPrefix("-"), let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
        let offset = text.utf8.distance(from: text.startIndex, to: equals) + 1
        let name = String(text[..<equals].drop { $0 == "-" })
        result.append(NamedScalar(node: element, name: name, offset: offset))
      } else if !flag.isEmpty, SecretNames.matches(flag) {
        result.append(NamedScalar(node: element, name: flag, offset: 0))
      } else if !text.hasPrefix("-"), SecretNames.mayOccur(in: element.bytes) {
        result.append(NamedScalar(node: element, name: "", offset: 0))
      }
    }
  }

  // MARK: What is read elsewhere

  /// The data of Secrets, what scripts and steps hold, and descriptions of what values there are.
  static func hidden(
    in root: Node, _ resource: Resource?, _ file: InputFile
  ) -> [Range<UInt32>] {
    var nodes: [Node?] = []
    if file.isDockerConfig {
      nodes = [root]
    } else if let resource {
      if resource.role == .secret || resource.kind == "CustomResourceDefinition" { nodes = [root] }
      // What is no cipher text there has a rule of its own.
      if resource.role == .sealedSecret { nodes.append(root.at("spec", "encryptedData")) }
      nodes +=
        [resource.body["secretGenerator"]] + data(in: root, resource)
        + ChartValues.texts(in: resource)
    } else if Kustomization.isFileName(file.name) {
      nodes = [root["secretGenerator"]]
    } else {
      nodes = scripts(in: root) + examples(in: root)
    }
    return nodes.compactMap { $0?.subtree }
  }

  /// The data of Secrets in a template or a list of objects.
  private static func data(in root: Node, _ resource: Resource) -> [Node?] {
    guard resource.row == nil || !resource.templates.isEmpty else { return [] }
    var result: [Node?] = []
    root.forEachMapping { mapping in
      guard mapping["kind"]?.hasText("Secret") == true else { return }
      result += ["data", "stringData"].map { mapping[$0] }
    }
    return result
  }

  /// What the description of an API gives as examples, which is nobody's
  /// (OpenAPI 3.1 `4.8.19`, Swagger 2 `x-example`).
  private static func examples(in root: Node) -> [Node?] {
    guard root["openapi"] != nil || root["swagger"] != nil else { return [] }
    var result: [Node?] = []
    root.forEachMapping { mapping in
      for key in ["example", "examples", "x-example", "x-examples", "default"] {
        result.append(mapping[key])
      }
    }
    return result
  }

  /// Scripts of pipelines and workflows, and those inputs of actions that are judged as the flags of a
  /// command.
  private static func scripts(in root: Node) -> [Node?] {
    var result: [Node?] = []
    root.document.forEachEntry(in: root.subtree, where: isStep) { mapping, key, value in
      guard key.hasText("uses") || key.hasText("<<") else { return result.append(value) }
      guard mapping["uses"] != nil else { return }
      result += (mapping["with"]?.ownEntries ?? []).filter {
        SecretNames.isPasswordFlag("--" + $0.key.text)
      }.map(\.value)
    }
    return result
  }

  /// The inputs of actions: a token in any of them is judged with the command that the action is.
  static func actionInputs(in root: Node) -> [Range<UInt32>] {
    guard root["jobs"] != nil || root["runs"] != nil else { return [] }
    var result: [Range<UInt32>] = []
    root.forEachMapping { mapping in
      if mapping["uses"] != nil, let inputs = mapping["with"] { result.append(inputs.subtree) }
    }
    return result
  }

  private static let stepKeys = ["script", "before_script", "after_script", "run", "uses", "<<"]

  private static func isStep(_ key: borrowing Span<UInt8>) -> Bool {
    for step in stepKeys where key.equals(step) { return true }
    return false
  }
}
