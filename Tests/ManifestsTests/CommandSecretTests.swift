import Manifests
import Testing
import YAMLTree

/// Secrets and accounts that commands make.
@Suite struct CommandSecretTests {
  private func content(_ text: String, _ path: String = "deploy.sh") -> FileContent {
    ManifestReader.read(InputFile(source: SourceFile(path: path, bytes: Array(text.utf8))))
  }

  private func secrets(_ text: String, _ path: String = "deploy.sh") -> [Secret] {
    content(text, path).resources.flatMap(SecretReader.secrets)
  }

  struct Case: Sendable {
    let command: String
    let name: String
    var namespace: String?
    var type = ""
    var keys: [String] = []
    var isClosed = true
  }

  @Test(arguments: [
    Case(
      command: "kubectl create secret docker-registry a -n shop --docker-server=x.io",
      name: "a", namespace: "shop", type: "kubernetes.io/dockerconfigjson",
      keys: [".dockerconfigjson"]),
    Case(
      command: "kubectl -n shop create secret generic a --from-literal=k=v --from-literal k2=v=w",
      name: "a", namespace: "shop", keys: ["k", "k2"]),
    Case(
      command: "oc create secret generic a --from-file=x.txt,k=y", name: "a", keys: ["x.txt", "k"]),
    // A folder becomes as many keys as it has files.
    Case(command: "oc create secret generic a --from-file=certs", name: "a", isClosed: false),
    Case(
      command: "kubectl create secret generic a --from-env-file=.env", name: "a", isClosed: false),
    Case(
      command: "kubectl create secret tls a --cert=c.pem --key=k.pem", name: "a",
      type: "kubernetes.io/tls", keys: ["tls.crt", "tls.key"]),
    // --docker-* are ignored beside --from-file.
    Case(
      command: "kubectl create secret docker-registry a --from-file=c.json --docker-server=x.io",
      name: "a", type: "kubernetes.io/dockerconfigjson", keys: [".dockerconfigjson"]),
    Case(
      command: "oc secrets new-dockercfg a --docker-server=x.io --docker-username=u", name: "a",
      type: "kubernetes.io/dockercfg", keys: [".dockercfg"]),
    Case(
      command: "kustomize edit add secret a --from-literal=k=v --type=kubernetes.io/basic-auth",
      name: "a", type: "kubernetes.io/basic-auth", keys: ["k"]),
    Case(
      command: "flux create secret git a --url=https://x.io --username=u --password=$P", name: "a",
      namespace: "flux-system", keys: ["password", "username"]),
    Case(
      command: "flux create secret oci a --url=x.io --username=u --password=$P", name: "a",
      namespace: "flux-system", type: "kubernetes.io/dockerconfigjson", keys: [".dockerconfigjson"]),
    Case(
      command:
        "NAME=a; TYPE=kubernetes.io/tls; kubectl create secret generic $NAME --type=\"$TYPE\"",
      name: "a", type: "kubernetes.io/tls"),
  ])
  func commandsMakeSecrets(_ made: Case) throws {
    let secret = try #require(secrets(made.command).first)
    #expect(secret.name == made.name)
    #expect(secret.namespace == made.namespace)
    #expect(secret.type == made.type)
    #expect(secret.entries.map(\.key) == made.keys)
    #expect(secret.hasClosedKeys == made.isClosed)
    #expect(secret.origin == .command)
  }

  @Test(arguments: [
    "kubectl create configmap a --from-literal=k=v", "kubectl patch secret a -p '{}'",
    "kubectl create secret docker-registry a --docker-server = x.io",
    "kubectl create secret generic",
    "kubectl get secret a", "echo kubectl create secret generic a",
  ])
  func othersMakeNone(_ command: String) {
    #expect(secrets(command).isEmpty)
  }

  @Test(arguments: [
    ("kubectl patch secret a -p '{\"stringData\":{}}'", "a"),
    ("kubectl patch -n shop secret/a --patch '{\"data\":{}}'", "a"),
    ("kubectl patch secrets a -p \"$PATCH\"", "a"), ("oc set data secret/a k=v", "a"),
    ("kubectl patch secret a -p '{\"metadata\":{\"labels\":{}}}'", nil),
    ("oc set data configmap/a k=v", nil), ("kubectl patch configmap a -p '{\"data\":{}}'", nil),
    ("kubectl create configmap a --from-literal=k=v", nil), ("kubectl get secret a", nil),
  ])
  func somethingElseChangesThem(_ text: String, _ name: String?) {
    #expect(content(text).commands.map(\.changedSecret) == [name])
  }

