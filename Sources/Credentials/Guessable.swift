/// Passwords that somebody who knows the product, or nothing at all, would try first.
package enum Guessable {
  /// - Parameter user: the name that it is for; empty for none.
  package static func matches(_ password: String, user: String = "") -> Bool {
    guard (1...40).contains(password.utf8.count), !Placeholder.isTemplate(password) else {
      return false
    }
    let lowered = password.lowercased()
    if defaults.contains(lowered) || (!user.isEmpty && lowered == user.lowercased()) { return true }
    // `Password1`, `admin123` and `changeme!` are no better.
    let word = lowered.prefix { $0.isLetter }
    let rest = lowered.dropFirst(word.count)
    if roots.contains(String(word)), rest.utf8.count <= 4,
      rest.allSatisfy({ $0.isNumber || "!@#$.?_-".contains($0) })
    {
      return true
    }
    return isMadeOfRoots(lowered)
  }

  /// `minioadmin123` and `grafana-admin-2023`: two or three such words, and a number behind them.
  private static func isMadeOfRoots(_ password: String) -> Bool {
    var rest = password[...]
    while let last = rest.last, last.isNumber || "!@#$.?".contains(last) { rest.removeLast() }
    guard password.utf8.count - rest.utf8.count <= 5 else { return false }
    var words = 0
    while !rest.isEmpty, words < 4 {
      if let first = rest.first, "-_.".contains(first) {
        rest.removeFirst()
        continue
      }
      guard
        let root = roots.filter({ rest.hasPrefix($0) }).max(by: { $0.utf8.count < $1.utf8.count })
      else { return false }
      rest.removeFirst(root.count)
      words += 1
    }
    return rest.isEmpty && (2...3).contains(words)
  }

  /// What vendors' images, charts and manuals set, and the commonest of all lists.
  private static let defaults: Set<String> = [
    "changeit", "storepass", "keypass", "keystore", "truststore", "wso2carbon", "webas",
    "notasecret",
    "change-me", "change_me", "harbor12345", "minioadmin", "minio123", "openshiftca",
    "prom-operator", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "111111",
    "000000", "qwerty", "qwerty123", "abc123", "letmein", "iloveyou", "monkey", "dragon", "welcome",
    "p@ssw0rd", "passw0rd", "p@ssword", "pa55word", "pa$$word", "hunter2", "s3cret", "s3cr3t",
    "cassandra", "elastic", "rabbitmq", "bitnami", "nexus", "sonar", "keycloak", "airflow",
    "my-secret-pw", "mysecretpassword", "supersecret", "topsecret", "superset", "wordpress",
    "strapi", "hasura", "redmine", "calvin", "vagrant", "toor", "raspberry", "ubnt", "default",
    "trustno1", "sunshine", "princess", "football", "masterkey", "sa", "oracle", "tiger", "manager",
  ]

  private static let roots: Set<String> = [
    "password", "passwd", "pass", "admin", "administrator", "root", "test", "guest", "user",
    "changeme", "secret", "postgres", "mysql", "mariadb", "redis", "mongo", "mongodb", "welcome",
    "qwerty", "demo", "default", "testing", "keycloak", "harbor", "vault", "rabbitmq", "elastic",
    "argocd", "nexus", "sonar", "airflow", "superset", "dev", "prod", "foo", "bar", "foobar",
    "kafka", "grafana", "minio", "jenkins",
    "summer", "winter", "spring", "autumn",
  ]
}
