internal import CharacterCore
internal import MotionSynthesis
internal import SceneRendering

/// From where a whole person is seen.
public enum StageView: String, Sendable, CaseIterable, Codable {
  case front, side, back
  case threeQuarter = "three-quarter"

  /// Degrees about +Y: 0 before the subject, 90 on its left.
  var yaw: Float {
    switch self {
    case .front: 0
    case .threeQuarter: 35
    case .side: 90
    case .back: 180
    }
  }
}

/// The camera of a clip: frames the whole person once, over all that it does; where the person walks
/// away, the camera goes along without haste.
struct StageCamera: Sendable {
  private let camera: Camera
  /// Where the camera has gone by each frame; one entry where it stands still.
  private let path: [SIMD3<Float>]

  /// What a figure moves in before the camera goes along, metres.
  static let standingRoom: Float = 1.1
  /// How long the camera takes to follow, seconds.
  private static let ease = 0.32

  /// - Parameter bounds: around the figure, a box a frame; at least one.
  init(_ bounds: [Bounds], rate: FrameRate, view: StageView, width: Int, height: Int) {
    let whole = bounds.dropFirst().reduce(bounds[0]) { $0.union($1) }
    let centers = bounds.map { SIMD3($0.center.x, 0, $0.center.z) }
    let (low, high) = centers.dropFirst().reduce((centers[0], centers[0])) {
      (pointwiseMin($0.0, $1), pointwiseMax($0.1, $1))
    }
    var box: Bounds
    if (high - low).max() <= Self.standingRoom {
      (box, path) = (whole, [.zero])
    } else {
      let followed = Self.smoothed(centers, over: Self.ease * rate.framesPerSecond)
      let shifted = zip(bounds, followed).map { Bounds(low: $0.low - $1, high: $0.high - $1) }
      box = shifted.dropFirst().reduce(shifted[0]) { $0.union($1) }
      path = followed
    }
    // Hair stands over the crown; the floor below belongs to the picture.
    box.low.y = min(box.low.y, 0) - 0.02
    box.high.y += 0.05
    camera = Camera(
      framing: box, width: width, height: height, yaw: view.yaw, pitch: 3, margin: 0.045,
      verticalAngle: 22)
  }

  var isStill: Bool { path.count == 1 }

  func camera(at frame: Int) -> Camera {
    let step = path[min(frame, path.count - 1)]
    var camera = camera
    camera.position += step
    camera.target += step
    return camera
  }

  /// Each place's mean with its neighbours, weighted by a bell of the given deviation in frames.
  private static func smoothed(_ places: [SIMD3<Float>], over deviation: Double) -> [SIMD3<Float>] {
    let reach = Int((3 * deviation).rounded(.up))
    let weights = (-reach...reach).map { offset -> Float in
      Float(Math.exp(-0.5 * Double(offset * offset) / (deviation * deviation)))
    }
    return places.indices.map { index in
      var (sum, total) = (SIMD3<Float>.zero, Float(0))
      for (slot, weight) in weights.enumerated() {
        let other = min(max(index + slot - reach, 0), places.count - 1)
        sum += places[other] * weight
        total += weight
      }
      return sum / total
    }
  }
}
