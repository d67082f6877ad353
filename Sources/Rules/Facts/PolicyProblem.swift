internal import CEL
internal import Credentials
internal import Manifests
package import YAMLTree

/// A mistake in a rule file or a configuration, with its place.
package struct PolicyProblem: Error, Sendable {
  package let message: String
  package let place: Place

  package init(message: String, place: Place) {
    self.message = message
    self.place = place
  }
}
