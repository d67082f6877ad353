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
    return roots.contains(String(word)) && rest.utf8.count <= 4
      && rest.allSatisfy { $0.isNumber || "!@#$.?_-".contains($0) }
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
    "qwerty", "demo", "default", "foo", "bar", "foobar", "kafka", "grafana", "minio", "jenkins",
    "summer", "winter", "spring", "autumn",
  ]
}
