/// A command that makes a Secret: what its flags become. Sources: kubernetes/kubectl
/// `pkg/cmd/create/create_secret*.go`, openshift/oc, kustomize `edit add secret`, flux2
/// `cmd/flux/create_secret_*.go`.
struct SecretCommand: Sendable {
  /// Flags that become a login in a docker config.
  struct Login: Sendable {
    let server: String
    let user: String
    let password: String
    /// The key that holds the config.
    let key: String
    /// The registry where no server is given.
    let defaultServer: String
  }

  let program: String
  /// Positional words in front of the name.
  let verbs: [String]
  /// The type where no flag says another; empty for Opaque.
  var type = ""
  var typeFlag = ""
  var login: Login?
  /// Flags that become the value of one key.
  var values: [String: String] = [:]
  /// Flags that name a file whose content becomes the value of one key.
  var files: [String: String] = [:]
  /// `--from-literal`, `--from-file` and `--from-env-file` are read.
  var takesLiterals = false
  /// A file without a key becomes this one; empty where the file's name is the key.
  var fileKey = ""
  var defaultNamespace: String?
  /// The name that the program makes up; what stands where others have theirs is the value of a key.
  var generated: Generated?

  /// A Secret of which the program chooses the name.
  struct Generated: Sendable {
    /// As a template: it is not known.
    let name: String
    /// The key of what the command is given instead of a name.
    let key: String
    let label: (key: String, value: String)
  }

  private static let kubectlLogin = Login(
    server: "--docker-server", user: "--docker-username", password: "--docker-password",
    key: ".dockerconfigjson", defaultServer: "https://index.docker.io/v1/")

  private static let rows: [SecretCommand] = [
    SecretCommand(
      program: "kubectl", verbs: ["create", "secret", "generic"], typeFlag: "--type",
      takesLiterals: true),
    SecretCommand(
      program: "kubectl", verbs: ["create", "secret", "docker-registry"],
      type: "kubernetes.io/dockerconfigjson", login: kubectlLogin, takesLiterals: true,
      fileKey: ".dockerconfigjson"),
    SecretCommand(
      program: "kubectl", verbs: ["create", "secret", "tls"], type: "kubernetes.io/tls",
      files: ["--cert": "tls.crt", "--key": "tls.key"]),
    SecretCommand(
      program: "kubectl", verbs: ["secrets", "new-dockercfg"], type: "kubernetes.io/dockercfg",
      login: Login(
        server: "--docker-server", user: "--docker-username", password: "--docker-password",
        key: ".dockercfg", defaultServer: "https://index.docker.io/v1/")),
    SecretCommand(
      program: "kubectl", verbs: ["secrets", "new-basicauth"], type: "kubernetes.io/basic-auth",
      values: ["--username": "username", "--password": "password"]),
    SecretCommand(
      program: "kubectl", verbs: ["secrets", "new-sshauth"], type: "kubernetes.io/ssh-auth",
      files: ["--ssh-privatekey": "ssh-privatekey"]),
    SecretCommand(
      program: "kustomize", verbs: ["edit", "add", "secret"], typeFlag: "--type",
      takesLiterals: true),
    SecretCommand(
      program: "flux", verbs: ["create", "secret", "oci"], type: "kubernetes.io/dockerconfigjson",
      login: Login(
        server: "--url", user: "--username", password: "--password", key: ".dockerconfigjson",
        defaultServer: ""), defaultNamespace: "flux-system"),
    SecretCommand(
      program: "flux", verbs: ["create", "secret", "helm"],
      values: ["--username": "username", "--password": "password"],
      files: ["--ca-crt-file": "ca.crt"],
      defaultNamespace: "flux-system"),
    SecretCommand(
      program: "flux", verbs: ["create", "secret", "tls"],
      files: ["--tls-crt-file": "tls.crt", "--tls-key-file": "tls.key", "--ca-crt-file": "ca.crt"],
      defaultNamespace: "flux-system"),
    SecretCommand(
      program: "argocd", verbs: ["repo", "add"],
      values: ["--username": "username", "--password": "password", "--type": "type"],
      files: ["--ssh-private-key-path": "sshPrivateKey"],
      generated: Generated(
        name: "repo-$(hash)", key: "url",
        label: ("argocd.argoproj.io/secret-type", "repository"))),
    SecretCommand(
      program: "argocd", verbs: ["repocreds", "add"],
      values: ["--username": "username", "--password": "password"],
      files: ["--ssh-private-key-path": "sshPrivateKey"],
      generated: Generated(
        name: "creds-$(hash)", key: "url",
        label: ("argocd.argoproj.io/secret-type", "repo-creds"))),
    SecretCommand(
      program: "flux", verbs: ["create", "secret", "git"],
      values: [
        "--username": "username", "--password": "password", "--bearer-token": "bearerToken",
      ],
      files: ["--private-key-file": "identity", "--ca-crt-file": "ca.crt"],
      defaultNamespace: "flux-system"),
  ]

  private static let byProgram = Dictionary(grouping: rows, by: \.program)

  /// The row of a command with its positional words.
  static func of(_ program: String, _ verbs: [String]) -> SecretCommand? {
    byProgram[program]?.first { verbs.count > $0.verbs.count && verbs.starts(with: $0.verbs) }
  }
}
