internal import Repositories
internal import Verification
internal import YAMLTree

/// `verify.yaml`: whom a user's credentials may be shown to. It is the user's, and never a repository's.
struct VerifySettings {
  private(set) var policy = HostPolicy()
  private(set) var authorities: String?
  private(set) var maximumRequests: Int?
  private(set) var userAgent: String?

  private static let keys = [
    "hosts", "realms", "private", "cacert", "endpoints", "max-requests", "user-agent",
  ]
  private static let providers = ["github", "gitlab", "aws-sts"]

  init() {}

  /// - Parameter path: as the user named it; nil for the place where it is by custom.
  static func read(_ path: String?) throws -> VerifySettings {
    let folder =
      System.environment("XDG_CONFIG_HOME").flatMap { $0.isEmpty ? nil : $0 }
      ?? System.environment("HOME").map { $0 + "/.config" }
    guard let place = path ?? folder.map({ $0 + "/credlint/verify.yaml" }) else {
      return VerifySettings()
    }
    guard Files.entry(place) != nil else {
      guard path == nil else { throw UsageProblem("--verify-config: '\(place)' is not there") }
      return VerifySettings()
    }
    guard let bytes = try? Files.read(place, limit: 1 << 20) else {
      throw UsageProblem("'\(place)' cannot be read")
    }
    return try VerifySettings(SourceFile(path: place, bytes: bytes))
  }

  private init(_ source: SourceFile) throws {
    let parsed = ParsedFile(yaml: source)
    guard parsed.problems.isEmpty else {
      throw UsageProblem("'\(source.path)' does not parse: \(parsed.problems[0].message)")
    }
    guard let root = parsed.documents.first?.root, !root.isNull else { return }
    for entry in root.ownEntries where !Self.keys.contains(entry.key.text) {
      throw Self.problem(
        "unknown key '\(entry.key.text)'; allowed are \(Self.keys.joined(separator: ", "))",
        entry.key)
    }
    policy.hosts = Set(try Self.texts(root["hosts"]).map { $0.lowercased() })
    policy.realms = Set(try Self.texts(root["realms"]).map { $0.lowercased() })
    policy.privateHosts = Set(try Self.texts(root["private"]).map { $0.lowercased() })
    authorities = root["cacert"]?.text
    userAgent = root["user-agent"]?.text
    if let node = root["max-requests"] {
      guard let number = Int(node.text), number > 0 else {
        throw Self.problem("max-requests is a number from 1", node)
      }
      maximumRequests = number
    }
    for entry in root["endpoints"]?.ownEntries ?? [] {
      guard Self.providers.contains(entry.key.text), let url = WebAddress(entry.value.text) else {
        throw Self.problem(
          "endpoints has addresses for \(Self.providers.joined(separator: ", "))", entry.key)
      }
      policy.endpoints[entry.key.text] = url
    }
  }

  private static func texts(_ node: Node?) throws -> [String] {
    guard let node, !node.isNull else { return [] }
    guard node.kind == .sequence, node.elements.allSatisfy({ $0.kind == .scalar }) else {
      throw problem("a list of hosts is meant", node)
    }
    return node.elements.map(\.text)
  }

  private static func problem(_ message: String, _ node: Node) -> UsageProblem {
    UsageProblem("\(at: node.place): \(message)")
  }

  /// What the command line adds.
  mutating func add(hosts: [String], realms: [String], privateHosts: [String], authorities: String?)
  {
    policy.hosts.formUnion(hosts.map { $0.lowercased() })
    policy.realms.formUnion(realms.map { $0.lowercased() })
    policy.privateHosts.formUnion(privateHosts.map { $0.lowercased() })
    if let authorities { self.authorities = authorities }
  }

  mutating func exclude(_ hosts: [String]) {
    policy.excluded.formUnion(hosts.map { $0.lowercased() })
  }
}
