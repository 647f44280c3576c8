// swift-tools-version: 6.2
import Foundation
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

/// As in the project's own manifest.
let embree =
  ["/usr/include", "/usr/local/include", "/opt/homebrew/include"].contains {
    FileManager.default.fileExists(atPath: $0 + "/embree4/rtcore.h")
  } ? "embree4" : "embree3"

let package = Package(
  name: "mien-benchmarks",
  dependencies: [.package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0")],
  targets: [
    .target(name: "CKernels"),
    .target(name: "CharacterCore", swiftSettings: settings),
    .target(
      name: "FaceGeneration", dependencies: ["CKernels", "CharacterCore"],
      resources: [.copy("Resources")], swiftSettings: settings),
    .target(
      name: "Identities",
      dependencies: ["CharacterCore", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: settings),
    .executableTarget(
      name: "IdentitySearchBenchmark", dependencies: ["CharacterCore", "Identities"],
      swiftSettings: settings),
    .target(
      name: "MotionSynthesis", dependencies: ["CharacterCore"], resources: [.copy("Resources")],
      swiftSettings: settings),
    .executableTarget(
      name: "FaceNetworkBenchmark", dependencies: ["CharacterCore", "FaceGeneration"],
      swiftSettings: settings),
    .executableTarget(
      name: "FaceReadingBenchmark", dependencies: ["CharacterCore", "FaceGeneration"],
      swiftSettings: settings),
    .executableTarget(
      name: "MotionBenchmark", dependencies: ["CharacterCore", "MotionSynthesis"],
      swiftSettings: settings),
    .systemLibrary(name: "CCairo", pkgConfig: "pangocairo"),
    .systemLibrary(name: "CEmbree"),
    .target(
      name: "SceneRendering", dependencies: ["CCairo", "CEmbree", "CharacterCore"],
      swiftSettings: settings, linkerSettings: [.linkedLibrary(embree)]),
    .executableTarget(
      name: "MannequinBenchmark",
      dependencies: ["CharacterCore", "MotionSynthesis", "SceneRendering"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
