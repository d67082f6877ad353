internal import Credentials
internal import YAMLTree

/// What the members of one mapping say of each other, found once and when it is first asked for: a
/// mapping may have as many passwords as its file has lines.
struct Neighbours {
  let mapping: Node

  init(_ mapping: Node) { self.mapping = mapping }

  private lazy var scalars = mapping.ownEntries.filter { $0.value.kind == .scalar }
  /// Names that end in `secret`, in small letters.
  private lazy var secrets = Set(
    scalars.map { $0.key.text.lowercased() }.filter { $0.hasSuffix("secret") })
  /// Where texts stand that name a user.
  private lazy var users = scalars.reduce(into: [String: Node]()) { users, entry in
    if SecretNames.isUser(entry.key.text) { users[entry.value.text] = entry.value }
  }

  /// `api.key` beside `api.secret` is the name of the pair's user, and no secret.
  mutating func holdSecret(of name: String) -> Bool {
    guard name.utf8.count > 5, name.utf8.last.map({ $0 | 0x20 }) == UInt8(ascii: "y") else {
      return false
    }
    let lowered = name.lowercased()
    return lowered.hasSuffix("key") && secrets.contains(lowered.dropLast(3) + "secret")
  }

  /// Whether the same text, of nobody's choice, stands beside it as a user's name: something has
  /// encrypted both.
  mutating func isUser(_ value: Node) -> Bool {
    guard let other = users[value.text], other != value else { return false }
    return Strength.isRandom(value.text)
  }

  /// The registry and the user beside a password, as charts take them for a pull secret.
  private(set) lazy var login: (registry: String, user: String) = {
    let registry = text(["registry", "registryserver", "registryurl", "server", "dockerserver"])
    let user = text(["username", "user", "login", "registryusername", "dockerusername"])
    guard !user.isEmpty, !Self.sampleUsers.contains(user.lowercased()), registry.contains("."),
      !Placeholder.isTemplate(registry), RegistryKey(registry) != nil
    else { return ("", "") }
    return (registry, user)
  }()

  private mutating func text(_ keys: Set<String>) -> String {
    scalars.first { keys.contains($0.key.text.lowercased()) }?.value.text ?? ""
  }

  /// Names of nobody, in values that show what to fill in.
  private static let sampleUsers: Set<String> = ["example", "username", "dummy", "placeholder"]
}
