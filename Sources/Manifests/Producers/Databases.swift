/// Operators of databases, brokers and clusters, which derive names from their objects' own.
extension Producer {
  static let databases: [Producer] = postgres + brokers

  private static let postgres: [Producer] =
    ["app", "superuser", "ca", "server", "replication"].map {
      // cloudnative-pg `api/v1/cluster_funcs.go`
      derived("postgresql.cnpg.io", "Cluster", "{own}-\($0)")
    } + [
      // CrunchyData/postgres-operator `internal/naming/names.go`
      Producer(
        group: "postgres-operator.crunchydata.com", kind: "PostgresCluster", parts: "spec.users",
        name: ["name"], form: "{own}-pguser-{name}"),
      Producer(
        group: "postgres-operator.crunchydata.com", kind: "PostgresCluster",
        name: ["metadata.name"], form: "{own}-pguser-{own}", conditions: [.absent("spec.users")]),
      derived("postgres-operator.crunchydata.com", "PostgresCluster", "{own}-cluster-cert"),
      // zalando/postgres-operator `pkg/cluster/util.go`
      Producer(
        group: "acid.zalan.do", kind: "postgresql", parts: "spec.users", isNamedByKey: true,
        name: [], form: "{name}.{own}.credentials.postgresql.acid.zalan.do",
        keys: [.fixed(["username", "password"])], closed: []),
      Producer(
        group: "acid.zalan.do", kind: "postgresql", name: ["metadata.name"],
        form: "postgres.{own}.credentials.postgresql.acid.zalan.do",
        keys: [.fixed(["username", "password"])], closed: []),
      // percona/percona-xtradb-cluster-operator `pkg/apis/pxc/v1/pxc_types.go`
      Producer(
        group: "pxc.percona.com", kind: "PerconaXtraDBCluster", name: ["spec.secretsName"]),
      Producer(
        group: "pxc.percona.com", kind: "PerconaXtraDBCluster", name: ["metadata.name"],
        form: "{own}-secrets", conditions: [.absent("spec.secretsName")]),
      derived("pxc.percona.com", "PerconaXtraDBCluster", "{own}-ssl"),
    ]

  private static let brokers: [Producer] = [
    // strimzi/strimzi-kafka-operator `KafkaUserModel`, `KafkaResources`
    derived("kafka.strimzi.io", "KafkaUser", "{own}"),
    derived("kafka.strimzi.io", "Kafka", "{own}-cluster-ca-cert"),
    derived("kafka.strimzi.io", "Kafka", "{own}-clients-ca-cert"),
    derived("rabbitmq.com", "RabbitmqCluster", "{own}-default-user"),
    // elastic/cloud-on-k8s `pkg/controller/elasticsearch/user`
    derived("elasticsearch.k8s.elastic.co", "Elasticsearch", "{own}-es-elastic-user"),
    derived("elasticsearch.k8s.elastic.co", "Elasticsearch", "{own}-es-http-certs-public"),
    // kubernetes-sigs/cluster-api `util/secret/consts.go`
    derived("cluster.x-k8s.io", "Cluster", "{own}-kubeconfig"),
    derived("k8s.keycloak.org", "Keycloak", "{own}-initial-admin"),
    // minio/operator `pkg/apis/minio.min.io/v2/helper.go`
    derived("minio.min.io", "Tenant", "{own}-tls"),
    // external-secrets/kubernetes-external-secrets, the archived one
    derived("kubernetes-client.io", "ExternalSecret", "{own}"),
  ]

  private static func derived(_ group: String, _ kind: String, _ form: String) -> Producer {
    Producer(group: group, kind: kind, name: ["metadata.name"], form: form)
  }
}
