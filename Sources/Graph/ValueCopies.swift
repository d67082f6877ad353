package import Credentials
internal import Encodings
internal import Manifests
package import YAMLTree

/// Where the values of known credentials stand in the text of files, whatever the files are.
package struct ValueCopies: Sendable {
  private var places: [Sensitive: [Place]] = [:]

  package init() {}

  package var isEmpty: Bool { places.isEmpty }

  /// - Parameter found: of each file.
  package init(_ found: [ValueSearch.Matches]) {
    let found = found.filter { !$0.isEmpty }.sorted {
      $0[0].place.file.path.utf8.lexicographicallyPrecedes($1[0].place.file.path.utf8)
    }
    for (value, place) in found.joined() {
      if places[value, default: []].count < Self.maximumPlaces {
        places[value, default: []].append(place)
      }
    }
  }

  /// Of one value: whoever rotates it looks no further than that.
  private static let maximumPlaces = 200

  /// Every place of a value but one.
  package func places(of value: Sensitive, besides own: Place) -> [Place] {
    (places[value.trimmed] ?? []).filter {
      $0.file.path != own.file.path || !$0.range.overlaps(own.range)
    }
  }
}

/// Finds values in bytes, all of them in one pass. Nothing that is computed from a value outlives it.
package struct ValueSearch: Sendable {
  private var values: Set<[UInt8]> = []
  /// The lengths of values by their first eight bytes: thousands can begin with the same.
  private var lengths: [UInt64: [Int]] = [:]
  /// The seventh and eighth byte of some value.
  private var pairs = [Bool](repeating: false, count: 65_536)

  /// Of everything in clear that is long enough to be told from words.
  package init(_ graph: ResourceGraph) {
    var known: Set<Sensitive> = []
    for credential in graph.credentials where credential.isClear {
      known.insert(credential.value.trimmed)
    }
    for secret in graph.secrets where !secret.isEncrypted && !secret.resource.isLive {
      known.formUnion(secret.entries.compactMap(\.clearCredential).map(Sensitive.init))
    }
    for hardcoded in graph.hardcoded.credentials { known.insert(hardcoded.value.trimmed) }
    for value in known { value.reveal { add(Array($0.utf8)) } }
  }

  package var isEmpty: Bool { values.isEmpty }

  /// In the order of their places.
  package typealias Matches = [(value: Sensitive, place: Place)]

  private mutating func add(_ value: [UInt8]) {
    guard (8...400).contains(value.count), value.allSatisfy({ $0 > 32 && $0 < 127 }) else { return }
    guard values.insert(value).inserted else { return }
    pairs[Int(value[6]) << 8 | Int(value[7])] = true
    let word = Self.word(value)
    if lengths[word]?.contains(value.count) != true {
      lengths[word, default: []].append(value.count)
    }
  }

  private static func word(_ bytes: [UInt8]) -> UInt64 {
    bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Each value of a file that stands there as a whole, at a place whose file shows nothing.
  package func find(in source: SourceFile) -> Matches {
    let bytes = source.bytes
    guard !isEmpty, bytes.count >= 8, !bytes.prefix(8_000).contains(0) else { return [] }
    let ranges = ranges(in: bytes)
    guard !ranges.isEmpty else { return [] }
    let blank = SourceFile(
      path: source.path, bytes: bytes.map { $0 == 10 || $0 == 13 || $0 > 127 ? $0 : 32 })
    return ranges.map { range in
      (
        Sensitive(String(decoding: bytes[range], as: UTF8.self)),
        Place(file: blank, range: range)
      )
    }
  }

  private func ranges(in bytes: [UInt8]) -> [Range<Int>] {
    let (span, pairs) = (bytes.span, self.pairs.span)
    var found: [Range<Int>] = []
    var word: UInt64 = 0
    for index in 0..<span.count {
      word = word << 8 | UInt64(span[index])
      guard index >= 7, pairs[Int(word & 0xFFFF)], let lengths = lengths[word] else { continue }
      let start = index - 7
      for length in lengths where start + length <= span.count {
        let range = start..<(start + length)
        guard isWhole(span, range), values.contains(Array(bytes[range])) else { continue }
        found.append(range)
      }
    }
    return found
  }

  private func isWhole(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    let isOpen = range.lowerBound == 0 || !bytes[range.lowerBound - 1].isWordByte
    return isOpen && (range.upperBound == bytes.count || !bytes[range.upperBound].isWordByte)
  }
}
