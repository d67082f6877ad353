internal import Judging
internal import Rules
internal import YAMLTree

/// The places of a group of findings in one line: `apps/flux-system/{base,dev,…}/role.yaml:12`.
struct FoldedPlaces {
  private let paths: [String]
  private let lines: [Int]

  /// - Parameter path: of a file as it is to be read.
  init(_ group: FindingGroup, _ tables: LineTables, path: (String) -> String = { $0 }) {
    let places = group.findings.map(\.place)
    paths = places.reduce(into: []) { paths, place in
      let path = path(place.shownPath)
      if !paths.contains(path) { paths.append(path) }
    }
    lines = Set(places.map { tables[$0.file].line(of: $0.range.lowerBound) }).sorted()
  }

  private static let maximum = 6

  var text: String {
    let shown = Self.short(lines.map(String.init))
    // A line number means something in one file, or where it is the same in all.
    return joined + (paths.count == 1 || lines.count == 1 ? ":\(shown)" : "")
  }

  private static let maximumLength = 100

  private static func short(_ parts: [String]) -> String {
    var shown = Array(parts.prefix(maximum))
    while shown.count > 2, shown.reduce(0, { $0 + $1.count }) > maximumLength { shown.removeLast() }
    return (shown + (shown.count < parts.count ? ["…"] : [])).joined(separator: ",")
  }

  /// What the paths have in common stands once.
  private var joined: String {
    guard paths.count > 1 else { return paths.first ?? "" }
    let parts = paths.map { $0.split(separator: "/", omittingEmptySubsequences: false) }
    let least = parts.map(\.count).min() ?? 0
    var head = 0
    while head < least - 1, Set(parts.map { $0[head] }).count == 1 { head += 1 }
    var tail = 0
    while tail < least - 1 - head, Set(parts.map { $0[$0.count - 1 - tail] }).count == 1 {
      tail += 1
    }
    guard head + tail > 0 else {
      let more = paths.count > Self.maximum ? " …" : ""
      return paths.prefix(Self.maximum).joined(separator: " ") + more
    }
    let middles = parts.map { $0[head..<($0.count - tail)].joined(separator: "/") }
    let own = parts[0]
    let braces = "{\(Self.short(middles))}"
    return (own.prefix(head).map(String.init) + [braces] + own.suffix(tail).map(String.init))
      .joined(separator: "/")
  }
}
