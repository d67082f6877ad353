internal import Crypto
internal import Synchronization

/// Contents that git holds. Each is proved by its own hash: a forged object can hide the next reply
/// of `cat-file --batch`, and git checks no hash of what it delivers.
package struct GitObjects: Sendable {
  /// By id. What is not here is missing, larger than the limit, or not what its id says.
  package fileprivate(set) var contents: [String: [UInt8]] = [:]

  private let repository: GitRepository
  /// Of an object, in bytes.
  private let limit: Int
  /// A repository that ends git more often is made to.
  private var restarts = 20
  /// Files above the limit.
  fileprivate var oversized = 0

  /// In bytes: how much of git's answer is held at once, besides one object.
  private static let batchSize = 32 << 20

  /// The contents of files, each of at most `limit` bytes.
  init(_ ids: [String], of repository: GitRepository, limit: Int) throws(GitProblem) {
    try self.init(of: repository, limit: limit)
    let wanted = Set(ids.filter(repository.isID)).sorted()
    for batch in batches(of: wanted[...], Self.batchSize) { read(batch[...]) }
  }

  fileprivate init(of repository: GitRepository, limit: Int) throws(GitProblem) {
    self.repository = repository
    self.limit = limit
    try repository.directory.checkAlternates()
  }

  /// Objects that are there, in their order, and together of about so many bytes.
  fileprivate mutating func batches(of ids: ArraySlice<String>, _ most: Int) -> [[String]] {
    guard !ids.isEmpty else { return [] }
    var batches: [[String]] = [[]]
    var size = 0
    for (id, bytes) in sizes(of: ids) {
      if size > most {
        batches.append([])
        size = 0
      }
      batches[batches.count - 1].append(id)
      size += bytes
    }
    return batches
  }

  private func ask(_ format: String, _ ids: ArraySlice<String>) -> [UInt8]? {
    let lines = Array(ids.map { $0 + "\n" }.joined().utf8)
    return try? repository.ask(["cat-file", format], input: lines)
  }

  /// Git ended at one of the objects, and does not say at which: halves find it.
  private mutating func halves(_ ids: ArraySlice<String>) -> [ArraySlice<String>] {
    restarts -= 1
    guard restarts > 0, ids.count > 1 else { return [] }
    let middle = ids.startIndex + ids.count / 2
    return [ids[..<middle], ids[middle...]]
  }

  /// What is there of the wanted objects, in their order.
  private mutating func sizes(of ids: ArraySlice<String>) -> [(id: String, size: Int)] {
    guard let answer = ask("--batch-check=%(objectname) %(objecttype) %(objectsize)", ids) else {
      return halves(ids).flatMap { sizes(of: $0) }
    }
    let replies = answer.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    return zip(ids, replies).compactMap { id, reply in
      let fields = reply.split(separator: " ")
      guard fields.count == 3, fields[0] == id, fields[1] == "blob", let size = Int(fields[2]),
        size >= 0
      else { return nil }
      oversized += size > limit ? 1 : 0
      return size > limit ? nil : (id, size)
    }
  }

  fileprivate mutating func read(_ ids: ArraySlice<String>) {
    var rest = ids
    while !rest.isEmpty, restarts > 0 {
      guard let answer = ask("--batch", rest) else {
        for half in halves(rest) { read(half) }
        return
      }
      // Behind a reply that is not what was asked for nothing can be told apart.
      rest = rest.dropFirst(accept(answer, rest) + 1)
      restarts -= rest.isEmpty ? 0 : 1
    }
  }

  /// Takes replies while they are what was asked for.
  ///
  /// - Returns: how many.
  private mutating func accept(_ answer: [UInt8], _ ids: ArraySlice<String>) -> Int {
    var rest = answer[...]
    for (count, id) in ids.enumerated() {
      guard let end = rest.firstIndex(of: 10) else { return count }
      let header = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      rest = rest[(end + 1)...]
      guard header.count == 3, header[0] == id, header[1] == "blob", let size = Int(header[2]),
        size >= 0, size < rest.count, rest[rest.startIndex + size] == 10
      else { return count }
      let bytes = Array(rest.prefix(size))
      guard repository.id(of: bytes) == id else { return count }
      contents[id] = bytes
      rest = rest.dropFirst(size + 1)
    }
    return ids.count
  }
}

/// Contents that git holds, batch by batch, where all of them would not fit into memory. Their order is
/// kept: git is fastest where it wrote them.
package final class GitContents: Sendable {
  package typealias Content = (id: GitObjectID, bytes: [UInt8])

  private struct State {
    var objects: GitObjects
    /// The next ones are at the end.
    var rest: [ArraySlice<GitObjectID>]
    var batches: [[String]] = []
    var missing = 0
  }

  private let state: Mutex<State>
  /// In bytes, of one batch.
  private static let batchSize = 8 << 20
  /// Of how many objects the sizes are known at a time.
  private static let chunk = 20_000

  /// - Parameter limit: of an object, in bytes.
  package init(
    _ ids: [GitObjectID], of repository: GitRepository, limit: Int
  ) throws(GitProblem) {
    let chunks = stride(from: 0, to: ids.count, by: Self.chunk).map {
      ids[$0..<min($0 + Self.chunk, ids.count)]
    }
    state = Mutex(
      State(
        objects: try GitObjects(of: repository, limit: limit), rest: chunks.reversed()))
  }

  /// Objects that git lacks, that are none of files, or that are not what their ids say, so far.
  package var missing: Int { state.withLock { $0.missing - $0.objects.oversized } }

  /// Objects above the limit, so far.
  package var oversized: Int { state.withLock(\.objects.oversized) }

  /// Nil behind the last one.
  package func next() -> [Content]? {
    state.withLock { state in
      while state.batches.isEmpty {
        guard let chunk = state.rest.popLast() else { return nil }
        let batches = state.objects.batches(of: chunk.map(\.text)[...], Self.batchSize)
        state.missing += chunk.count - batches.reduce(0) { $0 + $1.count }
        state.batches = batches.reversed()
      }
      let wanted = state.batches.removeLast()
      let found = state.objects.take(wanted)
      state.missing += wanted.count - found.count
      return found
    }
  }
}

extension GitObjects {
  /// What is there of some objects, and nothing that was read before.
  fileprivate mutating func take(_ ids: [String]) -> [GitContents.Content] {
    contents = [:]
    read(ids[...])
    defer { contents = [:] }
    return ids.compactMap { id in
      guard let bytes = contents[id], let key = GitObjectID(id) else { return nil }
      return (key, bytes)
    }
  }
}

extension GitRepository {
  /// The id under which git holds a file of these bytes, where no filter changes them.
  func id(of bytes: [UInt8]) -> String {
    let header = Array("blob \(bytes.count)\0".utf8)
    return directory.usesSHA256
      ? Self.digest(SHA256(), header, bytes) : Self.digest(Insecure.SHA1(), header, bytes)
  }

  private static func digest<Hash: HashFunction>(
    _ hash: Hash, _ header: [UInt8], _ bytes: [UInt8]
  ) -> String {
    var hash = hash
    hash.update(data: header)
    hash.update(data: bytes)
    return Digest.hexadecimal(hash.finalize())
  }
}
