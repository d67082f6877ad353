internal import Crypto

/// An organisation's key, by which equal values in different repositories are told without showing
/// them. Whoever has the key can try passwords against the ids, so that only values get one that
/// nobody finds by trying; whoever lacks it can do nothing with them.
package struct JoinKey: Sendable {
  private let key: SymmetricKey
  /// Of the key, in 8 hexadecimal digits: ids of two epochs have nothing to do with each other.
  package let epoch: String

  /// In bytes.
  package static let size = 32

  /// - Parameter bytes: 32 of them; nil for any other number.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.size else { return nil }
    key = SymmetricKey(data: bytes)
    epoch = Self.hexadecimal(Self.code("epoch", key).prefix(4))
  }

  /// The id of a value. Where it stands and which host it is for do not count: the same token is
  /// known with its host in one file and without it in the next.
  package func id(of value: Sensitive) -> JoinID {
    value.trimmed.reveal { text in
      JoinID(
        id: Self.hexadecimal(Self.code("credlint-join-1\0\0" + text, key).prefix(16)), epoch: epoch)
    }
  }

  private static func code(_ text: String, _ key: SymmetricKey) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
  }

  private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// A name for a value under one key: equal for equal values.
package struct JoinID: Sendable, Codable, Hashable {
  /// 32 hexadecimal digits.
  package let id: String
  /// Of the key.
  package let epoch: String
}
