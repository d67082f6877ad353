internal import Encodings
internal import Credentials
package import YAMLTree

/// What can be done about a finding.
package struct Fix: Sendable {
  /// An edit of a document, which may be the payload of a scalar.
  struct Change: Sendable {
    let document: Document
    let edit: Edit
    /// The replacement is secret text.
    var isSensitive = false
  }

  package let title: String
  package let isSafe: Bool
  package let file: SourceFile
  package let edits: [Edit]
  /// Those of them whose replacement is secret text: it is written, never shown.
  package let secretEdits: Set<Edit>
  let changes: [Change]

  /// True for the same fix: no two make the same edits and mean something else.
  package func changes(as other: Fix?) -> Bool {
    other.map { file === $0.file && edits == $0.edits && title == $0.title } ?? false
  }

  /// As many of a file's fixes as do not collide, the first ones first, and the edits that make
  /// them: what several of them change in one payload is encoded once.
  package static func compose(_ fixes: [Fix]) -> (applied: [Fix], edits: [Edit]) {
    var claims = Claims()
    let applied = fixes.filter { claims.add($0.changes) }
    let edits = Payloads.lift(applied.flatMap(\.changes))
    return edits.map { (applied, Edit.sorted($0)) } ?? ([], [])
  }
}

/// What the fixes of a file want to change, in the file and in payloads.
private struct Claims {
  private struct Claim {
    let edit: Edit
    /// The scalar whose payload changes; nil for a change of the scalar itself.
    let payload: Node?
  }

  /// A file, or the payload of a scalar.
  private struct Text: Hashable {
    let path: String
    let scalar: Node?
  }

  private var claims: [Text: [Claim]] = [:]

  /// False where something that was claimed before would be changed.
  mutating func add(_ changes: [Fix.Change]) -> Bool {
    var new: [(Text, Claim)] = []
    for change in changes {
      var document = change.document
      new.append((Self.text(document), Claim(edit: change.edit, payload: nil)))
      while let parent = document.embedding?.parent {
        document = parent.document
        let edit = Edit(range: parent.range, replacement: "")
        new.append((Self.text(document), Claim(edit: edit, payload: parent)))
      }
    }
    let collides = new.contains { text, claim in
      claims[text]?.contains { other in
        claim.edit.collides(with: other.edit)
          && (claim.payload == nil || claim.payload != other.payload)
      } == true
    }
    guard !collides else { return false }
    for (text, claim) in new { claims[text, default: []].append(claim) }
    return true
  }

  private static func text(_ document: Document) -> Text {
    Text(path: document.source.path, scalar: document.embedding?.parent)
  }
}

/// Changes inside payloads as edits of the file.
enum Payloads {
  /// Nil where two changes collide, or a payload cannot be written back exactly.
  static func lift(_ changes: [Fix.Change]) -> [Edit]? {
    var own: [Edit] = []
    var outer: [Fix.Change] = []
    var byScalar: [Node: [Fix.Change]] = [:]
    for change in changes {
      if let parent = change.document.embedding?.parent {
        byScalar[parent, default: []].append(change)
      } else {
        own.append(change.edit)
      }
    }
    guard !byScalar.isEmpty else { return own }
    for (scalar, changes) in byScalar {
      guard let edits = rewriting(scalar, changes) else { return nil }
      outer += edits.map { Fix.Change(document: scalar.document, edit: $0) }
    }
    return lift(outer).map { own + $0 }
  }

  private static func rewriting(_ scalar: Node, _ changes: [Fix.Change]) -> [Edit]? {
    guard let document = changes.first?.document, let form = document.embedding?.form,
      let bytes = Edit.apply(changes.map(\.edit), to: document.source.bytes)
    else { return nil }
    switch form {
    case .part: return nil
    case .text: return ScalarEdit.replacing(scalar, with: String(decoding: bytes, as: UTF8.self))
    case .base64: return ScalarEdit.replacing(scalar, with: encoded(bytes, like: scalar.text))
    }
  }

  /// Base64 in lines as long as they were, ended as they were.
  static func encoded(_ bytes: some Collection<UInt8>, like old: String) -> String {
    let text = Base64.encode(bytes)
    let lines = old.unicodeScalars.split(separator: "\n")
    let ending = old.hasSuffix("\n") ? "\n" : ""
    guard lines.count > 1, let width = lines.first?.count, width > 0 else { return text + ending }
    var rest = text[...]
    var wrapped: [Substring] = []
    while !rest.isEmpty {
      wrapped.append(rest.prefix(width))
      rest = rest.dropFirst(width)
    }
    return wrapped.joined(separator: "\n") + ending
  }
}
