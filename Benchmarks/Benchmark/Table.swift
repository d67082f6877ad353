import FoundationEssentials

/// What was measured, as Markdown.
struct Table {
  static let head = """
    | set | MB | loop: wall, CPU s | credlint: wall, CPU s | MiB | wall | CPU | instructions | growth |
    |---|---|---|---|---|---|---|---|---|
    """
  static let foot =
    "\nRatios are to the loop, in one thread; growth is to ten times the set a tenth as large."

  /// CPU time of the set that is a tenth of one, by its name.
  private var smaller: [String: Double] = [:]

  /// - Parameters:
  ///   - bytes: of all files.
  ///   - instructions: of the loop and of credlint.
  mutating func row(
    _ set: RepositorySet, bytes: Int, bare: Measurement, own: Measurement, instructions: [Int]?
  ) -> String {
    let cells = [
      set.name, Self.fixed(Double(bytes) / 1e6, 1),
      "\(Self.fixed(bare.wall, 3)), \(Self.fixed(bare.cpu, 3))",
      "\(Self.fixed(own.wall, 3)), \(Self.fixed(own.cpu, 3))", Self.fixed(own.peak / 1_024, 0),
      Self.ratio(own.wall, bare.wall), Self.ratio(own.cpu, bare.cpu),
      instructions.map { Self.ratio(Double($0[1]), Double($0[0])) } ?? "",
      set.tenth.flatMap { smaller[$0] }.map { Self.fixed(own.cpu / $0 / 10, 2) } ?? "",
    ]
    smaller[set.name] = own.cpu
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func ratio(_ own: Double, _ bare: Double) -> String {
    bare > 0 ? fixed(own / bare, 2) : ""
  }

  /// With so many digits behind the point.
  private static func fixed(_ number: Double, _ digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let rounded = Int((number * Double(scale)).rounded())
    guard digits > 0 else { return String(rounded) }
    let rest = String(rounded % scale)
    return "\(rounded / scale)." + String(repeating: "0", count: digits - rest.count) + rest
  }
}
