import CEL
import Testing

/// Every row of the function table is proved by its own example and refuses wrong types.
@Suite struct FunctionTableTests {
  private static let rows = FunctionTable.standard.overloads

  @Test(arguments: rows.indices)
  func exampleHolds(_ index: Int) throws {
    let row = Self.rows[index]
    let program = try Program.compile(row.example, in: Environment(variables: []))
    let value = try program.evaluate(Frame(slotCount: 0))
    #expect(Payload.equal(value.payload, .bool(true)), "\(row.signature): \(row.example)")
  }

  /// An argument that no overload of the name takes is an error at run time, never a value.
  @Test(arguments: rows.indices)
  func refusesWrongTypes(_ index: Int) throws {
    let row = Self.rows[index]
    let acceptsAnything = row.parameters.allSatisfy { type in
      if case .parameter = type { true } else { type == .dyn }
    }
    guard !acceptsAnything else { return }
    let environment = Environment(variables: [.init(name: "x", type: .dyn)])
    let failures = try Self.calls(row).map { text -> Bool in
      let program = try Program.compile(text, in: environment)
      let frame = Frame(slotCount: program.slotCount)
      frame[0] = Value(.type(.int))
      do {
        _ = try program.evaluate(frame)
        return false
      } catch {
        return true
      }
    }
    #expect(failures.contains(true), "\(row.signature)")
  }

  /// Calls of the row in which every argument is a type value, which only `dyn` rows take.
  private static func calls(_ row: Overload) -> [String] {
    let operators = [
      "_[_]": "x[x]", "_[?_]": "x[?x]", "@in": "x in x", "!_": "!x", "-_": "-x",
    ]
    if let text = operators[row.name] { return [text] }
    if row.name.hasPrefix("_") {
      return ["x \(row.name.dropFirst().dropLast()) x"]
    }
    let names = Array(repeating: "x", count: row.parameters.count)
    guard row.isMember else { return ["\(row.name)(\(names.joined(separator: ", ")))"] }
    return ["x.\(row.name)(\(names.dropFirst().joined(separator: ", ")))"]
  }

  @Test func everyRowIsDocumented() {
    for row in Self.rows { #expect(row.doc.hasSuffix("."), "\(row.signature)") }
  }
}
