internal import CEL
internal import Checks
internal import Credentials
internal import Manifests
internal import YAMLTree

/// Suppressions as rules see them.
enum SuppressionFacts {
  static let suppression: FactType<Suppression> = FactType(
    name: "Suppression", doc: "A comment or annotation that asks for silence.",
    facts: [
      Fact("rules", .list(.string), "The rules it names.") { suppression, _ in
        .texts(suppression.rules)
      },
      Fact("reason", .string, "The reason given.") { suppression, _ in .text(suppression.reason) },
      Fact("used", .bool, "It hid at least one finding.") { suppression, _ in
        Value(
          .bool(suppression.verdict.isUsed),
          origin: Origin(suppression.place, node: suppression.node))
      },
      Fact("expired", .bool, "Its date has passed.") { suppression, world in
        .bool(suppression.isExpired(at: world.now))
      },
      Fact("until", .optional(.timestamp), "When it ends.") { suppression, _ in
        suppression.end.map { Value(.optional(Boxed(Value(.timestamp($0))))) }
      },
      Fact("unknown", .list(.string), "Named rules that do not exist.") { suppression, _ in
        .texts(suppression.verdict.unknownRules.map { Redaction.names(in: $0.name) })
      },
      Fact(
        "hints", .map(.string, .string), "For each of them the nearest rule, as a sentence ends."
      ) { suppression, _ in
        var map = ValueMap()
        for (name, hint) in suppression.verdict.unknownRules {
          _ = map.insert(Value(.string(Redaction.names(in: name))), Value(.string(hint)))
        }
        return Value(.map(map))
      },
      Fact("problem", .string, "Why it cannot be read as it was meant; empty if it can.") {
        suppression, _ in .text(suppression.problem)
      },
      Fact("forbidden", .list(.string), "Named rules that the configuration lets nobody suppress.")
      {
        suppression, _ in .texts(suppression.verdict.forbiddenRules)
      },
      Fact("ticketless", .bool, "The configuration asks for a ticket, and the reason names none.") {
        suppression, _ in .bool(suppression.verdict.lacksTicket)
      },
    ],
    origin: { Origin($0.place, node: $0.node) }, identity: { $0.place.file.path })
}
