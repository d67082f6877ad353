/// What consumers want, by what they do with it.
extension SecretNeed {
  static let pair = SecretNeed("tls.crt and tls.key", keys: [["tls.crt", "tls.key"]])
  static let login = SecretNeed("username and password", keys: [["username", "password"]])
  static let docker = SecretNeed(
    "a docker config", keys: [],
    types: ["kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"])
  static let dockerJSON = SecretNeed(
    "a docker config", keys: [], types: ["kubernetes.io/dockerconfigjson"])
  static let authority = SecretNeed("ca.crt", keys: [["ca.crt"]])

  static func key(_ name: String) -> SecretNeed { SecretNeed("the key \(name)", keys: [[name]]) }
}
