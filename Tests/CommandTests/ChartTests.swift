import TestSupport
import Testing

/// Charts as the tool shows them.
@Suite struct ChartTests {
  private static let chart = [
    ("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 0.1.0\n"),
    ("values.yaml", "imagePullSecret: §1\n"),
    (
      "templates/secret.yaml",
      """
      {{- $t := "¤" }}{{ $other := "§2" }}
      apiVersion: v1
      kind: Secret
      metadata: {name: "{{ .Release.Name }}"}
      stringData:
        password: {{ .Values.p | default "§3" | quote }}
        plain: §4
        .dockerconfigjson: |
          {"auths":{"{{ .Values.registry }}":{"username":"me","password":"§5{{ .x }}"}}}
        port: 5432

      """
    ),
    (
      "templates/web.yaml",
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: "{{ .Release.Name }}"}
      spec:
        imagePullSecrets: {{ toYaml .Values.x | default "§6" }} # password=§7
        template:
          spec:
            containers: [{name: a, image: a, args: ["--password", "{{ .p | default "§8" }}", "--url=https://u:¤@h"]}]

      """
    ),
    (
      "templates/_helpers.tpl",
      """
      {{- define "p" }}{{ printf "{\\"auths\\":{\\"%s\\":{\\"username\\":\\"u\\",\\"password\\":\\"%s\\",\\"email\\":\\"§9\\"}}}" .r "§0" | b64enc }}{{ end }}
      {{- define "q" }}{{ .Values.imagePullSecrets | default "§a" }}{{ end }}
      §b ¤ §c

      """
    ),
  ]

  private static func folder() throws -> Tool.Folder {
    let folder = try Tool.Folder()
    for (path, text) in chart {
      try folder.write(
        "chart/" + path,
        text.replacing("¤", with: "glpat-" + "Zx8Jq3LmN7pR2sT5vW9y")
          .replacing("§", with: "Kx93hhGG71bvcqPPz0"))
    }
    return folder
  }

  @Test(arguments: ["text", "json", "sarif", "html", "markdown", "github"])
  func nothingOfATemplateLeaks(_ format: String) throws {
    let outcome = try Tool.run(
      ["check", ".", "--context", "none", "--format", format], in: Self.folder())
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("printed-docker-config"))
    #expect(!outcome.output.contains("Kx93hhGG71bvcqPPz0"))
    #expect(!outcome.output.contains("Zx8Jq3LmN7pR2sT5vW9y"))
  }

  @Test func theFooterCountsTemplatesAndNamesTheCommandThatRendersThem() throws {
    let folder = try Self.folder()
    try folder.write("chart/templates/broken.yaml", "a: {{ .x }}\n  }\n- b\n")
    let outcome = try Tool.run(["check", ".", "--context", "none"], in: folder)
    #expect(outcome.output.contains("2 templates read with holes, 1 template not read"))
    #expect(outcome.output.contains("helm template . | credlint -"))
  }

  @Test func noFixIsOfferedInATemplate() throws {
    let outcome = try Tool.run(["check", ".", "--context", "none"], in: Self.folder())
    #expect(outcome.output.contains("fix: not offered: the file is a template"))
    #expect(!outcome.output.contains("fixable"))
  }
}
