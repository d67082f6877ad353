internal import Credentials
internal import Encodings
internal import YAMLTree

/// A Secret in the making: what a command and those behind it say of it.
struct MadeSecret {
  private let command: Command
  private let row: SecretCommand
  private let name: Command.Argument
  private var labels: [(key: ComposedNode, value: ComposedNode)] = []
  private var annotations: [(key: ComposedNode, value: ComposedNode)] = []

  init?(_ command: Command) {
    guard let row = SecretCommand.of(command.program, command.verbs),
      command.positional.count > row.verbs.count,
      !command.arguments.contains(where: \.isLooseSign)
    else { return nil }
    self.command = command
    self.row = row
    name = command.positional[row.verbs.count]
  }

  /// Whether a later command means this Secret.
  func isMeant(by other: Command, name: String) -> Bool {
    self.name.resolved == name
      && (command.namespace?.resolved ?? "") == (other.namespace?.resolved ?? "")
  }

  /// `kubectl label` and `kubectl annotate`.
  mutating func add(_ pairs: ArraySlice<Command.Argument>, asLabels: Bool) {
    for pair in pairs {
      guard let entry = Self.entry(pair) else { continue }
      if asLabels { labels.append(entry) } else { annotations.append(entry) }
    }
  }

  /// What the Secret is, as if a manifest held it.
  func resource() -> Resource {
    var made = Content()
    if let login = row.login, command.flag("--from-file") == nil { made.entries += config(login) }
    if let generated = row.generated {
      made.entries.append(
        (Self.text(generated.key, at: name), Self.text(name.openText, at: name)))
    }
    for (flag, key) in row.values.sorted(by: { $0.key < $1.key }) {
      guard let value = command.flag(flag) else { continue }
      made.entries.append((Self.text(key, at: value), Self.text(value.openText, at: value)))
    }
    for (flag, key) in row.files.sorted(by: { $0.key < $1.key }) {
      guard let file = command.flag(flag) else { continue }
      made.entries.append((Self.text(key, at: file), Self.content(of: file.resolved, at: file)))
    }
    if row.takesLiterals { addLiterals(to: &made) }
    return Resource(
      by: command, kind: "Secret", name: ownName, metadata: metadata, members: members(made),
      // In a Pod kubectl works in the Pod's own namespace.
      defaultNamespace: command.namespace == nil
        ? row.defaultNamespace ?? command.owner?.namespace : nil,
      hasClosedKeys: made.isClosed)
  }

  private struct Content {
    var entries: [(key: ComposedNode, value: ComposedNode)] = []
    var isClosed = true
  }

  private var ownName: ComposedNode {
    Self.text(row.generated?.name ?? name.resolved, at: name)
  }

  private var metadata: [(ComposedNode, ComposedNode)] {
    let range = command.place.range
    var labels = labels
    if let label = row.generated?.label {
      labels.append((.text(label.key, range), .text(label.value, range)))
    }
    return [("labels", labels), ("annotations", annotations)].filter { !$0.1.isEmpty }
      .map { (.text($0.0, range), .mapping($0.1, range)) }
  }

  /// Its type and its data.
  private func members(_ made: Content) -> [(ComposedNode, ComposedNode)] {
    let range = command.place.range
    let data: (ComposedNode, ComposedNode) = (
      .text("stringData", range), .mapping(made.entries, range)
    )
    if let type = command.flag(row.typeFlag), !row.typeFlag.isEmpty {
      return [(Self.text("type", at: type), Self.text(type.openText, at: type)), data]
    }
    guard !row.type.isEmpty else { return [data] }
    let verb = command.positional[row.verbs.count - 1]
    return [(Self.text("type", at: verb), Self.text(row.type, at: verb)), data]
  }

  // MARK: Values

  /// What `--docker-server` and its neighbours become.
  private func config(
    _ login: SecretCommand.Login
  ) -> [(key: ComposedNode, value: ComposedNode)] {
    let verb = command.positional[row.verbs.count - 1]
    let server = command.flag(login.server)
    let key =
      server.map { Self.text($0.openText, at: $0) } ?? Self.text(login.defaultServer, at: verb)
    let fields = [("username", login.user), ("password", login.password)].compactMap { field in
      command.flag(field.1).map { (Self.text(field.0, at: $0), Self.text($0.openText, at: $0)) }
    }
    let range = command.place.range
    let auths: ComposedNode = .mapping([(key, .mapping(fields, key.range))], range)
    return [
      (Self.text(login.key, at: verb), .mapping([(.text("auths", range), auths)], range))
    ]
  }

  private func addLiterals(to made: inout Content) {
    for literal in command.flags("--from-literal") {
      if let entry = Self.entry(literal) {
        made.entries.append(entry)
      } else {
        made.isClosed = false
      }
    }
    for argument in command.flags("--from-file") {
      for item in argument.resolved.split(separator: ",") {
        let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
        let path = parts.last ?? ""
        let base = String(path.lastPathPart)
        let key = parts.count == 2 ? parts[0] : row.fileKey.isEmpty ? base : row.fileKey
        // A name without an ending may be that of a folder, of which every file becomes a key.
        guard
          parts.count == 2 || !row.fileKey.isEmpty || base.dropFirst().contains(".")
            || Self.hiddenFiles.contains(base),
          !Placeholder.isTemplate(key)
        else {
          made.isClosed = false
          continue
        }
        made.entries.append((Self.text(key, at: argument), Self.content(of: path, at: argument)))
      }
    }
    if command.flag("--from-env-file") != nil { made.isClosed = false }
  }

  /// What begins with a dot and is no folder.
  private static let hiddenFiles: Set<String> = [
    ".dockerconfigjson", ".dockercfg", ".env", ".netrc", ".npmrc", ".git-credentials",
  ]

  /// `key=value`, each at its own place; nil for what a variable holds as a whole.
  private static func entry(
    _ argument: Command.Argument
  ) -> (key: ComposedNode, value: ComposedNode)? {
    guard let sign = argument.resolved.firstIndex(of: "=") else { return nil }
    let key = String(argument.resolved[..<sign])
    let value = String(argument.resolved[argument.resolved.index(after: sign)...])
    guard !key.isEmpty, !Placeholder.isTemplate(key) else { return nil }
    let range = argument.origin.range
    let bytes = argument.origin.file.bytes
    let middle = bytes[range].firstIndex(of: UInt8(ascii: "=")) ?? range.lowerBound
    let isOpen = value.contains("$") && !argument.word.isLiteral
    return (
      .text(key, range.lowerBound..<middle),
      .text(
        isOpen ? Command.Argument.marked(value) : value,
        min(middle + 1, range.upperBound)..<range.upperBound)
    )
  }

  private static func text(_ text: String, at argument: Command.Argument) -> ComposedNode {
    .text(text, argument.origin.range)
  }

  /// The content of a file, which is not known.
  private static func content(of path: String, at argument: Command.Argument) -> ComposedNode {
    text("$(cat \(path))", at: argument)
  }
}
