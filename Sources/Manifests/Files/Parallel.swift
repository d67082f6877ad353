internal import Dispatch

/// Maps over an array on several threads, keeping its order.
package enum Parallel {
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
