internal import Graph

/// Where something lands, as machine formats say it: a list of roots, absent where nothing is known.
enum ReachJSON {
  static func json(_ reach: Reach) -> JSON? {
    reach.roots.map { roots in
      .list(
        roots.map { root in
          var entry: [String: JSON] = ["root": .string(root.name)]
          entry["environment"] = root.environment.map { .string($0.name) }
          return .object(entry)
        })
    }
  }

  static let schema: JSON = .array(
    of: .record(
      [
        "root": .text.described(
          "The folder of the outermost kustomization, or a file with the name of the object or the job behind #."
        ),
        "environment": .text.described("Absent where nothing tells."),
      ], required: ["root"])
  ).described("What deploys it: empty for nothing here, absent where that is not known.")
}
