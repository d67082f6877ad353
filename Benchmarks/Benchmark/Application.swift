import Encodings

/// The manifests of one made-up application.
struct Application {
  let name: String
  private let team: String

  private static let words = [
    "api", "web", "cache", "queue", "worker", "auth", "billing", "search", "ledger", "media",
    "mail",
    "report", "ingest", "export", "sync", "gateway", "router", "proxy", "store", "index", "edge",
    "core", "metrics", "audit", "batch", "cron",
  ]

  init(_ index: Int, _ team: String, _ random: inout RandomNumbers) {
    name = "\(random.pick(Self.words))-\(random.pick(Self.words))-\(index)"
    self.team = team
  }

  /// Four documents and more, of one to six kilobytes together.
  func file(isRich: Bool, _ random: inout RandomNumbers) -> String {
    "---\n" + documents(isRich: isRich, &random).joined(separator: "---\n")
  }

  func documents(isRich: Bool, _ random: inout RandomNumbers) -> [String] {
    var documents = [deployment(&random), service, configMap(&random)]
    if isRich {
      documents += [secret(&random), secret(&random), account, role(&random)]
    } else if random.below(20) == 0 {
      documents.append(secret(&random))
    }
    return documents
  }

  private func metadata(_ name: String) -> String {
    """
    metadata:
      name: \(name)
      namespace: \(team)
      labels:
        app.kubernetes.io/name: \(name)
        app.kubernetes.io/part-of: \(team)
        app.kubernetes.io/managed-by: kustomize

    """
  }

  private func deployment(_ random: inout RandomNumbers) -> String {
    "apiVersion: apps/v1\nkind: Deployment\n" + metadata(name)
      + """
      spec:
        replicas: \(random.below(9) + 1)
        selector:
          matchLabels:
            app.kubernetes.io/name: \(name)
        template:
          metadata:
            labels:
              app.kubernetes.io/name: \(name)
          spec:
            serviceAccountName: \(name)
            containers:
              - name: \(name)
                image: registry.example.com/\(team)/\(name):v\(random.below(30)).\(random.below(10))
                args: ["--listen=:8080", "--log-level=info"]
                ports:
                  - name: http
                    containerPort: 8080
                env:
                  - name: LOG_FORMAT
                    value: json
                  - name: DB_PASSWORD
                    valueFrom:
                      secretKeyRef:
                        name: \(name)-db
                        key: password
                resources:
                  requests: {cpu: 100m, memory: 128Mi}

      """
  }

  private var service: String {
    "apiVersion: v1\nkind: Service\n" + metadata(name)
      + """
      spec:
        selector:
          app.kubernetes.io/name: \(name)
        ports:
          - name: http
            port: 80
            targetPort: http

      """
  }

  private func configMap(_ random: inout RandomNumbers) -> String {
    let lines = (0..<(5 + random.below(20))).map { index in
      "  \(random.pick(Self.words).uppercased())_\(index): \"\(random.text(2 + random.below(22)))\"\n"
    }
    return "apiVersion: v1\nkind: ConfigMap\n" + metadata("\(name)-config") + "data:\n"
      + lines.joined()
  }

  private func secret(_ random: inout RandomNumbers) -> String {
    let kind = random.below(4)
    let head = "apiVersion: v1\nkind: Secret\n" + metadata("\(name)-\(kind)")
    switch kind {
    case 0:
      return head + "type: Opaque\ndata:\n  password: \(Self.encoded(random.text(24)))\n"
        + "  token: \(Self.encoded(random.text(40)))\n"
    case 1:
      let login = "{\"username\":\"robot\",\"password\":\"\(random.text(32))\"}"
      let config = Self.encoded("{\"auths\":{\"registry.example.com\":\(login)}}")
      return head + "type: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: \(config)\n"
    case 2:
      return head + "type: kubernetes.io/basic-auth\nstringData:\n  username: admin\n"
        + "  password: \(random.text(20))\n"
    default:
      let certificate = Self.encoded(random.text(900))
      return head + "type: kubernetes.io/tls\ndata:\n  tls.crt: \(certificate)\n"
        + "  tls.key: \(Self.encoded(random.text(600)))\n"
    }
  }

  private static func encoded(_ text: String) -> String { Base64.encode(Array(text.utf8)) }

  private var account: String {
    "apiVersion: v1\nkind: ServiceAccount\n" + metadata(name)
      + "imagePullSecrets:\n  - name: \(name)-1\n"
  }

  private func role(_ random: inout RandomNumbers) -> String {
    let resources = ["pods", "secrets", "configmaps", "deployments", "*"]
    let rules = (0...random.below(4)).map { _ in
      """
        - apiGroups: [""]
          resources: ["\(random.pick(resources))"]
          verbs: [get, \(random.pick(["list", "watch", "create"]))]

      """
    }
    return "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n" + metadata(name) + "rules:\n"
      + rules.joined()
  }

  /// A Pod and the Secret that it names.
  static func pair(_ index: Int, _ random: inout RandomNumbers) -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata: {name: pod-\(index), namespace: team-\(index % 100)}
    spec:
      containers:
        - name: main
          image: registry.example.com/main:v1
          envFrom: [{secretRef: {name: secret-\(index)}}]
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: secret-\(index), namespace: team-\(index % 100)}
    type: Opaque
    stringData: {password: \(random.text(20))}

    """
  }

  /// An object as `kubectl get -o json` writes it into a List.
  static func json(_ index: Int, _ random: inout RandomNumbers) -> String {
    let isSecret = index % 4 == 0
    let value = isSecret ? encoded(random.text(24)) : random.text(24)
    return """
              {
                  "apiVersion": "v1",
                  "kind": "\(isSecret ? "Secret" : "ConfigMap")",
                  "metadata": {
                      "name": "\(random.pick(words))-\(index)",
                      "namespace": "team-\(index % 100)",
                      "labels": {
                          "app.kubernetes.io/name": "\(random.pick(words))"
                      }
                  },
                  "data": {
                      "password": "\(value)",
                      "limit": "\(encoded(random.text(30)))"
                  }
              }
      """
  }
}
