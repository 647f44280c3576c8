internal import CharacterCore

extension ExpressionPreset {
  /// Every preset, in the order in which an expression sheet shows them.
  public static let all: [ExpressionPreset] = emotions + shades

  private typealias Weights = ExpressionWeights

  /// Neutral, the six emotions of Ekman, and contempt.
  private static let emotions: [ExpressionPreset] = [
    ExpressionPreset(
      "neutral", ["none", "rest"], subtle: .neutral, full: .neutral,
      Bearing(onset: 0.75, sustain: 1)),
    ExpressionPreset(
      "happy", ["happiness", "joy", "joyful", "smile", "fun"],
      subtle: Weights(both: [
        .mouthSmileLeft: 0.44, .cheekSquintLeft: 0.3, .eyeSquintLeft: 0.14, .mouthDimpleLeft: 0.1,
      ]),
      full: Weights(both: [
        .mouthSmileLeft: 0.82, .cheekSquintLeft: 0.66, .eyeSquintLeft: 0.32,
        .mouthUpperUpLeft: 0.24, .mouthDimpleLeft: 0.16, .mouthLowerDownLeft: 0.1, .jawOpen: 0.13,
      ]),
      Bearing(onset: 0.72, valence: 1, head: SIMD3(0, 1.5, 1.5), blinks: 0.95)),
    ExpressionPreset(
      "sad", ["sadness", "sorrow"],
      subtle: Weights(both: [
        .browInnerUp: 0.52, .browDownLeft: 0.12, .mouthFrownLeft: 0.34, .eyeSquintLeft: 0.1,
        .mouthShrugLower: 0.14, .eyeBlinkLeft: 0.07,
      ]),
      full: Weights(both: [
        .browInnerUp: 0.88, .browDownLeft: 0.24, .mouthFrownLeft: 0.72, .eyeSquintLeft: 0.25,
        .mouthShrugLower: 0.36, .mouthPressLeft: 0.15, .mouthStretchLeft: 0.12, .eyeBlinkLeft: 0.1,
      ]),
      Bearing(
        onset: 0.85, valence: -1, head: SIMD3(0, -8, 2), gaze: SIMD2(0, -5), blinks: 0.9,
        lids: 1.2, breath: 0.95)),
    ExpressionPreset(
      "angry", ["anger"],
      subtle: Weights(both: [
        .browDownLeft: 0.6, .eyeSquintLeft: 0.32, .mouthPressLeft: 0.38, .noseSneerLeft: 0.1,
        .mouthFrownLeft: 0.08, .eyeWideLeft: 0.06,
      ]),
      full: Weights(both: [
        .browDownLeft: 1, .eyeWideLeft: 0.32, .eyeSquintLeft: 0.45, .noseSneerLeft: 0.3,
        .mouthPressLeft: 0.62, .mouthFrownLeft: 0.32, .mouthRollUpper: 0.14, .jawForward: 0.15,
        .mouthShrugLower: 0.1,
      ]),
      Bearing(onset: 0.5, valence: -1, head: SIMD3(0, -3.5, 0), blinks: 0.7, breath: 1.15)),
    ExpressionPreset(
      "afraid", ["fear", "fearful", "scared"],
      subtle: Weights(both: [
        .browInnerUp: 0.56, .browOuterUpLeft: 0.26, .browDownLeft: 0.16, .eyeWideLeft: 0.5,
        .mouthStretchLeft: 0.24, .jawOpen: 0.06,
      ]),
      full: Weights(both: [
        .browInnerUp: 0.9, .browOuterUpLeft: 0.45, .browDownLeft: 0.25, .eyeWideLeft: 0.9,
        .eyeSquintLeft: 0.08, .mouthStretchLeft: 0.64, .mouthLowerDownLeft: 0.24, .jawOpen: 0.25,
      ]),
      Bearing(
        onset: 0.38, valence: -1, head: SIMD3(0, 2, 0), blinks: 1.2, breath: 1.35,
        restlessness: 1.5)),
    ExpressionPreset(
      "surprised", ["surprise"],
      subtle: Weights(both: [
        .browInnerUp: 0.5, .browOuterUpLeft: 0.54, .eyeWideLeft: 0.42, .jawOpen: 0.1,
      ]),
      full: Weights(both: [
        .browInnerUp: 0.85, .browOuterUpLeft: 0.9, .eyeWideLeft: 0.8, .jawOpen: 0.5,
        .mouthFunnel: 0.12,
      ]),
      Bearing(onset: 0.34, head: SIMD3(0, 2.5, 0), blinks: 0.7, breath: 1.1, sustain: 0.78)),
    ExpressionPreset(
      "disgusted", ["disgust"],
      subtle: Weights(both: [
        .noseSneerLeft: 0.46, .mouthUpperUpLeft: 0.2, .browDownLeft: 0.24, .eyeSquintLeft: 0.2,
        .mouthFrownLeft: 0.18, .cheekSquintLeft: 0.12, .mouthShrugLower: 0.14,
      ]),
      full: Weights(both: [
        .noseSneerLeft: 0.9, .mouthUpperUpLeft: 0.5, .browDownLeft: 0.5, .eyeSquintLeft: 0.4,
        .mouthFrownLeft: 0.36, .cheekSquintLeft: 0.3, .mouthShrugLower: 0.28,
        .mouthLowerDownLeft: 0.1,
      ]),
      Bearing(
        onset: 0.5, valence: -1, head: SIMD3(-4.5, 2.5, -2), gaze: SIMD2(-3, 0), blinks: 1.1)),
    ExpressionPreset(
      "contempt", ["contemptuous", "scorn"],
      subtle: Weights([
        .mouthSmileLeft: 0.26, .mouthDimpleLeft: 0.38, .mouthPressLeft: 0.2,
        .cheekSquintLeft: 0.1, .eyeSquintLeft: 0.12, .eyeSquintRight: 0.1, .browOuterUpLeft: 0.1,
        .mouthLeft: 0.08,
      ]),
      full: Weights([
        .mouthSmileLeft: 0.5, .mouthDimpleLeft: 0.6, .mouthPressLeft: 0.35,
        .cheekSquintLeft: 0.25, .eyeSquintLeft: 0.2, .eyeSquintRight: 0.16,
        .browOuterUpLeft: 0.24, .mouthLeft: 0.15, .eyeBlinkLeft: 0.06, .eyeBlinkRight: 0.06,
      ]),
      Bearing(onset: 0.6, valence: -0.5, head: SIMD3(3.5, 4.5, -2.5), blinks: 0.8, lids: 1.1)),
  ]

