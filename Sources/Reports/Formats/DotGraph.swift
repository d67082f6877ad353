/// An access graph for Graphviz (https://graphviz.org/doc/info/lang.html): what is in one namespace
/// stands in one box, and each kind has its form and colour.
struct DotGraph {
  private let graph: AccessGraph

  init(_ graph: AccessGraph) { self.graph = graph }

  var text: String {
    var text = """
      digraph credentials {
        rankdir=LR;
        graph [fontname="sans-serif", fontsize=12, labeljust=l, ranksep=0.8, nodesep=0.2];
        node [fontname="sans-serif", fontsize=11, style=filled];
        edge [fontname="sans-serif", fontsize=9, color="#666666", fontcolor="#444444"];

      """
    for kind in AccessGraph.Kind.allCases { text += Self.legend(kind) }
    let groups = Dictionary(grouping: graph.drawn) { graph.nodes[$0].namespace }
    for (number, namespace) in groups.keys.sorted().enumerated() {
      let nodes = (groups[namespace] ?? []).map { "  " + node($0) }
      guard !namespace.isEmpty else {
        text += nodes.joined()
        continue
      }
      text += "  subgraph cluster_\(number) {\n"
      text += "    label=\"\(Self.quoted(namespace))\"; style=rounded; color=\"#999999\";\n"
      text += nodes.map { "  " + $0 }.joined() + "  }\n"
    }
    for edge in graph.edges {
      text += "  n\(edge.from) -> n\(edge.to) [label=\"\(Self.quoted(edge.label))\"];\n"
    }
    return text + "}\n"
  }

  /// The kinds in a comment: a reader of the file has no colours.
  private static func legend(_ kind: AccessGraph.Kind) -> String {
    "  // \(kind.rawValue): \(shape(kind)), \(kind.fill)\n"
  }

  private func node(_ index: Int) -> String {
    let node = graph.nodes[index]
    var lines = [node.label]
    if !node.reach.isEmpty { lines.append(node.shownReach) }
    let label = lines.map(Self.quoted).joined(separator: "\\n")
    return "n\(index) [label=\"\(label)\", shape=\(Self.shape(node.kind)), "
      + "fillcolor=\"\(node.kind.fill)\", color=\"\(node.kind.stroke)\", "
      + "class=\"\(node.kind.rawValue)\"];\n"
  }

  private static func shape(_ kind: AccessGraph.Kind) -> String {
    switch kind {
    case .user: "box"
    case .account: "ellipse"
    case .secret: "note"
    case .host: "hexagon"
    case .image: "component"
    }
  }

  private static func quoted(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}
