import Foundation
import PackagePlugin

/// Puts the rule files, and the examples among their fixtures, into the binary: names and folders are
/// kept, nothing is committed.
@main
struct EmbedRules: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let rules = target.directoryURL.appending(path: "rules").resolvingSymlinksInPath()
    // A link in the target's folder, as that of the rules: SwiftPM then notices new files.
    let fixtures = target.directoryURL.appending(path: "fixtures").resolvingSymlinksInPath()
    let pages = ProcessInfo.processInfo.environment["CREDLINT_RULE_PAGES"] ?? ""
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedRules.swift")
    let ruleFiles = files(below: rules).filter { $0.pathExtension == "yaml" }
    let examples = ruleFiles.map { $0.deletingPathExtension().lastPathComponent }.sorted()
      .flatMap { files(below: fixtures.appending(path: $0)) }
    return [
      .buildCommand(
        displayName: "Embedding \(ruleFiles.count) rule files",
        executable: try context.tool(named: "embed-rules").url,
        arguments: [rules.path, fixtures.path, pages, output.path]
          + (ruleFiles + examples).map(\.path),
        inputFiles: ruleFiles + examples, outputFiles: [output])
    ]
  }

  private func files(below folder: URL) -> [URL] {
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (found?.compactMap { $0 as? URL } ?? []).filter { !$0.hasDirectoryPath }
      .sorted { $0.path < $1.path }
  }
}
