internal import CharacterCore

extension FaceRegion {
  /// Muscles that pull against each other: where both act, the second gives way.
  private static let antagonists: [(Blendshape, Blendshape)] = [
    (.browDownLeft, .browOuterUpLeft), (.browDownRight, .browOuterUpRight),
    (.eyeWideLeft, .eyeSquintLeft), (.eyeWideRight, .eyeSquintRight),
    (.mouthSmileLeft, .mouthFrownLeft), (.mouthSmileRight, .mouthFrownRight),
  ]

  /// Lets antagonists give way to each other, as smooth functions of the weights, so that a blend of
  /// two expressions never asks for what no face can do. `channels` is in `Blendshape` order.
  static func reconcile(_ channels: inout [Double]) {
    func yield(_ weak: Blendshape, by share: Double) { channels[weak.rawValue] *= 1 - share }
    for (strong, weak) in antagonists {
      let both = min(channels[strong.rawValue], channels[weak.rawValue])
      yield(weak, by: 0.5 * Math.smoothstep(0.25, 0.45, both))
    }
    let open = Math.smoothstep(0.12, 0.4, channels[Blendshape.jawOpen.rawValue])
    let pucker = Math.smoothstep(0.25, 0.7, channels[Blendshape.mouthPucker.rawValue])
    for shape: Blendshape in [.mouthPressLeft, .mouthPressRight, .mouthShrugLower] {
      yield(shape, by: 0.8 * open)
    }
    for shape: Blendshape in [
      .mouthSmileLeft, .mouthSmileRight, .mouthStretchLeft, .mouthStretchRight,
    ] {
      yield(shape, by: 0.6 * pucker)
    }
    for index in channels.indices { channels[index] = min(max(channels[index], 0), 1) }
  }
}
