internal import CharacterCore
internal import Foundation

/// What speech does to the mouth: each beat's visemes as one utterance, neighbours coloured by each
/// other.
struct SpeechTrack: Sendable {
  /// How much of the mouth speech takes, 0...1, and the shape it wants, in `Blendshape` order.
  struct Value {
    var activity = 0.0
    var shape = [Double](repeating: 0, count: Blendshape.allCases.count)
  }

  private struct Utterance {
    let start: Double
    /// Seconds a viseme: the beat's length shared out, but never slower than people speak.
    let slot: Double
    let sounds: [(weights: [Double], dominance: Double)]
    var end: Double { start + slot * Double(sounds.count) }

    /// The mouth takes the first shape before the sound, and lets go after the last.
    func activity(at time: Double) -> Double {
      Ease.minimumJerk((time - start + 0.12) / 0.16)
        * Ease.minimumJerk((end + 0.22 - time) / 0.26)
    }

    /// A mean of the sounds around this time, each weighted by a bell around its middle.
    func addShape(at time: Double, times share: Double, to shape: inout [Double]) {
      let place = min(max((time - start) / slot - 0.5, -0.5), Double(sounds.count) - 0.5)
      let nearest = Int(min(max(place.rounded(), 0), Double(sounds.count - 1)))
      let span = max(nearest - 2, 0)...min(nearest + 2, sounds.count - 1)
      let pulls = span.map { index in
        let distance = (place - Double(index)) / 0.58
        return sounds[index].dominance * exp(-distance * distance)
      }
      let scale = share / pulls.reduce(0, +)
      for (pull, index) in zip(pulls, span) {
        for channel in shape.indices {
          shape[channel] += scale * pull * sounds[index].weights[channel]
        }
      }
    }
  }

  static let slowestViseme = 0.26
  private let utterances: [Utterance]

  init(cues: [Cue], physique: Physique, stream: RandomStream) {
    utterances = cues.filter(\.isSpeaking).map { cue in
      let lead = min(0.1, 0.1 * (cue.end - cue.start))
      let count = Double(cue.beat.visemes.count)
      let slot = min((cue.end - cue.start - lead) / count, Self.slowestViseme)
      // Who speaks fast does not reach every shape.
      let reach = Math.mix(0.6, 1, Math.smoothstep(0.04, 0.12, slot))
      let stream = stream.stream(cue.index)
      let sounds = cue.beat.visemes.enumerated().map { number, viseme in
        var draw = stream.stream(number)
        let clarity = reach * draw.uniform(0.88, 1.08)
        let weights = VisemeShapes.weights(of: viseme)
        return (
          weights: weights.values.indices.map {
            min(Double(weights.values[$0]) * clarity * physique.gain[$0], 1)
          },
          dominance: VisemeShapes.dominance(of: viseme)
        )
      }
      return Utterance(start: cue.start + lead, slot: slot, sounds: sounds)
    }
  }

  func value(at time: Double) -> Value {
    var result = Value()
    var silence = 1.0
    var total = 0.0
    var index = utterances.lastIndex(ofSorted: time + 0.12) { $0.start }
    while index >= 0, index < utterances.count, utterances[index].end + 0.22 > time {
      let activity = utterances[index].activity(at: time)
      if activity > 0 {
        utterances[index].addShape(at: time, times: activity, to: &result.shape)
        silence *= 1 - activity
        total += activity
      }
      index -= 1
    }
    guard total > 0 else { return result }
    for channel in result.shape.indices { result.shape[channel] /= total }
    result.activity = 1 - silence
    return result
  }

  /// Puts speech into a face: it takes over the mouth and jaw, and leaves of the expression what one
  /// can speak with, most at the corners of the mouth.
  static func blend(_ speech: Value, into channels: inout [Double]) {
    guard speech.activity > 0 else { return }
    for shape in Blendshape.allCases where FaceRegion(of: shape) == .mouth {
      let kept: Double =
        switch shape {
        case .mouthSmileLeft, .mouthSmileRight, .mouthFrownLeft, .mouthFrownRight: 0.6
        case .mouthDimpleLeft, .mouthDimpleRight, .mouthLeft, .mouthRight, .jawForward: 0.5
        case .mouthUpperUpLeft, .mouthUpperUpRight, .mouthStretchLeft, .mouthStretchRight: 0.35
        default: 0.12
        }
      let index = shape.rawValue
      let shown = channels[index]
      let under = shown * (1 - speech.activity * (1 - kept))
      channels[index] = under + speech.activity * speech.shape[index] * (1 - under)
    }
  }
}
