internal import Dispatch
internal import Synchronization

/// Asks a source for its next element while the last one is in use.
package final class Ahead<Element: Sendable>: Sendable {
  private let source: @Sendable () -> Element?
  private let slot = Mutex<Element?>(nil)
  private let queue = DispatchQueue(label: "credlint.ahead")

  /// - Parameter source: nil behind the last element; never asked twice at a time.
  package init(_ source: @escaping @Sendable () -> Element?) {
    self.source = source
    ask()
  }

  private func ask() {
    queue.async { [self] in
      let element = source()
      slot.withLock { $0 = element }
    }
  }

  /// Nil behind the last element.
  package func next() -> Element? {
    let element = queue.sync { slot.withLock { $0 } }
    if element != nil { ask() }
    return element
  }
}
