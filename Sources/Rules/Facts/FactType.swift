internal import CEL
internal import Manifests
internal import Synchronization
internal import YAMLTree

/// A kind of fact that rules can iterate over or reach. Each of its rows refers to it.
final class FactType<Subject: Sendable>: Sendable {
  let name: String
  let doc: String
  let facts: [Fact<Subject>]
  let origin: @Sendable (Subject) -> Origin
  let identity: @Sendable (Subject) -> String
  /// What fields that it once had are called now.
  let formerFields: [String: String]

  init(
    name: String, doc: String, facts: [Fact<Subject>],
    origin: @escaping @Sendable (Subject) -> Origin,
    identity: @escaping @Sendable (Subject) -> String, formerFields: [String: String] = [:]
  ) {
    self.name = name
    self.doc = doc
    self.facts = facts
    self.origin = origin
    self.identity = identity
    self.formerFields = formerFields
  }

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

/// A fact as the expression language sees it: a row. Whatever was asked for once is kept, because
/// many rules ask for the same of a row.
final class FactRecord<Subject: Sendable>: Record {
  let subject: Subject
  private let type: FactType<Subject>
  private let world: RuleContext
  private let known = KnownFacts()

  init(type: FactType<Subject>, subject: Subject, world: RuleContext) {
    self.type = type
    self.subject = subject
    self.world = world
  }

  var typeName: String { type.name }
  var origin: Origin { type.origin(subject) }
  var identity: String { type.identity(subject) }

  func value(of field: Int) -> Value { known.read(field, compute).value }
  func has(_ field: Int) -> Bool { known.read(field, compute).isSet }

  private func compute(_ field: Int) -> KnownFacts.Fact {
    let fact = type.facts[field]
    if let value = fact.get(subject, world) {
      return .init(field: field, value: value, isSet: true)
    }
    let origin = fact.parent?(subject).map { Origin($0) } ?? known.origin { self.origin }
    return .init(field: field, value: .unset(fact.type, at: origin, world), isSet: false)
  }
}

/// What was asked of a row so far. Few of a row's facts are, so that a list is enough.
private struct KnownFacts: ~Copyable, Sendable {
  struct Fact: Sendable {
    let field: Int
    let value: Value
    let isSet: Bool
  }

  private let facts = Mutex<[Fact]>([])
  /// Where the row stands, which what is not set takes for its place.
  private let place = Mutex<Origin?>(nil)

  func origin(_ compute: () -> Origin) -> Origin {
    if let known = place.withLock({ $0 }) { return known }
    let computed = compute()
    place.withLock { $0 = computed }
    return computed
  }

  func read(_ field: Int, _ compute: (Int) -> Fact) -> Fact {
    let known = facts.withLock { facts -> Fact? in
      for index in facts.indices where facts[index].field == field { return facts[index] }
      return nil
    }
    if let known { return known }
    let computed = compute(field)
    facts.withLock { $0.append(computed) }
    return computed
  }
}

/// A fact that is not there: every field reads as its type's default, at the place of what lacks it.
final class AbsentRecord: Record {
  let typeName: String
  let origin: Origin
  private let world: RuleContext

  init(typeName: String, origin: Origin, world: RuleContext) {
    self.typeName = typeName
    self.origin = origin
    self.world = world
  }

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
