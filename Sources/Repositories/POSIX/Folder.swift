internal import CLinux
internal import Glibc

/// A folder that is held open. What stands beneath it is reached without leaving it: no path leads
/// out, and no link is followed, whoever exchanges a folder for a link meanwhile.
///
/// Paths are relative to it, without `.`, `..` and empty components.
package final class Folder: Sendable {
  /// As it was named.
  package let path: String
  let descriptor: Int32
  private let asksKernel: Bool

  /// A folder that whoever runs the tool has named: links on the way to it are followed.
  package convenience init(_ path: String) throws(Files.ReadFailure) {
    try self.init(path, asksKernel: Self.kernelResolves)
  }

  /// - Parameter asksKernel: whether `openat2` is used, or each component is opened by itself.
  init(_ path: String, asksKernel: Bool) throws(Files.ReadFailure) {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed(System.message()) }
    self.path = path
    self.descriptor = descriptor
    self.asksKernel = asksKernel
  }

  private init(_ path: String, _ descriptor: Int32, asksKernel: Bool) {
    self.path = path
    self.descriptor = descriptor
    self.asksKernel = asksKernel
  }

  deinit { close(descriptor) }

  /// Linux from 5.6, unless a container's filter refuses the call: asked once, never by file.
  private static let kernelResolves: Bool = {
    let descriptor = unsafe open_beneath(AT_FDCWD, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 { close(descriptor) }
    return descriptor >= 0
  }()

  /// Whether the path can only mean something beneath a folder.
  package static func isBeneath(_ path: String) -> Bool {
    // The length of the component so far, and whether it is made of dots.
    var (length, isDots) = (0, true)
    for byte in path.utf8 {
      switch byte {
      case 0: return false
      case UInt8(ascii: "/"):
        if length == 0 || (isDots && length < 3) { return false }
        (length, isDots) = (0, true)
      default:
        length += 1
        isDots = isDots && byte == UInt8(ascii: ".")
      }
    }
    return length > 0 && !(isDots && length < 3)
  }

  // MARK: Looking

  /// A folder beneath this one; itself for an empty path.
  package func folder(_ relative: String) throws(Files.ReadFailure) -> Folder {
    let descriptor = try open(relative.isEmpty ? nil : relative, O_RDONLY | O_DIRECTORY)
    return Folder(
      relative.isEmpty ? path : path + "/" + relative, descriptor, asksKernel: asksKernel)
  }

  /// What has the name in this folder, without following a link.
  package func entry(named name: String) -> Files.Entry? {
    var status = stat()
    guard unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    return Files.entry(status)
  }

  /// What stands at the path beneath this folder; nil also when a component is a link.
  package func entry(_ relative: String) -> Files.Entry? {
    guard Self.isBeneath(relative) else { return nil }
    guard relative.utf8.contains(UInt8(ascii: "/")) else { return entry(named: relative) }
    return try? folder(Paths.parent(relative)).entry(named: Paths.name(relative))
  }

  /// What stands in this folder, sorted by name; nil when it cannot be read. Most file systems tell
  /// the kind of an entry with its name.
  package func entries() -> [(name: String, entry: Files.Entry?)]? {
    // The stream owns its descriptor, and a duplicate would share the place in it.
    let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { return nil }
    guard let handle = unsafe fdopendir(copy) else {
      close(copy)
      return nil
    }
    defer { unsafe closedir(handle) }
    var entries: [(name: String, entry: Files.Entry?)] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      guard name != ".", name != ".." else { continue }
      let kind: Files.Entry? =
        switch unsafe Int(entry.pointee.d_type) {
        case Int(DT_REG): .file
        case Int(DT_DIR): .directory
        case Int(DT_LNK): .link
        case Int(DT_UNKNOWN): self.entry(named: name)
        default: .other
        }
      entries.append((name, kind))
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// All bytes of a regular file beneath this folder, of at most `limit`.
  package func read(_ relative: String, limit: Int) throws(Files.ReadFailure) -> [UInt8] {
    // Without waiting: who opens a pipe would wait for its writer.
    let descriptor = try open(relative, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .failed(System.message()) }
    switch Files.entry(status) {
    case .file: return try Files.read(descriptor, limit: limit)
    case .directory: throw .failed("is a directory")
    default: throw .failed("is no regular file")
    }
  }

  // MARK: Opening

  /// - Parameter relative: nil opens this folder itself.
  func open(_ relative: String?, _ flags: Int32) throws(Files.ReadFailure) -> Int32 {
    guard let relative else {
      return try Self.checked(unsafe openat(self.descriptor, ".", flags | O_CLOEXEC))
    }
    guard Self.isBeneath(relative) else { throw .link }
    guard asksKernel else { return try walk(relative, flags | O_CLOEXEC) }
    while true {
      let opened = unsafe open_beneath(self.descriptor, relative, flags | O_CLOEXEC)
      if opened < 0, errno == EINTR { continue }
      return try Self.checked(opened)
    }
  }

  /// Each component by itself, where the kernel cannot be asked for all of them.
  private func walk(_ relative: String, _ flags: Int32) throws(Files.ReadFailure) -> Int32 {
    var parent = self.descriptor
    defer { if parent != self.descriptor { close(parent) } }
    let parts = relative.split(separator: "/").map(String.init)
    for part in parts.dropLast() {
      // With O_DIRECTORY a link is "no directory"; O_PATH would open the link.
      let next = unsafe openat(parent, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard next >= 0 else {
        let isLink = errno == ENOTDIR && isLink(part, in: parent)
        if isLink { throw .link }
        throw .failed(System.message())
      }
      if parent != self.descriptor { close(parent) }
      parent = next
    }
    let opened = unsafe openat(parent, parts.last ?? "", flags | O_NOFOLLOW)
    if opened < 0, errno == ENOTDIR, isLink(parts.last ?? "", in: parent) { throw .link }
    return try Self.checked(opened)
  }

  private func isLink(_ name: String, in folder: Int32) -> Bool {
    let failure = errno
    defer { errno = failure }
    var status = stat()
    guard unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return false }
    return Files.entry(status) == .link
  }

  private static func checked(_ opened: Int32) throws(Files.ReadFailure) -> Int32 {
    guard opened < 0 else { return opened }
    if errno == ELOOP || errno == EXDEV { throw .link }
    throw .failed(System.message())
  }
}