  /// Each value stands where it is written, in every carrier.
  @Test(arguments: [
    ("deploy.sh", "kubectl create secret docker-registry a --docker-server=hub.docker.com"),
    ("deploy.sh", "S=hub.docker.com\nkubectl create secret docker-registry a --docker-server=$S"),
    (
      ".gitlab-ci.yml",
      "d:\n  script:\n    - 'kubectl create secret docker-registry a --docker-server=hub.docker.com'"
    ),
    (
      ".gitlab-ci.yml",
      "variables:\n  S: \"hub.docker.com\"\nd:\n  script:\n    - kubectl create secret docker-registry a --docker-server=$S"
    ),
    (
      "Makefile",
      "d:\n\t@kubectl create secret docker-registry a \\\n\t  --docker-server=hub.docker.com"
    ),
    (
      "Makefile",
      "S ?= hub.docker.com # the hub\nd:\n\tkubectl create secret docker-registry a --docker-server='$(S)'"
    ),
    (
      "job.yaml",
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - {name: c, image: i, command: [kubectl, create, secret, docker-registry, a, \"--docker-server=hub.docker.com\"]}"
    ),
  ])
  func valuesStandWhereTheyAreWritten(_ path: String, _ text: String) throws {
    let config = try #require(secrets(text, path).first?.dockerConfigs.first)
    let login = try #require(config.logins.first)
    #expect(login.registry == "hub.docker.com")
    let place = login.keyNode.place
    #expect(place.file.text(place.range).contains("hub.docker.com"))
    #expect(place.range.count <= "hub.docker.com".utf8.count + 2)
  }

  @Test func whatAVariableHoldsIsKnownOnlyIfItIsGivenOnce() throws {
    let twice =
      "S=a.io\nif x; then S=b.io; fi\nkubectl create secret docker-registry a --docker-server=$S"
    #expect(secrets(twice).first?.dockerConfigs.first?.logins.first?.registry == "${S}")
    let used = "S=a.io\nkubectl create secret docker-registry a --docker-server=https://$S/x"
    #expect(secrets(used).first?.dockerConfigs.first?.logins.first?.registry == "https://a.io/x")
  }

  @Test func laterCommandsChangeWhatIsMade() throws {
    let text = """
      kubectl create secret generic a -n x --from-literal=k=v
      kubectl label secret a -n x team=shop
      kubectl annotate secret a -n x note="two words" tekton.dev/git-0=https://github.com
      kubectl label secret a -n other team=cart
      """
    let secret = try #require(secrets(text).first)
    #expect(secret.label("team")?.text == "shop")
    #expect(secret.annotation("note")?.text == "two words")
    #expect(secret.annotation("tekton.dev/git-0")?.text == "https://github.com")
  }

  @Test(arguments: [
    ("oc secrets link default a --for=pull -n x", ["a"], [String]()),
    ("oc secrets link default a b", [], ["a", "b"]),
    ("oc secrets link default secrets/a --for=pull,mount", ["a"], ["a"]),
    ("kubectl patch sa default -p '{\"imagePullSecrets\":[{\"name\":\"a\"}]}'", ["a"], []),
    ("kubectl patch serviceaccount/default -p '{\"secrets\":[{\"name\":\"a\"}]}'", [], ["a"]),
    ("kubectl patch deployment default -p '{\"imagePullSecrets\":[{\"name\":\"a\"}]}'", [], []),
  ])
  func accountsAreChanged(_ command: String, _ pulled: [String], _ mounted: [String]) {
    let accounts = content(command).resources.filter { $0.role == .serviceAccount }
    let lists = accounts.map(ServiceAccount.init)
    #expect(lists.flatMap(\.pullSecrets).map(\.name) == pulled)
    #expect(lists.flatMap(\.secrets).map(\.name) == mounted)
  }

  @Test func heredocsAreManifests() throws {
    let text = """
      kubectl apply -f - <<EOF
      apiVersion: v1
      kind: Secret
      metadata:
        name: $NAME-pull
        namespace: "shop"
      stringData:
        user: a\\$b
        token: $(cat "x: y")
      EOF
      cat <<'EOF' > s.yaml
      kind: Secret
      apiVersion: v1
      metadata: {name: $literal}
      EOF
      """
    let found = secrets(text)
    #expect(found.map(\.name) == ["${NAME}-pull", "$literal"])
    #expect(found.first?.entry("user")?.text == "a$b")
    #expect(found.first?.entry("token")?.isPlaceholder == true)
    let place = try #require(found.first?.resource.metadata?["namespace"]).place
    #expect(place.file.text(place.range) == "\"shop\"")
  }

  @Test(arguments: [
    ("0 */6 * * *", 360), ("*/30 * * * *", 30), ("0 3 * * *", 1_440), ("0 3,15 * * *", 720),
    ("0 8-20/4 * * *", 720), ("@daily", 1_440), ("@every 90m", 90), ("0 3 * * 1", 10_080),
    ("TZ=UTC 0 3 * * *", 1_440), ("0 0 */2 * *", 2_880),
  ])
  func schedulesHaveTheirLongestGap(_ text: String, _ minutes: Int) throws {
    let file = ParsedFile(yaml: SourceFile(path: "x", bytes: Array("'\(text)'".utf8)))
    #expect(Schedule(try #require(file.documents.first?.root)).minutes == minutes)
  }

  @Test(arguments: ["", "* * *", "x y z a b", "0 99 * * *", "@reboot"])
  func whatIsNoScheduleHasNone(_ text: String) throws {
    let file = ParsedFile(yaml: SourceFile(path: "x", bytes: Array("'\(text)'".utf8)))
    #expect(Schedule(try #require(file.documents.first?.root)).minutes == nil)
  }
}
