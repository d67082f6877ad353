/// What an untagged scalar means to `sigs.k8s.io/yaml`, which resolves as YAML 1.1
/// (go.yaml.in/yaml/v2 `resolve.go`): kubectl, Argo CD and Flux all read manifests so.
package enum ScalarType: Sendable, Hashable {
  case null
  case bool(Bool)
  case int(Int64)
  case float(Double)
  case string

  /// The name of the type in messages.
  package var name: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .int, .float: "a number"
    case .string: "a string"
    }
  }

  package init(plain text: String) {
    switch text.utf8.first {
    case nil: self = .null
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
      self = Self.words[text] ?? Self.number(text) ?? .string
    default: self = Self.words[text] ?? .string
    }
  }

  private static let words: [String: ScalarType] = {
    var words: [String: ScalarType] = [:]
    for word in ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"] {
      words[word] = .bool(true)
    }
    for word in ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"] {
      words[word] = .bool(false)
    }
    for word in ["~", "null", "Null", "NULL"] { words[word] = .null }
    for word in [".nan", ".NaN", ".NAN"] { words[word] = .float(.nan) }
    for word in [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"] {
      words[word] = .float(.infinity)
    }
    for word in ["-.inf", "-.Inf", "-.INF"] { words[word] = .float(-.infinity) }
    return words
  }()

  private static func number(_ text: String) -> ScalarType? {
    let digits = text.replacing("_", with: "")
    if let value = integer(digits) { return .int(value) }
    guard isFloat(digits), let value = Double(digits.hasSuffix(".") ? digits + "0" : digits) else {
      return nil
    }
    return .float(value)
  }

  /// Go's `strconv.ParseInt(text, 0, 64)`: a leading 0 means octal.
  private static func integer(_ text: String) -> Int64? {
    var digits = text[...]
    let sign = digits.first == "-" ? "-" : ""
    if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
    guard let first = digits.utf8.first, (48...57).contains(first) else { return nil }
    let prefixes: [(String, Int)] = [
      ("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8),
    ]
    for (prefix, radix) in prefixes where digits.hasPrefix(prefix) {
      return Int64(sign + digits.dropFirst(2), radix: radix)
    }
    return Int64(sign + digits, radix: digits.hasPrefix("0") && digits.count > 1 ? 8 : 10)
  }

  /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
  private static func isFloat(_ text: String) -> Bool {
    var rest = text[...].utf8
    func takeDigits() -> Int {
      let digits = rest.prefix { (48...57).contains($0) }.count
      rest.removeFirst(digits)
      return digits
    }
    func take(_ bytes: String) -> Bool {
      guard let first = rest.first, bytes.utf8.contains(first) else { return false }
      rest.removeFirst()
      return true
    }
    _ = take("+-")
    let whole = takeDigits()
    let hasPoint = take(".")
    let fraction = hasPoint ? takeDigits() : 0
    guard whole + fraction > 0 else { return false }
    if take("eE") {
      _ = take("+-")
      guard takeDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}

extension Node {
  /// The scalar's type; collections count as strings.
  package var scalarType: ScalarType {
    guard kind == .scalar else { return .string }
    switch tag {
    case "tag:yaml.org,2002:str", "tag:yaml.org,2002:binary", "!": return .string
    case nil: return style == .plain ? ScalarType(plain: text) : .string
    default: return ScalarType(plain: text)
    }
  }

  /// True for an empty value, `null` and `~`.
  package var isNull: Bool { kind == .scalar && scalarType == .null }
}
