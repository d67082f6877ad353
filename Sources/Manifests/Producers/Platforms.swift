/// Certificates, and what platforms give to those who ask.
extension Producer {
  private static let pair = ["tls.crt", "tls.key"]
  private static let tls = "kubernetes.io/tls"
  private static let issuers = ["cert-manager.io/issuer", "cert-manager.io/cluster-issuer"]

  /// cert-manager `pkg/apis/certmanager/v1`, and its shim (`pkg/controller/certificate-shim`).
  static let certificates: [Producer] = [
    Producer(
      group: "cert-manager.io", kind: "Certificate", name: ["spec.secretName"], fixedType: tls,
      metadata: "spec.secretTemplate", keys: [.fixed(pair + ["ca.crt"])]),
    Producer(
      group: "networking.k8s.io", kind: "Ingress", parts: "spec.tls", name: ["secretName"],
      fixedType: tls, keys: [.fixed(pair + ["ca.crt"])],
      conditions: [.annotated(issuers + ["kubernetes.io/tls-acme"])]),
    Producer(
      group: "extensions", kind: "Ingress", parts: "spec.tls", name: ["secretName"],
      fixedType: tls, keys: [.fixed(pair + ["ca.crt"])],
      conditions: [.annotated(issuers + ["kubernetes.io/tls-acme"])]),
    Producer(
      group: "gateway.networking.k8s.io", kind: "Gateway",
      parts: "spec.listeners[].tls.certificateRefs", name: ["name"], fixedType: tls,
      keys: [.fixed(pair + ["ca.crt"])], conditions: [.annotated(issuers)]),
    Producer(
      group: "cert-manager.io", kind: "Issuer", name: ["spec.acme.privateKeySecretRef.name"],
      keys: [.fixed(["tls.key"])], conditions: [.notTrue("spec.acme.disableAccountKeyGeneration")]),
    Producer(
      group: "cert-manager.io", kind: "ClusterIssuer",
      name: ["spec.acme.privateKeySecretRef.name"], isElsewhere: true,
      keys: [.fixed(["tls.key"])], conditions: [.notTrue("spec.acme.disableAccountKeyGeneration")]),
  ]

  static let platforms: [Producer] =
    openShift + carvel + [
      // kube-object-storage/lib-bucket-provisioner
      Producer(
        group: "objectbucket.io", kind: "ObjectBucketClaim", name: ["metadata.name"],
        keys: [.fixed(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])], closed: []),
      // SAP/sap-btp-service-operator `api/v1/servicebinding_types.go`
      Producer(
        group: "services.cloud.sap.com", kind: "ServiceBinding",
        name: ["spec.secretName", "metadata.name"]),
      Producer(
        group: "servicecatalog.k8s.io", kind: "ServiceBinding",
        name: ["spec.secretName", "metadata.name"]),
    ]

  private static let openShift: [Producer] = [
    // openshift/service-ca-operator `pkg/controller/api/api.go`
    Producer(
      group: "", kind: "Service", name: [], nameAnnotations: servingCertificates, fixedType: tls,
      keys: [.fixed(pair)], closed: [], conditions: [.annotated(servingCertificates)]),
    Producer(
      group: "cloudcredential.openshift.io", kind: "CredentialsRequest",
      name: ["spec.secretRef.name"], namespace: ["spec.secretRef.namespace"]),
  ]

  /// Annotations of a Service by which it is given a certificate.
  static let servingCertificates = [
    "service.beta.openshift.io/serving-cert-secret-name",
    "service.alpha.openshift.io/serving-cert-secret-name",
  ]

  /// carvel-dev/secretgen-controller `pkg/apis/secretgen/v1alpha1`: a template replaces the keys.
  private static let carvel: [Producer] = [
    generated("Password", type: "kubernetes.io/basic-auth", ["password"]),
    generated("Certificate", type: "", ["crt.pem", "key.pem"]),
    generated("RSAKey", type: "", ["pub.pem", "key.pem"]),
    generated("SSHKey", type: "kubernetes.io/ssh-auth", ["ssh-privatekey", "ssh-authorizedkey"]),
    Producer(
      group: "secretgen.k14s.io", kind: "Password", name: ["metadata.name"],
      type: "spec.secretTemplate.type", metadata: "spec.secretTemplate.metadata",
      keys: [.template("spec.secretTemplate.stringData")], closed: [],
      conditions: [.present("spec.secretTemplate")]),
    Producer(
      group: "secretgen.carvel.dev", kind: "SecretTemplate", name: ["metadata.name"],
      type: "spec.template.type", metadata: "spec.template.metadata",
      keys: [.mapping("spec.template.data"), .mapping("spec.template.stringData")], closed: []),
    Producer(group: "secretgen.carvel.dev", kind: "SecretImport", name: ["metadata.name"]),
  ]

  private static func generated(_ kind: String, type: String, _ keys: [String]) -> Producer {
    Producer(
      group: "secretgen.k14s.io", kind: kind, name: ["metadata.name"], fixedType: type,
      keys: [.fixed(keys)], closed: [], conditions: [.absent("spec.secretTemplate")])
  }
}
