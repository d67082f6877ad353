import Judging
import Proof
import Rules
import Testing

/// One mistake, whatever carries it: each mistake in each carrier that can hold it.
@Suite struct CarrierTests {
  /// What a Secret is to be, however it is written.
  struct Made: Sendable {
    var type = ""
    var server = ""
    var user = ""
    var values: [(key: String, value: String)] = []
    var labels: [(key: String, value: String)] = []
    var annotations: [(key: String, value: String)] = []
    /// What stands for the password in a carrier; `nil` for a variable of its own.
    var password: String?
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let name: String
    /// One of them must speak.
    let rules: Set<String>
    let made: Made
    /// The same without the mistake.
    let right: Made
    /// Carriers in which it cannot occur.
    var except: Set<String> = []
    var testDescription: String { name }
  }

  static let mistakes: [Mistake] = [
    Mistake(
      name: "server that no image matches", rules: ["unmatchable-registry"],
      made: Made(server: "https://hub.docker.com", user: "acme-bot"),
      right: Made(server: "https://index.docker.io/v1/", user: "acme-bot")),
    Mistake(
      name: "plain HTTP", rules: ["plain-http-registry"],
      made: Made(server: "http://harbor.acme-shop.dev", user: "acme-bot"),
      right: Made(server: "https://harbor.acme-shop.dev", user: "acme-bot")),
    Mistake(
      name: "e-mail at Docker Hub", rules: ["mismatched-username"],
      made: Made(server: "https://index.docker.io/v1/", user: "bot@acme-shop.dev"),
      right: Made(server: "https://index.docker.io/v1/", user: "acme-bot")),
    Mistake(
      name: "administrator of an Azure registry", rules: ["registry-admin-credential"],
      made: Made(server: "acmeshop.azurecr.io", user: "acmeshop"),
      right: Made(server: "acmeshop.azurecr.io", user: "puller")),
    Mistake(
      name: "dollar sign in a user name", rules: ["expanded-username"],
      made: Made(server: "harbor.acme-shop.dev", user: "robot$shop+puller"),
      right: Made(server: "harbor.acme-shop.dev", user: "puller"),
      // Nothing expands a manifest, nor what a container is given.
      except: [
        "manifest", "kustomize", "ExternalSecret", "Helm", "arguments", "heredoc", "Terraform",
      ]),
    Mistake(
      name: "docker config under another key", rules: ["missing-required-key"],
      made: Made(
        type: "kubernetes.io/dockerconfigjson", values: [("config.json", "FILE")]),
      right: Made(
        type: "kubernetes.io/dockerconfigjson", values: [(".dockerconfigjson", "FILE")])),
    Mistake(
      name: "basic auth without a user", rules: ["incomplete-basic-auth", "missing-required-key"],
      made: Made(type: "kubernetes.io/basic-auth", values: [("token", "PASSWORD")]),
      right: Made(
        type: "kubernetes.io/basic-auth", values: [("username", "bot"), ("password", "PASSWORD")])),
    Mistake(
      name: "TLS without its key", rules: ["missing-required-key"],
      made: Made(type: "kubernetes.io/tls", values: [("tls.crt", "FILE"), ("tls.pem", "FILE")]),
      right: Made(type: "kubernetes.io/tls", values: [("tls.crt", "FILE"), ("tls.key", "FILE")])),
    Mistake(
      name: "type that nobody knows",
      rules: ["unknown-secret-type", "docker-config-in-opaque-secret"],
      made: Made(type: "kubernetes.io/dockerconfig", values: [(".dockerconfigjson", "FILE")]),
      right: Made(type: "kubernetes.io/dockerconfigjson", values: [(".dockerconfigjson", "FILE")])),
    Mistake(
      name: "Tekton annotation without a scheme", rules: ["schemeless-git-url"],
      made: Made(
        type: "kubernetes.io/basic-auth", values: [("username", "bot"), ("password", "PASSWORD")],
        annotations: [("tekton.dev/git-0", "github.com")]),
      right: Made(
        type: "kubernetes.io/basic-auth", values: [("username", "bot"), ("password", "PASSWORD")],
        annotations: [("tekton.dev/git-0", "https://github.com")]),
      except: ["kustomize"]),
    Mistake(
      name: "declaration that says nothing", rules: ["malformed-declaration"],
      made: Made(
        server: "harbor.acme-shop.dev", user: "puller",
        annotations: [("credlint.dev/expires", "soon")]),
      right: Made(
        server: "harbor.acme-shop.dev", user: "puller",
        annotations: [("credlint.dev/expires", "2026-12-31")]),
      except: ["kustomize"]),
    Mistake(
      name: "label for Lifecycle Manager without the other",
      rules: ["missing-managed-by-label"],
      made: Made(
        server: "harbor.acme-shop.dev", user: "puller",
        labels: [("operator.kyma-project.io/oci-registry-cred", "kyma")]),
      right: Made(
        server: "harbor.acme-shop.dev", user: "puller",
        labels: [
          ("operator.kyma-project.io/oci-registry-cred", "kyma"),
          ("operator.kyma-project.io/managed-by", "lifecycle-manager"),
        ]),
      except: ["kustomize"]),
    Mistake(
      name: "token of a job", rules: ["job-token-in-pull-secret", "job-token-in-manifest"],
      made: Made(server: "registry.gitlab.com", user: "puller", password: "CI_JOB_TOKEN"),
      right: Made(server: "registry.gitlab.com", user: "puller", password: "CI_DEPLOY_PASSWORD"),
      except: ["ExternalSecret", "Helm", "Terraform"]),
  ]

