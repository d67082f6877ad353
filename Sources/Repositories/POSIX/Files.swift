internal import Glibc

/// What stands at a path that whoever runs the tool has named: links are followed.
package enum Files {
  /// What stands at a path.
  package enum Entry: Sendable { case file, directory, link, other }

  /// Why a file's bytes cannot be had.
  package enum ReadFailure: Error {
    /// The file's size, in bytes.
    case tooLarge(Int)
    /// A component of the path is a link, or leads out of the folder.
    case link
    case failed(String)
  }

  /// What stands at the path, without following a link in its last component.
  package static func entry(_ path: String) -> Entry? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    return entry(status)
  }

  static func entry(_ status: stat) -> Entry {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .directory
    case S_IFLNK: .link
    default: .other
    }
  }

  /// Whether a folder stands there, and no link to one.
  package static func isDirectory(_ path: String) -> Bool {
    if case .directory? = entry(path) { return true }
    return false
  }

  /// Who owns what stands at the path.
  static func owner(_ path: String) -> UInt32? {
    var status = stat()
    return unsafe lstat(path, &status) == 0 ? status.st_uid : nil
  }

  /// Whether it belongs to whoever runs the tool.
  package static func isOwn(_ path: String) -> Bool { owner(path) == user }

  static var user: UInt32 { geteuid() }

  /// What everybody may do with what a path leads to, as `chmod` has it; nil where nothing is there.
  package static func permissions(_ path: String) -> UInt32? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? UInt32(status.st_mode) & 0o777 : nil
  }

  /// In bytes; nil where no file is.
  static func size(_ path: String) -> Int? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0, entry(status) == .file else { return nil }
    return Int(status.st_size)
  }

  /// The path without links; nil when it does not exist.
  package static func resolved(_ path: String) -> String? {
    guard let result = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(result) }
    return unsafe String(cString: result)
  }

  /// All bytes of a file, of at most `limit`. A pipe that was named is read to its end.
  package static func read(_ path: String, limit: Int) throws(ReadFailure) -> [UInt8] {
    guard !path.utf8.contains(0) else { throw .failed("no such file or directory") }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw .failed(System.message()) }
    defer { close(descriptor) }
    return try read(descriptor, limit: limit)
  }

  /// Standard input to its end, of at most `limit` bytes.
  package static func readStandardInput(limit: Int) throws(ReadFailure) -> [UInt8] {
    try read(STDIN_FILENO, limit: limit)
  }

  static func read(_ descriptor: Int32, limit: Int) throws(ReadFailure) -> [UInt8] {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .failed(System.message()) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .failed("is a directory") }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    let size = isFile ? Int(status.st_size) : 65_536
    guard !isFile || size <= limit else { throw .tooLarge(size) }
    return try read(descriptor, limit: limit, expecting: size)
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
      guard got >= 0 else { throw .failed(System.message()) }
      if got == 0 { break }
      count += got
      guard count <= limit else { throw .tooLarge(count) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Makes a folder and those above it; nil, or what is wrong.
  package static func makeFolder(_ path: String) -> String? {
    if isDirectory(path) { return nil }
    let parent = Paths.parent(path)
    if path.contains("/"), parent != "/", let problem = makeFolder(parent) { return problem }
    return unsafe mkdir(path, 0o777) == 0 || errno == EEXIST ? nil : System.message()
  }
}

extension Paths {
  /// Where a program is: absolute, and never in the folder where credlint was started.
  static func program(_ name: String) -> String? {
    let folders = (System.environment("PATH") ?? "/usr/bin:/bin").split(separator: ":")
    return folders.filter { $0.hasPrefix("/") }.map { $0 + "/" + name }
      .first { Files.resolved($0).map { Files.entry($0) == .file } ?? false }
  }
}
