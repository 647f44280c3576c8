package import CharacterCore
internal import Foundation

/// All that is decided about a performance before its first frame: when each muscle sets off, each
/// saccade, each blink. The face at any time is a closed form of it, so that a frame needs none before
/// it, and two frame rates sample one motion.
package struct FaceScore: Sendable {
  /// The eyes' range in the head, degrees: yaw either way, down, up, and up where the lids are shut.
  package static let gazeLimit = (yaw: 32.0, down: -22.0, up: 15.0, upWhenShut: 3.0)

  package let gaze: GazeModel
  package let blinks: BlinkModel
  package let head: HeadMotion
  let expression: ExpressionTrack
  let speech: SpeechTrack
  let breath: BreathModel
  private let life: [Wander]

  package init(_ reel: Reel, by performer: Performer) throws(MotionSynthesisError) {
    let physique = Physique(performer)
    let manner = performer.manner
    let stream = performer.stream
    let cues = try Cue.sheet(of: reel, for: performer, physique: physique)
    gaze = GazeModel(cues: cues, manner: manner, stream: stream.stream("gaze"))
    blinks = BlinkModel(
      cues: cues, shifts: gaze.shifts, manner: manner, stream: stream.stream("blink"))
    head = HeadMotion(
      cues: cues, gaze: gaze, manner: manner,
      style: GestureStyle(performer.temperament, ageYears: performer.ageYears),
      stream: stream.stream("head"))
    expression = ExpressionTrack(
      cues: cues, physique: physique, manner: manner, stream: stream.stream("expression"))
    speech = SpeechTrack(cues: cues, physique: physique, stream: stream.stream("speech"))
    breath = BreathModel(cues: cues, manner: manner, stream: stream.stream("breath"))
    life = FaceRegion.allCases.map {
      Wander(frequency: 0.35, stream: stream.stream("life").stream($0.rawValue))
    }
  }

  /// The face at a time in seconds.
  package func pose(at time: Double) -> FacePose {
    var channels = expression.channels(at: time)
    let laughter = channels.removeLast()
    enliven(&channels, at: time, laughter: laughter)
    let speech = self.speech.value(at: time)
    SpeechTrack.blend(speech, into: &channels)
    FaceRegion.reconcile(&channels)

    let breath = self.breath.value(at: time)
    let orientation = head.orientation(
      at: time, speech: speech.activity, laughter: laughter, breath: breath)
    let closure = blinks.closure(at: time)
    close(.eyeBlinkLeft, .eyeWideLeft, .eyeSquintLeft, by: closure.left, &channels)
    close(.eyeBlinkRight, .eyeWideRight, .eyeSquintRight, by: closure.right, &channels)

    // The vestibulo-ocular reflex: the eyes turn against the head, and stay on what they look at.
    var eyes = orientation.inHead(gaze.target(at: time))
    let limit = Self.gazeLimit
    let shut = max(closure.left, closure.right)
    eyes.x = min(max(eyes.x, -limit.yaw), limit.yaw)
    eyes.y = min(max(eyes.y, limit.down), Math.mix(limit.up, limit.upWhenShut, shut))
    var weights = ExpressionWeights(channels: channels)
    weights.look(yaw: eyes.x, pitch: eyes.y)
    return FacePose(
      expression: weights, gazeYaw: eyes.x, gazePitch: eyes.y, headYaw: orientation.yaw,
      headPitch: orientation.pitch, headRoll: orientation.roll, breath: breath)
  }

  /// A held face is not a still one: each region's strength drifts by a few hundredths, and laughter
  /// shakes the jaw.
  private func enliven(_ channels: inout [Double], at time: Double, laughter: Double) {
    let drift = life.map { 1 + 0.035 * $0.value(at: time) }
    for index in channels.indices {
      let rest = expression.rest[index]
      let region = FaceRegion.ofChannel[index].rawValue
      channels[index] = min(max(rest + (channels[index] - rest) * drift[region], 0), 1)
    }
    guard laughter > 0 else { return }
    let shake = laughter * sin(2 * .pi * ExpressionPreset.laughsPerSecond * time)
    channels[Blendshape.jawOpen.rawValue] *= 1 + 0.22 * shake
    channels[Blendshape.mouthLowerDownLeft.rawValue] *= 1 + 0.15 * shake
    channels[Blendshape.mouthLowerDownRight.rawValue] *= 1 + 0.15 * shake
  }

  /// Shuts a lid from wherever the expression holds it. A squinting eye needs less of it, as its lower
  /// lid comes up; a wide eye stops being wide.
  private func close(
    _ lid: Blendshape, _ wide: Blendshape, _ squint: Blendshape, by closure: Double,
    _ channels: inout [Double]
  ) {
    let raised = channels[squint.rawValue]
    let held = channels[lid.rawValue]
    channels[lid.rawValue] = held + closure * (max(1 - 0.35 * raised, held) - held)
    channels[wide.rawValue] *= 1 - closure
  }
}

extension ExpressionPreset {
  /// How often laughter shakes.
  static let laughsPerSecond = 4.4
}

extension ExpressionWeights {
  /// Sets the `eyeLook` shapes to a gaze in the head, degrees.
  package mutating func look(yaw: Double, pitch: Double) {
    let (left, right) = (Float(max(yaw, 0) / 35), Float(max(-yaw, 0) / 35))
    let (up, down) = (Float(max(pitch, 0) / 28), Float(max(-pitch, 0) / 36))
    (self[.eyeLookOutLeft], self[.eyeLookInRight]) = (left, left)
    (self[.eyeLookInLeft], self[.eyeLookOutRight]) = (right, right)
    (self[.eyeLookUpLeft], self[.eyeLookUpRight]) = (up, up)
    (self[.eyeLookDownLeft], self[.eyeLookDownRight]) = (down, down)
  }
}
