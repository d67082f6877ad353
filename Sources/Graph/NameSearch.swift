internal import Encodings
internal import Manifests

/// Looks in texts of any kind for names that no manifest explains: what documentation, code or a
/// template calls by its name, somebody makes there or uses.
package struct NameSearch: Sendable {
  /// By what stands in a text: the names themselves, and what operators derive them from.
  private var names: [[UInt8]: [String]] = [:]

  /// Secrets and accounts that something needs and nothing provides, and Secrets that nothing uses.
  package init(_ graph: ResourceGraph) {
    var names = Set(
      graph.references.filter { $0.isLiteral && graph.resolve($0).targets.isEmpty }.map(\.name))
    names.formUnion(graph.secrets.filter { graph.consumers(of: $0).isEmpty }.map(\.name))
    names.formUnion(
      graph.workloads.filter { graph.accounts(of: $0).isEmpty }.map(\.accountName))
    for name in names where name.utf8.count >= 3 {
      self.names[Array(name.utf8), default: []].append(name)
      for ending in Self.derived where name.hasSuffix(ending) {
        let stem = Array(name.dropLast(ending.count).utf8)
        if isTelling(stem) { self.names[stem, default: []].append(name) }
      }
    }
  }

  /// What operators put behind the name of an object (`Producers/Databases.swift`): the object may
  /// stand in a template that is no manifest yet.
  private static let derived = [
    "-app", "-superuser", "-ca", "-tls", "-kubeconfig", "-cluster-ca-cert", "-replication",
  ]

  package var isEmpty: Bool { names.isEmpty }

  /// The names that stand in the text as words. One that is a plain word, such as `postgres`, counts
  /// only where its line speaks of Secrets or accounts.
  package func find(in bytes: [UInt8]) -> Set<String> {
    var found: Set<String> = []
    var start = 0
    while start < bytes.count {
      guard Self.isNameByte(bytes[start]) else {
        start += 1
        continue
      }
      var end = start
      while end < bytes.count, Self.isNameByte(bytes[end]) { end += 1 }
      // A sentence ends with a full stop, and a name does not.
      var last = end
      while last > start, bytes[last - 1] == UInt8(ascii: ".") { last -= 1 }
      if last - start >= 3, last - start <= 253 {
        let word = Array(bytes[start..<last])
        if let meant = names[word], isTelling(word) || speaksOfSecrets(bytes, around: start) {
          found.formUnion(meant)
        }
      }
      start = end
    }
    return found
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte.isLowercase || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  private func isTelling(_ word: [UInt8]) -> Bool {
    word.contains(UInt8(ascii: "-")) || word.contains(where: \.isDigit) || word.count >= 16
  }

  private func speaksOfSecrets(_ bytes: [UInt8], around offset: Int) -> Bool {
    let before = bytes[..<offset].suffix(Self.longestLine)
    let first = before.lastIndex(of: 10).map { $0 + 1 } ?? before.startIndex
    let last = bytes[offset...].prefix(Self.longestLine).firstIndex(of: 10) ?? bytes.count
    let line = String(decoding: bytes[first..<min(last, offset + Self.longestLine)], as: UTF8.self)
      .lowercased()
    return line.contains("secret") || line.contains("serviceaccount")
  }

  private static let longestLine = 400
}
