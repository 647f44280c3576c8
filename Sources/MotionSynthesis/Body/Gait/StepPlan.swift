internal import CharacterCore
internal import Foundation

/// Every step of a reel, planned before its first frame: footprints, the path of the body over them,
/// and the phase of the gait.
///
/// The body passes over a foot in the middle of the time for which it stands; `phase` is then whole,
/// even over the left foot and odd over the right.
struct StepPlan: Sendable {
  /// By foot, left first; in the order of time.
  var prints: [[Footprint]]
  /// x and z, metres.
  var path = KnotTrack<SIMD2<Double>>()
  /// The way that the body faces, radians to the left of +z; and the phase.
  var course = KnotTrack<SIMD2<Double>>()
  var cycle = KnotTrack<SIMD16<Double>>()
  /// The seconds in which the feet are on their way.
  var spans: [ClosedRange<Double>] = []
  /// Where captured motions have the body; one after another.
  var captures: [CapturedSpan] = []

  func root(at time: Double) -> SIMD2<Double> { path.value(at: time) }
  func heading(at time: Double) -> Double { course.value(at: time).x }
  func phase(at time: Double) -> Double { course.value(at: time).y }
  func frame(at time: Double) -> GaitFrame { GaitFrame(values: cycle.value(at: time)) }

  /// The index of the footprint that a foot stands on or has left last.
  func index(of foot: Int, at time: Double) -> Int {
    prints[foot].lastIndex(ofSorted: time) { $0.strike }
  }

  /// The seconds in which the feet go somewhere, with the time to start and to stop.
  var walking: [ClosedRange<Double>] {
    prints.flatMap { prints in
      zip(prints, prints.dropFirst()).map { from, to in
        min(from.lift, to.strike) - 0.6...max(from.lift, to.strike) + 0.6
      }
    }
  }

  /// True where a foot is on the floor.
  func isPlanted(_ foot: Int, at time: Double) -> Bool {
    time <= prints[foot][index(of: foot, at: time)].lift
  }
}
