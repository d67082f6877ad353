internal import CLinux
internal import Dispatch
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// A program that runs for us, within limits, in a session of its own that ends with it.
struct Child {
  struct Limits {
    /// Until it has ended, or for each piece of an answer that comes in pieces.
    var seconds = 30
    /// Of its output, in bytes.
    var output = 256 << 20
    /// Of its address space, in bytes.
    var memory: UInt64 = 1 << 30
  }

  enum Failure: Error {
    case notStarted(String)
    /// It ended with an error, and with this code where it ended by itself.
    case failed(Int32?)
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
  func run(input: [UInt8], limits: Limits) -> Result<[UInt8], Failure> {
    wait(limits) { state in
      await outcome(limits, state) { options, variables, prepare in
        let result = try await Subprocess.run(
          .path(FilePath(program)), arguments: Arguments(arguments),
          environment: .custom(variables), workingDirectory: FilePath(folder),
          platformOptions: options, input: .array(input), output: .bytes(limit: limits.output),
          error: .discarded
        ) { prepare($0.processIdentifier.value) }
        return (code(result.terminationStatus), result.standardOutput)
      }
    }
  }

  /// The same, in pieces and without a limit of its length; the time is that of each piece.
  ///
  /// - Parameter receive: called for one piece after the other; false to hear no more, which is no
  ///   failure.
  func stream(
    input: [UInt8], limits: Limits, to receive: @escaping @Sendable ([UInt8]) -> Bool
  ) -> Result<Void, Failure> {
    let result: Result<Bool, Failure> = wait(limits) { state in
      await outcome(limits, state) { options, variables, prepare in
        let result = try await Subprocess.run(
          .path(FilePath(program)), arguments: Arguments(arguments),
          environment: .custom(variables), workingDirectory: FilePath(folder),
          platformOptions: options, input: .array(input), output: .sequence, error: .discarded
        ) { execution in
          prepare(execution.processIdentifier.value)
          for try await piece in execution.standardOutput {
            state.advance()
            let isEnough = unsafe !receive(piece.withUnsafeBytes { unsafe Array($0) })
            guard isEnough else { continue }
            state.endSession()
            return true
          }
          return false
        }
        return (result.closureResult ? 0 : code(result.terminationStatus), true)
      }
    }
    return result.map { _ in }
  }

  private func code(_ status: TerminationStatus) -> Int32? {
    if case .exited(let code) = status { Int32(code) } else { nil }
  }

  /// The one place that waits: a program that is asynchronous from its `main` on pays for threads
  /// at every start, and most runs of a hook ask git nothing.
  private func wait<Output: Sendable>(
    _ limits: Limits,
    _ start: @escaping @Sendable (State<Output>) async -> Result<Output, Failure>
  ) -> Result<Output, Failure> {
    guard System.canOpen(Self.descriptors) else {
      return .failure(.notStarted("too few files may be open at once (ulimit -n)"))
    }
    let state = State<Output>()
    return Signals.deferring {
      let task = Task(executorPreference: Self.executor) {
        let result = await start(state)
        state.end(with: result)
      }
      while state.done.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
        let isLate = ContinuousClock.now - state.lastAdvance > .seconds(limits.seconds)
        guard isLate || Signals.isEndAsked else { continue }
        // The library ends the whole session.
        task.cancel()
        state.done.wait()
        return .failure(.tooLate)
      }
      return state.result ?? .failure(.failed(nil))
    }
  }

  /// - Parameter start: runs the child, and tells of its process before it does anything else.
  private func outcome<Output: Sendable>(
    _ limits: Limits, _ state: State<Output>,
    _ start: (
      PlatformOptions, [[UInt8]], _ prepare: @escaping @Sendable (Int32) -> Void
    ) async throws -> (code: Int32?, output: Output)
  ) async -> Result<Output, Failure> {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
    ]
    let variables = environment.map { Array("\($0.key)=\($0.value)\0".utf8) }
    do {
      let result = try await start(options, variables) { process in
        state.started.withLock { $0 = process }
        _ = limit_memory(process, limits.memory)
      }
      // Whoever a child leaves behind ends too.
      state.endSession()
      return result.code == 0 ? .success(result.output) : .failure(.failed(result.code))
    } catch let error as SubprocessError {
      state.endSession()
      if error.code == .outputLimitExceeded { return .failure(.tooLarge) }
      let hasStarted = state.started.withLock { $0 } != nil
      return .failure(hasStarted ? .failed(nil) : .notStarted("\(error.code)"))
    } catch {
      return .failure(.failed(nil))
    }
  }

  private final class State<Output: Sendable>: Sendable {
    let started = Mutex<Int32?>(nil)
    let done = DispatchSemaphore(value: 0)
    private let outcome = Mutex<Result<Output, Failure>?>(nil)
    private let advanced = Mutex(ContinuousClock.now)

    var result: Result<Output, Failure>? { outcome.withLock { $0 } }
    var lastAdvance: ContinuousClock.Instant { advanced.withLock { $0 } }

    func advance() { advanced.withLock { $0 = .now } }

    func end(with result: Result<Output, Failure>) {
      outcome.withLock { $0 = result }
      done.signal()
    }

    func endSession() {
      if let process = started.withLock({ $0 }) { System.endSession(of: process) }
    }
  }
}
