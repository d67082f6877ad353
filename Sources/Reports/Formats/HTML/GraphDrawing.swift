internal import Rules
internal import YAMLTree

/// The access graph as a picture: one column a kind, from who uses to what is pulled.
struct GraphDrawing {
  private static let boxWidth = 216
  private static let boxHeight = 40
  private static let columnWidth = 272
  private static let rowHeight = 52
  private static let maximumNodes = 400

  private var nodes: [Int: AccessGraph.Node] = [:]
  private var edges: [AccessGraph.Edge] = []
  /// Node ids from top to bottom, by column.
  private var columns: [[Int]] = []
  private(set) var omitted = 0

  var isEmpty: Bool { edges.isEmpty }

  init(_ graph: AccessGraph?) {
    guard let graph else { return }
    var chosen = Set<Int>()
    for edge in graph.edges {
      let needed = Set([edge.from, edge.to]).subtracting(chosen)
      guard chosen.count + needed.count <= Self.maximumNodes else {
        omitted += 1
        continue
      }
      chosen.formUnion(needed)
      edges.append(edge)
    }
    for id in chosen { nodes[id] = graph.nodes[id] }
    columns = AccessGraph.Kind.allCases.map { kind in
      chosen.filter { graph.nodes[$0].kind == kind }.sorted()
    }.filter { !$0.isEmpty }
    arrange()
  }

  /// Moves each box to the middle of those it is connected with, a few times in each direction.
  private mutating func arrange() {
    var neighbours: [Int: [Int]] = [:]
    for edge in edges {
      neighbours[edge.from, default: []].append(edge.to)
      neighbours[edge.to, default: []].append(edge.from)
    }
    for round in 0..<6 {
      let order = round.isMultiple(of: 2) ? Array(columns.indices) : columns.indices.reversed()
      for column in order {
        let rows = rows
        func middle(_ id: Int) -> Double {
          let places = (neighbours[id] ?? []).compactMap { rows[$0] }
          return places.isEmpty
            ? Double(rows[id] ?? 0) : Double(places.reduce(0, +)) / Double(places.count)
        }
        let keyed = columns[column].map { (middle($0), $0) }
        columns[column] = keyed.sorted { $0 < $1 }.map(\.1)
      }
    }
  }

  private var rows: [Int: Int] {
    Dictionary(
      columns.flatMap { column in column.enumerated().map { ($1, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  var svg: String {
    let height = (columns.map(\.count).max() ?? 0) * Self.rowHeight + 40
    let width = columns.count * Self.columnWidth - (Self.columnWidth - Self.boxWidth) + 20
    var places: [Int: (x: Int, y: Int)] = [:]
    for (column, ids) in columns.enumerated() {
      let top = 34 + (height - 40 - ids.count * Self.rowHeight) / 2
      for (row, id) in ids.enumerated() {
        places[id] = (10 + column * Self.columnWidth, top + row * Self.rowHeight)
      }
    }
    var text =
      "<svg id=\"graph\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" height=\"\(height)\" "
      + "role=\"group\" aria-label=\"Access graph\">\n"
    for (column, ids) in columns.enumerated() {
      guard let kind = nodes[ids[0]]?.kind else { continue }
      text += "<text class=\"column\" x=\"\(10 + column * Self.columnWidth)\" y=\"18\">"
      text += "\(Self.titles[kind] ?? "")</text>\n"
    }
    for edge in edges {
      guard let from = places[edge.from], let to = places[edge.to] else { continue }
      text += Self.path(edge, from, to)
    }
    for (id, place) in places.sorted(by: { $0.key < $1.key }) {
      if let node = nodes[id] { text += Self.box(node, id, place) }
    }
    return text + "</svg>"
  }

  private static let titles: [AccessGraph.Kind: String] = [
    .user: "Workloads", .account: "Accounts", .secret: "Secrets", .host: "Hosts", .image: "Images",
  ]

  private static func path(
    _ edge: AccessGraph.Edge, _ from: (x: Int, y: Int), _ to: (x: Int, y: Int)
  ) -> String {
    let (x1, y1) = (from.x + boxWidth, from.y + boxHeight / 2)
    let (x2, y2) = (to.x, to.y + boxHeight / 2)
    let bend = max(40, (x2 - x1) / 2)
    return
      "<path class=\"edge\" data-from=\"\(edge.from)\" data-to=\"\(edge.to)\" "
      + "d=\"M\(x1) \(y1)C\(x1 + bend) \(y1) \(x2 - bend) \(y2) \(x2) \(y2)\">"
      + "<title>\(Markup.text(edge.label))</title></path>\n"
  }

  private static func box(_ node: AccessGraph.Node, _ id: Int, _ place: (x: Int, y: Int)) -> String
  {
    let lines = node.lines
    let title = lines.joined(separator: ", ")
    var text =
      "<g class=\"node \(node.kind.rawValue)\" data-id=\"\(id)\" tabindex=\"0\" role=\"button\" "
      + "aria-pressed=\"false\" aria-label=\"\(Markup.text(title))\" "
      + "transform=\"translate(\(place.x) \(place.y))\"><title>\(Markup.text(title))</title>"
      + "<rect width=\"\(boxWidth)\" height=\"\(boxHeight)\" rx=\"\(corners(node.kind))\"/>"
    for (index, line) in lines.prefix(2).enumerated() {
      let y = lines.count == 1 ? 25 : 17 + index * 15
      let style = index == 0 ? "name" : "note"
      let shown = shortened(line, to: 34)
      // What could be wider than its box is made to fit.
      let fit =
        shown.count > 29 ? " textLength=\"\(boxWidth - 20)\" lengthAdjust=\"spacingAndGlyphs\"" : ""
      text +=
        "<text class=\"\(style)\" x=\"10\" y=\"\(y)\"\(fit)>\(Markup.text(shown))</text>"
    }
    return text + "</g>\n"
  }

  /// Kinds differ in form, not in colour: colours are for severities.
  private static func corners(_ kind: AccessGraph.Kind) -> Int {
    switch kind {
    case .user, .image: 2
    case .secret, .host: 8
    case .account: boxHeight / 2
    }
  }

  /// The end of an image's name tells more than its start.
  private static func shortened(_ text: String, to shown: Int) -> String {
    guard text.count > shown else { return text }
    return text.prefix(10) + "…" + text.suffix(shown - 11)
  }
}
