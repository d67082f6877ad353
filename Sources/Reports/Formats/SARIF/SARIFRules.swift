internal import Rules

/// The rules of a run as SARIF describes them.
struct SARIFRules {
  private let rules: [Rule]
  /// The address below which their pages are; nil where nobody says.
  private let pages: String?
  private let indices: [String: Int]

  init(_ rules: [Rule], pages: String?) {
    self.rules = rules
    self.pages = pages
    indices = Dictionary(
      rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func index(of rule: String) -> Int { indices[rule] ?? -1 }

  func severity(of rule: String) -> Severity? { indices[rule].map { rules[$0].severity } }

  var descriptors: [SARIF.Descriptor] { rules.map(descriptor) }

  private func descriptor(_ rule: Rule) -> SARIF.Descriptor {
    .init(
      id: rule.id, name: rule.id, shortDescription: .init(text: rule.title + "."),
      fullDescription: .init(text: String(rule.why.prefix(1_000))),
      helpUri: RulePage.address(of: rule.id, below: pages),
      help: .init(text: rule.why + "\n\n" + rule.remedy, markdown: markdown(rule)),
      defaultConfiguration: .init(level: Self.level(rule.severity)),
      properties: .init(
        tags: tags(rule), controls: rule.controls.map(\.id),
        precision: rule.confidence.rawValue, securitySeverity: securitySeverity(rule.severity)),
      // GitLab reads these, and GitHub the tags.
      relationships: rule.cwe.isEmpty
        ? nil : rule.cwe.map { .init(target: .init(id: "CWE-\($0)")) },
      deprecatedIds: rule.aliases.isEmpty ? nil : rule.aliases)
  }

  /// GitHub takes twenty.
  private func tags(_ rule: Rule) -> [String] {
    let weaknesses = rule.cwe.map { "external/cwe/cwe-\($0)" }
    return Array((["security"] + weaknesses + rule.tags + rule.controls.map(\.id)).prefix(20))
  }

  var taxonomy: SARIF.Taxonomy {
    .init(
      taxa: Set(rules.flatMap(\.cwe)).sorted().map {
        .init(id: "CWE-\($0)", helpUri: "https://cwe.mitre.org/data/definitions/\($0).html")
      })
  }

  private func markdown(_ rule: Rule) -> String {
    let links = rule.references.map { "- <\($0)>" }.joined(separator: "\n")
    let more = links.isEmpty ? "" : "\n\n## References\n\n\(links)"
    return """
      # \(rule.title)

      \(rule.why)

      ## What to do

      \(rule.remedy)

      ## If it is meant

      `# credlint: ignore[\(rule.id)] reason` on the line or above it.\(more)
      """
  }

  static func level(_ severity: Severity) -> String {
    switch severity {
    case .critical, .high: "error"
    case .medium: "warning"
    case .low: "note"
    }
  }

  /// GitHub's bands: above 9.0 critical, from 7.0 high, from 4.0 medium.
  private func securitySeverity(_ severity: Severity) -> String {
    switch severity {
    case .critical: "9.5"
    case .high: "8.0"
    case .medium: "5.5"
    case .low: "2.0"
    }
  }
}
