internal import Dispatch
internal import Synchronization

/// Maps over an array on several threads, keeping its order.
package enum Parallel {
  /// The results in the order of the elements, whatever thread made them.
  package static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], threads: Int, _ transform: @escaping @Sendable (Element) -> Result
  ) -> [Result] {
    guard threads > 1, elements.count > 1 else { return elements.map(transform) }
    let slots = Slots<Result>(count: elements.count)
    DispatchQueue.concurrentPerform(iterations: min(threads, elements.count)) { _ in
      while let index = slots.next() { slots.set(index, transform(elements[index])) }
    }
    return slots.results
  }
}

/// One slot per element: workers take the next index and put their result into its slot.
private final class Slots<Result: Sendable>: Sendable {
  private struct State {
    var next = 0
    var results: [Result?]
  }

  private let state: Mutex<State>

  init(count: Int) {
    state = Mutex(State(results: Array(repeating: nil, count: count)))
  }

  func next() -> Int? {
    state.withLock { state in
      guard state.next < state.results.count else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  func set(_ index: Int, _ result: Result) {
    state.withLock { $0.results[index] = result }
  }

  var results: [Result] { state.withLock { $0.results.compactMap { $0 } } }
}
