import CEL
import Graph
import Synchronization
import TestSupport
import Testing

@testable import Rules

/// Work that is counted, not timed: what would otherwise be done again and again.
@Suite struct WorkTests {
  private final class Counter: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func count(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }
    var all: [String: Int] { counts.withLock { $0 } }
  }

  @Test func aRowComputesEachFactOnce() throws {
    let counter = Counter()
    let type = FactType<Int>(
      name: "Number", doc: "",
      facts: [
        Fact("twice", .int, "") { number, _ in
          counter.count("twice")
          return Value(.int(Int64(2 * number)))
        },
        Fact("unset", .string, "") { _, _ in
          counter.count("unset")
          return nil
        },
      ],
      origin: { _ in Origin() }, identity: { String($0) })
    let world = RuleContext(
      graph: ResourceGraph([]), now: .epoch, scopes: ScopeTable(), settings: Settings())
    let environment = Environment(
      variables: [.init(name: "row", type: .message("Number"))],
      messages: ["Number": type.message])
    let row = type.value(21, world)
    for text in [
      "row.twice == 42 && row.twice > 41", "has(row.unset) || row.unset == ''",
      "row.?unset.orValue('x') == 'x' && [row.twice, row.twice].size() == 2",
    ] {
      let program = try Program.compile(text, in: environment)
      let frame = Frame(slotCount: program.slotCount)
      frame[0] = row
      guard case .bool(true) = try program.evaluate(frame).payload else {
        Issue.record("\(text) does not hold")
        continue
      }
    }
    #expect(counter.all == ["twice": 1, "unset": 1])
  }
}
