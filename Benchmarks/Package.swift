// swift-tools-version: 6.2
import PackageDescription

// The rooms are links to the project's own sources: what is measured is `package` API, which a package
// that merely depends on the project could not call.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "mien-benchmarks",
  targets: [
    .target(name: "CKernels"),
    .target(name: "CharacterCore", swiftSettings: settings),
    .target(
      name: "FaceGeneration", dependencies: ["CKernels", "CharacterCore"],
      resources: [.copy("Resources")], swiftSettings: settings),
    .executableTarget(
      name: "FaceNetworkBenchmark", dependencies: ["CharacterCore", "FaceGeneration"],
      swiftSettings: settings),
    .executableTarget(
      name: "FaceReadingBenchmark", dependencies: ["CharacterCore", "FaceGeneration"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
