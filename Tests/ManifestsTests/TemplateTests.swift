import Manifests
import Testing
import YAMLTree

/// The objects of a template, read without being rendered.
private func objects(_ text: String) throws -> [Resource] {
  let source = SourceFile(path: "chart/templates/a.yaml", bytes: Array(text.utf8))
  var options = ManifestReader.Options()
  options.keepsEveryKind = true
  let content = ManifestReader.read(InputFile(source: source), options: options)
  try #require(!content.isTemplate, "it does not parse: \(text)")
  return content.resources
}

private func object(_ body: String) throws -> Node {
  try #require(try objects("apiVersion: v1\nkind: Secret\n" + body).first).body
}

@Suite struct TemplateTests {
  @Test(arguments: [
    ("a: {{ .x }}", "{{ .x }}"), ("a: {{- .x | quote -}} # why", "{{- .x | quote -}}"),
    ("a: \"{{ .x | default \"y\" }}\"", "{{ .x | default \"y\" }}"),
    ("a: '{{ .x }}-b'", "{{ .x }}-b"), ("a: b-{{ .x }}:{{ .y }}", "b-{{ .x }}:{{ .y }}"),
    ("a: {{ printf \"}}\" }}", "{{ printf \"}}\" }}"), ("a: {{ `}}` }}", "{{ `}}` }}"),
    ("a: {{ \"{{\" }}b", "{{ \"{{\" }}b"), ("a: {% if x %}b{% endif %}", "{% if x %}b{% endif %}"),
    ("a: ${{ x }}", "${{ x }}"), ("a: {{{ x }}}", "{{{ x }}}"),
    ("a: \"\\u0041{{ .x }}\\n\"", "A{{ .x }}\n"),
    (
      "a:\n  {{ toYaml .x | nindent 2 }}",
      "{{ toYaml .x | nindent 2 }}"
    ), ("a:\n{{ toYaml .x | indent 2 }}\nb: c", "{{ }}"),
    (
      "a: |\n  b {{ .x }}\n{{- if y }}\n  c\n{{- end }}\n  d\n",
      "b {{ .x }}\n{{if y }}\nc\n{{end }}\nd\n"
    ),
    ("a: >-\n  b {{ .x }}\n  c", "b {{ .x }} c"),
    ("a: |-\n{{ tpl .x . | indent 4 }}\nb: c", "{{tpl .x . | indent 4 }}"),
    ("a: b\n  {{ .x }}\n  c", "b\nc"), ("a: |{{ .x | nindent 2 }}\nb: c", "{{ }}"),
  ])
  func expressionsAreTextOfTheirScalars(_ body: String, _ expected: String) throws {
    let node = try #require(try object(body)["a"])
    #expect(node.text == expected)
  }

  @Test func controlLinesAreLeftOutAndBothBranchesStay() throws {
    let body = try object(
      """
      metadata:
        labels:
          {{- include "labels" . | nindent 4 }}
          app: x
      {{- if .a }}
      type: Opaque
      {{- else }}
      type: kubernetes.io/tls
      {{- end }}
      {{- /* a comment {{ with marks }}
           of two lines */ -}}
      list:
      {{- range .items }}
      - name: {{ . }}
      {{- end }}
      data:
      {{- range $k, $v := .data }}
        {{ $k }}: {{ $v | b64enc }}
      {{- end }}
      """)
    #expect(body.at("metadata", "labels", "app")?.text == "x")
    #expect(body.at("metadata", "labels")?.isOpen == true)
    #expect(body["metadata"]?.isOpen == false)
    #expect(body["type"]?.text == "{{ }}")
    #expect(
      body.ownEntries.filter { $0.key.hasText("type") }.map(\.value.text).sorted() == [
        "Opaque", "kubernetes.io/tls",
      ])
    #expect(body["list"]?.elements.map { $0["name"]?.text } == ["{{ . }}"])
    #expect(body["data"]?.isOpen == true)
    #expect(body.isOpen == false)
  }

  @Test(
    arguments: [
      ("{{ include \"x\" . }}\ntype: a\n", [], true),
      ("{{ toYaml .x | nindent 0 }}\na:\n  b: c\n", ["a"], false),
      ("a:\n  b: c\n  {{- toYaml .x | nindent 2 }}\n", [], false),
      ("a:\n  b: c\n  {{- toYaml .x | nindent 2 }}\n", ["a"], true),
      ("a:\n  b: c\n{{ toYaml .x | indent 2 }}\n", ["a"], true),
      ("a:\n  b: c\n{{ toYaml .x | indent 2 }}\n", [], false),
      ("a:\n  b: c\n  {{- if .x }}\n  d: e\n  {{- end }}\n", ["a"], false),
      ("a:\n  {{ .k }}: c\n", ["a"], true),
      ("a:\n  {{- if .x }}\n  b: c\n  {{- else }}\n  d: e\n  {{- end }}\n", ["a"], false),
    ] as [(String, [String], Bool)])
  func whatAnExpressionCanAddToIsOpen(_ body: String, _ path: [String], _ expected: Bool) throws {
    #expect(try object(body).at(path)?.isOpen == expected)
  }

  @Test func branchesThatCannotStandSideBySideAreReadByTheFirst() throws {
    let body = try object(
      "a:\n  {{- if .x }}\n  - name: b\n  {{- else }}\n  c: d\n  {{- end }}\ne: f\n")
    #expect(body["a"]?.elements.first?["name"]?.text == "b")
    #expect(body["a"]?.isOpen == true)
  }

  @Test func definitionsBesideObjectsAreNotTheirs() throws {
    let found = try objects(
      """
      {{- define "core" }}
      - a: {{ .b }}
      {{- end }}
      apiVersion: v1
      kind: Secret
      ---
      {{- range .x }}
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: {{ . }}
      ---
      {{- end }}
      """)
    #expect(found.map(\.kind) == ["Secret", "ConfigMap"])
  }
}

