/// A failure while a program runs. Its text never holds a value: values may be secrets.
package struct EvaluationError: Error, Sendable, Hashable {
  package let message: String
  /// UTF-8 byte offsets into the expression's text, once known.
  package var range: Range<Int>?

  package init(_ message: String, at range: Range<Int>? = nil) {
    self.message = message
    self.range = range
  }

  static let tooManySteps = EvaluationError("evaluation takes too many steps")
  package static let noSuchKey = EvaluationError("no such key")
  /// What is asked for is absent from something that may have more than is known: no answer is
  /// right, and no rule can judge by it.
  package static let unknown = EvaluationError("what is missing may be there")
  static let noSuchOverload = EvaluationError("no such overload for these types")
}

extension EvaluationError {
  /// No mistake of the expression: the answer cannot be known.
  package var isUnknown: Bool { message == Self.unknown.message }

  /// - Parameter key: as the expression spells it: a key that was computed may be a secret.
  /// - Parameter optional: how to ask for a key that may be absent.
  static func noSuchKey(_ key: String, optional: String) -> EvaluationError {
    EvaluationError("no such key '\(key)'; if it may be absent, write '\(optional)'")
  }
}

/// One function with one list of parameter types: what the checker, the compiler, the
/// documentation and the tests need to know, in one row.
package struct Overload: Sendable {
  /// How an overload is evaluated.
  package enum Body: Sendable {
    /// Computes something new: the result stands at the first argument, marked as derived.
    case computes(@Sendable ([Value]) throws(EvaluationError) -> Payload)
    /// The same, where the arguments' sizes do not tell what it costs.
    case meters(@Sendable ([Value], Frame) throws(EvaluationError) -> Payload)
    /// Hands a value through with its own place.
    case selects(@Sendable ([Value]) throws(EvaluationError) -> Value)
  }

  package let name: String
  /// Called as `x.f(y)`; the receiver is the first parameter.
  package let isMember: Bool
  package let parameters: [Type]
  package let result: Type
  package let doc: String
  /// An expression that is true.
  package let example: String
  let body: Body
  let readsArguments: Bool

  private init(
    _ name: String, isMember: Bool, _ parameters: [Type], _ result: Type, _ doc: String,
    _ example: String, _ body: Body
  ) {
    self.name = name
    self.isMember = isMember
    self.parameters = parameters
    self.result = result
    self.doc = doc
    self.example = example
    self.body = body
    readsArguments = Self.readsArguments(name, parameters)
  }

  package var signature: String {
    let types = parameters.map(\.description)
    let call =
      isMember
      ? "\(types[0]).\(name)(\(types.dropFirst().joined(separator: ", ")))"
      : "\(name)(\(types.joined(separator: ", ")))"
    return "\(call) -> \(result.description)"
  }

  static func function(
    _ name: String, _ parameters: [Type], _ result: Type, _ doc: String, _ example: String,
    _ body: @escaping @Sendable ([Value]) throws(EvaluationError) -> Payload
  ) -> Overload {
    Overload(name, isMember: false, parameters, result, doc, example, .computes(body))
  }

  /// A method whose first argument is what it is called on.
  package static func member(
    _ name: String, _ parameters: [Type], _ result: Type, _ doc: String, _ example: String,
    _ body: @escaping @Sendable ([Value]) throws(EvaluationError) -> Payload
  ) -> Overload {
    Overload(name, isMember: true, parameters, result, doc, example, .computes(body))
  }

  static func metered(
    _ name: String, isMember: Bool, _ parameters: [Type], _ result: Type, _ doc: String,
    _ example: String,
    _ body: @escaping @Sendable ([Value], Frame) throws(EvaluationError) -> Payload
  ) -> Overload {
    Overload(name, isMember: isMember, parameters, result, doc, example, .meters(body))
  }

  /// A function or a method that hands on a part of its argument, with the place of that part.
  package static func selector(
    _ name: String, isMember: Bool, _ parameters: [Type], _ result: Type, _ doc: String,
    _ example: String, _ body: @escaping @Sendable ([Value]) throws(EvaluationError) -> Value
  ) -> Overload {
    Overload(name, isMember: isMember, parameters, result, doc, example, .selects(body))
  }
}

/// The functions a program may call, by name.
package struct FunctionTable: Sendable {
  package let overloads: [Overload]
  private let byName: [String: [Overload]]

  /// Everything that rules can use.
  package static let standard = FunctionTable(
    Library.operators + Library.conversions + Library.text + Library.time + Library.collections
      + Library.optionals + Library.encoders + Library.sets + Library.patterns + Library.addresses
      + Library.versions)

  init(_ overloads: [Overload]) {
    self.overloads = overloads
    byName = Dictionary(grouping: overloads, by: \.name)
  }

  /// The same with functions of the host.
  package func adding(_ overloads: [Overload]) -> FunctionTable {
    FunctionTable(self.overloads + overloads)
  }

  func candidates(_ name: String, isMember: Bool, count: Int) -> [Overload] {
    (byName[name] ?? []).filter { $0.isMember == isMember && $0.parameters.count == count }
  }

  func isKnown(_ name: String) -> Bool { byName[name] != nil }

  var names: [String] { byName.keys.filter { $0.first?.isLetter == true }.sorted() }
}

/// The sections of the function table.
enum Library {
  static let a = Type.parameter(0)
  static let b = Type.parameter(1)
}

extension Type {
  /// Whether a run-time value can be passed for this parameter; element types are not tracked.
  func accepts(_ payload: Payload) -> Bool {
    switch (self, payload) {
    case (.dyn, _), (.parameter, _): true
    case (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double): true
    case (.string, .string), (.bytes, .bytes), (.timestamp, .timestamp): true
    case (.duration, .duration), (.list, .list), (.map, .map), (.type, .type): true
    case (.optional, .optional): true
    case (.message(let name), .record(let record)): record.typeName == name
    default: false
    }
  }
}

/// Accessors for arguments whose types the overload has already fixed.
extension Value {
  var bool: Bool { if case .bool(let value) = payload { value } else { false } }
  var int: Int64 { if case .int(let value) = payload { value } else { 0 } }
  var uint: UInt64 { if case .uint(let value) = payload { value } else { 0 } }
  var double: Double { if case .double(let value) = payload { value } else { 0 } }
  package var string: String { if case .string(let value) = payload { value } else { "" } }
  var bytes: [UInt8] { if case .bytes(let value) = payload { value } else { [] } }
  package var list: [Value] { if case .list(let value) = payload { value } else { [] } }
  var map: ValueMap { if case .map(let value) = payload { value } else { ValueMap() } }
  var duration: Int64 { if case .duration(let value) = payload { value } else { 0 } }
  var optional: Boxed? { if case .optional(let value) = payload { value } else { nil } }
  var timestamp: Timestamp {
    if case .timestamp(let value) = payload { value } else { Timestamp.epoch }
  }
}

extension Timestamp {
  /// 1970-01-01T00:00:00Z.
  package static let epoch = Timestamp(clamped: 0)

  /// The time nearest to `seconds` that is in range.
  package init(clamped seconds: Int64) {
    self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound)
    nanoseconds = 0
  }
}
