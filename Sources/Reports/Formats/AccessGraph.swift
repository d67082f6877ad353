internal import Credentials
package import Judging
internal import Manifests
internal import YAMLTree

/// The formats in which the access graph can be written.
package enum GraphFormat: String, Sendable, CaseIterable {
  case mermaid, dot, json

  /// The graph in this format.
  ///
  /// - Parameter orphans: whether drawings have what is connected with nothing; JSON always has it.
  package func write(_ graph: AccessGraph, orphans: Bool = false) throws -> String {
    switch self {
    case .mermaid: (orphans ? graph : graph.connected).mermaid
    case .dot: DotGraph(orphans ? graph : graph.connected).text
    case .json: try graph.json.written()
    }
  }
}

/// Who comes to which registry with what: workloads, the accounts they run as, the Secrets these
/// list, the hosts that the credentials in them are for, and the images that come from there.
package struct AccessGraph: Sendable {
  enum Kind: String, Sendable, CaseIterable {
    case user, account, secret, host, image

    var fill: String {
      switch self {
      case .user: "#e8f0fe"
      case .account: "#e6f4ea"
      case .secret: "#fdeceb"
      case .host: "#fff4de"
      case .image: "#f1f1f1"
      }
    }

    var stroke: String {
      switch self {
      case .user: "#4a6fa5"
      case .account: "#3d7a50"
      case .secret: "#a5443d"
      case .host: "#96702a"
      case .image: "#666666"
      }
    }
  }

  struct Node: Sendable {
    let kind: Kind
    let label: String
    /// Where it is; empty when that is not known or not one place.
    var namespace = ""
    /// How far a Secret reaches.
    var reach = ""

    /// The reach without a namespace that is known.
    var shownReach: String {
      let isOne = reach.hasSuffix(" in 1 namespace") && !namespace.isEmpty
      return isOne ? String(reach.dropLast(" in 1 namespace".count)) : reach
    }

    /// The label, and below it what else is known.
    var lines: [String] {
      let notes = [namespace.isEmpty ? "" : "in \(namespace)", shownReach].filter { !$0.isEmpty }
      return notes.isEmpty ? [label] : [label, notes.joined(separator: ", ")]
    }
  }

  struct Edge: Sendable, Hashable {
    let from, to: Int
    let label: String
  }

  private(set) var nodes: [Node] = []
  private(set) var edges: [Edge] = []
  /// The nodes that drawings show, by their indices.
  private(set) var drawn: [Int] = []
  private var byLabel: [String: Int] = [:]
  private var known = Set<Edge>()

  package init(_ inventory: Inventory) {
    for entry in inventory.entries { add(entry) }
    drawn = Array(nodes.indices)
  }

  /// The same without what is connected with nothing.
  var connected: AccessGraph {
    let ends = Set(edges.flatMap { [$0.from, $0.to] })
    var result = self
    result.drawn = nodes.indices.filter(ends.contains)
    return result
  }

  /// How many nodes are connected with nothing.
  package var orphanCount: Int { nodes.count - connected.drawn.count }

  private mutating func add(_ entry: Inventory.Entry) {
    // What stands in a workload itself is in no Secret.
    let holder: Kind = entry.holder.hasPrefix("Secret") ? .secret : .user
    let secret = node(holder, entry.holder, entry.namespaces)
    if nodes[secret].reach.isEmpty { nodes[secret].reach = entry.usage }
    var host: Int?
    if !entry.host.isEmpty {
      let target = node(.host, entry.host)
      host = target
      let purpose = entry.purpose.isEmpty ? "" : " (\(entry.purpose))"
      connect(secret, target, entry.title + purpose)
    }
    for user in entry.users {
      let isAccount = !user.isWorkload && user.kind == "ServiceAccount"
      let own = node(isAccount ? .account : .user, user.described, user.namespaces)
      if user.account.isEmpty || !user.isWorkload {
        connect(own, secret, user.field)
      } else {
        let account = node(.account, "ServiceAccount '\(user.account)'", user.namespaces)
        connect(own, account, "runs as")
        connect(account, secret, user.field)
      }
      guard let host else { continue }
      for image in user.images { connect(host, node(.image, image), "pull") }
    }
  }

  private mutating func node(
    _ kind: Kind, _ label: String, _ namespaces: [String] = []
  ) -> Int {
    func shown(_ text: String) -> String { Terminal.visible(Redaction.scan(text)) }
    let namespace = namespaces.count == 1 ? shown(namespaces[0]) : ""
    let key = "\(kind)\0\(namespaces)\0\(label)"
    if let known = byLabel[key] { return known }
    nodes.append(Node(kind: kind, label: shown(label), namespace: namespace))
    byLabel[key] = nodes.count - 1
    return nodes.count - 1
  }

  private mutating func connect(_ from: Int, _ to: Int, _ label: String) {
    let edge = Edge(from: from, to: to, label: Terminal.visible(Redaction.scan(label)))
    if known.insert(edge).inserted { edges.append(edge) }
  }

  // MARK: Formats

  /// https://mermaid.js.org/syntax/flowchart.html; punctuation as entities, so that no name is syntax.
  var mermaid: String {
    var text = "flowchart LR\n"
    for index in drawn {
      let node = nodes[index]
      let label = node.lines.map(Self.entities).joined(separator: "<br/>")
      text += "  n\(index)[\"\(label)\"]:::\(node.kind.rawValue)\n"
    }
    for edge in edges {
      text += "  n\(edge.from) -->|\"\(Self.entities(edge.label))\"| n\(edge.to)\n"
    }
    for kind in Kind.allCases {
      text += "  classDef \(kind.rawValue) fill:\(kind.fill),stroke:\(kind.stroke),color:#111\n"
    }
    return text
  }

  /// Mermaid writes entities as `#60;`.
  private static func entities(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      let isPlain =
        !scalar.isASCII || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || " ./:,-_".unicodeScalars.contains(scalar)
      return isPlain ? String(scalar) : "#\(scalar.value);"
    }.joined()
  }

  var json: JSON {
    [
      "schema": .string(JSON.schemaName("graph-1")),
      "nodes": .list(
        nodes.enumerated().map { index, node in
          [
            "id": .integer(index), "kind": .string(node.kind.rawValue),
            "label": .string(node.label), "namespace": .string(node.namespace),
            "reach": .string(node.reach),
          ]
        }),
      "edges": .list(
        edges.map { edge in
          [
            "from": .integer(edge.from), "to": .integer(edge.to), "label": .string(edge.label),
          ]
        }),
    ]
  }

  package static let schema: JSON = .schema(
    "graph-1", title: "Who comes to which registry with what",
    [
      "schema": .text,
      "nodes": .array(
        of: .record(
          [
            "id": ["type": "integer"], "kind": .choice(Kind.allCases.map(\.rawValue)),
            "label": .text, "namespace": .text, "reach": .text,
          ],
          required: ["id", "kind", "label"])),
      "edges": .array(
        of: .record(
          ["from": ["type": "integer"], "to": ["type": "integer"], "label": .text],
          required: ["from", "to"])),
    ],
    required: ["schema", "nodes", "edges"])
}
