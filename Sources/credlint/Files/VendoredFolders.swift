internal import Manifests

/// Folders of what others have written and a repository only keeps: a scan leaves them out unless
/// somebody asks for them.
struct VendoredFolders {
  private static let names = ["vendor", "third_party", "node_modules"]

  /// Patterns of paths that are read all the same.
  private let included: IgnorePatterns
  /// Folders in which something was named.
  private var asked: Set<Substring> = []
  /// Files by path, and the folder that each was left out with.
  private var leftOut: [String: Substring] = [:]

  init(including included: [String]) { self.included = IgnorePatterns(included) }

  /// - Parameter path: what was named, from the root.
  mutating func ask(for path: String) {
    asked.formUnion(Self.folders(of: path + "/"))
  }

  /// Whether the file is to be passed over; it is counted then.
  mutating func leavesOut(_ path: String) -> Bool {
    guard let folder = folder(of: path) else { return false }
    leftOut[path] = folder
    return true
  }

  func isVendored(_ path: String) -> Bool { folder(of: path) != nil }

  private func folder(of path: String) -> Substring? {
    guard let folder = Self.folders(of: path).first(where: { !asked.contains($0) }),
      !included.cover(path)
    else { return nil }
    return folder
  }

  var count: Int { leftOut.count }

  /// What they are called, as `vendor/ and node_modules/`.
  var described: String {
    let names = Set(leftOut.values.map { $0.split(separator: "/").last ?? $0 })
    return names.sorted().map { "\($0)/" }.joined(separator: " and ")
  }

  /// Every folder above the file that has one of the names, the outermost first.
  private static func folders(of path: String) -> [Substring] {
    let bytes = path.utf8
    var start = bytes.startIndex
    var found: [Substring] = []
    while let slash = bytes[start...].firstIndex(of: UInt8(ascii: "/")) {
      let folder = bytes[start..<slash]
      if names.contains(where: { folder.count == $0.utf8.count && folder.elementsEqual($0.utf8) }) {
        found.append(path[..<slash])
      }
      start = bytes.index(after: slash)
    }
    return found
  }
}
