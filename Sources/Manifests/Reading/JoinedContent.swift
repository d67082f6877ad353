/// What all files contribute together, in their order: made in one pass, since a content has many
/// parts, and is copied whole for each look at one.
package struct JoinedContent: Sendable {
  package private(set) var paths: [String] = []
  package private(set) var resources: [Resource] = []
  package private(set) var secrets: [Secret] = []
  package private(set) var descriptors: [ComponentDescriptor] = []
  package private(set) var commands: [Command] = []
  package private(set) var encodedValues: [EncodedValue] = []
  package private(set) var problems: [ContentProblem] = []
  package private(set) var hardcodedCredentials: [HardcodedCredential] = []
  package private(set) var encrypted: [EncryptedDocument] = []
  package private(set) var encryptionRules: [EncryptionRule] = []
  package private(set) var mentions: Set<String> = []

  package init(_ contents: [FileContent]) {
    for content in contents {
      paths.append(content.file.path)
      resources += content.resources
      secrets += content.secrets
      descriptors += content.descriptors
      commands += content.commands
      encodedValues += content.encodedValues
      problems += content.problems
      hardcodedCredentials += content.hardcodedCredentials
      encrypted += content.encrypted
      encryptionRules += content.encryptionRules
      mentions.formUnion(content.mentions)
    }
  }
}
