internal import CEL

/// The functions that look rows of a collection up, as the checker and the documentation need them.
enum LookupFunction {
  /// - Parameters:
  ///   - name: the collection, as rules name it.
  ///   - kind: what `ofKind` compares; nil for rows of one kind, which only a name tells apart.
  static func all(
    in name: String, as collection: CEL.`Type`, of row: CEL.`Type`, kind: String?, isLabelled: Bool
  ) -> [Overload] {
    let none = "('no such thing').size() == 0"
    var functions: [Overload] = [
      .member(
        "named", [collection, .string], .list(row), "Those of the name, in any namespace.",
        "\(name).named\(none)"
      ) { rows(in: $0) { $0.named($1[0].string) } },
      .member(
        "named", [collection, .string, .string], .list(row),
        "Those of the name that may stand in the namespace; where one is not known, they may.",
        "\(name).named('no such thing', 'here').size() == 0"
      ) { rows(in: $0) { $0.named($1[0].string, in: $1[1].string) } },
      .member(
        "size", [collection], .int, "How many there are.", "\(name).size() >= 0"
      ) { .int(Int64(record($0)?.index.count ?? 0)) },
    ]
    if isLabelled {
      functions.append(
        .member(
          "labelled", [collection, .map(.string, .string)], .list(row),
          "Those that have every one of the labels; an empty selector selects none.",
          "\(name).labelled({'no': 'such label'}).size() == 0"
        ) { rows(in: $0) { $0.labelled(pairs($1[0])) } })
    }
    guard let kind else { return functions + indexing(collection, row) }
    functions.append(
      .member(
        "ofKind", [collection, .string], .list(row), "Those with that \(kind).",
        "\(name).ofKind\(none)"
      ) { rows(in: $0) { $0.ofKind($1[0].string) } })
    return functions
  }

  /// `namespaces['shop']`: a Namespace has nothing but its name to be told by.
  private static func indexing(_ collection: CEL.`Type`, _ row: CEL.`Type`) -> [Overload] {
    [
      .selector(
        "_[?_]", isMember: false, [collection, .string], .optional(row),
        "The one of the name, if there is one.", "!namespaces[?'no such thing'].hasValue()"
      ) { arguments in
        let found = only(arguments)
        return Value(.optional(found.map(Boxed.init)), origin: found?.origin ?? Origin())
      },
      .selector(
        "_[_]", isMember: false, [collection, .string], row, "The one of the name.",
        "namespaces.size() >= 0"
      ) { arguments throws(EvaluationError) in
        guard let found = only(arguments) else { throw .noSuchKey }
        return found
      },
    ]
  }

  private static func only(_ arguments: [Value]) -> Value? {
    guard let record = record(arguments) else { return nil }
    let found = record.index.named(arguments[1].string)
    return found.count == 1 ? record.rows(found)[0] : nil
  }

  private static func record(_ arguments: [Value]) -> CollectionRecord? {
    guard case .record(let record)? = arguments.first?.payload else { return nil }
    return record as? CollectionRecord
  }

  private static func rows(
    in arguments: [Value], _ find: (CollectionIndex, [Value]) -> [Int]
  ) -> Payload {
    guard let record = record(arguments) else { return .list([]) }
    return .list(record.rows(find(record.index, Array(arguments.dropFirst()))))
  }

  private static func pairs(_ selector: Value) -> [(key: String, value: String)] {
    guard case .map(let map) = selector.payload else { return [] }
    return map.entries.map { ($0.key.string, $0.value.string) }
  }
}
