internal import Glibc

/// The operating system: the only calls of POSIX in the tool.
enum System {
  enum Entry: Sendable { case file, directory, link, other }

  enum ReadFailure: Error {
    case tooLarge(Int)
    case failed(String)
  }

  /// What stands at the path, without following a link.
  static func entry(_ path: String) -> Entry? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    case S_IFLNK: return .link
    default: return .other
    }
  }

  /// The names in a folder, sorted; nil when it cannot be read.
  static func names(in directory: String) -> [String]? { entries(in: directory)?.map(\.name) }

  /// What stands in a folder, sorted by name; nil when it cannot be read. Most file systems tell
  /// the kind of an entry with its name.
  static func entries(in directory: String) -> [(name: String, entry: Entry?)]? {
    guard let handle = unsafe opendir(directory) else { return nil }
    defer { unsafe closedir(handle) }
    var entries: [(name: String, entry: Entry?)] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      guard name != ".", name != ".." else { continue }
      let kind: Entry? =
        switch unsafe Int(entry.pointee.d_type) {
        case Int(DT_REG): .file
        case Int(DT_DIR): .directory
        case Int(DT_LNK): .link
        case Int(DT_UNKNOWN): self.entry(directory + "/" + name)
        default: .other
        }
      entries.append((name, kind))
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// All bytes of a file, of at most `limit`.
  static func read(_ path: String, limit: Int) throws(ReadFailure) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .failed(message()) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .failed(message()) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .failed("is a directory") }
    let size = Int(status.st_size)
    guard size <= limit else { throw .tooLarge(size) }
    return try read(descriptor, limit: limit, expecting: size)
  }

  /// Standard input to its end, of at most `limit`.
  static func readStandardInput(limit: Int) throws(ReadFailure) -> [UInt8] {
    try read(STDIN_FILENO, limit: limit, expecting: 65_536)
  }

  private static func read(
    _ descriptor: Int32, limit: Int, expecting size: Int
  ) throws(ReadFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var count = 0
    while true {
      if count == bytes.count { bytes += [UInt8](repeating: 0, count: max(65_536, count)) }
      let room = bytes.count - count
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), room)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .failed(message()) }
      if got == 0 { break }
      count += got
      guard count <= limit else { throw .tooLarge(count) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Writes everything; false when the reader went away or the disk is full.
  @discardableResult
  static func write(_ text: String, to descriptor: Int32 = STDOUT_FILENO) -> Bool {
    var text = text
    // A report can be large: it is written from where it stands.
    return text.withUTF8 { buffer in
      var offset = 0
      while offset < buffer.count {
        let rest = unsafe UnsafeRawBufferPointer(
          rebasing: UnsafeRawBufferPointer(buffer)[offset...])
        let written = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return false }
        offset += written
      }
      return true
    }
  }

  static func writeError(_ text: String) { write(text, to: STDERR_FILENO) }

  /// A closed pipe is an error of `write`, not the end of the process.
  static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
  static var isOutputTerminal: Bool { isTerminal(STDOUT_FILENO) }
  /// Columns of the terminal that standard output is; nil when it is none.
  static var outputWidth: Int? {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else {
      return nil
    }
    return Int(size.ws_col)
  }

  static var isErrorTerminal: Bool { isTerminal(STDERR_FILENO) }

  static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  static var currentDirectory: String {
    guard let path = unsafe getcwd(nil, 0) else { return "." }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// The path without links; nil when it does not exist.
  static func resolved(_ path: String) -> String? {
    guard let result = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(result) }
    return unsafe String(cString: result)
  }

  /// The path without links; nil when it does not exist, or leads out of the folder.
  static func resolved(_ path: String, inside root: String) -> String? {
    guard let result = resolved(path), Paths.relative(result, to: resolved(root) ?? root) != nil
    else { return nil }
    return result
  }

  /// Replaces a file's content by way of a new file beside it, so that no reader ever sees half of
  /// it; mode and owner stay. Nil, or what went wrong.
  ///
  /// - Parameter expected: what must still be in the file.
  static func replace(
    _ path: String, inside root: String, with bytes: [UInt8], expecting expected: [UInt8]
  ) -> String? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return message() }
    guard status.st_mode & S_IFMT == S_IFREG, resolved(path, inside: root) != nil else {
      return "is no file of the folder that was scanned"
    }
    guard unsafe access(path, W_OK) == 0 else { return message() }
    guard let current = try? read(path, limit: expected.count + 1), current == expected else {
      return "it has changed since it was read"
    }
    let folder = Paths.parent(path)
    let temporary = folder + "/.credlint-\(UInt64.random(in: .min ... .max))"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return message() }
    let isWritten =
      write(String(decoding: bytes, as: UTF8.self), to: descriptor)
      && keepOwner(status, of: descriptor)
      && fchmod(descriptor, status.st_mode & 0o7777) == 0 && fsync(descriptor) == 0
    let reason = message()
    close(descriptor)
    guard isWritten else {
      unsafe unlink(temporary)
      return reason
    }
    guard unsafe rename(temporary, path) == 0 else {
      let reason = message()
      unsafe unlink(temporary)
      return reason
    }
    synchronise(folder)
    return nil
  }

  private static func keepOwner(_ status: stat, of descriptor: Int32) -> Bool {
    var new = stat()
    guard unsafe fstat(descriptor, &new) == 0 else { return false }
    return (new.st_uid, new.st_gid) == (status.st_uid, status.st_gid)
      || fchown(descriptor, status.st_uid, status.st_gid) == 0
  }

  /// After a loss of power the folder names the new file.
  private static func synchronise(_ folder: String) {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Writes a new file; nil, or what went wrong.
  static func create(_ path: String, _ text: String) -> String? {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return message() }
    defer { close(descriptor) }
    return write(text, to: descriptor) ? nil : message()
  }

  /// Makes a folder and those above it; nil, or what is wrong.
  static func makeFolder(_ path: String) -> String? {
    if case .directory? = entry(path) { return nil }
    let parent = Paths.parent(path)
    if path.contains("/"), parent != "/", let problem = makeFolder(parent) { return problem }
    return unsafe mkdir(path, 0o777) == 0 || errno == EEXIST ? nil : message()
  }

  /// Seconds since 1970.
  static var now: Int64 { Int64(time(nil)) }

  static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  static func exit(_ code: Int32) -> Never { Glibc.exit(code) }

  private static func message() -> String {
    unsafe String(cString: strerror(errno)).lowercased()
  }
}
