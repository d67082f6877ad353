import Manifests
import Testing
import YAMLTree

/// Objects that Terraform makes.
@Suite struct TerraformTests {
  private func resources(_ text: String) -> [Resource] {
    let source = SourceFile(path: "main.tf", bytes: Array(text.utf8))
    return ManifestReader.read(InputFile(source: source)).resources
  }

  private func secret(_ body: String) throws -> Node {
    try #require(
      resources("resource \"kubernetes_secret\" \"a\" {\n\(body)\n}\n").first?.body)
  }

  @Test func valuesAreReadAsFarAsTheyAreWritten() throws {
    let body = try secret(
      """
        metadata {
          name      = "pull-${var.stage}" # a remark
          namespace = kubernetes_namespace.shop.metadata[0].name
          labels = { team = "shop", "acme.dev/tier" : "gold" }
        }
        /* none */
        type = "kubernetes.io/dockerconfigjson"
        data = {
          plain   = "a\\"b\\\\c"
          count   = 3
          encoded = base64encode("shop:bot")
          open    = base64encode("shop:${var.token}")
          call    = lookup(var.a, "b", "c")
          choice  = var.a ? "x" : "y"
          trimmed = trimspace("x")
          text    = <<-EOT
            one
          EOT
          last    = "z"
        }
      """)
    func text(_ path: String...) -> String? {
      path.reduce(Optional(body)) { $0?[$1] }?.text
    }
    #expect(text("metadata", "name") == "pull-${var.stage}")
    #expect(text("metadata", "namespace") == "${kubernetes_namespace.shop.metadata[0].name}")
    #expect(text("metadata", "labels", "team") == "shop")
    #expect(text("metadata", "labels", "acme.dev/tier") == "gold")
    #expect(text("type") == "kubernetes.io/dockerconfigjson")
    #expect(text("stringData", "plain") == "a\"b\\c")
    #expect(text("stringData", "count") == "3")
    #expect(text("stringData", "encoded") == "c2hvcDpib3Q=")
    for key in ["open", "call", "choice"] {
      #expect(text("stringData", key)?.hasPrefix("${") == true, "\(key)")
    }
    #expect(text("stringData", "trimmed") == "x")
    #expect(text("stringData", "text")?.contains("one") == true)
    #expect(text("stringData", "last") == "z")
  }

  @Test func jsonIsReadInside() throws {
    let body = try secret(
      """
        metadata { name = "pull" }
        data = { ".dockerconfigjson" = jsonencode({ auths = { (var.host) = {}, "ghcr.io" = { auth = "" } } }) }
      """)
    // A key that is computed leaves the object unread, and not the file.
    #expect(body.at("stringData", ".dockerconfigjson")?.text.hasPrefix("${jsonencode") == true)
    let plain = try secret(
      "  data = { x = jsonencode({ auths = { \"ghcr.io\" = { auth = \"\" } } }) }")
    #expect(plain.at("stringData", "x", "auths", "ghcr.io", "auth")?.text == "")
  }

  @Test func accountsAndManifestsAreMade() {
    let made = resources(
      """
      resource "kubernetes_service_account_v1" "a" {
        metadata {
          name = "builder"
        }
        image_pull_secret {
          name = "pull"
        }
        secret { name = "git" }
      }
      resource "kubernetes_manifest" "m" {
        manifest = { apiVersion = "v1", kind = "Secret", metadata = { name = "m" } }
      }
      data "kubernetes_secret" "read" {
        metadata { name = "read" }
      }
      """)
    #expect(made.map(\.described) == ["ServiceAccount 'builder'", "Secret 'm'"])
    #expect(made[0].namespace == "default")
    #expect(made[0].body["imagePullSecrets"]?.elements.first?["name"]?.text == "pull")
    #expect(made[0].body["secrets"]?.elements.first?["name"]?.text == "git")
  }

  /// Whatever the bytes, it ends, and what follows is read.
  @Test func brokenTextCostsItself() {
    let good = "\nresource \"kubernetes_secret\" \"b\" {\n  metadata { name = \"b\" }\n}\n"
    for broken in [
      "a = \"open\n", "= = =", "x { y = <<EOT\nno end", "x = [1, 2", "x = { a = ", "/* no end",
      "x = \"${ no end", "}\n}\n", String(repeating: "a = [", count: 5_000),
      String(repeating: "a {\n", count: 5_000), "\"kubernetes_", "x = f(",
    ] {
      _ = resources(broken + good)
      _ = resources(good + broken)
    }
    #expect(resources("x = \"open\n" + good).map(\.name) == ["b"])
    #expect(resources(good + "x = { a = ").map(\.name) == ["b"])
  }
}
