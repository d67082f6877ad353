internal import FoundationEssentials
internal import Rules

/// What a merge reads of the rows of each table.
enum FleetRows {
  struct Scan: Decodable {
    let repository: String
    let revision: String?
    let exit, files, findings: Int
    let problems: [String]
    let joinEpoch: String?
  }

  struct Finding: Decodable {
    struct Location: Decodable {
      let path: String
      let line, column, endLine, utf16Column, utf16EndColumn: Int
    }

    let repository, rule, message, fingerprint, group: String
    let severity: Severity
    let location: Location
  }

  struct Credential: Decodable {
    let repository, path, object, key, title, host, exposure: String
    let line, column: Int
    let expires: String?
    let personal: Bool
    let environments, owners: [String]
    let joinId, joinEpoch: String?
  }

  struct Leak: Decodable {
    let repository, path, message, title, object, key: String
    let line, column: Int
    let severity: Severity
    let expires, removedIn, firstCommit: String?
    let personal, inHead, reachable: Bool
    let refs: [String]
    let joinId, joinEpoch: String?
  }

  private static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }()

  /// Nil for what is no row of the table.
  static func row<Row: Decodable>(_ line: ArraySlice<UInt8>) -> Row? {
    try? decoder.decode(Row.self, from: Data(line))
  }
}

extension JSON: Decodable {
  /// Reads the value as it is.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  /// Nil for text that is no JSON.
  init?(line: ArraySlice<UInt8>) {
    guard let value = try? JSONDecoder().decode(JSON.self, from: Data(line)) else { return nil }
    self = value
  }
}
