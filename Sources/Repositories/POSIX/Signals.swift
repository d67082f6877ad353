internal import Glibc
internal import Synchronization

/// The last signal that asked for the end while something was being cleaned up; 0 for none. A
/// handler can reach nothing but what is global.
private let pending = Atomic<Int32>(0)

/// What signals did before the first thread put them off.
private struct Deferrals {
  var depth = 0
  var before: [__sighandler_t?] = []
}

private let deferrals = Mutex(Deferrals())

/// Puts off the end of the process while a file without a name of its own, or a child, would stay
/// behind.
enum Signals {
  private static let deferred = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  /// The end was asked for: what takes long should stop.
  static var isEndAsked: Bool { pending.load(ordering: .relaxed) != 0 }

  /// Runs the body to its end, and lets a signal that came meanwhile act only then. Several threads may
  /// be in one at a time: the last of them restores what was.
  static func deferring<Result>(_ body: () -> Result) -> Result {
    deferrals.withLock { deferrals in
      if deferrals.depth == 0 { deferrals.before = hold() }
      deferrals.depth += 1
    }
    let result = body()
    let number = deferrals.withLock { deferrals -> Int32 in
      deferrals.depth -= 1
      guard deferrals.depth == 0 else { return 0 }
      for (number, handler) in zip(deferred, deferrals.before) { signal(number, handler) }
      deferrals.before = []
      return pending.exchange(0, ordering: .relaxed)
    }
    if number != 0 { kill(getpid(), number) }
    return result
  }

  private static func hold() -> [__sighandler_t?] {
    pending.store(0, ordering: .relaxed)
    let before = deferred.map { number in
      signal(number) { pending.store($0, ordering: .relaxed) }
    }
    // What is ignored, as `nohup` does, stays ignored.
    for (number, handler) in zip(deferred, before) where isIgnored(handler) {
      _ = signal(number, SIG_IGN)
    }
    return before
  }

  private static func isIgnored(_ handler: __sighandler_t?) -> Bool {
    unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
