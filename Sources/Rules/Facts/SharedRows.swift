internal import CEL
internal import Synchronization

/// Rows that thousands of others hold in lists of theirs: each is made once, and keeps what it was
/// asked for.
final class SharedRows: Sendable {
  private let rows = Mutex<[ObjectIdentifier: Value]>([:])

  /// Lists that are shorter than that are made for the row that holds them, and go with it.
  static let fewest = 10

  /// Rows know their run, which knows them: nothing of them is kept behind it.
  func forget() { rows.withLock { $0 = [:] } }

  func row(of subject: AnyObject, make: () -> Value) -> Value {
    let id = ObjectIdentifier(subject)
    if let known = rows.withLock({ $0[id] }) { return known }
    let made = make()
    rows.withLock { $0[id] = made }
    return made
  }
}
