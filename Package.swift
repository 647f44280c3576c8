// swift-tools-version: 6.2
import Foundation
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// One outside library, one room: a target exists because it keeps a dependency or a discipline to itself.
func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [],
  linked: [LinkerSetting] = []
) -> Target {
  .target(
    name: name, dependencies: ["CharacterCore"] + dependencies, resources: resources,
    swiftSettings: settings, linkerSettings: linked)
}

/// Embree has no pkg-config file: version 4 where its headers are, else version 3. CEmbree's shim
/// chooses alike.
let embree =
  ["/usr/include", "/usr/local/include", "/opt/homebrew/include"].contains {
    FileManager.default.fileExists(atPath: $0 + "/embree4/rtcore.h")
  } ? "embree4" : "embree3"

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: ["CharacterCore", "TestSupport"] + dependencies,
    swiftSettings: settings)
}

let package = Package(
  name: "mien",
  products: [
    .library(name: "CharacterSynthesis", targets: ["CharacterSynthesis"]),
    .executable(name: "mien", targets: ["mien"]),
  ],
  traits: [
    .trait(
      name: "Postgres",
      description: "Identity stores on a PostgreSQL server, for teams; needs libpq.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CFFmpeg", pkgConfig: "libavcodec libavformat libswscale libavutil",
      providers: [.apt(["libavcodec-dev", "libavformat-dev", "libswscale-dev", "libavutil-dev"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "pangocairo",
      providers: [.apt(["libcairo2-dev", "libpango1.0-dev"])]),
    .systemLibrary(name: "CEmbree", providers: [.apt(["libembree-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(name: "CKernels"),

    .target(name: "CharacterCore", swiftSettings: settings),
    room("SpecFiles", [.product(name: "Yams", package: "Yams")]),
    room("MotionSynthesis", resources: [.copy("Resources")]),
    room("FaceGeneration", ["CKernels"], resources: [.copy("Resources")]),
    room("SceneRendering", ["CCairo", "CEmbree"], linked: [.linkedLibrary(embree)]),
    room("MediaIO", ["CPNG", "CFFmpeg"]),
    room(
      "Identities",
      [
        .product(name: "GRDB", package: "GRDB.swift"),
        .target(name: "CPostgres", condition: .when(traits: ["Postgres"])),
      ]),
    room(
      "CharacterSynthesis",
      [
        "SpecFiles", "Identities", "MotionSynthesis", "FaceGeneration", "SceneRendering", "MediaIO",
        "CCrypto",
      ],
      resources: [.copy("Resources")]),
    .executableTarget(
      name: "mien",
      dependencies: [
        "CharacterCore", "CharacterSynthesis", "FaceGeneration", "Identities", "MediaIO",
        "MotionSynthesis", "SceneRendering",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    .target(
      name: "TestSupport", dependencies: ["CharacterCore"], path: "Tests/TestSupport",
      swiftSettings: settings),
    // Invented identities, a program that tests kill, and one that spoils films and weights.
    .target(
      name: "IdentityFixtures", dependencies: ["CharacterCore", "CharacterSynthesis", "SpecFiles"],
      path: "Tests/IdentityFixtures", swiftSettings: settings),
    .executableTarget(
      name: "StoreProbe", dependencies: ["CharacterSynthesis", "Identities", "IdentityFixtures"],
      path: "Tests/StoreProbe", swiftSettings: settings),
    .executableTarget(
      name: "EpisodeTamper", dependencies: ["CharacterCore", "CharacterSynthesis", "MediaIO"],
      path: "Tests/EpisodeTamper", swiftSettings: settings),
    tests("CharacterCoreTests", []),
    tests("SpecFilesTests", ["SpecFiles"]),
    tests("MotionSynthesisTests", ["MotionSynthesis"]),
    tests("FaceGenerationTests", ["FaceGeneration"]),
    tests("SceneRenderingTests", ["SceneRendering"]),
    tests("MediaIOTests", ["MediaIO"]),
    tests("IdentitiesTests", ["Identities", .product(name: "GRDB", package: "GRDB.swift")]),
    tests(
      "CharacterSynthesisTests",
      [
        "CharacterSynthesis", "FaceGeneration", "Identities", "IdentityFixtures", "MediaIO",
        "MotionSynthesis", "SceneRendering", "SpecFiles", "StoreProbe",
      ]),
    tests("MienTests", ["mien", "CharacterSynthesis", "IdentityFixtures", "MediaIO"]),
  ],
  swiftLanguageModes: [.v6]
)
