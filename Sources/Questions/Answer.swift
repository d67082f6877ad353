package import YAMLTree

/// What the files say to a question.
package struct Answer: Sendable {
  package struct Row: Sendable {
    /// How the party stands to what was asked: `direct`, `indirect`, `holder`, `files` …
    package let relation: String
    package let party: String
    /// What it comes to, in a few words.
    package let what: String
    package let certainty: Certainty
    package let place: Place?
    /// The way, step by step, as `enters Deployment/shop/web`.
    package var steps: [(text: String, place: Place)] = []
  }

  package var rows: [Row] = []
  /// What is not known, or to be done, as sentences.
  package var notes: [String] = []
  /// Something that bears on the answer could not be resolved.
  package var isIncomplete = false

  /// Rows on which somebody can rely.
  package var isAnswered: Bool { rows.contains { $0.certainty < .possible } }
}

/// A name that means nothing, or several things.
package struct NameProblem: Error, Sendable {
  package let message: String
  /// What it can mean, as it is typed.
  package let candidates: [String]
}