  /// What drama needs besides.
  private static let shades: [ExpressionPreset] = [
    ExpressionPreset(
      "amused", ["amusement", "smirk"],
      subtle: Weights(
        both: [.cheekSquintLeft: 0.16, .eyeSquintLeft: 0.12, .mouthDimpleLeft: 0.14],
        only: [.mouthSmileLeft: 0.36, .mouthSmileRight: 0.24]),
      full: Weights(
        both: [
          .cheekSquintLeft: 0.42, .eyeSquintLeft: 0.28, .mouthDimpleLeft: 0.26,
          .mouthPressLeft: 0.1,
        ],
        only: [.mouthSmileLeft: 0.66, .mouthSmileRight: 0.5, .browOuterUpLeft: 0.16]),
      Bearing(onset: 0.7, valence: 1, head: SIMD3(0, 1, 2.5), blinks: 0.95)),
    ExpressionPreset(
      "laugh", ["laughing", "laughter"],
      subtle: Weights(both: [
        .mouthSmileLeft: 0.64, .cheekSquintLeft: 0.5, .eyeSquintLeft: 0.28,
        .mouthUpperUpLeft: 0.2, .mouthLowerDownLeft: 0.1, .jawOpen: 0.12,
      ]),
      full: Weights(both: [
        .mouthSmileLeft: 0.9, .cheekSquintLeft: 0.8, .eyeSquintLeft: 0.52,
        .mouthUpperUpLeft: 0.35, .mouthLowerDownLeft: 0.25, .jawOpen: 0.38,
      ]),
      Bearing(
        onset: 0.5, valence: 1, head: SIMD3(0, 4.5, 1), blinks: 0.9, breath: 1.3, sustain: 0.85,
        laughter: 1)),
    ExpressionPreset(
      "polite", ["polite smile"],
      subtle: Weights(both: [.mouthSmileLeft: 0.28, .mouthDimpleLeft: 0.1, .mouthPressLeft: 0.06]),
      full: Weights(both: [
        .mouthSmileLeft: 0.54, .mouthDimpleLeft: 0.16, .mouthPressLeft: 0.1,
        .cheekSquintLeft: 0.08, .browInnerUp: 0.08, .browOuterUpLeft: 0.1,
      ]),
      Bearing(onset: 0.45, valence: 0.5, head: SIMD3(0, -1.5, 0))),
    ExpressionPreset(
      "tender", ["love", "loving", "affection"],
      subtle: Weights(both: [
        .mouthSmileLeft: 0.2, .cheekSquintLeft: 0.14, .browInnerUp: 0.18, .eyeSquintLeft: 0.06,
      ]),
      full: Weights(both: [
        .mouthSmileLeft: 0.42, .cheekSquintLeft: 0.32, .browInnerUp: 0.36, .eyeSquintLeft: 0.16,
        .mouthDimpleLeft: 0.06, .eyeBlinkLeft: 0.07,
      ]),
      Bearing(onset: 0.8, valence: 1, head: SIMD3(0, -1, 4.5), blinks: 0.9, lids: 1.15)),
    ExpressionPreset(
      "relaxed", ["calm", "content"],
      subtle: Weights(both: [.mouthSmileLeft: 0.12, .eyeBlinkLeft: 0.06]),
      full: Weights(both: [
        .mouthSmileLeft: 0.28, .cheekSquintLeft: 0.14, .eyeBlinkLeft: 0.14, .browInnerUp: 0.06,
      ]),
      Bearing(onset: 0.9, valence: 0.7, head: SIMD3(0, 1, 1), blinks: 0.9, lids: 1.2, breath: 0.9)),
    ExpressionPreset(
      "shy", ["embarrassed", "bashful"],
      subtle: Weights(both: [
        .mouthSmileLeft: 0.22, .mouthPressLeft: 0.2, .browInnerUp: 0.14, .cheekSquintLeft: 0.1,
      ]),
      full: Weights(both: [
        .mouthSmileLeft: 0.42, .mouthPressLeft: 0.38, .browInnerUp: 0.3, .cheekSquintLeft: 0.26,
        .mouthRollLower: 0.16, .eyeBlinkLeft: 0.08,
      ]),
      Bearing(
        onset: 0.6, valence: 0.3, head: SIMD3(5, -5, 2), gaze: SIMD2(5, -9), blinks: 1.3,
        restlessness: 1.3)),
    ExpressionPreset(
      "worried", ["worry", "anxious", "concerned"],
      subtle: Weights(both: [
        .browInnerUp: 0.48, .browDownLeft: 0.16, .mouthPressLeft: 0.14, .mouthFrownLeft: 0.18,
      ]),
      full: Weights(both: [
        .browInnerUp: 0.86, .browDownLeft: 0.3, .eyeSquintLeft: 0.1, .eyeWideLeft: 0.2,
        .mouthPressLeft: 0.3, .mouthFrownLeft: 0.36, .mouthStretchLeft: 0.24,
        .mouthRollLower: 0.18,
      ]),
      Bearing(
        onset: 0.6, valence: -0.7, head: SIMD3(0, -1.5, 1.5), gaze: SIMD2(0, -2), blinks: 1.2,
        breath: 1.15, restlessness: 1.3)),
    ExpressionPreset(
      "doubt", ["doubtful", "skeptical", "sceptical", "suspicious"],
      subtle: Weights([
        .browDownLeft: 0.34, .browOuterUpRight: 0.4, .eyeSquintLeft: 0.22, .eyeSquintRight: 0.1,
        .mouthPressLeft: 0.16, .mouthPressRight: 0.14, .mouthLeft: 0.12,
      ]),
      full: Weights([
        .browDownLeft: 0.7, .browOuterUpRight: 0.8, .browInnerUp: 0.08, .eyeSquintLeft: 0.46,
        .eyeSquintRight: 0.2, .mouthPressLeft: 0.32, .mouthPressRight: 0.26, .mouthLeft: 0.26,
        .mouthFrownLeft: 0.26, .mouthFrownRight: 0.16, .mouthShrugLower: 0.22,
      ]),
      Bearing(onset: 0.6, valence: -0.3, head: SIMD3(2.5, 0, -4), blinks: 0.85)),
    ExpressionPreset(
      "thoughtful", ["thinking", "pensive"],
      subtle: Weights(
        both: [.browDownLeft: 0.22, .eyeSquintLeft: 0.16, .mouthPressLeft: 0.12],
        only: [.mouthLeft: 0.08]),
      full: Weights(
        both: [
          .browDownLeft: 0.48, .browInnerUp: 0.12, .eyeSquintLeft: 0.32, .mouthPressLeft: 0.26,
          .mouthPucker: 0.16,
        ],
        only: [.mouthLeft: 0.18]),
      Bearing(
        onset: 0.7, head: SIMD3(3, 2, 2), gaze: SIMD2(9, 5), blinks: 0.8, restlessness: 0.8)),
    ExpressionPreset(
      "determined", ["resolute", "determination", "focused"],
      subtle: Weights(both: [.browDownLeft: 0.36, .eyeSquintLeft: 0.22, .mouthPressLeft: 0.24]),
      full: Weights(both: [
        .browDownLeft: 0.74, .eyeSquintLeft: 0.4, .mouthPressLeft: 0.5, .jawForward: 0.14,
        .mouthShrugLower: 0.14,
      ]),
      Bearing(onset: 0.6, head: SIMD3(0, -2.5, 0), blinks: 0.6, restlessness: 0.6)),
    ExpressionPreset(
      "tired", ["exhausted", "sleepy", "bored"],
      subtle: Weights(both: [.eyeBlinkLeft: 0.16, .browInnerUp: 0.06, .mouthFrownLeft: 0.08]),
      full: Weights(both: [
        .eyeBlinkLeft: 0.34, .browInnerUp: 0.16, .mouthFrownLeft: 0.16, .jawOpen: 0.03,
      ]),
      Bearing(
        onset: 1, valence: -0.3, head: SIMD3(0, -4, 2), gaze: SIMD2(0, -4), blinks: 1.1,
        lids: 1.5, breath: 0.9, restlessness: 0.7)),
    ExpressionPreset(
      "crying", ["cry", "weeping", "grief"],
      subtle: Weights(both: [
        .browInnerUp: 0.66, .browDownLeft: 0.22, .eyeSquintLeft: 0.3, .mouthFrownLeft: 0.4,
        .mouthStretchLeft: 0.14, .mouthShrugLower: 0.3, .mouthPressLeft: 0.2,
      ]),
      full: Weights(both: [
        .browInnerUp: 0.85, .browDownLeft: 0.36, .eyeSquintLeft: 0.6, .cheekSquintLeft: 0.42,
        .mouthFrownLeft: 0.62, .mouthStretchLeft: 0.34, .mouthLowerDownLeft: 0.3,
        .mouthUpperUpLeft: 0.18, .noseSneerLeft: 0.18, .jawOpen: 0.12, .eyeBlinkLeft: 0.12,
      ]),
      Bearing(
        onset: 0.7, valence: -1, head: SIMD3(0, -9, 2), gaze: SIMD2(0, -6), blinks: 1.5,
        lids: 1.3, breath: 1.3)),
    ExpressionPreset(
      "furious", ["rage", "fury"],
      subtle: Weights(both: [
        .browDownLeft: 0.9, .eyeWideLeft: 0.24, .eyeSquintLeft: 0.38, .noseSneerLeft: 0.4,
        .mouthPressLeft: 0.4, .mouthFrownLeft: 0.2, .mouthUpperUpLeft: 0.14, .jawForward: 0.1,
      ]),
      full: Weights(both: [
        .browDownLeft: 1, .eyeWideLeft: 0.35, .eyeSquintLeft: 0.38, .noseSneerLeft: 0.65,
        .mouthUpperUpLeft: 0.48, .mouthLowerDownLeft: 0.6, .mouthStretchLeft: 0.3, .jawOpen: 0.2,
      ]),
      Bearing(onset: 0.4, valence: -1, head: SIMD3(0, -3, 0), blinks: 0.5, breath: 1.5)),
  ]
}
