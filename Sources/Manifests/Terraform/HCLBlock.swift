/// A block of HCL: `resource "kubernetes_secret" "pull" { … }`; byte offsets into the file.
struct HCLBlock {
  let type: String
  let labels: [String]
  var attributes: [Attribute] = []
  var blocks: [HCLBlock] = []
  var range: Range<Int>

  struct Attribute {
    let name: String
    let range: Range<Int>
    let value: HCLValue
  }

  func attribute(_ name: String) -> Attribute? { attributes.last { $0.name == name } }
}

/// What stands behind an equals sign.
indirect enum HCLValue {
  /// Text in quotes or of a here-document, with its `${…}`, or a number or word that is itself.
  case text(String, Range<Int>)
  case object([(key: HCLValue, value: HCLValue)], Range<Int>)
  case list([HCLValue], Range<Int>)
  case call(String, [HCLValue], Range<Int>)
  /// What is computed, as it is written.
  case expression(String, Range<Int>)

  var range: Range<Int> {
    switch self {
    case .text(_, let range), .object(_, let range), .list(_, let range), .call(_, _, let range),
      .expression(_, let range):
      range
    }
  }
}
