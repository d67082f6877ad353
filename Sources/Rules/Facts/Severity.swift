internal import CEL
internal import Synchronization
internal import YAMLTree

/// How bad it is if a finding is right; ordered from low to critical.
package enum Severity: String, Sendable, CaseIterable, Comparable, Codable {
  case low, medium, high, critical

  package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// How likely a finding is right.
package enum Confidence: String, Sendable, CaseIterable { case high, medium, low }

/// Who wants to hear a finding; each persona hears what the ones before it hear.
package enum Persona: String, Sendable, CaseIterable, Comparable {
  case regular, pedantic, auditor

  package static func < (left: Persona, right: Persona) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
