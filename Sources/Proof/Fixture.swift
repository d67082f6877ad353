internal import CEL
package import Graph
package import Judging
internal import Manifests
package import Rules
internal import YAMLTree

/// One case: files, the lines on which a rule must speak, and settings.
package struct Fixture: Sendable {
  /// A file of a case.
  package struct File: Sendable {
    package let path: String
    package let text: String

    package init(path: String, text: String) {
      self.path = path
      self.text = text
    }
  }

  /// A place where a finding must, and no other may, stand.
  package struct Mark: Sendable, Hashable {
    package let path: String
    package let line: Int
    package let rule: String
  }

  /// As messages name it.
  package let name: String
  package let files: [File]
  package let marks: Set<Mark>
  /// What the messages at marks must hold, where the mark says it.
  let sayings: [Mark: [String]]
  let settings: Settings
  let parameters: [(name: String, value: String)]
  /// Names of files that git-crypt covers and git holds in clear.
  let clearInGit: [String]
  /// Files that stand for standard input: what was read from a cluster.
  let live: [String]

  /// 2026-01-01T00:00:00Z.
  package static let now: Int64 = 1_767_225_600

  /// Reads a case: expands macros, finds marks and settings.
  package init(name: String, files: [File]) {
    var macros = FixtureMacros()
    let expanded = files.map { File(path: $0.path, text: macros.expand($0.text)) }
    self.init(name: name, expanded: expanded)
  }

  init(name: String, expanded files: [File]) {
    self.name = name
    self.files = files
    let found = files.flatMap(Self.marks)
    marks = Set(found.map(\.mark))
    sayings = Dictionary(grouping: found.filter { !$0.says.isEmpty }, by: \.mark)
      .mapValues { $0.map(\.says) }
    var settings = Settings()
    var parameters: [(name: String, value: String)] = []
    var clearInGit: [String] = []
    var live: [String] = []
    for line in files.flatMap({ $0.text.split(whereSeparator: \.isNewline) }) {
      guard line.hasPrefix("# setting: ") else { continue }
      let words = line.dropFirst(11).split(separator: " ", maxSplits: 1).map(String.init)
      guard words.count == 2 else { continue }
      let pair = words[1].split(separator: "=", maxSplits: 1).map(String.init)
      switch words[0] {
      case "target": if pair.count == 2 { settings.targets[pair[0]] = pair[1] }
      case "private-registry": settings.privateRegistries.append(words[1])
      case "external-secret": settings.externalSecrets.append(.init(name: words[1]))
      case "earlier-secret": settings.earlierSecrets.append(.init(name: words[1]))
      case "verified": Self.addAnswer(words[1], to: &settings)
      case "named-elsewhere": settings.namesElsewhere.insert(words[1])
      case "forbid-suppression": settings.governance.forbidden.insert(words[1])
      case "ticket": settings.governance.ticket = try? LinearRegex(words[1])
      case "parameter": if pair.count == 2 { parameters.append((pair[0], pair[1])) }
      case "clear-in-git": clearInGit.append(words[1])
      case "live": live.append(words[1])
      default: break
      }
    }
    self.settings = settings
    self.parameters = parameters
    self.clearInGit = clearInGit
    self.live = live
  }

  /// `SUBJECT valid=no rights=pull,push denied=… scopes=… expires=DATE anonymous`
  private static func addAnswer(_ text: String, to settings: inout Settings) {
    let words = text.split { " \r".contains($0) }.map(String.init)
    var answer = VerifiedAnswer()
    for word in words.dropFirst() {
      let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
      let values = pair.count == 2 ? pair[1].split(separator: ",").map(String.init) : []
      switch pair[0] {
      case "valid": answer.validity = .init(rawValue: values.first ?? "") ?? .unknown
      case "rights": answer.rights.append(.init(resource: "", actions: values, proof: .claim))
      case "scopes":
        answer.rights.append(.init(resource: "", actions: values, proof: .introspection))
      case "denied": answer.denied = values
      case "expires":
        answer.expires = values.first.flatMap { Timestamp(parsing: $0, allowsBareDate: true) }
      default: answer.isAnonymous = true
      }
    }
    settings.verified[.init(subject: words.first ?? "", path: "", kind: "")] = answer
  }

  /// `# expect: rule` marks its own line, `# expect(+2): rule` one further down; with
  /// `# says: words` behind it the message must hold them.
  private static func marks(in file: File) -> [(mark: Mark, says: String)] {
    var marks: [(mark: Mark, says: String)] = []
    for (index, line) in lines(of: file.text).enumerated() {
      guard let start = line.firstRange(of: "# expect") else { continue }
      guard let mark = distance(line[start.lowerBound...]) else { continue }
      var rest = mark.rest
      var says = ""
      if let saying = rest.firstRange(of: "# says: ") {
        says = String(rest[saying.upperBound...].prefix { $0 != "\r" })
        rest = rest[..<saying.lowerBound]
      }
      for rule in rules(in: rest) {
        marks.append((Mark(path: file.path, line: index + 1 + mark.lines, rule: rule), says))
      }
    }
    return marks
  }

  /// How far below a mark its line is, and what follows the colon.
  private static func distance(_ mark: Substring) -> (lines: Int, rest: Substring)? {
    var rest = mark.dropFirst("# expect".count)
    var lines = 0
    if rest.hasPrefix("(+"), let close = rest.firstIndex(of: ")") {
      lines = Int(rest[rest.index(rest.startIndex, offsetBy: 2)..<close]) ?? 0
      rest = rest[rest.index(after: close)...]
    }
    return rest.hasPrefix(":") ? (lines, rest.dropFirst()) : nil
  }

  private static func rules(in rest: Substring) -> [String] {
    rest.split(whereSeparator: { " ,\r".contains($0) }).map(String.init)
  }

  /// How many lines below a mark the rule must report; nil where the mark is another rule's.
  static func distance(_ mark: Substring, toMarkOf rule: String) -> Int? {
    guard let (lines, rest) = distance(mark) else { return nil }
    let names = rest.firstRange(of: "# says: ").map { rest[..<$0.lowerBound] } ?? rest
    return rules(in: names).contains(rule) ? lines : nil
  }

  /// A variation may write the one file under another name.
  private func isLive(_ path: String) -> Bool {
    live.contains { path.hasSuffix($0) } || (!live.isEmpty && files.count == 1)
  }

  /// Lines without their breaks.
  static func lines(of text: String) -> [Substring] {
    text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
      .map { Substring($0.last == "\r" ? $0.dropLast() : $0) }
  }

  /// Reads and judges the files with a ruleset.
  func run(_ ruleset: Ruleset, knownRules: RuleNames) -> ScanResult {
    var ruleset = ruleset
    for parameter in parameters {
      for rule in ruleset.rules {
        _ = ruleset.setParameter(parameter.name, of: rule.id, to: parameter.value)
      }
    }
    return RuleRun.run(
      ruleset, over: graph, now: Self.now, settings: settings, knownRules: knownRules)
  }

  /// Judges the files with every rule of a set.
  package func scan(_ ruleset: Ruleset, threads: Int = 1) -> ScanResult {
    var options = RuleRun.Options()
    options.threads = threads
    return RuleRun.run(
      ruleset, over: graph, now: Self.now, settings: settings, options: options,
      knownRules: RuleNames(ruleset))
  }

  /// The credentials of the files, and who uses them.
  package func inventory() -> Inventory {
    Inventory(RuleRun.world(of: graph, Ruleset.builtIn(), now: Self.now, settings: settings))
  }

  /// The joined facts of the files.
  package var graph: ResourceGraph {
    let attributes = GitAttributes(
      files.filter { $0.path.hasSuffix(".gitattributes") }.map { ($0.path, $0.text) })
    var options = ManifestReader.Options()
    options.keepsEveryKind = true
    let byPath = Dictionary(files.map { ($0.path, $0.text) }, uniquingKeysWith: { a, _ in a })
    options.load = { path in
      byPath[path].map { SourceFile(path: path, bytes: Array($0.utf8)) }
    }
    let read = options
    return ResourceGraph(
      files.filter { !$0.path.hasSuffix(".gitattributes") }.map { file in
        let source = SourceFile(path: file.path, bytes: Array(file.text.utf8))
        let input = InputFile(
          source: source,
          mayBeLive: isLive(file.path),
          isGitCrypted: attributes.isGitCrypted(file.path),
          isClearInGit: clearInGit.contains { file.path.hasSuffix($0) })
        return ManifestReader.read(input, options: read)
      })
  }

  func withFiles(_ files: [File]) -> Fixture {
    Fixture(
      name: name, files: files, marks: marks, sayings: sayings, settings: settings,
      parameters: parameters, clearInGit: clearInGit, live: live)
  }

  func withFiles(_ files: [File], marks: Set<Mark>) -> Fixture {
    Fixture(
      name: name, files: files, marks: marks, sayings: [:], settings: settings,
      parameters: parameters, clearInGit: clearInGit, live: live)
  }

  private init(
    name: String, files: [File], marks: Set<Mark>, sayings: [Mark: [String]], settings: Settings,
    parameters: [(name: String, value: String)], clearInGit: [String], live: [String]
  ) {
    self.name = name
    self.files = files
    self.marks = marks
    self.sayings = sayings
    self.settings = settings
    self.parameters = parameters
    self.clearInGit = clearInGit
    self.live = live
  }
}