  static let carriers = [
    "manifest", "kustomize", "ExternalSecret", "Helm", "pipeline", "alias", "script", "function",
    "workflow", "action", "Makefile", "arguments", "argv", "Tekton", "heredoc", "Terraform",
  ]

  @Test(arguments: mistakes, carriers)
  func everyCarrierIsRead(_ mistake: Mistake, _ carrier: String) throws {
    guard !mistake.except.contains(carrier),
      !(carrier == "argv" && mistake.except.contains("arguments"))
    else { return }
    func spoken(_ made: Made) -> [String] {
      let fixture = Fixture(name: carrier, files: Carrier.files(of: made, in: carrier))
      let result = fixture.scan(FixtureTests.ruleset.selecting([], ignoring: [], persona: .regular))
      return result.findings.map(\.rule.id)
    }
    let wrong = spoken(mistake.made)
    #expect(wrong.contains(where: mistake.rules.contains), "\(carrier) says \(wrong)")
    let right = spoken(mistake.right)
    #expect(!right.contains(where: mistake.rules.contains), "\(carrier) says \(right)")
  }
}

/// Writes a Secret in the manner of each carrier.
private enum Carrier {
  typealias Made = CarrierTests.Made

  static func files(of made: Made, in carrier: String) -> [Fixture.File] {
    let command = command(made)
    func file(_ path: String, _ text: String) -> [Fixture.File] { [.init(path: path, text: text)] }
    switch carrier {
    case "manifest": return file("secret.yaml", manifest(made, variable: { "${\($0)}" }))
    case "kustomize": return file("kustomization.yaml", kustomization(made))
    case "ExternalSecret": return file("external.yaml", external(made))
    case "Helm":
      return [
        .init(path: "chart/Chart.yaml", text: "apiVersion: v2\nname: shop\nversion: 0.1.0\n"),
        .init(
          path: "chart/templates/secret.yaml",
          text: "{{- if .Values.enabled }}\n"
            + manifest(made, variable: { "{{ .Values.\($0.lowercased()) }}" }) + "{{- end }}\n"),
      ]
    case "pipeline":
      return file(".gitlab-ci.yml", "deploy:\n  script:\n    - |\n" + indented(command, 6))
    case "alias":
      return file(
        ".gitlab-ci.yml",
        ".make: &make |\n" + indented(command, 2) + "deploy:\n  script:\n    - *make\n")
    case "script": return file("deploy.sh", "#!/bin/sh\n" + command)
    case "function": return file("deploy.sh", "#!/bin/sh\nmake() {\n\(command)}\nmake\n")
    case "workflow":
      return file(
        ".github/workflows/deploy.yml",
        "on: push\njobs:\n  deploy:\n    steps:\n      - run: |\n" + indented(command, 10))
    case "action":
      return file(
        "action.yml",
        "name: x\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: |\n"
          + indented(command, 8))
    case "Makefile":
      let lines = command.replacing("$", with: "$$").split(separator: "\n").map { "\t" + $0 + "\n" }
      return file("Makefile", "deploy:\n" + lines.joined())
    case "arguments":
      return file(
        "job.yaml", job("command: [sh, -c]\n      args:\n        - |\n" + indented(command, 10)))
    case "argv": return file("job.yaml", argv(made))
    case "Terraform": return file("main.tf", terraform(made))
    case "Tekton":
      return file(
        "task.yaml",
        "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec:\n  steps:\n"
          + "    - name: s\n      image: harbor.acme-shop.dev/kubectl:1\n      script: |\n"
          + indented(command, 8))
    default:
      let text = manifest(made, variable: { "$\($0)" })
      return file("deploy.sh", "#!/bin/sh\nkubectl apply -f - <<EOF\n\(text)EOF\n")
    }
  }

  private static func indented(_ text: String, _ count: Int) -> String {
    text.split(separator: "\n").map { String(repeating: " ", count: count) + $0 + "\n" }.joined()
  }

