internal import YAMLTree

/// Changes to a fixture that must not change what is found.
enum FixtureVariation {
  private static func isYAML(_ file: Fixture.File) -> Bool {
    file.path.hasSuffix(".yaml") || file.path.hasSuffix(".yml")
  }

  static func withCRLF(_ fixture: Fixture) -> Fixture {
    fixture.withFiles(
      fixture.files.map {
        Fixture.File(
          path: $0.path, text: $0.text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n"))
      })
  }

  static func withoutFinalBreak(_ fixture: Fixture) -> Fixture {
    fixture.withFiles(
      fixture.files.map { file in
        var text = file.text.unicodeScalars[...]
        while let last = text.last, last == "\n" || last == "\r" { text.removeLast() }
        return Fixture.File(path: file.path, text: String(text))
      })
  }

  /// Columns and offsets behind other scripts.
  static func withComment(_ fixture: Fixture) -> Fixture {
    fixture.withFiles(
      fixture.files.map { file in
        file.path.hasSuffix(".json")
          ? file : Fixture.File(path: file.path, text: "# ✓ ümlaut 日本語 🔑\n" + file.text)
      },
      marks: Set(
        fixture.marks.map {
          $0.path.hasSuffix(".json")
            ? $0 : Fixture.Mark(path: $0.path, line: $0.line + 1, rule: $0.rule)
        }))
  }

  /// One file a document, the last one first; only for cases of one plain file.
  static func split(_ fixture: Fixture) -> Fixture? {
    guard fixture.files.count == 1, let file = fixture.files.first, isYAML(file),
      !file.path.hasPrefix("."), !file.path.hasPrefix("kustomization")
    else { return nil }
    var documents: [(start: Int, lines: [Substring])] = [(0, [])]
    for (index, line) in Fixture.lines(of: file.text).enumerated() {
      let isMarker = line.hasPrefix("---")
      if isMarker, !documents[documents.count - 1].lines.isEmpty { documents.append((index, [])) }
      documents[documents.count - 1].lines.append(line)
    }
    guard documents.count > 1 else { return nil }
    var marks = Set<Fixture.Mark>()
    var files: [Fixture.File] = []
    for (index, document) in documents.enumerated() {
      let path = "\(100 - index)-\(file.path)"
      files.append(Fixture.File(path: path, text: document.lines.joined(separator: "\n") + "\n"))
      let range = document.start + 1...document.start + document.lines.count
      for mark in fixture.marks where range.contains(mark.line) {
        marks.insert(Fixture.Mark(path: path, line: mark.line - document.start, rule: mark.rule))
      }
    }
    return fixture.withFiles(files, marks: marks)
  }

  /// A suppression in place of every mark; one at the head of the document for marked lines on
  /// which no comment can stand.
  static func suppressing(_ rule: String, _ fixture: Fixture) -> Fixture {
    fixture.withFiles(
      fixture.files.map { file in
        var lines = Fixture.lines(of: file.text).map(String.init)
        var heads = Set<Int>()
        for index in lines.indices where lines[index].contains("# expect") {
          guard lines[index].contains(rule) else { continue }
          if let range = lines[index].firstRange(of: "# expect: ") {
            lines[index] =
              lines[index][..<range.lowerBound] + "# credlint: ignore[\(rule)] proves suppression"
          } else {
            let start = lines[...index].lastIndex { $0.hasPrefix("---") }
            heads.insert(start ?? -1)
          }
        }
        for head in heads.sorted(by: >) {
          lines.insert("# credlint: ignore[\(rule)] proves suppression", at: head + 1)
        }
        if heads.contains(-1) { lines.insert("---", at: 0) }
        return Fixture.File(path: file.path, text: lines.joined(separator: "\n"))
      })
  }

  /// Every document as a JSON file; nil for cases with files that are no plain manifests.
  static func asJSON(_ fixture: Fixture) -> Fixture? {
    var files: [Fixture.File] = []
    for file in fixture.files {
      let isOther = ["kustomization", "gitlab", ".github/", "ci/", "templates/", ".sops.y"]
        .contains(
          where: file.path.contains)
      guard isYAML(file), !isOther else { return nil }
      let parsed = ParsedFile(yaml: SourceFile(path: file.path, bytes: Array(file.text.utf8)))
      guard parsed.problems.isEmpty else { return nil }
      for (index, root) in parsed.documents.compactMap(\.root).enumerated() {
        files.append(Fixture.File(path: "\(file.path).\(index).json", text: json(root)))
      }
    }
    return fixture.withFiles(files, marks: [])
  }

  private static func json(_ node: Node) -> String {
    switch node.kind {
    case .mapping:
      // Duplicates are kept: they are what some rules are about.
      let entries = node.entry("<<") == nil ? node.ownEntries : node.entries
      return "{"
        + entries.map { Scalar.quoted($0.key.text) + ": " + json($0.value) }.joined(separator: ", ")
        + "}"
    case .sequence: return "[" + node.elements.map(json).joined(separator: ", ") + "]"
    default:
      switch node.scalarType {
      case .null: return "null"
      case .bool(let value): return "\(value)"
      case .int(let value): return "\(value)"
      case .float(let value): return value.isFinite ? "\(value)" : "1e999"
      case .string: return Scalar.quoted(node.text)
      }
    }
  }
}
