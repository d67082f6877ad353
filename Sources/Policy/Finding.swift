package import YAMLTree

/// One finding, the only form in which the tool says that something is wrong.
package struct Finding: Sendable {
  package struct Related: Sendable {
    package let place: Place
    package let message: String
  }

  package let rule: Rule
  package let message: String
  package let place: Place
  package let related: [Related]
  package let fix: Fix?
  /// What the finding is about, such as `Secret/ns/name`: stable when the file moves.
  package let subject: String
  /// Keys from the document's root to the place.
  package let path: [String]
  /// Counts findings that are otherwise the same, from 0.
  package internal(set) var occurrence = 0
  /// False for findings in files that are only context.
  package let isReported: Bool

  package var severity: Severity { rule.severity }

  /// Names the finding across runs: no line numbers, and nothing derived from a secret.
  package var fingerprint: String {
    Fingerprint.hash([rule.id, subject, path.joined(separator: "/"), String(occurrence)])
  }

  /// Total: two findings that differ are never equal in order.
  static func precedes(_ left: Finding, _ right: Finding) -> Bool {
    let a = left.place
    let b = right.place
    return
      (a.file.path, a.range.lowerBound, a.range.upperBound, left.rule.id, left.message)
      < (b.file.path, b.range.lowerBound, b.range.upperBound, right.rule.id, right.message)
  }
}

/// What can be done about a finding.
package struct Fix: Sendable {
  package let title: String
  package let isSafe: Bool
  package let file: SourceFile
  package let edits: [Edit]
  /// A replacement is secret text: it is written, never shown.
  package let isSensitive: Bool
}

enum Fingerprint {
  /// FNV-1a over the parts, twice with different seeds: 128 bits in hexadecimal.
  static func hash(_ parts: [String]) -> String {
    [0xcbf2_9ce4_8422_2325, 0x8422_2325_cbf2_9ce4].map { (seed: UInt64) in
      var hash = seed
      for part in parts {
        for byte in Array(part.utf8) + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      }
      let digits = String(hash, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
