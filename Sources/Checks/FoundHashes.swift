package import Credentials
package import Graph
package import Manifests
package import YAMLTree

/// The hash of a password in clear: as it is written in a file, or in base64 in a Secret.
package struct FoundHash: Sendable {
  package let hash: PasswordHash
  package let file: InputFile
  package let place: Place
  /// The key of the Secret that holds it, where base64 hides where it stands; nil for any other.
  package let entry: SecretEntry?

  package static func all(in graph: ResourceGraph) -> [FoundHash] {
    let written = graph.files.flatMap { content in
      content.passwordHashes.filter { !isComment($0, content.file) }.map {
        FoundHash(
          hash: $0, file: content.file, place: Place(file: content.file.source, range: $0.range),
          entry: nil)
      }
    }
    return written + graph.secrets.flatMap(encoded)
  }

  private static func encoded(_ secret: Secret) -> [FoundHash] {
    guard !secret.isEncrypted, !secret.resource.isLive else { return [] }
    return secret.entries.filter { $0.field == .data && $0.isClear }.flatMap { entry in
      PasswordHash.all(in: entry.decoded ?? []).prefix(1).map {
        FoundHash(hash: $0, file: secret.resource.file, place: entry.value.place, entry: entry)
      }
    }
  }

  /// An example for whoever reads the file.
  private static func isComment(_ hash: PasswordHash, _ file: InputFile) -> Bool {
    let line = file.source.bytes[..<hash.range.lowerBound]
      .suffix { $0 != 10 && $0 != 13 }
    return line.first { $0 != 32 && $0 != 9 } == UInt8(ascii: "#")
  }
}

extension ArraySlice {
  /// The longest end of which every element is wanted.
  fileprivate func suffix(while isWanted: (Element) -> Bool) -> ArraySlice {
    self[(lastIndex { !isWanted($0) }.map { $0 + 1 } ?? startIndex)...]
  }
}
