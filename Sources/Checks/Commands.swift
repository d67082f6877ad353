package import Graph
package import Credentials
package import Manifests
internal import YAMLTree

/// An argument with the command that it belongs to.
package struct OwnedArgument: Sendable {
  package let command: Command
  package let argument: Command.Argument

  package init(command: Command, argument: Command.Argument) {
    self.command = command
    self.argument = argument
  }
}

/// What can be wrong with an argument.
package enum CommandChecks {
  /// The kind of credential that is written into the argument.
  package static func credential(in owned: OwnedArgument) -> String? {
    let argument = owned.argument
    guard argument.word.isLiteral, !owned.command.isTextual else { return nil }
    if let found = TokenScanner.matches(in: argument.value).first {
      return found.classification.kind.title
    }
    // `-p` is a password for logins only: kubectl and helm have other uses for it.
    let isLogin = [.registryLogin, .dispatchLogin].contains(owned.command.purpose)
    if SecretNames.isPasswordFlag(argument.flag), argument.flag != "-p" || isLogin,
      Strength.isPlausible(argument.value)
    {
      return "password"
    }
    let password = LoginFlags.password(
      owned.command.program, flag: argument.flag, argument.value)
    if let password, Strength.isPlausible(password) { return "password" }
    return literalSecret(argument)
  }

  /// `--from-literal=password=…` and `--set auth.password=…`.
  private static func literalSecret(_ argument: Command.Argument) -> String? {
    guard ["--from-literal", "--set", "--set-string"].contains(argument.flag) else { return nil }
    for pair in argument.value.split(separator: ",") {
      guard let equals = pair.firstIndex(of: "=") else { continue }
      let (key, value) = (String(pair[..<equals]), String(pair[pair.index(after: equals)...]))
      // `pullSecret=name` names a Secret.
      let name = key.lowercased()
      let isReference =
        name.hasSuffix("secret") && !name.hasSuffix("clientsecret")
        && !name.hasSuffix("client-secret") && !name.hasSuffix("client_secret")
      if !isReference, SecretNames.matches(key), Strength.isPlausible(value),
        Encryption.of(value) == nil
      {
        return "password"
      }
    }
    return nil
  }

  /// The server of a pull secret that a pipeline makes, and an image of another registry that
  /// workloads of the repository pull with it.
  package static func foreignImage(
    _ command: Command, _ graph: ResourceGraph
  ) -> (server: Command.Argument, image: ImageName)? {
    guard command.purpose == .createSecret,
      command.verbs.starts(with: ["create", "secret", "docker-registry"]), command.verbs.count > 3,
      let server = command.flag("--docker-server"), server.isKnown,
      let key = RegistryKey(server.resolved)
    else { return nil }
    let makers = graph.commands.filter {
      $0.purpose == .createSecret && $0.verbs.count > 3 && $0.verbs[3] == command.verbs[3]
    }
    // Images that the pipeline sets, and a second Secret of the name, leave nothing certain.
    let setsImages =
      graph.commands.contains { $0.verbs.contains("image") && $0.verbs.contains("set") }
      || graph.resources.contains {
        $0.role == .kustomization && $0.body["images"] != nil
      }
    guard makers.count == 1, !setsImages else { return nil }
    let namespace = command.namespace.flatMap { $0.isKnown ? $0.resolved : nil }
    let users = graph.workloads.filter { workload in
      let references = graph.effectivePullSecrets(of: workload)
      let isElsewhere =
        namespace != nil && workload.resource.namespace.map { $0 != namespace } == true
      return references.map(\.name) == [command.verbs[3]] && !isElsewhere
        && references.allSatisfy { graph.resolve($0).targets.allSatisfy { $0.origin == .command } }
    }
    let images = users.flatMap(\.images).map(\.image)
    // What the pipeline fills in may be of that registry; these hold mostly public images.
    let open: Set<String> = [
      "docker.io", "quay.io", "ghcr.io", "gcr.io", "registry.k8s.io", "mcr.microsoft.com",
      "public.ecr.aws",
    ]
    guard images.allSatisfy({ $0.map { !open.contains($0.registry) } ?? false }) else { return nil }
    let known = images.compactMap(\.self)
    guard let first = known.first, !known.contains(where: key.matches) else { return nil }
    return (server, first)
  }

  /// A docker login that `oc secrets link` adds to an account without `--for=pull`, where nothing else
  /// lets the account pull with it.
  package static func mountedOnly(
    _ command: Command, _ graph: ResourceGraph
  ) -> SecretReference? {
    guard command.program == "kubectl", command.verbs.starts(with: ["secrets", "link"]),
      let patch = graph.accountPatches.first(where: {
        $0.resource.maker?.place == command.place
      })
    else { return nil }
    let own = patch.resource
    let others = (graph.accounts + graph.accountPatches).filter {
      $0.resource.name == own.name && $0.resource.mayShareNamespace(with: own)
    }
    // Builders push with what they mount.
    let images = graph.workloads.filter {
      $0.accountName == own.name && !$0.hasPullSecretList
        && $0.resource.mayShareNamespace(with: own)
    }.flatMap(\.images).compactMap(\.image)
    return patch.secrets.first { reference in
      let keys = graph.resolve(reference).targets.filter(\.isDockerType).flatMap(\.dockerConfigs)
        .flatMap(\.logins).compactMap(\.key)
      return images.contains { RegistryKey.covers(keys, $0) }
        && !others.contains { $0.pullSecrets.contains { $0.name == reference.name } }
    }
  }

  /// kyma's `--registry-cred-selector`: an equality selector that some Secret matches.
  package static func selectorProblem(_ owned: OwnedArgument, _ graph: ResourceGraph) -> String? {
    let argument = owned.argument
    guard argument.flag == "--registry-cred-selector", argument.word.isLiteral,
      !argument.value.isEmpty
    else { return nil }
    if argument.value.contains("(") || argument.value.contains("!") {
      return "is set-based, and its expressions are dropped"
    }
    let pairs = argument.value.split(separator: ",").map { pair in
      pair.split(separator: "=", omittingEmptySubsequences: true).map {
        String($0).trimmedWhitespace
      }
    }
    guard pairs.allSatisfy({ $0.count == 2 }) else { return "is no list of label=value" }
    let labelled = graph.secrets.filter { secret in
      secret.label("operator.kyma-project.io/oci-registry-cred") != nil
    }
    guard !labelled.isEmpty else { return nil }
    let isMatched = labelled.contains { secret in
      pairs.allSatisfy { secret.label($0[0])?.hasText($0[1]) == true }
    }
    return isMatched ? nil : "names labels that no Secret of the repository has"
  }
}
