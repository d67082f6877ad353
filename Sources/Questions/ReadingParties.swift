package import YAMLTree

/// Somebody who can read Secrets, and which.
package struct ReadingParty: Sendable {
  /// As it is typed: `Group/devs`.
  package let party: String
  /// Secrets that a right gives it, as they are typed.
  package var direct: [String] = []
  /// Secrets that it comes to by a detour.
  package var indirect: [String] = []
  /// Secrets of which it is not known whether it comes to them.
  package var possible = 0
  /// All of them hang on the default of a variable.
  package var isByDefault = true
  /// What gives the first of them.
  package var reason = ""
  package var place: Place?
}

extension AccessQuestions {
  /// Whoever reads Secrets by a right, those with most of them first.
  ///
  /// - Parameter maximum: how many Secrets are asked about; `isCut` says that there are more.
  package func readers(atMost maximum: Int) -> (readers: [ReadingParty], isCut: Bool) {
    let secrets = ways.parties.filter { $0.kind == "Secret" }.sorted()
    var readers: [String: ReadingParty] = [:]
    for secret in secrets.prefix(maximum) {
      guard let target = ways.knownIndex(of: secret) else { continue }
      for (index, way) in ways.ways(to: target) {
        let party = ways.parties[index]
        guard Self.readerKinds.contains(party.kind), isTold(party, way.steps) else { continue }
        add(
          secret.text, way.steps, to: &readers[party.text, default: ReadingParty(party: party.text)]
        )
      }
    }
    // Who may or may not read something is no answer to who can.
    let known = readers.values.filter { !$0.direct.isEmpty || !$0.indirect.isEmpty }
    let ordered = known.sorted { left, right in
      (right.direct.count, right.indirect.count, left.party)
        < (left.direct.count, left.indirect.count, right.party)
    }
    return (ordered, secrets.count > maximum)
  }

  private static let readerKinds: Set<String> = ["User", "Group", "ServiceAccount"]

  private func add(_ secret: String, _ steps: [WayStep], to reader: inout ReadingParty) {
    let told = steps.filter { $0.step != .within }
    let certainty = steps.map(\.certainty).max() ?? .certain
    guard certainty < .possible else {
      reader.possible += 1
      return
    }
    let isDirect = told.count == 1 && told[0].step == .reads
    if reader.place == nil || (isDirect && reader.direct.isEmpty) {
      (reader.reason, reader.place) = (told.first?.reason ?? "", told.first?.place)
    }
    reader.isByDefault = reader.isByDefault && certainty == .byDefault
    if isDirect { reader.direct.append(secret) } else { reader.indirect.append(secret) }
  }
}
