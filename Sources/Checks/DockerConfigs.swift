internal import Credentials
internal import Encodings
package import Manifests
package import YAMLTree

/// Why a docker config is none, and how it would be one.
package enum DockerConfigs {
  /// Why no consumer can read it; nil where one can.
  package static func problem(of config: DockerConfig) -> (text: String, node: Node)? {
    let value = config.entry.value
    guard let root = config.root else {
      if let mistake = config.mistake { return ("stops being JSON here", mistake) }
      return (config.isJSON ? "is no JSON object" : "is not JSON", value)
    }
    if config.entry.decoded?.starts(with: [0xEF, 0xBB, 0xBF]) == true {
      return ("begins with a byte order mark, which is no JSON", value)
    }
    if let headers = headersProblem(root) { return headers }
    if let auths = config.auths, auths.kind != .mapping, !auths.isNull, !Shape.isTemplate(auths) {
      return ("has 'auths' that is no object", auths)
    }
    let map = config.form == .dockercfg ? (config.auths ?? root) : config.auths
    for entry in map?.entries ?? [] where entry.key.text != "auths" {
      guard entry.value.kind == .mapping || entry.value.isNull || Shape.isTemplate(entry.value)
      else {
        return ("has an entry '\(entry.key.text)' that is no object", entry.key)
      }
      for member in ["username", "password", "auth", "email"] {
        guard let node = entry.value.entry(member, ignoringCase: true)?.value,
          !Shape.isTemplate(node)
        else { continue }
        let isText =
          node.kind == .scalar
          && (node.style == .doubleQuoted || node.document.isComposed || node.isNull)
        if !isText { return ("has '\(member)' of '\(entry.key.text)' that is no text", node) }
      }
    }
    return nil
  }

  /// Go gives up on the whole config where one member has another type than its own.
  private static func headersProblem(_ root: Node) -> (text: String, node: Node)? {
    guard let headers = root.entry("HttpHeaders", ignoringCase: true)?.value, !headers.isNull,
      !Shape.isTemplate(headers)
    else { return nil }
    let isText =
      headers.kind == .mapping
      && headers.entries.allSatisfy {
        $0.value.kind == .scalar && ($0.value.isNull || $0.value.style == .doubleQuoted)
      }
    return isText ? nil : ("has 'HttpHeaders' that are no object of texts", headers)
  }

  /// Its registries are what a template fills in.
  package static func isFilledIn(_ config: DockerConfig) -> Bool {
    guard config.isTemplate, config.logins.isEmpty else { return false }
    let nodes = [config.auths].compactMap(\.self) + (config.auths?.entries.map(\.value) ?? [])
    return nodes.contains(where: Shape.isTemplate)
  }

  /// `{}`, or `auths` without any registry.
  package static func isEmpty(_ config: DockerConfig) -> Bool {
    guard let root = config.root else { return false }
    return root.entries.allSatisfy { $0.key.text == "auths" && $0.value.entries.isEmpty }
  }

  /// It has registries with logins, and no auths around them.
  package static func isBare(_ config: DockerConfig) -> Bool {
    guard let entries = config.root?.entries, !entries.isEmpty, config.auths == nil,
      !config.isTemplate
    else {
      return false
    }
    return entries.allSatisfy { entry in
      ["auth", "username", "password"].contains {
        entry.value.entry($0, ignoringCase: true)?.value.kind == .scalar
      }
    }
  }

  /// The object inside `auths` with nothing around it, each login in full: what the older format
  /// holds when it is written by hand from what `docker login` wrote.
  package static func unwrapped(_ config: DockerConfig) -> [UInt8]? {
    guard let auths = config.auths, auths.kind == .mapping, !config.isTemplate else { return nil }
    let bytes = auths.document.source.bytes
    let around = [0..<auths.range.lowerBound, auths.range.upperBound..<bytes.count]
    let edits =
      around.filter { !$0.isEmpty }.map { Edit(range: $0, replacement: "") }
      + config.logins.flatMap(missingMembers)
    return Edit.apply(edits, to: bytes)
  }

  /// `username`, `password` and `auth` say the same: those that are absent follow from the others.
  private static func missingMembers(_ login: RegistryLogin) -> [Edit] {
    func has(_ key: String) -> Bool { login.body.entry(key, ignoringCase: true) != nil }
    guard !login.isTemplate, login.authProblem == nil, !login.user.isEmpty, !login.secret.isEmpty
    else { return [] }
    return login.secret.reveal { password in
      let members = [
        ("username", login.user), ("password", password),
        ("auth", Base64.encode(Array("\(login.user):\(password)".utf8))),
      ].filter { !has($0.0) }
      guard let end = login.body.ownEntries.last?.value.range.upperBound else { return [] }
      let text = members.map { ", \(Scalar.quoted($0)): \(Scalar.quoted($1))" }.joined()
      return text.isEmpty ? [] : [Edit(range: end..<end, replacement: text)]
    }
  }

  /// The registries under `auths`.
  package static func wrapped(_ config: DockerConfig) -> [UInt8]? {
    guard let root = config.root, !config.isTemplate else { return nil }
    let own = Array(root.document.source.bytes[root.range])
    return config.auths == nil ? Array("{\"auths\":".utf8) + own + [UInt8(ascii: "}")] : own
  }
}
