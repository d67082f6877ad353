internal import CLinux
internal import Dispatch
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// A program that runs for us, within limits, in a session of its own that ends with it.
struct Child {
  struct Limits {
    /// Until it has ended.
    var seconds = 30
    /// Of its output, in bytes.
    var output = 256 << 20
    /// Of its address space, in bytes.
    var memory: UInt64 = 1 << 30
  }

  enum Failure: Error {
    case notStarted(String)
    /// It ended with an error.
    case failed
    case tooLarge
    case tooLate
  }

  /// Absolute.
  let program: String
  let arguments: [String]
  /// All of it: nothing is inherited.
  let environment: [String: String]
  let folder: String

  private static let executor = WaitingExecutor()

  /// Pipes, the library's own descriptors, and some to spare.
  private static let descriptors = 20

  /// What it prints to standard output; its errors are not read.
  ///
  /// The one place that waits: a program that is asynchronous from its `main` on pays for threads
  /// at every start, and most runs of a hook ask git nothing.
  func run(input: [UInt8], limits: Limits) -> Result<[UInt8], Failure> {
    guard System.canOpen(Self.descriptors) else {
      return .failure(.notStarted("too few files may be open at once (ulimit -n)"))
    }
    let state = State()
    return Signals.deferring {
      let task = Task(executorPreference: Self.executor) {
        let result = await outcome(input, limits, state)
        state.end(with: result)
      }
      let deadline = DispatchTime.now() + .seconds(limits.seconds)
      while state.done.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
        guard DispatchTime.now() > deadline || Signals.isEndAsked else { continue }
        // The library ends the whole session.
        task.cancel()
        state.done.wait()
        return .failure(.tooLate)
      }
      return state.result ?? .failure(.failed)
    }
  }

  private func outcome(
    _ input: [UInt8], _ limits: Limits, _ state: State
  ) async -> Result<[UInt8], Failure> {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
    ]
    let variables = environment.map { Array("\($0.key)=\($0.value)\0".utf8) }
    do {
      let result = try await Subprocess.run(
        .path(FilePath(program)), arguments: Arguments(arguments),
        environment: .custom(variables),
        workingDirectory: FilePath(folder), platformOptions: options, input: .array(input),
        output: .bytes(limit: limits.output), error: .discarded
      ) { execution in
        let process = execution.processIdentifier.value
        state.started.withLock { $0 = process }
        _ = limit_memory(process, limits.memory)
      }
      // Whoever a child leaves behind ends too.
      state.endSession()
      guard result.terminationStatus.isSuccess else { return .failure(.failed) }
      return .success(result.standardOutput)
    } catch let error as SubprocessError {
      state.endSession()
      if error.code == .outputLimitExceeded { return .failure(.tooLarge) }
      let hasStarted = state.started.withLock { $0 } != nil
      return .failure(hasStarted ? .failed : .notStarted("\(error.code)"))
    } catch {
      return .failure(.failed)
    }
  }

  private final class State: Sendable {
    let started = Mutex<Int32?>(nil)
    let done = DispatchSemaphore(value: 0)
    private let outcome = Mutex<Result<[UInt8], Failure>?>(nil)

    var result: Result<[UInt8], Failure>? { outcome.withLock { $0 } }

    func end(with result: Result<[UInt8], Failure>) {
      outcome.withLock { $0 = result }
      done.signal()
    }

    func endSession() {
      if let process = started.withLock({ $0 }) { System.endSession(of: process) }
    }
  }
}
