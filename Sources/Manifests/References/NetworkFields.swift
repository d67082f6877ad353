/// Ingresses, gateways and meshes.
extension SecretField {
  private static let nginx = "nginx.ingress.kubernetes.io/"
  private static let ingresses = ["networking.k8s.io", "extensions"]

  /// kubernetes/ingress-nginx `internal/ingress/annotations`; haproxy-ingress
  /// `pkg/converters/ingress/annotations`.
  static let network: [SecretField] =
    ingresses.flatMap { group in
      [
        SecretField(
          group: group, kinds: ["Ingress"], path: "spec.tls[].secretName", needs: .pair,
          isRenamed: true),
        SecretField(
          group: group, kinds: ["Ingress"], path: "@\(nginx)auth-secret", form: .mayHoldNamespace,
          isRenamed: true),
        SecretField(
          group: group, kinds: ["Ingress"], path: "@\(nginx)auth-tls-secret",
          form: .mustHoldNamespace, needs: .authority),
        SecretField(
          group: group, kinds: ["Ingress"], path: "@\(nginx)proxy-ssl-secret",
          form: .mustHoldNamespace, needs: .pair),
      ]
    } + gateways + traefik

  /// kubernetes-sigs/gateway-api `apis/v1`: another namespace needs a ReferenceGrant.
  private static let gateways: [SecretField] = [
    SecretField(
      group: "gateway.networking.k8s.io", kinds: ["Gateway"],
      path: "spec.listeners[].tls.certificateRefs[]", namespace: .beside("namespace"),
      needs: .pair)
  ]

  /// traefik/traefik `pkg/provider/kubernetes/crd`.
  private static let traefik: [SecretField] = ["traefik.io", "traefik.containo.us"].flatMap {
    group in
    [
      SecretField(group: group, kinds: ["Middleware"], path: "spec.basicAuth.secret"),
      SecretField(group: group, kinds: ["Middleware"], path: "spec.digestAuth.secret"),
      SecretField(group: group, kinds: ["Middleware"], path: "spec.forwardAuth.tls.caSecret"),
      SecretField(group: group, kinds: ["Middleware"], path: "spec.forwardAuth.tls.certSecret"),
      SecretField(
        group: group, kinds: ["TLSOption"], path: "spec.clientAuth.secretNames[]",
        needs: SecretNeed("tls.ca or ca.crt", keys: [["tls.ca"], ["ca.crt"]])),
      SecretField(
        group: group, kinds: ["ServersTransport"], path: "spec.rootCAsSecrets[]",
        needs: SecretNeed("tls.ca or ca.crt", keys: [["tls.ca"], ["ca.crt"]])),
      SecretField(
        group: group, kinds: ["ServersTransport"], path: "spec.certificatesSecrets[]",
        needs: .pair),
      SecretField(
        group: group, kinds: ["TLSStore"], path: "spec.defaultCertificate.secretName",
        needs: .pair),
      SecretField(
        group: group, kinds: ["IngressRoute", "IngressRouteTCP"], path: "spec.tls.secretName",
        needs: .pair),
    ]
  }

  /// istio/istio `pilot/pkg/credentials/kube`: the gateway Pod's namespace counts. projectcontour/
  /// contour `apis`, Kong/kubernetes-ingress-controller `internal`.
  static let meshes: [SecretField] = [
    SecretField(
      group: "networking.istio.io", kinds: ["Gateway"], path: "spec.servers[].tls.credentialName",
      namespace: .elsewhere,
      needs: SecretNeed(
        "a certificate and its key", keys: [["tls.crt", "tls.key"], ["cert", "key"]])),
    SecretField(
      group: "projectcontour.io", kinds: ["HTTPProxy"], path: "spec.virtualhost.tls.secretName",
      form: .mayHoldNamespace, needs: .pair),
    SecretField(
      group: "projectcontour.io", kinds: ["HTTPProxy"],
      path: "spec.virtualhost.tls.clientValidation.caSecret", form: .mayHoldNamespace,
      needs: .authority),
    SecretField(
      group: "configuration.konghq.com", kinds: ["KongConsumer"], path: "credentials[]"),
    SecretField(
      group: "configuration.konghq.com", kinds: ["KongPlugin"], path: "configFrom.secretKeyRef",
      key: .member("key")),
    SecretField(
      group: "configuration.konghq.com", kinds: ["KongClusterPlugin"],
      path: "configFrom.secretKeyRef", key: .member("key"), namespace: .required("namespace")),
  ]
}
