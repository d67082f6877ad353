import FoundationEssentials

/// A repository that is made for measuring: the same bytes on every machine.
struct RepositorySet {
  enum Content {
    /// So many files, with Secrets in them or without.
    case files(Int, isRich: Bool)
    /// One List of so many megabytes.
    case list(Int, isJSON: Bool)
    /// Workloads that name Secrets: so many objects, half as many references.
    case references(Int)
  }

  let name: String
  let content: Content
  /// The name of the set that is a tenth of it.
  var tenth: String?

  static let all = [
    RepositorySet(name: "one-file", content: .files(1, isRich: false)),
    RepositorySet(name: "poor-100", content: .files(100, isRich: false)),
    RepositorySet(name: "poor-1000", content: .files(1_000, isRich: false), tenth: "poor-100"),
    RepositorySet(name: "poor-10000", content: .files(10_000, isRich: false), tenth: "poor-1000"),
    RepositorySet(name: "rich-100", content: .files(100, isRich: true)),
    RepositorySet(name: "rich-1000", content: .files(1_000, isRich: true), tenth: "rich-100"),
    RepositorySet(name: "rich-10000", content: .files(10_000, isRich: true), tenth: "rich-1000"),
    RepositorySet(name: "list-yaml", content: .list(50, isJSON: false)),
    RepositorySet(name: "list-json", content: .list(50, isJSON: true)),
    RepositorySet(name: "references", content: .references(100_000)),
  ]

  /// Small enough for valgrind.
  var isSmall: Bool {
    if case .files(let count, _) = content { count <= 100 } else { false }
  }

  /// Writes it, unless it is there, and tells its size in bytes.
  func make(in folder: URL) throws -> Int {
    let stamp = folder.appending(path: ".size")
    if let size = (try? String(contentsOf: stamp, encoding: .utf8)).flatMap({ Int($0) }) {
      return size
    }
    var size = 0
    var random = RandomNumbers()
    for (path, text) in files(&random) {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: false, encoding: .utf8)
      size += text.utf8.count
    }
    try String(size).write(to: stamp, atomically: false, encoding: .utf8)
    return size
  }

  private func files(_ random: inout RandomNumbers) -> [(path: String, text: String)] {
    switch content {
    case .files(let count, let isRich):
      return (0..<count).map { index in
        let team = "team-\(index % 100)"
        let application = Application(index, team, &random)
        return ("\(team)/\(application.name).yaml", application.file(isRich: isRich, &random))
      }
    case .list(let megabytes, let isJSON):
      let list = isJSON ? Self.jsonList(megabytes, &random) : Self.yamlList(megabytes, &random)
      return [(isJSON ? "list.json" : "list.yaml", list)]
    case .references(let count):
      return (0..<count / 1_000).map { file in
        let objects = (0..<500).map { Application.pair(file * 500 + $0, &random) }
        return ("group-\(file)/objects.yaml", objects.joined(separator: "---\n"))
      }
    }
  }

  private static func yamlList(_ megabytes: Int, _ random: inout RandomNumbers) -> String {
    var text = "apiVersion: v1\nkind: List\nitems:\n"
    var index = 0
    while text.utf8.count < megabytes << 20 {
      let application = Application(index, "team-\(index % 100)", &random)
      for document in application.documents(isRich: true, &random) {
        let lines = document.split(separator: "\n").map { "    " + $0 }
        text += "  - " + lines.joined(separator: "\n").dropFirst(4) + "\n"
      }
      index += 1
    }
    return text
  }

  private static func jsonList(_ megabytes: Int, _ random: inout RandomNumbers) -> String {
    var text = "{\n    \"apiVersion\": \"v1\",\n    \"kind\": \"List\",\n    \"items\": [\n"
    var index = 0
    while text.utf8.count < megabytes << 20 {
      text += (index == 0 ? "" : ",\n") + Application.json(index, &random)
      index += 1
    }
    return text + "\n    ]\n}\n"
  }
}

/// SplitMix64, so that every machine makes the same.
struct RandomNumbers: RandomNumberGenerator {
  private var state: UInt64 = 1

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  mutating func pick(_ words: [String]) -> String { words[below(words.count)] }

  /// So many letters and digits.
  mutating func text(_ count: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    let bytes = (0..<count).map { _ in letters[below(letters.count)] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
