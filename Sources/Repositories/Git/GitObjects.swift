internal import Crypto

/// Contents that git holds. Each is proved by its own hash: a forged object can hide the next reply
/// of `cat-file --batch`, and git checks no hash of what it delivers.
package struct GitObjects: Sendable {
  /// By id. What is not here is missing, larger than the limit, or not what its id says.
  package private(set) var contents: [String: [UInt8]] = [:]

  private let repository: GitRepository
  /// Of an object, in bytes.
  private let limit: Int
  /// A repository that ends git more often is made to.
  private var restarts = 20

  /// In bytes: how much of git's answer is held at once, besides one object.
  private static let batchSize = 32 << 20

  /// The contents of files, each of at most `limit` bytes.
  init(_ ids: [String], of repository: GitRepository, limit: Int) throws(GitProblem) {
    self.repository = repository
    self.limit = limit
    let wanted = Set(ids.filter(repository.isID)).sorted()
    guard !wanted.isEmpty else { return }
    try repository.directory.checkAlternates()
    var batch: [String] = []
    var size = 0
    for (id, bytes) in sizes(of: wanted[...]) {
      batch.append(id)
      size += bytes
      guard size > Self.batchSize else { continue }
      read(batch[...])
      (batch, size) = ([], 0)
    }
    read(batch[...])
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
        size >= 0, size <= limit
      else { return nil }
      return (id, size)
    }
  }

  private mutating func read(_ ids: ArraySlice<String>) {
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
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }
}
