package import YAMLTree

/// How one party comes to another.
package enum Step: String, Sendable {
  case member = "is one of"
  case runsAs = "runs as"
  case reads, writes, mounts, clear
  case mints = "makes a token of"
  case impersonates = "acts as"
  case enters
  case makes = "makes a Pod in"
  case deputy = "has an operator act in"
  case escalates = "gives itself rights in"
  /// From a scope to what stands in it: no step of anybody's.
  case within = "in"

  /// What somebody with it may do, as a right.
  var right: String {
    switch self {
    case .reads, .mounts, .clear: "read Secrets"
    case .writes: "write Secrets"
    case .mints: "make tokens of accounts"
    case .impersonates: "act as accounts"
    case .enters: "enter Pods"
    case .makes: "make Pods"
    case .deputy: "have an operator act"
    case .escalates: "give itself rights"
    case .runsAs: "run as an account"
    case .member, .within: rawValue
    }
  }

  /// How much it takes: of two ways the lighter is told.
  var weight: Int {
    switch self {
    case .member, .runsAs, .within: 0
    case .reads, .writes, .mounts, .clear: 1
    case .mints, .impersonates: 2
    case .enters: 3
    case .makes: 4
    case .deputy, .escalates: 5
    }
  }
}

/// How sure a step is.
package enum Certainty: Int, Sendable, Comparable {
  case certain
  /// As long as a variable keeps its default.
  case byDefault
  /// Where namespaces or operators are not known.
  case possible

  package static func < (left: Certainty, right: Certainty) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// One step that the files show.
package struct WayStep: Sendable {
  let from, to: Int
  package let step: Step
  package let certainty: Certainty
  /// What gives it, such as `RoleBinding 'team' to ClusterRole 'edit'`.
  package let reason: String
  package let place: Place
}
