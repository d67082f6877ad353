/// Flags that are a password's for one program and something else for another.
package enum LoginFlags {
  private struct Row {
    /// Flags whose next word is a password.
    var passwords: Set<String> = []
    /// Flags whose next word is `user:password`.
    var logins: Set<String> = []
  }

  private static let rows: [String: Row] = [
    "curl": Row(logins: ["-u", "--user", "--proxy-user"]),
    "wget": Row(passwords: ["--password", "--http-password"]),
    "http": Row(logins: ["-a", "--auth"]), "ab": Row(logins: ["-A"]),
    "sqlcmd": Row(passwords: ["-P"]), "sshpass": Row(passwords: ["-p"]),
    "redis-cli": Row(passwords: ["-a", "--pass"]), "mongo": Row(passwords: ["-p"]),
    "mongosh": Row(passwords: ["-p"]), "ldapsearch": Row(passwords: ["-w"]),
    "ldapadd": Row(passwords: ["-w"]), "mosquitto_pub": Row(passwords: ["-P"]),
    "az": Row(passwords: ["-p"]), "oras": Row(passwords: ["-p"]), "vault": Row(),
    "docker": Row(logins: ["--creds", "--src-creds", "--dest-creds"]),
    "rabbitmqadmin": Row(passwords: ["-p"]), "cypher-shell": Row(passwords: ["-p"]),
    "keytool": Row(passwords: ["-storepass", "-keypass"]),
    "openssl": Row(passwords: ["-passin", "-passout"]),
  ]

  /// Programs of MySQL take the password behind `-p` in the same word.
  private static let attached: Set<String> = ["mysql", "mysqldump", "mysqladmin", "mariadb"]

  /// The password in a word; nil where the word is something else.
  ///
  /// - Parameters:
  ///   - program: without its folder, and by the name of what it is like.
  ///   - flag: the word in front; empty if it is none.
  package static func password(_ program: String, flag: String, _ word: String) -> String? {
    if attached.contains(program), word.hasPrefix("-p"), word.utf8.count > 2 {
      return String(word.dropFirst(2))
    }
    guard let row = rows[program] else { return nil }
    if row.passwords.contains(flag) {
      return word.hasPrefix("pass:") ? String(word.dropFirst(5)) : word
    }
    guard row.logins.contains(flag), let colon = word.firstIndex(of: ":") else { return nil }
    return String(word[word.index(after: colon)...])
  }
}
