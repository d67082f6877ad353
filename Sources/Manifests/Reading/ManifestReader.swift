internal import Credentials
package import YAMLTree

/// Reads a file into resources, commands and problems.
package enum ManifestReader {
  /// Keeps documents of every kind instead of those that a built-in fact needs.
  package struct Options: Sendable {
    package var keepsEveryKind = false
    package var limits = Limits()
    /// Reads a file of the repository that another one names, by its path from the root.
    package var load: @Sendable (String) -> SourceFile? = { _ in nil }
    /// Whether a folder holds a Helm chart; without files to look at, each might.
    package var isChart: @Sendable (String) -> Bool = { _ in true }
    package init() {}
  }

  private static let suppressionMarks = ByteSearch(TokenPlaces.suppressionWords)

  /// What a file contributes. It never throws: what cannot be read is a problem of the content.
  package static func read(_ file: InputFile, options: Options = Options()) -> FileContent {
    var content = readText(of: file, options)
    if !content.commands.isEmpty {
      content.resources += CommandResources.resources(of: content.commands)
      readHeredocs(options, &content)
    }
    content.readSecrets()
    return content
  }

  /// Manifests that scripts write down and apply.
  private static func readHeredocs(_ options: Options, _ content: inout FileContent) {
    var hardcodedCredentials = HardcodedCredentialReader(content.file)
    for command in content.commands {
      for word in command.heredocs {
        let parsed = HeredocManifest.parse(word, of: command, options.limits)
        for root in (parsed?.documents ?? []).compactMap(\.root) {
          collect(root, content.file, options, nil, &content, &hardcodedCredentials, depth: 0)
        }
      }
    }
    content.hardcodedCredentials += hardcodedCredentials.hardcodedCredentials
  }

  private static func readText(of file: InputFile, _ options: Options) -> FileContent {
    // A hook can name every file: what a text says about suppressions is none.
    guard !file.name.hasSuffix(".md") else {
      var content = FileContent(file: file)
      content.unjudgedReason = "it is a text and no document"
      return content
    }
    guard !FileKind.isLock(file.name) else {
      var content = FileContent(file: file)
      content.unjudgedReason = "it is a lock file, which holds names and digests of packages"
      return content
    }
    guard !FileKind.isChartIndex(file) else {
      var content = FileContent(file: file)
      content.unjudgedReason = "it is the index of a Helm repository"
      return content
    }
    if file.name.hasSuffix(".tpl") { return definitions(file, options) }
    var content = readLines(of: file) ?? readDocuments(of: file, options)
    if hashMarks.contains(where: { $0.finds(in: file.source.bytes) }) {
      content.passwordHashes = PasswordHash.all(in: file.source.bytes)
    }
    return content
  }

  /// Scripts, settings and keys; nil for a file of documents.
  private static func readLines(of file: InputFile) -> FileContent? {
    var content = FileContent(file: file)
    let textFile = TextFile.of(file.name)
    if ShellScripts.isScript(file.name) {
      var reader = HardcodedCredentialReader(file)
      reader.readImitations()
      content.add(ShellScripts.read(file))
      let manifests = content.commands.flatMap(\.heredocs).filter { $0.text.holds("apiVersion") }
      reader.readKeyBlocks(
        outside: [], manifests.map(\.range), except: content.hardcodedCredentials)
      content.hardcodedCredentials += reader.hardcodedCredentials
      content.mentions = SecretMentions.names(in: file.source)
    } else if textFile != nil || file.isKeyFile && !holdsManifest(file.source.bytes) {
      var reader = HardcodedCredentialReader(file)
      if let textFile {
        reader.readSettings(textFile)
        reader.readImitations()
        if textFile == .terraform {
          content.resources = TerraformObjects.resources(in: file)
          content.mentions = SecretMentions.names(in: file.source)
        }
      } else {
        reader.readWholeFile(nil)
      }
      reader.readKeyBlocks(outside: [], except: [])
      content.hardcodedCredentials = reader.hardcodedCredentials
    } else {
      return nil
    }
    content.comments = CommentFinder(source: file.source).comments(containing: suppressionMarks)
    let isBlank = file.source.bytes.allSatisfy { $0 == 32 || (9...13).contains($0) }
    content.judgedDocuments = isBlank ? 0 : 1
    content.unjudgedReason = isBlank ? "nothing stands in it" : nil
    return content
  }

  private static func readDocuments(of file: InputFile, _ options: Options) -> FileContent {
    var content = FileContent(file: file)
    let isTemplate = templateMarks.contains { $0.finds(in: file.source.bytes) }
    let chart = chart(of: file, options)
    let tokens = TokenPlaces(in: file.source.bytes)
    let parsed =
      isTemplate ? parseTemplate(file, chart, options, tokens) : parse(file, options, tokens)
    content.hasHoles = parsed.documents.contains(where: \.hasHoles)
    content.chart = chart
    if isTemplate, chart != nil { TemplateReader.readExpressions(of: file, &content) }
    if ["values.yaml", "values.yml"].contains(file.name), options.isChart(file.directory) {
      content.chartValues = parsed.documents.first?.root
    }
    let scope = chart ?? (content.hasHoles ? file.directory : nil)
    let file = scope.map(file.asTemplate) ?? file
    if isTemplate, !parsed.problems.isEmpty {
      content.isTemplate = true
      content.hasHoles = false
    }
    read(parsed, file, options, tokens, &content)
    if Kustomization.isFileName(file.name) {
      content.mentions = kustomizationMentions(parsed, file, options)
    } else {
      content.mentions = SecretMentions.names(
        in: parsed, tokens.secretRoots, isText: content.isTemplate
      ) {
        Set(content.resources.flatMap(References.all).map(\.nameNode))
      }
    }
    if !content.isTemplate, !content.hasHoles { report(parsed, file, &content) }
    return content
  }

  /// Names of Secrets in patches, and in files whose lines a kustomization makes into settings.
  private static func kustomizationMentions(
    _ parsed: ParsedFile, _ file: InputFile, _ options: Options
  ) -> Set<String> {
    var mentions = SecretMentions.names(inPatchesOf: parsed)
    for body in parsed.documents.compactMap(\.root) {
      for path in Generators.settings(in: body, directory: file.directory) {
        guard let settings = options.load(path) else { continue }
        mentions.formUnion(SecretMentions.names(in: settings))
      }
    }
    return mentions
  }

  /// A chart's file of definitions, which are no objects.
  private static func definitions(_ file: InputFile, _ options: Options) -> FileContent {
    var content = FileContent(file: file)
    guard let chart = chart(of: file, options) else { return content }
    var hardcodedCredentials = HardcodedCredentialReader(file)
    hardcodedCredentials.readText(outside: [])
    hardcodedCredentials.readKeyBlocks(outside: [], except: [])
    content.chart = chart
    content.mentions = SecretMentions.names(in: file.source)
    content.hardcodedCredentials += hardcodedCredentials.hardcodedCredentials
    content.comments = CommentFinder(source: file.source).comments(containing: suppressionMarks)
    TemplateReader.readExpressions(of: file, &content)
    return content
  }

  /// The backup of a controller's key, as `kubectl get secret -o yaml > main.key` makes it.
  private static func holdsManifest(_ bytes: [UInt8]) -> Bool {
    apiVersion.finds(in: bytes) && kind.finds(in: bytes)
  }

  private static let templateMarks = [ByteSearch("{{"), ByteSearch("{%")]
  private static let hashMarks = PasswordHash.marks.map { ByteSearch($0) }
  private static let apiVersion = ByteSearch("apiVersion")
  private static let kind = ByteSearch("kind")

  private static func read(
    _ parsed: ParsedFile, _ file: InputFile, _ options: Options, _ tokens: TokenPlaces,
    _ content: inout FileContent
  ) {
    var hardcodedCredentials = HardcodedCredentialReader(file, tokens)
    content.comments = parsed.comments(around: tokens.suppressionMarks)
    hardcodedCredentials.readComments(of: parsed)
    hardcodedCredentials.readImitations()
    let live = file.mayBeLive ? LiveObjects(parsed.documents.compactMap(\.root)) : nil
    for document in parsed.documents {
      content.documentCount += 1
      if let reason = UnjudgedDocument.description(of: document.root) {
        content.unjudgedReason = reason
      } else if !content.isTemplate {
        content.judgedDocuments += 1
      }
      if !parsed.problems.isEmpty {
        content.documentRanges.append(document.start..<max(document.start, document.end))
      }
      guard let root = document.root else { continue }
      if let encrypted = EncryptedDocument(root, in: file) { content.encrypted.append(encrypted) }
      collect(root, file, options, live, &content, &hardcodedCredentials, depth: 0)
    }
    if content.hasHoles || content.isTemplate {
      hardcodedCredentials.readText(outside: parsed.documents)
    }
    hardcodedCredentials.readKeyBlocks(
      outside: parsed.documents.filter { $0.root?.kind != .scalar }, except: [])
    content.hardcodedCredentials += hardcodedCredentials.hardcodedCredentials
    content.readSecrets()
    content.hardcodedCredentials += RepeatedValues(content.secrets, in: parsed, file).credentials(
      except: hardcodedCredentials.hardcodedCredentials)
  }

  /// What Helm renders is no YAML before; elsewhere a file with braces often is.
  private static func parseTemplate(
    _ file: InputFile, _ chart: String?, _ options: Options, _ tokens: TokenPlaces
  ) -> ParsedFile {
    guard chart == nil || file.path.hasSuffix(".json") else {
      return TemplateReader.parse(file, options.limits)
    }
    let parsed = parse(file, options, tokens)
    guard !parsed.problems.isEmpty, !file.path.hasSuffix(".json") else { return parsed }
    let filled = TemplateReader.parse(file, options.limits)
    return filled.problems.isEmpty ? filled : parsed
  }

  private static func parse(
    _ file: InputFile, _ options: Options, _ tokens: TokenPlaces
  ) -> ParsedFile {
    guard file.path.hasSuffix(".json") else {
      let bodies =
        options.keepsEveryKind ? [] : KindDescriptions.bodies(in: file.source, tokens)
      let parsed = ParsedFile(yaml: file.source, omitting: bodies, limits: options.limits)
      guard !bodies.isEmpty, !KindDescriptions.areSound(in: parsed) else { return parsed }
      return ParsedFile(yaml: file.source, limits: options.limits)
    }
    let parsed = ParsedFile(json: file.source, limits: options.limits)
    guard !parsed.problems.isEmpty else { return parsed }
    // Several objects in a row, or comments: YAML's grammar takes some of them.
    let lenient = ParsedFile(yaml: file.source, limits: options.limits)
    return lenient.problems.isEmpty ? lenient : parsed
  }

  /// The Helm chart in whose folder for templates the file stands; what stands there is rendered
  /// before it is applied.
  private static func chart(of file: InputFile, _ options: Options) -> String? {
    guard file.directory.holds(chartTemplates) else { return nil }
    let parts = file.directory.split(separator: "/", omittingEmptySubsequences: false)
    return parts.indices.reversed().lazy.filter { parts[$0] == chartTemplates }
      .map { parts[..<$0].joined(separator: "/") }.first(where: options.isChart)
  }

  private static let chartTemplates = "templates"

  private static func report(_ parsed: ParsedFile, _ file: InputFile, _ content: inout FileContent)
  {
    for problem in parsed.problems {
      let isLimit = problem.kind == .limit
      let isMeant = file.isPipeline || Kustomization.isFileName(file.name)
      guard isLimit || isManifestMistake(parsed.source, at: problem.offset, isMeant: isMeant)
      else {
        content.isPartlyRead = true
        continue
      }
      let end = min(problem.offset + 1, parsed.source.bytes.count)
      content.problems.append(
        ContentProblem(
          kind: isLimit ? .limit : .unreadable, message: problem.message,
          place: Place(file: parsed.source, range: min(problem.offset, end)..<end), file: file,
          resource: ""))
    }
  }

  /// - Parameter isMeant: the file's name says that it is one of those that are checked.
  private static func isManifestMistake(
    _ source: SourceFile, at offset: Int, isMeant: Bool
  ) -> Bool {
    (isMeant || looksLikeManifest(source, around: offset)) && !isSubstitution(source, at: offset)
  }

  /// `{NAME}`, `<name>` or `...` on the line: what another tool, or a reader, fills in.
  private static func isSubstitution(_ source: SourceFile, at offset: Int) -> Bool {
    let table = LineTable(source)
    let line = table.line(of: offset)
    return (max(1, line - 1)...line).contains { number in
      let text = source.text(table.range(ofLine: number)).drop { $0 == " " }
      // libyaml refuses a plain `::` at the end of a flow item, which Go's parser takes.
      return text.hasPrefix("...") || text.hasPrefix("<") || text.contains("${")
        || text.contains("::]") || text.contains("::,")
        || text.contains("{{")
        || text.firstRange(of: "{").map { range in
          let name = text[range.upperBound...].prefix { $0 != "}" }
          return name.count >= 3 && name.allSatisfy { $0.isUppercase || $0 == "_" || $0.isNumber }
        } ?? false
    }
  }

  /// A broken document is a finding only where a manifest was meant: `apiVersion:` and `kind:`
  /// stand at the start of lines of the same document.
  private static func looksLikeManifest(_ source: SourceFile, around offset: Int) -> Bool {
    let window = max(0, offset - 65_536)..<min(source.bytes.count, offset + 65_536)
    let lines = source.text(window).split(whereSeparator: \.isNewline)
    let position = source.text(window.lowerBound..<offset).split(whereSeparator: \.isNewline).count
    let first = lines[..<min(position, lines.count)].lastIndex { $0.hasPrefix("---") } ?? 0
    let last =
      lines[min(position, lines.count)...].firstIndex { $0.hasPrefix("---") } ?? lines.count
    let document = lines[first..<max(first, last)]
    return ["apiVersion", "kind"].allSatisfy { key in
      document.contains { line in
        line.drop { $0 == "\u{FEFF}" }.hasPrefix("\(key):") || String(line).holds("\"\(key)\"")
      }
    }
  }

  // MARK: Documents

  private static func collect(
    _ node: Node, _ file: InputFile, _ options: Options, _ live: LiveObjects?,
    _ content: inout FileContent, _ hardcodedCredentials: inout HardcodedCredentialReader,
    depth: Int
  ) {
    guard node.kind == .mapping else { return }
    if depth < 8, let items = items(of: node) {
      for item in items {
        collect(item, file, options, live, &content, &hardcodedCredentials, depth: depth + 1)
      }
      return
    }
    content.encryptionRules += EncryptionRule.rules(in: node, file)
    hardcodedCredentials.readWholeFile(node)
    let isPipeline = file.isPipeline || GitLabPipeline.holdsJobs(node)
    if isPipeline || GitHubWorkflow.isWorkflow(file, node) {
      hardcodedCredentials.read(node, nil)
      content.add(
        isPipeline ? GitLabPipeline.read(node, file) : GitHubWorkflow.read(node, file))
      if !isPipeline { content.workflowJobs += WorkflowJob.all(in: node, file) }
      return
    }
    if let descriptor = ComponentDescriptor(node, in: file) {
      content.descriptors.append(descriptor)
      return
    }
    let isKustomization = Kustomization.isFileName(file.name)
    guard let resource = Resource(node, in: file) else {
      hardcodedCredentials.read(node, nil)
      if isKustomization, let resource = Kustomization.implicitResource(node, file) {
        content.resources.append(resource.attaching(options.load))
      }
      return
    }
    if live?.represent(resource) == true { return }
    hardcodedCredentials.read(node, resource)
    if node["sops"] != nil { content.encryptedDocuments += 1 }
    for resource in [resource] + resource.templates {
      add(resource, options, &content)
    }
  }

  /// What stands in a list; nil for what is none.
  private static func items(of node: Node) -> [Node]? {
    guard let kind = node["kind"]?.text, kind.hasSuffix("List"), let items = node["items"],
      items.kind == .sequence
    else { return nil }
    return items.elements
  }

  private static func add(
    _ resource: Resource, _ options: Options, _ content: inout FileContent
  ) {
    guard resource.row != nil || options.keepsEveryKind else { return }
    content.problems += Shape.problems(of: resource)
    content.add(ScriptReader.read(resource))
    content.resources.append(resource.attaching(options.load))
  }
}
