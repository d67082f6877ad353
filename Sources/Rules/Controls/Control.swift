/// One requirement of a framework that auditors report against.
package struct Control: Sendable {
  /// As rules name it: `cis-5.1.2`.
  package let id: String
  /// As the framework numbers it: `5.1.2`.
  package let number: String
  package let title: String
  /// False for what the files of a repository cannot tell, so that no rule will ever cover it.
  package let isAssessable: Bool
}

/// A framework with those of its controls that are about credentials and the access to them; the
/// others are not the tool's business, and stand nowhere.
package struct ControlFramework: Sendable {
  /// What the ids of its controls begin with, and what an option selects: `cis`.
  package let id: String
  package let title: String
  package let version: String
  package let controls: [Control]

  /// - Parameter unassessable: what only the cluster knows, or the people who run it.
  init(
    _ id: String, _ title: String, version: String, _ controls: KeyValuePairs<String, String>,
    unassessable: KeyValuePairs<String, String> = [:]
  ) {
    func rows(_ pairs: KeyValuePairs<String, String>, isAssessable: Bool) -> [Control] {
      pairs.map { number, title in
        Control(
          id: id + "-" + Self.spelling(of: number), number: number, title: title,
          isAssessable: isAssessable)
      }
    }
    self.id = id
    self.title = title
    self.version = version
    self.controls = rows(controls, isAssessable: true) + rows(unassessable, isAssessable: false)
  }

  /// `IA-5(7)` is `ia-5.7`, as OSCAL has it; `A.5.17` is `5.17`.
  private static func spelling(of number: String) -> String {
    let plain = number.hasPrefix("A.") ? String(number.dropFirst(2)) : number
    return plain.lowercased().replacing("(", with: ".").replacing(")", with: "")
      .replacing(" ", with: "-")
  }

  /// The framework of that id.
  package static func named(_ id: String) -> ControlFramework? { all.first { $0.id == id } }
}

extension Control {
  /// Every control by its id.
  static let byID = Dictionary(
    ControlFramework.all.flatMap(\.controls).map { ($0.id, $0) },
    uniquingKeysWith: { first, _ in first })

  /// How a reader finds it: `CIS 5.1.2`.
  package var described: String {
    let framework = ControlFramework.all.first { id.hasPrefix($0.id + "-") }
    return "\(framework?.title ?? "") \(number): \(title)"
  }
}
