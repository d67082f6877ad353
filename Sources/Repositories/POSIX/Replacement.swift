internal import Glibc

/// Writes files whole or not at all: by way of a new file beside each, which takes its name.
package enum Replacement {
  /// Replaces the content of a file beneath a folder; mode and owner stay.
  ///
  /// - Parameter expected: what must still be in the file.
  /// - Returns: nil, or what is wrong.
  package static func replace(
    _ relative: String, in root: Folder, with bytes: [UInt8], expecting expected: [UInt8]
  ) -> String? {
    guard Folder.isBeneath(relative) else { return "is no file of the folder that was scanned" }
    let isDeep = relative.utf8.contains(UInt8(ascii: "/"))
    guard let parent = try? root.folder(isDeep ? Paths.parent(relative) : "") else {
      return "is no file of the folder that was scanned"
    }
    let name = Paths.name(relative)
    var status = stat()
    guard unsafe fstatat(parent.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      return System.message()
    }
    if let problem = refusal(of: status) { return problem }
    guard let current = try? parent.read(name, limit: expected.count + 1), current == expected
    else { return "it has changed since it was read" }
    return write(bytes, to: name, in: parent, as: status) {
      var now = stat()
      return unsafe fstatat(parent.descriptor, name, &now, AT_SYMLINK_NOFOLLOW) == 0
        && isSame(now, status)
    }
  }

  private static func refusal(of status: stat) -> String? {
    guard Files.entry(status) == .file else { return "is no file of the folder that was scanned" }
    if status.st_nlink > 1 { return "it has other hard links, which would keep the old content" }
    // For root as well: whoever took the right away meant it.
    if status.st_mode & 0o200 == 0 { return "it is read-only" }
    return nil
  }

  private static func isSame(_ a: stat, _ b: stat) -> Bool {
    (a.st_dev, a.st_ino, a.st_size) == (b.st_dev, b.st_ino, b.st_size)
      && (a.st_mtim.tv_sec, a.st_mtim.tv_nsec) == (b.st_mtim.tv_sec, b.st_mtim.tv_nsec)
      && (a.st_ctim.tv_sec, a.st_ctim.tv_nsec) == (b.st_ctim.tv_sec, b.st_ctim.tv_nsec)
  }

  /// Writes a file that whoever runs the tool has named, over one that is there.
  ///
  /// - Returns: nil, or what is wrong.
  package static func create(_ path: String, _ text: String) -> String? {
    guard !path.utf8.contains(0) else { return "no such file or directory" }
    // A device is written as it is, if it was named as one.
    if path.hasPrefix("/dev/") || path.hasPrefix("/proc/self/fd/") { return stream(path, text) }
    var status = stat()
    let isThere = unsafe lstat(path, &status) == 0
    if isThere {
      switch Files.entry(status) {
      case .file: break
      case .link: return "it is a link; name its target"
      case .directory: return "is a directory"
      case .other: return "it is no regular file"
      }
    }
    let folder = path.utf8.contains(UInt8(ascii: "/")) ? Paths.parent(path) : "."
    do throws(Files.ReadFailure) {
      let parent = try Folder(folder)
      return write(
        Array(text.utf8), to: Paths.name(path), in: parent, as: isThere ? status : nil
      ) { true }
    } catch {
      if case .failed(let reason) = error { return reason }
      return "its folder cannot be opened"
    }
  }

  private static func stream(_ path: String, _ text: String) -> String? {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return System.message() }
    defer { close(descriptor) }
    return System.write(text, to: descriptor).map { System.message($0) }
  }

  /// - Parameters:
  ///   - status: of the file that is replaced; nil for a new one.
  ///   - isStill: whether the file that is replaced is still the one that was looked at.
  private static func write(
    _ bytes: [UInt8], to name: String, in folder: Folder, as status: stat?, if isStill: () -> Bool
  ) -> String? {
    Signals.deferring {
      let temporary = ".credlint-\(UInt64.random(in: .min ... .max))"
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
      let descriptor = unsafe openat(folder.descriptor, temporary, flags, 0o600)
      guard descriptor >= 0 else { return System.message() }
      var problem = fill(descriptor, with: bytes, as: status)
      close(descriptor)
      if problem == nil, !isStill() { problem = "it has changed since it was read" }
      if problem == nil,
        unsafe renameat(folder.descriptor, temporary, folder.descriptor, name) != 0
      {
        problem = System.message()
      }
      if problem != nil { unsafe unlinkat(folder.descriptor, temporary, 0) }
      // After a loss of power the folder names the new file.
      fsync(folder.descriptor)
      return problem
    }
  }

  private static func fill(_ descriptor: Int32, with bytes: [UInt8], as status: stat?) -> String? {
    if let error = System.write(bytes, to: descriptor) { return System.message(error) }
    if let status, !keepOwner(status, of: descriptor) { return System.message() }
    let mode = status.map { $0.st_mode & 0o7777 } ?? 0o666 & ~creationMask
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else { return System.message() }
    return nil
  }

  /// There is no way to ask for it but to set it.
  private static var creationMask: mode_t {
    let mask = umask(0o077)
    umask(mask)
    return mask
  }

  private static func keepOwner(_ status: stat, of descriptor: Int32) -> Bool {
    var new = stat()
    guard unsafe fstat(descriptor, &new) == 0 else { return false }
    return (new.st_uid, new.st_gid) == (status.st_uid, status.st_gid)
      || fchown(descriptor, status.st_uid, status.st_gid) == 0
  }
}

/// A folder of ours, of nobody else's and gone with the value.
final class PrivateFolder: Sendable {
  let path: String

  /// Nil where no folder can be made.
  init?() {
    let parent = System.environment("TMPDIR").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    var template = Array((parent + "/credlint-XXXXXX").utf8CString)
    let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
    }
    guard isMade else { return nil }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Makes a file in the folder, of text of ours.
  func write(_ name: String, _ text: String) -> Bool {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = unsafe open(path + "/" + name, flags, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return System.write(text, to: descriptor) == nil
  }

  func makeFolder(_ name: String) -> Bool { unsafe mkdir(path + "/" + name, 0o700) == 0 }

  /// Two levels, which is all that is ever made here.
  deinit { remove(path) }

  private func remove(_ folder: String) {
    for (name, entry) in (try? Folder(folder))?.entries() ?? [] {
      if entry == .directory {
        remove(folder + "/" + name)
      } else {
        unsafe unlink(folder + "/" + name)
      }
    }
    unsafe rmdir(folder)
  }
}
