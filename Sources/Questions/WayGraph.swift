internal import YAMLTree

/// Parties and the steps between them, with the lightest ways to one of them.
package struct WayGraph: Sendable {
  private(set) var parties: [Party] = []
  private(set) var steps: [WayStep] = []
  private var indices: [Party: Int] = [:]
  /// Steps by where they lead to.
  private var incoming: [[Int]] = []

  mutating func index(of party: Party) -> Int {
    if let known = indices[party] { return known }
    indices[party] = parties.count
    parties.append(party)
    incoming.append([])
    return parties.count - 1
  }

  func knownIndex(of party: Party) -> Int? { indices[party] }

  mutating func connect(
    _ from: Party, _ to: Party, _ step: Step, _ certainty: Certainty = .certain,
    _ reason: String = "", at place: Place
  ) {
    let edge = WayStep(
      from: index(of: from), to: index(of: to), step: step, certainty: certainty, reason: reason,
      place: place)
    incoming[edge.to].append(steps.count)
    steps.append(edge)
  }

  /// The cost of a way: steps that are only possible weigh most, then those by default.
  struct Cost: Comparable {
    var possible = 0
    var byDefault = 0
    var weight = 0
    var hops = 0

    static func < (left: Cost, right: Cost) -> Bool {
      (left.possible, left.byDefault, left.weight, left.hops)
        < (right.possible, right.byDefault, right.weight, right.hops)
    }

    func adding(_ step: WayStep) -> Cost {
      var cost = self
      if step.certainty == .possible { cost.possible += 1 }
      if step.certainty == .byDefault { cost.byDefault += 1 }
      cost.weight += step.step.weight
      cost.hops += 1
      return cost
    }
  }

  /// The lightest way from each party that comes to `target`, its steps in order; of equal ones the
  /// first by name (Dijkstra, from the target backwards).
  func ways(to target: Int) -> [Int: (cost: Cost, steps: [WayStep])] {
    var costs: [Int: Cost] = [target: Cost()]
    var next: [Int: WayStep] = [:]
    var done = Set<Int>()
    var queue = CostQueue()
    queue.insert(Cost(), target, parties[target])
    while let current = queue.removeFirst() {
      guard done.insert(current).inserted, let cost = costs[current] else { continue }
      for position in incoming[current] {
        let step = steps[position]
        let other = cost.adding(step)
        guard !done.contains(step.from), costs[step.from].map({ other < $0 }) ?? true else {
          continue
        }
        costs[step.from] = other
        next[step.from] = step
        queue.insert(other, step.from, parties[step.from])
      }
    }
    costs[target] = nil
    return Dictionary(
      uniqueKeysWithValues: costs.map { party, cost in
        (party, (cost, Self.steps(from: party, to: target, next)))
      })
  }

  private static func steps(from start: Int, to target: Int, _ next: [Int: WayStep]) -> [WayStep] {
    var steps: [WayStep] = []
    var current = start
    while current != target, let step = next[current] {
      steps.append(step)
      current = step.to
    }
    return steps
  }
}

/// A heap of parties, the cheapest first; equal ones in the order of their names.
private struct CostQueue {
  private var heap: [(cost: WayGraph.Cost, index: Int, party: Party)] = []

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    let (a, b) = (heap[left], heap[right])
    return a.cost < b.cost || (a.cost == b.cost && a.party < b.party)
  }

  mutating func insert(_ cost: WayGraph.Cost, _ index: Int, _ party: Party) {
    heap.append((cost, index, party))
    var child = heap.count - 1
    while child > 0, precedes(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeFirst() -> Int? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.index }
    heap[0] = last
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
      guard let least = children.min(by: precedes), precedes(least, parent) else { break }
      heap.swapAt(least, parent)
      parent = least
    }
    return first.index
  }
}
