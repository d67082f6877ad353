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
  targets: [
    .target(name: "CEL", swiftSettings: settings), .testTarget(name: "CELTests", dependencies: ["CEL"], swiftSettings: settings)
  ])
