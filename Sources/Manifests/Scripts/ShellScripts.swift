internal import YAMLTree

/// Shell scripts and Makefiles.
package enum ShellScripts {
  /// - Parameter name: of a file, without its folder.
  package static func isScript(_ name: String) -> Bool {
    [".sh", ".bash", ".mk"].contains(where: name.hasSuffix)
      || ["Makefile", "makefile"].contains(name)
  }

  static func commands(inFile file: InputFile) -> [Command] {
    var origins = VariableOrigins()
    let whole = Place(file: file.source, range: 0..<file.source.bytes.count)
    return CommandReader.commands(
      in: file.source.bytes, file, context: file.name, &origins, script: whole
    ) { Place(file: file.source, range: $0) }
  }
}
