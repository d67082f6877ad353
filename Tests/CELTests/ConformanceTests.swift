import CEL
import Foundation
import Testing

/// The public conformance cases of the language, where they are at hand: `CEL_CONFORMANCE` names
/// the file, one JSON array of cases.
@Suite struct ConformanceTests {
  static let path = ProcessInfo.processInfo.environment["CEL_CONFORMANCE"]

  @Test(.enabled(if: path != nil, "set CEL_CONFORMANCE to the path of the cases"))
  func requiredProfile() throws {
    let data = try Data(contentsOf: URL(filePath: try #require(Self.path)))
    let objects = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
    let cases = objects.enumerated().map { ConformanceCase(index: $0, $1) }
    let core = cases.filter {
      $0.needs.subtracting(["container", "regex", "tzdb", "syntax:backtick-field"]).isEmpty
        && $0.file != "type_deduction"
    }
    let profile = cases.filter {
      $0.needs.isDisjoint(with: ["ext:math", "ext:network", "ext:block"])
    }
    let failures = profile.compactMap { testCase in testCase.failure().map { (testCase, $0) } }
    for (testCase, failure) in failures {
      Issue.record(
        "\(testCase.file)/\(testCase.section)/\(testCase.name): \(testCase.expression): \(failure)")
    }
    let failed = Set(failures.map { $0.0.index })
    print(
      "CEL conformance: core \(core.filter { !failed.contains($0.index) }.count) of \(core.count), required profile \(profile.count - failures.count) of \(profile.count)"
    )
    #expect(profile.count == 1_453)

    let valid = profile.filter { $0.isChecked && !$0.expectsError }
    let rejected = valid.filter { $0.checkIssues()?.isEmpty == false }
    for testCase in rejected { Issue.record("falsely rejected: \(testCase.expression)") }
    print("CEL checker: \(valid.count) valid expressions, \(rejected.count) rejected")
  }
}

/// One case of the suite.
struct ConformanceCase {
  let index: Int
  let file, section, name, expression, container: String
  let bindings: [String: [String: Any]]
  let expectation: [String: Any]
  let types: [String: String]
  let isChecked, checksOnly, expandsMacros: Bool
  let needs: Set<String>

  init(index: Int, _ object: [String: Any]) {
    func text(_ key: String) -> String { object[key] as? String ?? "" }
    file = text("file")
    section = text("section")
    name = text("name")
    expression = text("expr")
    container = text("container")
    bindings = object["bindings"] as? [String: [String: Any]] ?? [:]
    expectation = object["expect"] as? [String: Any] ?? [:]
    types = object["typeEnv"] as? [String: String] ?? [:]
    isChecked = object["check"] as? Bool ?? true
    checksOnly = object["checkOnly"] as? Bool ?? false
    expandsMacros = object["macros"] as? Bool ?? true
    needs = Set(object["needs"] as? [String] ?? [])
    self.index = index
  }

  var expectsError: Bool { expectation["error"] != nil }

  private var environment: Environment {
    let names = Set(bindings.keys).union(types.keys).sorted()
    return Environment(
      container: container,
      variables: names.map {
        .init(name: $0, type: types[$0].flatMap { TypeText.parse($0) } ?? .dyn)
      })
  }

  func checkIssues() -> [CEL.Issue]? {
    do {
      _ = try Program.compile(
        try Parser.parse(expression, expandsMacros: expandsMacros), in: environment)
      return []
    } catch let failure as CompilationFailure {
      return failure.issues
    } catch {
      return nil
    }
  }

  /// What went wrong, or nil when the case holds.
  func failure() -> String? {
    do {
      let parsed = try Parser.parse(expression, expandsMacros: expandsMacros)
      let environment = self.environment
      let program = try Program.compile(parsed, in: environment, isChecked: isChecked)
      if let type = expectation["type"] as? String, program.type.description != type {
        return "type \(program.type.description) instead of \(type)"
      }
      if checksOnly { return nil }
      let frame = Frame(slotCount: program.slotCount)
      for (slot, variable) in environment.variables.enumerated() {
        frame[slot] = bindings[variable.name].flatMap { TaggedValue.value($0) }
      }
      let result = try program.evaluate(frame)
      guard let wanted = expectation["value"] as? [String: Any] else {
        return expectsError ? "no error" : nil
      }
      let expected = try #require(TaggedValue.value(wanted))
      return TaggedValue.same(result.payload, expected.payload)
        ? nil : "got \(result.payload) instead of \(expected.payload)"
    } catch {
      return expectsError ? nil : "\(error)"
    }
  }
}

/// The suite's lossless value notation: `{"int": "1"}`, `{"list": […]}` …
enum TaggedValue {
  static func value(_ object: [String: Any]) -> Value? {
    guard let (tag, content) = object.first else { return nil }
    return payload(tag, content).map { Value($0) }
  }

  private static func payload(_ tag: String, _ content: Any) -> Payload? {
    let text = content as? String ?? ""
    switch tag {
    case "null": return .null
    case "bool": return (content as? Bool).map(Payload.bool)
    case "int": return Int64(text).map(Payload.int)
    case "uint": return UInt64(text).map(Payload.uint)
    case "double": return double(text).map(Payload.double)
    case "string": return .string(text)
    case "bytes": return Data(base64Encoded: text).map { .bytes(Array($0)) }
    case "type": return TypeText.parse(text).map(Payload.type)
    case "timestamp": return Timestamp(parsing: text).map(Payload.timestamp)
    case "duration": return Durations.parse(text).map(Payload.duration)
    case "list": return (content as? [[String: Any]]).map { .list($0.compactMap(value)) }
    case "map": return map(content as? [[[String: Any]]] ?? [])
    case "optional":
      return .optional((content as? [String: Any]).flatMap(value).map(Boxed.init))
    default: return nil
    }
  }

  private static func map(_ pairs: [[[String: Any]]]) -> Payload {
    var map = ValueMap()
    for pair in pairs {
      if let key = value(pair[0]), let value = value(pair[1]) { _ = map.insert(key, value) }
    }
    return .map(map)
  }

  private static func double(_ text: String) -> Double? {
    switch text {
    case "NaN": .nan
    case "Infinity", "+Infinity", "inf": .infinity
    case "-Infinity", "-inf": -.infinity
    default: Double(text)
    }
  }

  /// Equality with types: 1 and 1u differ, and NaN is itself.
  static func same(_ left: Payload, _ right: Payload) -> Bool {
    switch (left, right) {
    case (.double(let a), .double(let b)): a == b || (a.isNaN && b.isNaN)
    case (.int, .uint), (.uint, .int), (.int, .double), (.double, .int), (.uint, .double),
      (.double, .uint):
      false
    case (.list(let a), .list(let b)):
      a.count == b.count && zip(a, b).allSatisfy { same($0.payload, $1.payload) }
    default: Payload.equal(left, right)
    }
  }
}

/// Reads `map(string, list(int))` and the like.
enum TypeText {
  static func parse(_ text: String) -> CEL.`Type`? {
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    if let simple = simple[trimmed] { return simple }
    guard let open = trimmed.firstIndex(of: "("), trimmed.hasSuffix(")") else { return nil }
    let arguments = split(String(trimmed[trimmed.index(after: open)...].dropLast())).map(parse)
    switch (trimmed[..<open], arguments.count) {
    case ("list", 1): return arguments[0].map { .list($0) }
    case ("optional_type", 1): return arguments[0].map { .optional($0) }
    case ("type", 1): return arguments[0].map { .type($0) }
    case ("map", 2):
      guard let key = arguments[0], let value = arguments[1] else { return nil }
      return .map(key, value)
    default: return nil
    }
  }

  private static func split(_ text: String) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  private static let simple: [String: CEL.`Type`] = [
    "dyn": .dyn, "null_type": .null, "bool": .bool, "int": .int, "uint": .uint,
    "double": .double, "string": .string, "bytes": .bytes, "list": .list(.dyn),
    "map": .map(.dyn, .dyn), "type": .type(.dyn), "optional_type": .optional(.dyn),
    "timestamp": .timestamp, "duration": .duration,
    "google.protobuf.Timestamp": .timestamp, "google.protobuf.Duration": .duration,
  ]
}
