// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "credlint",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "credlint", targets: ["credlint"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    .systemLibrary(
      name: "CYAML",
      pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "Encodings", swiftSettings: settings),
    .target(name: "YAMLTree", dependencies: ["CYAML"], swiftSettings: settings),
    .target(
      name: "Credentials",
      dependencies: [
        "Encodings", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
      ],
      swiftSettings: settings),
    .target(name: "CEL", dependencies: ["Encodings"], swiftSettings: settings),
    .target(
      name: "Manifests", dependencies: ["YAMLTree", "Credentials", "Encodings"],
      swiftSettings: settings),
    .target(
      name: "Graph", dependencies: ["Manifests", "YAMLTree", "Credentials", "CEL", "Encodings"],
      swiftSettings: settings),
    .target(
      name: "Checks",
      dependencies: ["Graph", "Manifests", "Credentials", "YAMLTree", "Encodings"],
      swiftSettings: settings),
    .target(
      name: "Rules",
      dependencies: [
        "Checks", "Graph", "Manifests", "Credentials", "YAMLTree", "CEL", "Encodings",
      ],
      exclude: ["rules", "fixtures"],
      swiftSettings: settings,
      plugins: ["EmbedRules"]),
    .target(
      name: "Judging",
      dependencies: [
        "Rules", "Checks", "Graph", "Manifests", "Credentials", "YAMLTree", "CEL", "Encodings",
      ],
      swiftSettings: settings),
    .target(
      name: "Questions",
      dependencies: [
        "Judging", "Rules", "Checks", "Graph", "Manifests", "Credentials", "YAMLTree", "CEL",
        "Encodings",
      ],
      swiftSettings: settings),
    .target(
      name: "Audits",
      dependencies: [
        "Questions", "Judging", "Rules", "Graph", "Manifests", "Credentials", "YAMLTree", "CEL",
        "Encodings",
      ],
      swiftSettings: settings),
    .target(
      name: "History",
      dependencies: [
        "Repositories", "Judging", "Rules", "Checks", "Graph", "Manifests", "Credentials",
        "YAMLTree", "CEL", "Encodings",
      ],
      swiftSettings: settings),
    .target(
      name: "Verification",
      dependencies: [
        "Rules", "Checks", "Graph", "Manifests", "Credentials", "YAMLTree", "CEL", "Encodings",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    .target(
      name: "Proof",
      dependencies: [
        "Judging", "Rules", "Graph", "Manifests", "Credentials", "YAMLTree", "CEL", "Encodings",
      ],
      swiftSettings: settings),
    .target(
      name: "Reports",
      dependencies: [
        "Verification", "History", "Audits", "Questions", "Judging", "Rules", "Checks", "Graph",
        "Manifests", "YAMLTree", "Credentials", "CEL", "Encodings",
      ],
      swiftSettings: settings),
    .target(
      name: "Repositories",
      dependencies: [
        "CLinux",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "credlint",
      dependencies: [
        "Reports", "Proof", "Verification", "Checks", "History", "Audits", "Questions", "Judging",
        "Rules", "Graph",
        "Manifests", "YAMLTree", "CEL", "Credentials", "Encodings", "Repositories",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    // Never part of the tests: CONTRIBUTING says how it is run.
    .executableTarget(
      name: "bare-loop", dependencies: ["CYAML"], path: "Benchmarks/BareLoop"),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "Encodings", "bare-loop",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Benchmarks/Benchmark", swiftSettings: settings),
    .executableTarget(
      name: "embed-rules", dependencies: ["YAMLTree"], swiftSettings: settings),
    .plugin(
      name: "EmbedRules", capability: .buildTool(), dependencies: ["embed-rules"],
      path: "Sources/EmbedRules"),
    .target(
      name: "TestSupport",
      dependencies: [
        "Reports", "Proof", "Judging", "Rules", "Graph", "Manifests", "Credentials", "CEL",
        "Encodings", "YAMLTree",
      ],
      path: "Tests/Support",
      swiftSettings: settings),
    .testTarget(name: "YAMLTreeTests", dependencies: ["YAMLTree"], swiftSettings: settings),
    .testTarget(
      name: "CredentialsTests", dependencies: ["Credentials", "Encodings"], swiftSettings: settings),
    .testTarget(
      name: "RepositoriesTests", dependencies: ["Repositories", "TestSupport"],
      swiftSettings: settings),
    .testTarget(name: "CELTests", dependencies: ["CEL"], swiftSettings: settings),
    .testTarget(
      name: "ManifestsTests",
      dependencies: ["Manifests", "Credentials", "YAMLTree", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "GraphTests",
      dependencies: ["Graph", "Manifests", "Credentials", "YAMLTree", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "RulesTests",
      dependencies: ["Proof", "Judging", "Rules", "Graph", "CEL", "YAMLTree", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "QuestionsTests",
      dependencies: [
        "Questions", "Judging", "Rules", "Graph", "Manifests", "CEL", "YAMLTree", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "VerificationTests",
      dependencies: [
        "Verification", "Judging", "Rules", "Graph", "Manifests", "Credentials", "CEL", "YAMLTree",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Reports", "Proof", "Judging", "Rules", "Graph", "Manifests", "YAMLTree", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "FixtureTests",
      dependencies: ["Proof", "Judging", "Rules", "Graph", "YAMLTree", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CommandTests", dependencies: ["credlint", "Rules", "Reports", "TestSupport"],
      swiftSettings: settings),
  ])

// libFuzzer's runtime; `.ci/fuzz` names it, and nothing else builds with it.
if let runtime = Context.environment["CREDLINT_FUZZER"] {
  let links: [LinkerSetting] = [.unsafeFlags([runtime, "-lstdc++"])]
  for target in package.targets where target.type == .regular && target.name != "TestSupport" {
    target.swiftSettings = settings + [.unsafeFlags(["-sanitize=fuzzer"])]
  }
  for target in package.targets where target.type == .executable { target.linkerSettings = links }
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["TestSupport"], path: "Tests/Fuzzing", linkerSettings: links))
}