// MARK: Offsets

/// Lines of which templates are put together, by what follows a key.
private let pieces = [
  "k@: v\n", "k@: {{ .x }}\n", "k@: \"a{{ .x | default \"y\" }}b\\n\" # c\n",
  "k@: 'a{{ .é }}''b'\n",
  "k@:\n  {{- toYaml .x | nindent 2 }}\n", "k@:\n{{ toYaml .x | indent 2 }}\n",
  "{{- if .x }}\nk@: é\n{{- end }}\n",
  "k@: |\n  a {{ .x }}\n{{- if .y }}\n  b\n{{- end }}\n\n  c\n", "k@: >-\n  a {{ .x }}\n  b\n",
  "k@:\n{{- range .x }}\n- name: {{ . }}\n  other: {{ printf \"%s\" . }}-z\n{{- end }}\n",
  "{{- /* {{ no }} \n é */}}\n", "k@: {{ dict \"a\"\n    .b | toJson }}\n",
  "k@: [a, {{ .x }}, \"{{ .y }}\"]\n",
  "{{ $x := .y }}\n", "k@: |-\n{{ tpl .x . | indent 4 }}\n", "k@: {{ with .x }}{{ .y }}{{ end }}\n",
  "# {{ .comment }}\n", "\n", "k@: {% if x %}a{% endif %}\n", "{{ .k }}-@: v\n",
  "k@:\n  n: v\n  {{- include \"x\" . }}\n",
]

@Suite struct TemplateOffsetTests {
  @Test(arguments: 0..<300) func everyScalarReadsTheOriginalBytes(_ seed: Int) throws {
    var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    var text = "apiVersion: v1\nkind: Secret\n"
    for number in 0..<(2 + next(8)) {
      text += pieces[next(pieces.count)].replacing("@", with: String(number))
    }
    if seed.isMultiple(of: 3) { text = text.replacing("\n", with: "\r\n") }
    let body = try #require(try objects(text).first, "\(text)").body
    let document = body.document
    #expect(document.source.text(0..<document.source.bytes.count) == text)
    #expect(document.invariantViolations().isEmpty)
    body.forEachScalar { node in
      if let range = node.verbatimRange {
        #expect(document.source.text(range) == node.text)
      } else {
        check(node, text)
      }
    }
  }

  /// What was decoded stands at the place that the map names, but for white space and escapes.
  private func check(_ node: Node, _ text: String) {
    guard node.text != "{{ }}", let map = ScalarMap(node) else { return }
    let bytes = Array(node.bytes)
    for (offset, byte) in bytes.enumerated() where byte > 32 && byte != UInt8(ascii: "{") {
      let place = map.sourceOffset(of: offset)
      let source = node.document.source.bytes
      #expect(
        place < source.count && source[place] == byte, "\(offset) of \(node.text) in \(text)")
    }
  }
}
