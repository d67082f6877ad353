import Manifests
import Testing
import YAMLTree

/// Docker configs in templates of producers: what is judged is the text around the values.
@Suite struct TemplateTextTests {
  private func configs(_ template: String) -> [DockerConfig] {
    let text =
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: e}\nspec:\n  target:\n    template:\n      data:\n        .dockerconfigjson: |\n          \(template)\n"
    let file = InputFile(source: SourceFile(path: "a.yaml", bytes: Array(text.utf8)))
    return ManifestReader.read(file).resources.flatMap(SecretReader.secrets)
      .flatMap(\.dockerConfigs)
  }

  @Test(arguments: [
    (#"{"auths":{"a.io":{"auth":"{{ .x }}"}}}"#, ["a.io"]),
    (#"{"auths":{"a.io":{"auth":{{ .x | toJson }}}}}"#, ["a.io"]),
    (#"{"auths":{"a.io":{"auth":"{{ printf "%s:%s" .u .p | b64enc }}"}}}"#, ["a.io"]),
    (
      #"{"auths":{"{{ .host | replace "https://" "" }}":{"auth":"{{ .x }}"}}}"#,
      ["{{ .host | replace 'https://' '' }}"]
    ),
    (#"{"auths":{"a.io":{"username":"u","password":"p"}}}"#, ["a.io"]),
  ])
  func registriesStandInTemplates(_ template: String, _ registries: [String]) throws {
    let config = try #require(configs(template).first)
    #expect(config.logins.map(\.registry) == registries)
    #expect(config.mistake == nil)
  }

  /// What makes more than a value, or cannot be told apart from it, is nobody's mistake.
  @Test(arguments: [
    "{{ .dockerconfig | toString }}",
    #"{"auths":{ {{ .entries }} }}"#,
    #"{"auths":{"a.io":{} {{ .more }} }}"#,
    #"{"auths":{ {{ range .all }}"{{ . }}":{},{{ end }}"b.io":{}}}"#,
    #"{"auths":{ {{ if .x }}"a.io":{}{{ end }} }}"#,
    #"{"auths":{ {{ $x := .y }} }}"#,
    #"{"auths":{"a.io":{"auth":"{{ .x "}}}"#,
  ])
  func whatBranchesIsNotJudged(_ template: String) { #expect(configs(template).isEmpty) }

  @Test func brokenTextIsNamedWhereItBreaks() throws {
    let config = try #require(configs(#"{"auths":{"a.io":{"auth":{{ .u }}:{{ .p }}"}}}"#).first)
    let mistake = try #require(config.mistake)
    #expect(config.root == nil)
    #expect(mistake.text == ":")
    #expect(LineTable(mistake.document.source).line(of: mistake.range.lowerBound) == 9)
  }
}
