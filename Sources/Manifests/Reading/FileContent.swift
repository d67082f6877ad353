package import Credentials
package import YAMLTree

/// Everything that one file contributes.
package struct FileContent: Sendable {
  package private(set) var file: InputFile
  package internal(set) var resources: [Resource] = []
  /// What the resources are or make, in their order.
  package private(set) var secrets: [Secret] = []
  /// Of how many resources the Secrets have been read.
  private var readResources = 0
  package internal(set) var descriptors: [ComponentDescriptor] = []
  package internal(set) var commands: [Command] = []
  package internal(set) var encodedValues: [EncodedValue] = []
  package internal(set) var problems: [ContentProblem] = []
  /// Comments that may hold a suppression, with the documents' extents.
  package internal(set) var comments: [Comment] = []
  /// Byte offsets of the documents that could be read.
  package internal(set) var documentRanges: [Range<Int>] = []
  package internal(set) var documentCount = 0
  /// Documents, or else texts, that were looked at for all that the tool knows.
  package internal(set) var judgedDocuments = 0
  /// Why one was not, as the end of a sentence.
  package internal(set) var unjudgedReason: String?
  /// A Helm, Go or Jinja template that could not be read without being rendered.
  package internal(set) var isTemplate = false
  /// A template of which everything but its expressions was read.
  package internal(set) var hasHoles = false
  /// Something in it does not parse, and nothing says that a manifest was meant.
  package internal(set) var isPartlyRead = false
  package internal(set) var encryptedDocuments = 0
  /// Credentials in clear outside Secrets.
  package internal(set) var hardcodedCredentials: [HardcodedCredential] = []
  /// Hashes of passwords, as they are written in it.
  package internal(set) var passwordHashes: [PasswordHash] = []
  /// Documents with values that SOPS encrypted.
  package internal(set) var encrypted: [EncryptedDocument] = []
  package internal(set) var encryptionRules: [EncryptionRule] = []
  /// Jobs of a workflow that a proposed change starts.
  package internal(set) var workflowJobs: [WorkflowJob] = []
  /// The folder of the Helm chart of whose templates the file is one.
  package internal(set) var chart: String?
  /// What it reads of the chart's values.
  package internal(set) var valueReads: [ChartValueRead] = []
  /// Docker configs that it prints.
  package internal(set) var printedConfigs: [PrintedDockerConfig] = []
  /// Texts that it makes up at each rendering.
  package internal(set) var generatedValues: [GeneratedValue] = []
  /// The root of a chart's `values.yaml`.
  package internal(set) var chartValues: Node?

  /// Names of Secrets that any text in it may mean.
  package internal(set) var mentions: Set<String> = []

  init(file: InputFile) { self.file = file }

  /// The same without the file's text, for an empty one: of most files nothing is held until the last
  /// was read.
  package var withoutText: FileContent {
    var result = self
    result.file = InputFile(
      source: SourceFile(path: file.path, bytes: []), isReported: file.isReported)
    return result
  }

  /// What is left of an empty one once it has been counted.
  package var reducedToMentions: FileContent {
    var result = FileContent(file: file)
    result.mentions = mentions
    return result
  }

  /// Reads the Secrets of the resources that were added since.
  mutating func readSecrets() {
    for resource in resources[readResources...] {
      var room = GeneratorRoom()
      secrets += SecretReader.secrets(of: resource, &room)
      guard room.isExceeded else { continue }
      problems.append(
        ContentProblem(
          kind: .limit, message: "\(resource.described)'s generators read more than is followed",
          place: resource.body.place, file: resource.file, resource: ""))
    }
    readResources = resources.count
  }

  mutating func add(_ script: ScriptContent) {
    commands += script.commands
    encodedValues += script.encodedValues
    hardcodedCredentials += script.hardcodedCredentials
  }

  /// It has nothing that anything else needs.
  package var isEmpty: Bool {
    resources.isEmpty && descriptors.isEmpty && commands.isEmpty && encodedValues.isEmpty
      && problems.isEmpty && comments.isEmpty && hardcodedCredentials.isEmpty
      && encrypted.isEmpty && encryptionRules.isEmpty && valueReads.isEmpty
      && printedConfigs.isEmpty && chartValues == nil && passwordHashes.isEmpty
      && generatedValues.isEmpty && workflowJobs.isEmpty
  }
}
