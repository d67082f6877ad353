internal import Glibc
internal import Synchronization

/// The last signal that asked for the end while something was being cleaned up; 0 for none. A
/// handler can reach nothing but what is global.
private let pending = Atomic<Int32>(0)

/// Puts off the end of the process while a file without a name of its own, or a child, would stay
/// behind.
enum Signals {
  private static let deferred = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  /// The end was asked for: what takes long should stop.
  static var isEndAsked: Bool { pending.load(ordering: .relaxed) != 0 }

  /// Runs the body to its end, and lets a signal that came meanwhile act only then.
  static func deferring<Result>(_ body: () -> Result) -> Result {
    pending.store(0, ordering: .relaxed)
    let before = deferred.map { number in
      signal(number) { pending.store($0, ordering: .relaxed) }
    }
    // What is ignored, as `nohup` does, stays ignored.
    for (number, handler) in zip(deferred, before) where isIgnored(handler) {
      _ = signal(number, SIG_IGN)
    }
    let result = body()
    for (number, handler) in zip(deferred, before) { signal(number, handler) }
    let number = pending.exchange(0, ordering: .relaxed)
    if number != 0 { kill(getpid(), number) }
    return result
  }

  private static func isIgnored(_ handler: __sighandler_t?) -> Bool {
    unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
