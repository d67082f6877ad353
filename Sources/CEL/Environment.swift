/// What an expression may refer to.
package struct Environment: Sendable {
  /// A name that expressions can use, with its type.
  package struct Variable: Sendable {
    package let name: String
    package let type: Type

    package init(name: String, type: Type) {
      self.name = name
      self.type = type
    }
  }

  /// The namespace in which names are resolved first, such as `com.example`.
  package let container: String
  /// A variable's position is its slot in a ``Frame``.
  package let variables: [Variable]
  package let messages: [String: MessageType]
  package let functions: FunctionTable
  /// The first slot for variables of macros, behind those of `variables`.
  let firstLocal: Int

  /// - Parameter firstLocal: where variables of macros may stand at the earliest, for programs that
  ///   run while others do.
  package init(
    container: String = "", variables: [Variable], messages: [String: MessageType] = [:],
    functions: FunctionTable = .standard, firstLocal: Int = 0
  ) {
    self.firstLocal = max(firstLocal, variables.count)
    self.container = container
    self.variables = variables
    self.messages = messages
    self.functions = functions
  }

  /// Every way to read `name`: in the container, in its parents, at the root.
  func candidates(_ name: String, isRooted: Bool) -> [String] {
    guard !isRooted, !container.isEmpty else { return [name] }
    var scopes: [String] = []
    var scope = container
    while true {
      scopes.append(scope + "." + name)
      guard let dot = scope.lastIndex(of: ".") else { break }
      scope = String(scope[..<dot])
    }
    return scopes + [name]
  }

  /// A later variable shadows an earlier one of the same name.
  func slot(_ name: String, isRooted: Bool) -> Int? {
    candidates(name, isRooted: isRooted).lazy.compactMap { name in
      variables.lastIndex { $0.name == name }
    }.first
  }

  /// A type named as a value, as in `type(x) == int`.
  func type(named name: String, isRooted: Bool) -> Type? {
    candidates(name, isRooted: isRooted).lazy.compactMap { name in
      Self.typeNames[name]
    }.first
  }

  private static let typeNames: [String: Type] = [
    "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string,
    "bytes": .bytes, "list": .list(.dyn), "map": .map(.dyn, .dyn), "null_type": .null,
    "type": .type(.dyn), "optional_type": .optional(.dyn),
    "google.protobuf.Timestamp": .timestamp, "google.protobuf.Duration": .duration,
  ]
}

/// The variables of one evaluation and what it may still cost. Not shared between threads.
package final class Frame {
  private var slots: [Value?]
  private var thunks: [Int: Program] = [:]
  /// Calls and iterations left: counted, not timed, so that the outcome is deterministic.
  package var budget: Int

  package static let defaultBudget = 1_000_000

  package init(slotCount: Int, budget: Int = defaultBudget) {
    slots = Array(repeating: nil, count: slotCount)
    self.budget = budget
  }

  /// A variable's value; the frame grows to hold it.
  package subscript(slot: Int) -> Value? {
    get { slot < slots.count ? slots[slot] : nil }
    set {
      reserve(slot + 1)
      slots[slot] = newValue
    }
  }

  func reserve(_ count: Int) {
    if slots.count < count { slots += repeatElement(nil, count: count - slots.count) }
  }

  /// The slot's value is computed when it is first read, and again after it is cleared.
  package func define(_ slot: Int, as program: Program) { thunks[slot] = program }

  /// Takes steps from the budget; throws when none are left.
  package func spend(_ amount: Int = 1) throws(EvaluationError) {
    budget -= amount
    guard budget >= 0 else { throw .tooManySteps }
  }

  func load(_ slot: Int) throws(EvaluationError) -> Value {
    if let value = slots[slot] { return value }
    guard let thunk = thunks[slot] else { throw EvaluationError("variable has no value") }
    let value = try thunk.evaluate(self)
    slots[slot] = value
    return value
  }
}

/// A compiled expression.
package struct Program: Sendable {
  package let type: Type
  /// How many slots a frame needs to run it.
  package let slotCount: Int
  /// How deep the expression nests; to run it takes that much of the stack, and a value that it
  /// makes nests no deeper.
  package let height: Int
  private let step: Step

  /// The most that an expression may nest, with the values of the names that it uses.
  package static let maximumHeight = Parser.maximumDepth

  /// Parses, checks and compiles; every issue is reported.
  package static func compile(
    _ text: String, in environment: Environment, expecting expected: Type? = nil
  ) throws(CompilationFailure) -> Program {
    let expression: Expression
    do {
      expression = try Parser.parse(text)
    } catch {
      throw CompilationFailure(issues: [error])
    }
    return try compile(expression, in: environment, expecting: expected)
  }

  /// - Parameter isChecked: false compiles without static types, as an unchecked host would.
  package static func compile(
    _ expression: Expression, in environment: Environment, expecting expected: Type? = nil,
    isChecked: Bool = true
  ) throws(CompilationFailure) -> Program {
    var checker = Checker(environment: environment, isStrict: isChecked)
    let checked = checker.check(expression, expecting: expected)
    guard checked.issues.isEmpty || !isChecked else {
      throw CompilationFailure(issues: checked.issues)
    }
    let compiler = Compiler(environment: environment, checked: checked)
    return Program(
      type: checked.type, slotCount: checked.slotCount, height: expression.height,
      step: compiler.compile(expression))
  }

  /// The value of the expression for the variables in the frame.
  package func evaluate(_ frame: Frame) throws(EvaluationError) -> Value {
    frame.reserve(slotCount)
    return try step(frame)
  }
}

typealias Step = @Sendable (Frame) throws(EvaluationError) -> Value

/// Everything that is wrong with an expression.
package struct CompilationFailure: Error, Sendable {
  package let issues: [Issue]
}
