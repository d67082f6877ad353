internal import Dispatch

/// Runs what reads a child's output on threads of its own: whoever waits for the child may hold the
/// threads that tasks otherwise share.
final class WaitingExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "credlint.child", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { [self] in
      unsafe job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
