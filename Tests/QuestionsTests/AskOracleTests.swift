import Questions
import Testing

/// The graph against a closure that is computed rule by rule, over worlds that are made up.
@Suite struct AskOracleTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  private enum Right: String, CaseIterable {
    case get = "secrets get", exec = "pods/exec create", mint = "serviceaccounts/token create"
    case act = "serviceaccounts impersonate", pods = "pods create", none = "configmaps get"
  }

  private struct Grant {
    let subject: String
    /// Nil for the whole cluster.
    let namespace: String?
    let right: Right
    let name: String?
  }

  /// Accounts, Secrets and workloads of a few namespaces, and who was given what.
  private struct World {
    let namespaces = (0..<6).map { "n\($0)" }
    var secrets: [String] = []
    var accounts: [String] = []
    /// Name, the account that it runs as, and the Secret that it mounts.
    var workloads: [(name: String, account: String, secret: String)] = []
    var grants: [Grant] = []

    init(seed: UInt64) {
      var random = Random(state: seed)
      for namespace in namespaces {
        secrets += (0..<4).map { "\(namespace)/s\($0)" }
        accounts += (0..<33).map { "\(namespace)/a\($0)" }
        for index in 0..<3 {
          let account = "\(namespace)/a\(Int.random(in: 0..<33, using: &random))"
          let secret = "\(namespace)/s\(Int.random(in: 0..<4, using: &random))"
          workloads.append(("\(namespace)/w\(index)", account, secret))
        }
      }
      for index in 0..<90 {
        let namespace =
          Int.random(in: 0..<12, using: &random) == 0
          ? nil : namespaces.randomElement(using: &random)
        let subject =
          index % 3 == 0
          ? "u\(Int.random(in: 0..<20, using: &random))"
          : accounts.randomElement(using: &random) ?? ""
        let right = Right.allCases.randomElement(using: &random) ?? .none
        let isNamed = Bool.random(using: &random)
        let name: String? =
          switch right {
          case .get where isNamed: "s\(Int.random(in: 0..<4, using: &random))"
          case .mint where isNamed, .act where isNamed: "a\(Int.random(in: 0..<33, using: &random))"
          default: nil
          }
        grants.append(Grant(subject: subject, namespace: namespace, right: right, name: name))
      }
    }

    // MARK: As files

    var yaml: String {
      func split(_ text: String) -> (String, String) {
        let parts = text.split(separator: "/").map(String.init)
        return (parts[0], parts[1])
      }
      var documents = secrets.map { secret in
        let (namespace, name) = split(secret)
        return
          "apiVersion: v1\nkind: Secret\nmetadata: {name: \(name), namespace: \(namespace)}\ndata: {}\n"
      }
      documents += accounts.map { account in
        let (namespace, name) = split(account)
        return
          "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: \(name), namespace: \(namespace)}\n"
      }
      documents += workloads.map { workload in
        let (namespace, name) = split(workload.name)
        return
          "apiVersion: v1\nkind: Pod\nmetadata: {name: \(name), namespace: \(namespace)}\nspec:\n"
          + "  serviceAccountName: \(split(workload.account).1)\n"
          + "  containers: [{name: c, image: x, envFrom: [{secretRef: {name: \(split(workload.secret).1)}}]}]\n"
      }
      documents += grants.enumerated().flatMap { index, grant in
        let words = grant.right.rawValue.split(separator: " ")
        let names = grant.name.map { ", resourceNames: [\($0)]" } ?? ""
        let place = grant.namespace.map { ", namespace: \($0)" } ?? ""
        let subject =
          grant.subject.contains("/")
          ? "{kind: ServiceAccount, namespace: \(split(grant.subject).0), name: \(split(grant.subject).1)}"
          : "{kind: User, name: \(grant.subject)}"
        let kind = grant.namespace == nil ? "Cluster" : ""
        let api = "apiVersion: rbac.authorization.k8s.io/v1\n"
        return [
          api + "kind: \(kind)Role\nmetadata: {name: r\(index)\(place)}\n"
            + "rules: [{apiGroups: [''], resources: ['\(words[0])'], verbs: ['\(words[1])']\(names)}]\n",
          api + "kind: \(kind)RoleBinding\nmetadata: {name: r\(index)\(place)}\n"
            + "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: \(kind)Role, name: r\(index)}\n"
            + "subjects: [\(subject)]\n",
        ]
      }
      return documents.joined(separator: "---\n")
    }

    // MARK: As a closure

    /// Whoever comes to the Secret, one rule after the other until nothing is added.
    func readers(of secret: String) -> Set<String> {
      let namespace = String(secret.split(separator: "/")[0])
      let name = String(secret.split(separator: "/")[1])
      func covers(_ grant: Grant, _ other: String) -> Bool {
        grant.namespace == nil || grant.namespace == String(other.split(separator: "/")[0])
      }
      func isNamed(_ grant: Grant, _ other: String) -> Bool {
        grant.name == nil || other.hasSuffix("/" + (grant.name ?? ""))
      }
      var readers: Set<String> = Set(workloads.filter { $0.secret == secret }.map(\.name))
      while true {
        var next = readers
        for workload in workloads where readers.contains(workload.account) {
          next.insert(workload.name)
        }
        for grant in grants {
          let gains =
            switch grant.right {
            case .get:
              (grant.namespace ?? namespace) == namespace && (grant.name ?? name) == name
            case .exec: workloads.contains { covers(grant, $0.name) && readers.contains($0.name) }
            // Some account of the cluster may do everything.
            case .act where grant.namespace == nil && grant.name == nil: true
            case .mint, .act:
              accounts.contains { covers(grant, $0) && isNamed(grant, $0) && readers.contains($0) }
            case .pods:
              (grant.namespace ?? namespace) == namespace
                || accounts.contains { covers(grant, $0) && readers.contains($0) }
            case .none: false
            }
          if gains { next.insert(grant.subject) }
        }
        if next == readers { return readers }
        readers = next
      }
    }
  }

  @Test(arguments: [11, 12, 13, 14, 15, 16] as [UInt64])
  func everybodyIsFound(_ seed: UInt64) throws {
    let world = World(seed: seed)
    #expect(world.accounts.count == 198)
    let access = AccessQuestions(AskTests.world(world.yaml))
    for secret in world.secrets {
      let expected = Set(
        world.readers(of: secret).map { name in
          if !name.contains("/") { return "User/\(name)" }
          return (name.contains("/w") ? "Pod/" : "ServiceAccount/") + name
        })
      let found = try access.everybody(reading: "Secret/\(secret)")
      #expect(found.symmetricDifference(expected).sorted() == [], "\(seed) \(secret)")
    }
  }
}