  private static func job(_ container: String) -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata: {name: deploy}
    spec:
      containers:
        - name: deploy
          image: harbor.acme-shop.dev/kubectl:1
          \(container)
    """.replacing("\n          command", with: "\n      command")
      .replacing("    - name: deploy\n          image", with: "    - name: deploy\n      image")
  }

  // MARK: Manifests

  private static func value(_ text: String, _ variable: (String) -> String) -> String {
    ["FILE", "PASSWORD"].contains(text) ? variable(text) : text
  }

  private static func config(_ made: Made, _ variable: (String) -> String) -> String {
    let password = variable(made.password ?? "PASSWORD")
    return
      "{\"auths\":{\"\(made.server)\":{\"username\":\"\(made.user)\",\"password\":\"\(password)\"}}}"
  }

  private static func entries(
    _ made: Made, _ variable: (String) -> String
  ) -> [(key: String, value: String)] {
    made.server.isEmpty
      ? made.values.map { ($0.key, value($0.value, variable)) }
      : [(".dockerconfigjson", config(made, variable))]
  }

  private static func type(_ made: Made) -> String {
    made.type.isEmpty ? "kubernetes.io/dockerconfigjson" : made.type
  }

  private static func map(_ name: String, _ pairs: [(key: String, value: String)]) -> String {
    pairs.isEmpty
      ? "" : "  \(name):\n" + pairs.map { "    \($0.key): \"\($0.value)\"\n" }.joined()
  }

  private static func manifest(_ made: Made, variable: (String) -> String) -> String {
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: pull\n" + map("labels", made.labels)
      + map("annotations", made.annotations) + "type: \(type(made))\nstringData:\n"
      + entries(made, variable).map { "  \($0.key): '\($0.value)'\n" }.joined()
  }

  private static func kustomization(_ made: Made) -> String {
    "secretGenerator:\n  - name: pull\n    type: \(type(made))\n    literals:\n"
      + entries(made, { "${\($0)}" }).map { "      - '\($0.key)=\($0.value)'\n" }.joined()
  }

  private static func terraform(_ made: Made) -> String {
    func object(_ name: String, _ pairs: [(key: String, value: String)]) -> String {
      "    \(name) = {\n" + pairs.map { "      \"\($0.key)\" = \"\($0.value)\"\n" }.joined()
        + "    }\n"
    }
    let config =
      "jsonencode({ auths = { \"\(made.server)\" = {\n"
      + "      username = \"\(made.user)\", password = var.password } } })"
    let data =
      made.server.isEmpty
      ? made.values.map {
        "    \"\($0.key)\" = \(value($0.value, { _ in "var.password" }) == "var.password" ? "var.password" : "\"\($0.value)\"")\n"
      }
      : ["    \".dockerconfigjson\" = \(config)\n"]
    return "resource \"kubernetes_secret_v1\" \"pull\" {\n  metadata {\n    name = \"pull\"\n"
      + object("labels", made.labels) + object("annotations", made.annotations)
      + "  }\n  type = \"\(type(made))\"\n  data = {\n" + data.joined() + "  }\n}\n"
  }

  private static func external(_ made: Made) -> String {
    let metadata = map("labels", made.labels) + map("annotations", made.annotations)
    return
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: pull}\nspec:\n"
      + "  secretStoreRef: {name: vault, kind: ClusterSecretStore}\n  target:\n    template:\n"
      + "      type: \(type(made))\n"
      + (metadata.isEmpty ? "" : "      metadata:\n" + indented(metadata, 6)) + "      data:\n"
      + entries(made, { "{{ .\($0.lowercased()) | toJson }}" }).map {
        "        \($0.key): '\($0.value.replacing("\"{{", with: "{{").replacing("}}\"", with: "}}"))'\n"
      }.joined()
  }

  // MARK: Commands

  private static func words(_ made: Made) -> [String] {
    guard made.server.isEmpty else {
      return [
        "kubectl", "create", "secret", "docker-registry", "pull",
        "--docker-server=\(made.server)", "--docker-username=\"\(made.user)\"",
        "--docker-password=\"$\(made.password ?? "PASSWORD")\"",
      ]
    }
    return ["kubectl", "create", "secret", "generic", "pull", "--type=\(made.type)"]
      + made.values.map { key, value in
        value == "FILE"
          ? "--from-file=\(key)"
          : "--from-literal=\(key)=\"\(value.replacing("PASSWORD", with: "$PASSWORD"))\""
      }
  }

  private static func command(_ made: Made) -> String {
    let labels = made.labels.map { "kubectl label secret pull \($0.key)=\"\($0.value)\"\n" }
    let annotations = made.annotations.map {
      "kubectl annotate secret pull \($0.key)=\($0.value)\n"
    }
    return words(made).joined(separator: " ") + "\n" + (labels + annotations).joined()
  }

  private static func argv(_ made: Made) -> String {
    func list(_ words: [String]) -> String {
      words.map {
        "'"
          + $0.replacing("\"", with: "")
          .replacing("$PASSWORD", with: "$(PASSWORD)").replacing("$CI_", with: "$(CI_")
          .replacing("CI_JOB_TOKEN", with: "CI_JOB_TOKEN)")
          .replacing("CI_DEPLOY_PASSWORD", with: "CI_DEPLOY_PASSWORD)") + "'"
      }.joined(separator: ", ")
    }
    let extra = (made.labels.map { ("label", $0) } + made.annotations.map { ("annotate", $0) }).map
    {
      ["kubectl", $0.0, "secret", "pull", "\($0.1.key)=\($0.1.value)"]
    }
    let containers = ([words(made)] + extra).enumerated().map { index, words in
      "    - name: c\(index)\n      image: harbor.acme-shop.dev/kubectl:1\n      command: [\(list(words))]\n"
    }
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: deploy}\nspec:\n  containers:\n"
      + containers.joined()
  }
}
