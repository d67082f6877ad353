internal import YAMLTree

/// Shell scripts and Makefiles.
package enum ShellScripts {
  /// - Parameter name: of a file, without its folder.
  package static func isScript(_ name: String) -> Bool {
    [".sh", ".bash"].contains(where: name.hasSuffix) || isMakefile(name)
  }

  static func isMakefile(_ name: String) -> Bool {
    name.hasSuffix(".mk") || ["Makefile", "makefile", "GNUmakefile"].contains(name)
  }

  static func read(_ file: InputFile) -> ScriptContent {
    let isMakefile = isMakefile(file.name)
    guard let whole = Document.verbatim(file.source).root,
      let text = ScriptText(
        whole, rewritten: isMakefile ? Makefile.shellText(file.source.bytes) : nil)
    else { return ScriptContent() }
    var variables = ShellVariables()
    return CommandReader.read(text, file, context: file.name, &variables)
  }
}
