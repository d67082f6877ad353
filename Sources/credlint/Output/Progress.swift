internal import Credentials
internal import Graph
internal import Manifests
internal import Reports
internal import Repositories
internal import Rules
internal import Synchronization
internal import YAMLTree

/// One line on standard error while a long scan runs, where somebody watches.
final class Progress: Sendable {
  private let total: Int
  private let isShown = System.isErrorTerminal
  private let start = ContinuousClock.now
  private let state = Mutex((done: 0, shown: ContinuousClock.now, isVisible: false))

  /// What is counted, as the end of a sentence.
  private let what: String

  init(total: Int, of what: String = "files read") {
    self.total = total
    self.what = what
  }

  func advance() {
    guard isShown else { return }
    state.withLock { state in
      state.done += 1
      let now = ContinuousClock.now
      guard now - start > .milliseconds(500), now - state.shown > .milliseconds(100) else { return }
      state.shown = now
      state.isVisible = true
      Console.showProgress(of: state.done, in: total, what)
    }
  }

  func finish() {
    guard isShown else { return }
    if state.withLock({ $0.isVisible }) { Console.eraseProgress() }
  }
}
