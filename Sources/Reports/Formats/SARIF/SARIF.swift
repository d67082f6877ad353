internal import Rules

/// The parts of SARIF 2.1.0 that are written
/// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
enum SARIF {
  struct Log: Encodable {
    let schema = "https://json.schemastore.org/sarif-2.1.0.json"
    let version = "2.1.0"
    let runs: [Run]

    enum CodingKeys: String, CodingKey {
      case schema = "$schema"
      case version, runs
    }
  }

  struct Run: Encodable {
    let tool: Tool
    let automationDetails: AutomationDetails?
    let taxonomies: [Taxonomy]
    let invocations: [Invocation]
    let originalUriBaseIds = ["SRCROOT": BaseURI()]
    let columnKind = "utf16CodeUnits"
    let redactionTokens: [String]
    let results: [Result]
  }

  /// What tells the runs of one file apart; GitHub refuses two alike.
  struct AutomationDetails: Encodable { let id: String }

  struct BaseURI: Encodable {
    let description = Message(text: "The root of the scanned repository.")
  }

  struct Tool: Encodable { let driver: Driver }

  struct Driver: Encodable {
    let name = "credlint"
    let version: String
    let semanticVersion: String
    /// Where the pages of rules are, if anywhere.
    let informationUri: String?
    let supportedTaxonomies = [TaxonomyReference()]
    let rules: [Descriptor]
  }

  /// The weaknesses that rules name.
  struct Taxonomy: Encodable {
    let name = "CWE"
    let organization = "MITRE"
    let informationUri = "https://cwe.mitre.org"
    let shortDescription = Message(text: "Common Weakness Enumeration.")
    let taxa: [Taxon]
  }

  struct Taxon: Encodable {
    let id: String
    let helpUri: String
  }

  struct TaxonomyReference: Encodable {
    let name = "CWE"
    let index = 0
  }

  struct Relationship: Encodable {
    let target: TaxonReference
    let kinds = ["superset"]
  }

  struct TaxonReference: Encodable {
    let id: String
    let toolComponent = TaxonomyReference()
  }

  struct Descriptor: Encodable {
    let id: String
    let name: String
    let shortDescription: Message
    let fullDescription: Message
    let helpUri: String?
    let help: Markdown
    let defaultConfiguration: Configuration
    let properties: Properties
    let relationships: [Relationship]?
    let deprecatedIds: [String]?
  }

  struct Configuration: Encodable { let level: String }

  struct Properties: Encodable {
    let tags: [String]
    let controls: [String]
    let precision: String
    let securitySeverity: String

    enum CodingKeys: String, CodingKey {
      case tags, controls, precision
      case securitySeverity = "security-severity"
    }
  }

  struct Message: Encodable { let text: String }

  struct Markdown: Encodable {
    let text: String
    let markdown: String
  }

  struct Invocation: Encodable {
    let executionSuccessful: Bool
    let toolExecutionNotifications: [Notification]
  }

  struct Notification: Encodable {
    let level: String
    let message: Message
    let locations: [Location]
  }

  struct Result: Encodable {
    let ruleId: String
    let ruleIndex: Int
    let level: String
    let message: Message
    let locations: [Location]
    let relatedLocations: [Location]?
    let partialFingerprints: [String: String]
    let fixes: [Fix]?
    let properties: ResultProperties
  }

  struct ResultProperties: Encodable {
    /// Equal for results that say the same of one object.
    let group: String
    let reach: JSON?
  }

  struct Location: Encodable {
    var id: Int?
    let physicalLocation: Physical
    var message: Message?
  }

  struct Physical: Encodable {
    let artifactLocation: Artifact
    let region: Region?
  }

  struct Artifact: Encodable {
    let uri: String
    let uriBaseId = "SRCROOT"
  }

  struct Region: Encodable {
    let startLine, startColumn, endLine, endColumn: Int
    var snippet: Message?
  }

  struct Fix: Encodable {
    let description: Message
    let artifactChanges: [Change]
  }

  struct Change: Encodable {
    let artifactLocation: Artifact
    let replacements: [Replacement]
  }

  struct Replacement: Encodable {
    let deletedRegion: Region
    let insertedContent: Message
  }
}
