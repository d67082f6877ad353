internal import Glibc

/// The process and its terminal. Calls of POSIX stand in this folder alone.
package enum System {
  /// A closed pipe is an error of `write`, not the end of the process.
  package static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

  /// Whether somebody may be looking at the descriptor.
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
  package static var isOutputTerminal: Bool { isTerminal(STDOUT_FILENO) }
  package static var isErrorTerminal: Bool { isTerminal(STDERR_FILENO) }

  /// Columns of the terminal that standard output is; nil when it is none.
  package static var outputWidth: Int? {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// The value of a variable of the environment.
  package static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  package static var currentDirectory: String {
    guard let path = unsafe getcwd(nil, 0) else { return "." }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// Seconds since 1970.
  package static var now: Int64 { Int64(time(nil)) }

  package static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Waits.
  package static func rest(milliseconds: UInt32) { _ = usleep(milliseconds * 1_000) }

  /// Runs the body to its end although somebody asks for the end meanwhile: it can look at
  /// `isEndAsked`, and the process ends behind it.
  package static func finishing<Result>(_ body: () throws -> Result) throws -> Result {
    try Signals.deferring { Swift.Result { try body() } }.get()
  }

  package static var isEndAsked: Bool { Signals.isEndAsked }

  /// Ends the process.
  package static func exit(_ code: Int32) -> Never { Glibc.exit(code) }

  /// What the last call that failed complained of.
  static func message(_ code: Int32 = errno) -> String {
    unsafe String(cString: strerror(code)).lowercased()
  }

  // MARK: Writing

  /// The two streams that a run writes.
  package enum Stream: Int32 { case output = 1, error = 2 }

  /// Why a stream did not take everything.
  package enum WriteFailure {
    /// Whoever read the stream has read enough.
    case brokenPipe
    case failed(String)
  }

  /// Writes everything; nil, or why it did not all arrive.
  package static func write(_ text: String, to stream: Stream) -> WriteFailure? {
    write(text, to: stream.rawValue).map { $0 == EPIPE ? .brokenPipe : .failed(message($0)) }
  }

  /// Writes everything to an open descriptor; nil, or the number of the error.
  static func write(_ text: String, to descriptor: Int32) -> Int32? {
    var text = text
    // A report can be large: it is written from where it stands.
    return text.withUTF8 { unsafe write(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    unsafe bytes.withUnsafeBytes { unsafe write($0, to: descriptor) }
  }

  private static func write(_ buffer: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
    var offset = 0
    while offset < buffer.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset...])
      let written = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return written == 0 ? ENOSPC : errno }
      offset += written
    }
    return nil
  }

  // MARK: Processes

  /// Ends every process of a session that a child of ours leads or led.
  static func endSession(of process: Int32) { kill(-process, SIGKILL) }

  /// Makes sure that so many more files can be opened at once, as a child with pipes needs.
  ///
  /// `swift-subprocess` ends or hangs where a descriptor is refused in the middle of a start.
  static func canOpen(_ count: Int) -> Bool {
    var limit = rlimit()
    if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
      limit.rlim_cur < min(limit.rlim_max, 4_096)
    {
      limit.rlim_cur = min(limit.rlim_max, 4_096)
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    while opened.count < count {
      let descriptor = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
      guard descriptor >= 0 else { return false }
      opened.append(descriptor)
    }
    return true
  }
}
