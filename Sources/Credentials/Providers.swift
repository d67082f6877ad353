/// Registries that are known by their host.
package enum Providers {
  private static let hosts: [(suffix: String, provider: String)] = [
    ("registry.gitlab.com", "gitlab"), ("gitlab.com", "gitlab"), ("ghcr.io", "github"),
    ("github.com", "github"), ("index.docker.io", "docker"), ("docker.io", "docker"),
    (".amazonaws.com", "ecr"), ("public.ecr.aws", "ecr"), ("gcr.io", "google"),
    (".gcr.io", "google"), (".pkg.dev", "google"), (".azurecr.io", "azure"), ("quay.io", "quay"),
    (".icr.io", "ibm"), ("icr.io", "ibm"), ("registry.redhat.io", "redhat"),
    ("registry.digitalocean.com", "digitalocean"), ("bitbucket.org", "bitbucket"),
    (".jfrog.io", "jfrog"), (".scw.cloud", "scaleway"),
  ]

  /// The provider whose registry or site the host is; empty for none that is known.
  package static func provider(ofHost text: String) -> String {
    let host = RegistryKey(text)?.host ?? text
    return hosts.first { $0.suffix.hasPrefix(".") ? host.hasSuffix($0.suffix) : host == $0.suffix }?
      .provider ?? ""
  }
}
