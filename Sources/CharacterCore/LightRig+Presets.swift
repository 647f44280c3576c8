extension LightRig {
  /// A soft, slightly warm portrait light.
  public static let portrait = LightRig(
    keyAzimuth: -32, keyElevation: 32, keyPower: 1, keySize: 50, keyWarmth: 0.2, fillWarmth: -0.1,
    worldWarmth: -0.1, fillRatio: 0.42, rimPower: 0.6, rimSide: 1, world: 0.45, exposure: 0)

  /// A wide light from the front, with hardly a shadow.
  public static let soft = LightRig(
    keyAzimuth: 10, keyElevation: 28, keyPower: 0.9, keySize: 75, keyWarmth: 0, fillWarmth: 0,
    worldWarmth: 0, fillRatio: 0.6, rimPower: 0.3, rimSide: -1, world: 0.65, exposure: 0)

  /// A small light high at the side: deep shadows.
  public static let hard = LightRig(
    keyAzimuth: 50, keyElevation: 44, keyPower: 1.2, keySize: 20, keyWarmth: 0.4, fillWarmth: -0.4,
    worldWarmth: -0.2, fillRatio: 0.14, rimPower: 0.2, rimSide: -1, world: 0.25, exposure: 0)

  /// A bright edge on one side of a darker face.
  public static let rim = LightRig(
    keyAzimuth: -40, keyElevation: 30, keyPower: 0.75, keySize: 40, keyWarmth: -0.4,
    fillWarmth: 0.2, worldWarmth: -0.3, fillRatio: 0.2, rimPower: 1.4, rimSide: 1, world: 0.25,
    exposure: -0.1)

  /// Light from behind, the face in shade.
  public static let back = LightRig(
    keyAzimuth: -35, keyElevation: 40, keyPower: 0.25, keySize: 60, keyWarmth: 0.3, fillWarmth: 0,
    worldWarmth: -0.2, fillRatio: 0.4, rimPower: 2.2, rimSide: -1, world: 0.32, exposure: 0.2)

  /// The rigs that have a name.
  public static let presets: [(name: String, rig: LightRig)] = [
    ("portrait", .portrait), ("soft", .soft), ("hard", .hard), ("rim", .rim), ("back", .back),
  ]
}
