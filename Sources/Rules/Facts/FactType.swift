internal import CEL
internal import Manifests
internal import YAMLTree

/// A kind of fact that rules can iterate over or reach.
struct FactType<Subject: Sendable>: Sendable {
  let name: String
  let doc: String
  let facts: [Fact<Subject>]
  let origin: @Sendable (Subject) -> Origin
  let identity: @Sendable (Subject) -> String
  /// What fields that it once had are called now.
  var formerFields: [String: String] = [:]

  var message: MessageType {
    MessageType(
      name: name, doc: doc,
      fields: facts.map { .init(name: $0.name, type: $0.type, doc: $0.doc) },
      formerFields: formerFields)
  }

  func value(_ subject: Subject, _ world: RuleContext) -> Value {
    let record = FactRecord(type: self, subject: subject, world: world)
    return Value(.record(record), origin: record.origin)
  }

  func list(_ subjects: [Subject], _ world: RuleContext, at origin: Origin? = nil) -> Value {
    Value(.list(subjects.map { value($0, world) }), origin: origin ?? Origin())
  }
}

/// A fact as the expression language sees it.
struct FactRecord<Subject: Sendable>: Record {
  let type: FactType<Subject>
  let subject: Subject
  let world: RuleContext

  var typeName: String { type.name }
  var origin: Origin { type.origin(subject) }
  var identity: String { type.identity(subject) }

  func value(of field: Int) -> Value {
    let fact = type.facts[field]
    if let value = fact.get(subject, world) { return value }
    let origin = fact.parent?(subject).map { Origin($0) } ?? self.origin
    return .unset(fact.type, at: origin, world)
  }

  func has(_ field: Int) -> Bool { type.facts[field].get(subject, world) != nil }
}

/// A fact that is not there: every field reads as its type's default, at the place of what lacks it.
struct AbsentRecord: Record {
  let typeName: String
  let origin: Origin
  let world: RuleContext

  var identity: String { "" }
  func has(_ field: Int) -> Bool { false }
  func value(of field: Int) -> Value {
    guard let message = world.message(typeName) else { return Value(.null) }
    return .unset(message.fields[field].type, at: origin, world)
  }
}

extension Value {
  /// What a field of the type reads as where nothing sets it.
  fileprivate static func unset(
    _ type: CEL.`Type`, at origin: Origin, _ world: RuleContext
  ) -> Value {
    let place = Origin(
      document: origin.document, node: origin.node, flags: origin.flags.union(.absent))
    guard case .message(let name) = type else { return Value(type.defaultPayload, origin: place) }
    return Value(.record(AbsentRecord(typeName: name, origin: place, world: world)), origin: place)
  }
}
