extension ControlFramework {
  /// The frameworks that rules name, in the order in which a report has them.
  package static let all: [ControlFramework] = [cis, owasp, nsa, nist, attack, pci, iso]

  /// Numbers and titles as kube-bench `cfg/cis-1.12` has them. Policies of Pods (5.2) and general ones,
  /// which kube-bench and kubescape number differently, are not about credentials.
  private static let cis = ControlFramework(
    "cis", "CIS Kubernetes Benchmark", version: "1.12",
    [
      "5.1.1": "Ensure that the cluster-admin role is only used where required",
      "5.1.2": "Minimize access to secrets",
      "5.1.3": "Minimize wildcard use in Roles and ClusterRoles",
      "5.1.4": "Minimize access to create pods",
      "5.1.5": "Ensure that default service accounts are not actively used",
      "5.1.6": "Ensure that Service Account Tokens are only mounted where necessary",
      "5.1.8": "Limit use of the Bind, Impersonate and Escalate permissions",
      "5.1.9": "Minimize access to create persistent volumes",
      "5.1.10": "Minimize access to the proxy sub-resource of nodes",
      "5.1.11":
        "Minimize access to the approval sub-resource of certificatesigningrequests objects",
      "5.1.12": "Minimize access to webhook configuration objects",
      "5.1.13": "Minimize access to the service account token creation",
      "5.4.1": "Prefer using Secrets as files over Secrets as environment variables",
      "5.4.2": "Consider external secret storage",
    ],
    unassessable: [
      "1.2.27": "Ensure that the --encryption-provider-config argument is set as appropriate",
      "1.2.28": "Ensure that encryption providers are appropriately configured",
      "3.1.1": "Client certificate authentication should not be used for users",
      "3.1.2": "Service account token authentication should not be used for users",
      "3.1.3": "Bootstrap token authentication should not be used for users",
      "5.1.7": "Avoid use of system:masters group",
    ])

  private static let owasp = ControlFramework(
    "owasp", "OWASP Kubernetes Top Ten", version: "2025",
    [
      "K02": "Overly Permissive Authorization Configurations",
      "K03": "Secrets Management Failures",
      "K08": "Cluster-To-Cloud Lateral Movement",
      "K09": "Broken Authentication Mechanisms",
    ])

  /// The guide numbers nothing: these are its sections.
  private static let nsa = ControlFramework(
    "nsa", "NSA/CISA Kubernetes Hardening Guide", version: "1.2",
    [
      "Secrets": "Secrets",
      "RBAC": "Role-based access control",
      "Pod tokens": "Protecting Pod service account tokens",
    ])

  private static let nist = ControlFramework(
    "nist", "NIST SP 800-53", version: "5",
    [
      "AC-6": "Least Privilege",
      "IA-5": "Authenticator Management",
      "IA-5(1)": "Password-based Authentication",
      "IA-5(7)": "No Embedded Unencrypted Static Authenticators",
      "SC-8": "Transmission Confidentiality and Integrity",
      "SC-12": "Cryptographic Key Establishment and Management",
      "SC-28": "Protection of Information at Rest",
    ])

  private static let attack = ControlFramework(
    "attack", "MITRE ATT&CK", version: "17",
    [
      "T1098.006": "Account Manipulation: Additional Container Cluster Roles",
      "T1528": "Steal Application Access Token",
      "T1552.001": "Unsecured Credentials: Credentials In Files",
      "T1552.007": "Unsecured Credentials: Container API",
      "T1609": "Container Administration Command",
      "T1610": "Deploy Container",
    ])

  private static let pci = ControlFramework(
    "pci", "PCI DSS", version: "4.0.1",
    [
      "8.3.2": "Authentication factors are unreadable in transmission and storage",
      "8.3.11": "Authentication factors are assigned to one user and not shared",
      "8.6.2": "Passwords of application and system accounts are not hard coded",
      "8.6.3": "Passwords of application and system accounts are protected against misuse",
    ])

  private static let iso = ControlFramework(
    "iso", "ISO/IEC 27001", version: "2022",
    [
      "A.5.16": "Identity management",
      "A.5.17": "Authentication information",
      "A.5.18": "Access rights",
      "A.8.2": "Privileged access rights",
      "A.8.24": "Use of cryptography",
    ])
}
