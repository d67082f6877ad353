internal import CEL
internal import YAMLTree

/// Declared versions, as `targets.tekton`; unset ones are empty.
final class TargetsRecord: Record {
  private let settings: Settings

  init(settings: Settings) { self.settings = settings }

  var typeName: String { "Targets" }
  var origin: Origin { Origin() }
  var identity: String { "targets" }
  func has(_ field: Int) -> Bool { settings.targets[Settings.targetNames[field]] != nil }
  func value(of field: Int) -> Value {
    Value(.string(settings.targets[Settings.targetNames[field]] ?? ""))
  }
}

/// A rule's parameters, as `params.within`.
final class ParametersRecord: Record {
  private let id: String
  private let values: [Payload]

  init(_ rule: Rule) {
    id = rule.id
    values = rule.arguments.map(\.value)
  }

  static func message(_ rule: Rule) -> MessageType? {
    let fields = rule.arguments.map {
      MessageType.Field(name: $0.name, type: $0.kind.type, doc: "")
    }
    return fields.isEmpty
      ? nil
      : MessageType(
        name: FactCollection.parameters.name, doc: FactCollection.parameters.doc, fields: fields)
  }

  var typeName: String { "Parameters" }
  var origin: Origin { Origin() }
  var identity: String { id }
  func has(_ field: Int) -> Bool { true }
  func value(of field: Int) -> Value { Value(values[field]) }
}
