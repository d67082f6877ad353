internal import Foundation

/// The built binary, run as a user runs it.
package struct Tool {
  package struct Outcome {
    package let code: Int32
    package let output: String
    package let errors: String

    /// The findings of `--format short`, one a line, as `path:line:column: error[rule]: message`.
    package var found: String {
      output.split(separator: "\n").map { line in
        let parts = line.split(separator: ": ", maxSplits: 2).map(String.init)
        guard parts.count == 3, let rule = parts[2].split(separator: " [").last, rule.hasSuffix("]")
        else { return line + "\n" }
        let message = parts[2].dropLast(rule.count + 2)
        return "\(parts[0]): \(parts[1])[\(rule): \(message)\n"
      }.joined()
    }
  }

  /// A folder of its own, removed when the value goes.
  package final class Folder {
    let url: URL
    /// Keeps the folder that this one is in.
    private var parent: Folder?

    package init() throws {
      url = FileManager.default.temporaryDirectory.appending(
        path: "credlint-test-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    private init(_ url: URL, in parent: Folder) {
      self.url = url
      self.parent = parent
    }

    package func subfolder(_ name: String) throws -> Folder {
      Folder(url.appending(path: name), in: self)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    package func write(_ path: String, _ text: String) throws { try write(path, Array(text.utf8)) }

    package func write(_ path: String, _ bytes: [UInt8]) throws {
      let file = url.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }

    package func read(_ path: String) throws -> String {
      try String(contentsOf: url.appending(path: path), encoding: .utf8)
    }

    package func remove(_ path: String) throws {
      try FileManager.default.removeItem(at: url.appending(path: path))
    }

    package func names(_ path: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: url.appending(path: path).path).sorted()
    }

    package func path(_ path: String) -> String { url.appending(path: path).path }

    package func link(_ path: String, to target: String) throws {
      try FileManager.default.createSymbolicLink(
        atPath: url.appending(path: path).path, withDestinationPath: target)
    }

    package func setMode(_ mode: Int, _ path: String) throws {
      try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: url.appending(path: path).path)
    }

    package func mode(_ path: String) throws -> Int {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: url.appending(path: path).path)
      return attributes[.posixPermissions] as? Int ?? 0
    }

    /// Runs a script of the shell here.
    package func shell(_ script: String) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-euc", script]
      process.currentDirectoryURL = url
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { throw ShellFailure(script: script) }
    }

    /// Runs a script here as long as the body runs.
    package func shell(_ script: String, during body: () throws -> Void) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", script]
      process.currentDirectoryURL = url
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      defer {
        process.terminate()
        process.waitUntilExit()
      }
      try body()
    }

    package struct ShellFailure: Error { let script: String }

    package func git(_ arguments: String...) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["git", "-c", "user.name=t", "-c", "user.email=t@t"] + arguments
      process.currentDirectoryURL = url
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
    }
  }

  /// The text of standard base64.
  package static func decoded(_ text: String) -> String {
    String(decoding: Data(base64Encoded: text) ?? Data(), as: UTF8.self)
  }

  /// Standard base64 of the text.
  package static func encoded(_ text: String) -> String {
    Data(text.utf8).base64EncodedString()
  }

  /// The binary stands beside the test bundle.
  private static let binary: URL = {
    let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appending(path: "credlint")
  }()

  /// A script of bash that runs the binary as `$CREDLINT`.
  package static func shell(_ script: String, in folder: Folder) throws -> Outcome {
    try run(
      URL(filePath: "/bin/bash"), ["-c", "CREDLINT='\(binary.path)'\n" + script], in: folder,
      input: nil)
  }

  package static func run(
    _ arguments: String..., in folder: Folder, input: String? = nil
  ) throws -> Outcome {
    try run(arguments, in: folder, input: input)
  }

  package static func run(
    _ arguments: [String], in folder: Folder, input: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Outcome {
    try run(binary, arguments, in: folder, input: input, environment: environment)
  }

  private static func run(
    _ program: URL, _ arguments: [String], in folder: Folder, input: String?,
    environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = Process()
    if !environment.isEmpty {
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    }
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    let output = folder.url.appending(path: ".output-\(UUID().uuidString)")
    let errors = folder.url.appending(path: ".errors-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    let pipe = Pipe()
    process.standardInput = input == nil ? FileHandle.nullDevice : pipe
    try process.run()
    if let input {
      pipe.fileHandleForWriting.write(Data(input.utf8))
      try pipe.fileHandleForWriting.close()
    }
    process.waitUntilExit()
    defer {
      try? FileManager.default.removeItem(at: output)
      try? FileManager.default.removeItem(at: errors)
    }
    return Outcome(
      code: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}
