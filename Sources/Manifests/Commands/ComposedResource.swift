internal import Credentials
internal import YAMLTree

extension ResourceMaker {
  init(_ command: Command, hasClosedKeys: Bool = true) {
    let words = command.verbs.prefix(command.program == "kustomize" ? 3 : 2)
    self.init(
      title: ([command.programName] + words).joined(separator: " "), place: command.place,
      hasClosedKeys: hasClosedKeys)
  }
}

extension Resource {
  /// What a command makes or changes, as if a manifest held it; a mistake in it is shown at the word
  /// of the command that makes it.
  ///
  /// - Parameters:
  ///   - metadata: what stands there beside name and namespace.
  ///   - members: what the object has beside its metadata.
  convenience init(
    by command: Command, kind: String, name: ComposedNode,
    metadata: [(ComposedNode, ComposedNode)] = [], members: [(ComposedNode, ComposedNode)],
    defaultNamespace: String? = nil, hasClosedKeys: Bool = true
  ) {
    let range = command.place.range
    let namespace = command.namespace.map { argument -> (ComposedNode, ComposedNode) in
      let place = argument.origin.range
      return (.text("namespace", place), .text(argument.openText, place))
    }
    let whole: [(ComposedNode, ComposedNode)] =
      [(.text("name", name.range), name)] + (namespace.map { [$0] } ?? []) + metadata
    let head: [(ComposedNode, ComposedNode)] = [
      (.text("apiVersion", range), .text("v1", range)),
      (.text("kind", range), .text(kind, range)),
      (.text("metadata", range), .mapping(whole, range)),
    ]
    let document = Document.composed(.mapping(head + members, range), in: command.place.file)
    self.init(
      file: command.file, body: Node(document: document, id: 0), apiVersion: "v1", kind: kind,
      defaultNamespace: defaultNamespace,
      maker: ResourceMaker(command, hasClosedKeys: hasClosedKeys))
  }
}

extension Command.Argument {
  /// A value of which something is not known reads as a template.
  var openText: String { isKnown ? resolved : Self.marked(resolved) }

  static func marked(_ text: String) -> String {
    text.contains("${") || text.contains("$(") || text.contains("$[[") ? text : "$(\(text))"
  }
}
