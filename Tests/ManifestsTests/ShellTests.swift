import Manifests
import Testing

@Suite struct ShellTests {
  private func words(_ text: String) -> [[String]] {
    Shell.commands(in: Array(text.utf8)).map { $0.words.map(\.text) }
  }

  @Test(arguments: [
    ("a b  c", [["a", "b", "c"]]), ("a 'b c' \"d e\"", [["a", "b c", "d e"]]),
    ("a \\\n  b", [["a", "b"]]), ("a; b && c || d", [["a"], ["b"], ["c"], ["d"]]),
    ("a | b", [["a"], ["b"]]), ("X=1 a b", [["a", "b"]]), ("if a; then b; fi", [["a"], ["b"]]),
    ("a # b", [["a"]]), ("a#b", [["a#b"]]), ("a > f b", [["a", "b"]]), ("a 2>&1", [["a", "2"]]),
    ("a \"$(b c)\" d", [["a", "$(b c)", "d"]]), ("a ${b:-c d} e", [["a", "${b:-c d}", "e"]]),
    ("a 'it''s'", [["a", "its"]]), ("a \"\\\"q\\\"\"", [["a", "\"q\""]]), ("a\\ b", [["a b"]]),
    ("(a b)", [["a", "b"]]), ("{ a b; }", [["a", "b"]]), ("a {{x}}", [["a", "{{x}}"]]),
    ("", []), ("# only", []), ("a 'open", [["a", "open"]]), ("a $(open", [["a", "$(open"]]),
  ])
  func splitsAsAShellDoes(_ text: String, _ expected: [[String]]) {
    #expect(words(text) == expected)
  }

  @Test func heredocsBelongToTheirCommand() throws {
    let text = "kubectl apply -f - <<EOF\npassword: $CI_JOB_TOKEN\nEOF\necho done\n"
    let commands = Shell.commands(in: Array(text.utf8))
    #expect(commands.map { $0.words.first?.text } == ["kubectl", "echo"])
    #expect(commands.first?.heredocs.first?.variables == ["CI_JOB_TOKEN"])
  }

  @Test(arguments: [
    ("f() { a; b; }; c", ["f", "f", ""]), ("function f {\n  a\n}\nb", ["f", ""]),
    ("f()\n{\na\n}\nb", ["f", ""]), ("f() { a; { b; }; c; }; d", ["f", "f", "f", ""]),
    ("f() { a; g() { b; }; c; }; d", ["f", "g", "f", ""]), ("{ a; }; b", ["", ""]),
    ("}\na; }\nf() { b; }", ["", "f"]),
  ])
  func bodiesBelongToTheirFunction(_ text: String, _ expected: [String]) {
    #expect(Shell.commands(in: Array(text.utf8)).map(\.function) == expected)
  }

  @Test func pipesHandOn() {
    let commands = Shell.commands(in: Array("echo $A | docker login --password-stdin".utf8))
    #expect(commands.sources(of: commands.count - 1).flatMap(\.words).flatMap(\.variables) == ["A"])
  }

  @Test(arguments: [
    ("a $B \"$C\" '$D' ${E} $(f) $1 \\$G", ["B", "C", "E", "1"]), ("a $$H", ["H"]),
    ("a \"it's $I\"", ["I"]),
  ])
  func variablesAreFound(_ text: String, _ expected: [String]) {
    let found = Shell.commands(in: Array(text.utf8)).flatMap { $0.words.flatMap(\.variables) }
    #expect(found == expected)
  }

  /// Random scripts end, and their words stand where they say.
  @Test func randomScriptsAreSafe() {
    var state: UInt64 = 7
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces = [
      "a", " ", "'", "\"", "$(", ")", "${", "}", "<<E\n", "E\n", "\\", "|", ";", "&", "#", "\n",
      "`", "<", "{", "é",
    ]
    for _ in 0..<3_000 {
      let text = Array((0..<random(30)).map { _ in pieces[random(pieces.count)] }.joined().utf8)
      for command in Shell.commands(in: text) {
        for word in command.words + command.heredocs {
          #expect(word.range.lowerBound >= 0 && word.range.upperBound <= text.count)
        }
      }
    }
  }

  /// What stands before `||` or `&&` feeds nothing into what stands behind it.
  @Test(arguments: ["echo $A || login", "echo $A && login", "echo $A; login", "echo $A\nlogin"])
  func onlyPipesHandOn(_ text: String) {
    let commands = Shell.commands(in: Array(text.utf8))
    #expect(commands.last?.words.map(\.text) == ["login"])
    #expect(commands.sources(of: commands.count - 1).isEmpty)
  }

  /// A delimiter ends a here-document only as it was written; `<<-` allows tabs before it.
  @Test(arguments: [
    ("cat <<EOF\na\n  EOF\n\tEOF\nEOF\nb", ["cat", "b"], "a\n  EOF\n\tEOF\n"),
    ("cat <<-EOF\n\ta\n\tEOF\nb", ["cat", "b"], "\ta\n"),
    ("cat <<-EOF\na\n  EOF\n\tEOF\nb", ["cat", "b"], "a\n  EOF\n"),
    ("cat <<'EOF'\n$A\nEOF\nb", ["cat", "b"], "$A\n"),
  ]) func heredocsEndAtTheirDelimiter(_ text: String, _ programs: [String], _ body: String) {
    let commands = Shell.commands(in: Array(text.utf8))
    #expect(commands.map { $0.words.first?.text ?? "" } == programs)
    #expect(commands.first?.heredocs.first?.text == body)
    #expect(commands.first?.heredocs.first?.variables == [])
  }
}
