internal import Proof
package import Reports

extension Fixture {
  /// What a report of the fixture hides.
  package var masks: Masks { Masks(graph) }
}
