/// A value with its provenance: what it is, where it came from and whether it may be shown.
package struct Value: Sendable {
  package var payload: Payload
  package var origin: Origin

  package init(_ payload: Payload, origin: Origin = Origin()) {
    self.payload = payload
    self.origin = origin
  }

  package var isSensitive: Bool { origin.flags.contains(.sensitive) }

  /// The same value with `other`'s sensitivity added.
  package func tainted(by other: Value) -> Value {
    guard other.isSensitive, !isSensitive else { return self }
    var result = self
    result.origin.flags.insert(.sensitive)
    return result
  }
}

/// Where a value came from, in terms that only the host understands.
package struct Origin: Sendable {
  /// What is known of where a value came from.
  package struct Flags: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Computed from the value at this place, not written there.
    package static let derived = Flags(rawValue: 1)
    /// Holds, or was computed from, secret material: never printed.
    package static let sensitive = Flags(rawValue: 2)
    /// The place is that of the parent in which the value is missing.
    package static let absent = Flags(rawValue: 4)
    /// The place is that of the mapping key, not of its value.
    package static let key = Flags(rawValue: 8)
    /// Something inside is sensitive: as a whole it is not printed, and what is computed from the
    /// whole is sensitive; its other parts are not.
    package static let holdsSensitive = Flags(rawValue: 16)
    /// It may have more members than are known: that one is missing cannot be told.
    package static let open = Flags(rawValue: 32)
  }

  package var document: (any AnyObject & Sendable)?
  /// Identifies a node in `document`.
  package var node: UInt32
  package var flags: Flags

  package init(
    document: (any AnyObject & Sendable)? = nil, node: UInt32 = 0, flags: Flags = []
  ) {
    self.document = document
    self.node = node
    self.flags = flags
  }

  /// Of an answer that rests on something being absent where it need not be.
  var isUnknown: Bool { flags.isSuperset(of: [.absent, .open]) }

  func with(_ added: Flags) -> Origin {
    var result = self
    result.flags.formUnion(added)
    return result
  }
}

/// A value of the language, without its origin.
package enum Payload: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case list([Value])
  case map(ValueMap)
  case timestamp(Timestamp)
  /// In nanoseconds.
  case duration(Int64)
  case type(Type)
  case optional(Boxed?)
  case record(any Record)
}

/// The one protocol between the language and its host: a fact whose fields are declared by a
/// ``MessageType``. Values are copied at every step, and a reference is cheap to copy.
package protocol Record: AnyObject, Sendable {
  var typeName: String { get }
  var origin: Origin { get }
  /// The field's value; unset fields give their type's default, at the place of the record.
  func value(of field: Int) -> Value
  /// True when the field is set, even to an empty value.
  func has(_ field: Int) -> Bool
  /// Two records are the same fact when their identities are equal.
  var identity: String { get }
}

/// Breaks the recursion of an optional value.
package final class Boxed: Sendable {
  package let value: Value
  package init(_ value: Value) { self.value = value }
}

/// A map in the order of its source, so that iteration is deterministic.
package struct ValueMap: Sendable {
  package private(set) var entries: [(key: Value, value: Value)] = []
  private var index: [MapKey: Int] = [:]

  package init() {}

  /// Adds an entry; false when the key is already there, nil when it cannot be a key.
  package mutating func insert(_ key: Value, _ value: Value) -> Bool? {
    guard let mapKey = MapKey(key.payload) else { return nil }
    guard index[mapKey] == nil else { return false }
    index[mapKey] = entries.count
    entries.append((key, value))
    return true
  }

  package subscript(key: Payload) -> Value? {
    guard let position = self.position(of: key) else { return nil }
    return entries[position].value
  }

  /// The position of a key; nil where the map lacks it.
  package func position(of key: Payload) -> Int? {
    MapKey(key).flatMap { index[$0] }
  }

  package subscript(key: String) -> Value? { self[.string(key)] }

  package var count: Int { entries.count }
}

/// A key on the one number line of the language: `1`, `1u` and `1.0` are the same key; strings
/// compare by code point, unlike Swift's.
enum MapKey: Hashable {
  case bool(Bool)
  case negative(Int64)
  case positive(UInt64)
  case string(Text)

  struct Text: Hashable {
    let text: String
    static func == (left: Text, right: Text) -> Bool { sameText(left.text, right.text) }
    func hash(into hasher: inout Hasher) {
      for byte in text.utf8 { hasher.combine(byte) }
    }
  }

  init?(_ payload: Payload) {
    switch payload {
    case .bool(let value): self = .bool(value)
    case .int(let value): self = value < 0 ? .negative(value) : .positive(UInt64(value))
    case .uint(let value): self = .positive(value)
    case .double(let value):
      if let exact = Int64(exactly: value) {
        self = exact < 0 ? .negative(exact) : .positive(UInt64(exact))
      } else if let exact = UInt64(exactly: value) {
        self = .positive(exact)
      } else {
        return nil
      }
    case .string(let value): self = .string(Text(text: value))
    default: return nil
    }
  }
}

/// Code-point equality: Swift's own `==` would call "é" and "e\u{301}" equal.
func sameText(_ left: String, _ right: String) -> Bool {
  left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
}

/// Code-point order, which for UTF-8 is byte order.
func textPrecedes(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}
