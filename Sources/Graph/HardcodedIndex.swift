package import Credentials
package import Manifests

/// Credentials in clear outside of Secrets, by what is to be made of them.
package struct HardcodedIndex: Sendable {
  package let credentials: [HardcodedCredential]
  /// Passwords that are defaults or words, or perhaps encrypted.
  package let doubtful: [HardcodedCredential]
  /// What has a token's form and was never issued.
  package let imitations: [HardcodedCredential]
  private let byValue: [Sensitive: [Int]]

  init(_ all: [HardcodedCredential]) {
    let all = all.map(\.settled)
    credentials = all.filter { $0.doubt == nil }
    doubtful = all.filter { $0.doubt == .guessable || $0.doubt == .cipherText }
    imitations = all.filter { $0.doubt == .imitation }
    byValue = Dictionary(
      grouping: credentials.indices, by: { [credentials] in credentials[$0].value })
  }

  /// Whether one of those that have the value is as wanted; they are asked in the order of the files.
  package func contains(
    _ value: Sensitive, where isWanted: (HardcodedCredential) -> Bool
  ) -> Bool {
    (byValue[value] ?? []).contains { isWanted(credentials[$0]) }
  }
}
