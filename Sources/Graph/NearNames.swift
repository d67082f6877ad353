internal import Manifests

/// Names of Secrets by where they stand, to find the one that a slip of the pen meant.
struct NearNames: Sendable {
  private var byNamespace: [String: [Int]] = [:]
  /// Of those whose namespace is not known.
  private var byDirectory: [String: [Int]] = [:]
  /// More in one namespace are made by a program.
  private static let maximumCandidates = 1_000

  init(_ secrets: [Secret], _ instances: [[Instance]]) {
    for (position, instances) in instances.enumerated() {
      for namespace in Set(instances.map(\.namespace)) {
        if let namespace {
          byNamespace[namespace, default: []].append(position)
        } else {
          byDirectory[secrets[position].resource.file.directory, default: []].append(position)
        }
      }
    }
  }

  func candidates(_ namespace: String?, beside resource: Resource) -> [Int] {
    let found = namespace.map { byNamespace[$0] } ?? byDirectory[resource.file.directory]
    return (found ?? []).count > Self.maximumCandidates ? [] : found ?? []
  }

  /// Whether one letter is missing, doubled, wrong or exchanged with its neighbour, in a word that is
  /// long enough to be meant: `a-db` and `b-db`, `db-1` and `db-2` are two Secrets.
  static func isSlip(_ left: String, _ right: String) -> Bool {
    // What differs at both ends differs in more than one place; nearly all names do.
    guard abs(left.utf8.count - right.utf8.count) <= 1,
      left.utf8.prefix(2).elementsEqual(right.utf8.prefix(2))
        || left.utf8.suffix(2).elementsEqual(right.utf8.suffix(2))
    else { return false }
    let (first, second) = (Array(left.utf8), Array(right.utf8))
    guard abs(first.count - second.count) <= 1, min(first.count, second.count) >= 6, first != second
    else { return false }
    let same = zip(first, second).prefix { $0 == $1 }.count
    let (rest, other) = (first[same...], second[same...])
    let changed: [UInt8]
    if rest.count == other.count {
      let isSwap =
        rest.count > 1 && rest.first == other.dropFirst().first
        && rest.dropFirst().first == other.first
      let tail = isSwap ? 2 : 1
      guard rest.dropFirst(tail).elementsEqual(other.dropFirst(tail)) else { return false }
      changed = Array(rest.prefix(tail)) + Array(other.prefix(tail))
    } else {
      let (longer, shorter) = rest.count > other.count ? (rest, other) : (other, rest)
      guard longer.dropFirst().elementsEqual(shorter) else { return false }
      changed = Array(longer.prefix(1))
    }
    let word = wordLength(first.count > second.count ? first : second, at: same)
    return word >= 4 && changed.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "-") }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func wordLength(_ name: [UInt8], at index: Int) -> Int {
    let index = min(index, name.count - 1)
    return name[..<index].reversed().prefix(while: isLetter).count
      + name[index...].prefix(while: isLetter).count
  }
}
