internal import CharacterCore
internal import FaceGeneration
internal import Foundation
internal import MotionSynthesis
internal import SceneRendering

/// A face's picture for the head of a figure: how the generator has to see it, and where it lands.
///
/// The generator's camera stands in the direction of the figure's camera, but at the distance that it
/// was trained for; at the size of a head in a whole figure the two perspectives are one.
struct FaceShot: Sendable {
  let state: FaceState
  /// How much of it shows: fades out where the generator has seen too few heads from that side.
  let opacity: Float
  /// The pixels of the figure's picture that it covers, and where they lie in the face's picture, in
  /// shares of its side.
  let x, y, width, height: Int
  private let left, top, side: Double

  /// Degrees of yaw and pitch up to which the generator draws heads well, and where it ends.
  static let yawRange = (good: 38.0, last: 46.0)
  static let pitchRange = (good: 22.0, last: 28.0)
  /// A head of fewer pixels from chin to crown is not worth a face.
  static let smallestHead = 26.0

  /// `nil` where the face is turned away or too small.
  ///
  /// - Parameters:
  ///   - place: the posed head's.
  ///   - width, height: of the figure's picture.
  init?(
    _ pose: FacePose, at place: HeadPlace, of face: FaceParameters, camera: Camera,
    width: Int, height: Int, light: LightRig
  ) {
    var view = HeadView()
    let middle = place.world(view.pivot)
    let eye = SIMD3<Double>(camera.position)
    let back = (eye - middle).normalized
    let right = SIMD3<Double>(camera.up).cross(back).normalized
    let up = back.cross(right)
    // Head space's axes as the generator's camera sees them: Rz(roll) Ry(yaw) Rx(-pitch).
    func seen(_ axis: SIMD3<Double>) -> SIMD3<Double> {
      let turned = place.turn.turn(axis)
      return SIMD3(right.dot(turned), up.dot(turned), back.dot(turned))
    }
    let (x, y, z) = (seen(SIMD3(1, 0, 0)), seen(SIMD3(0, 1, 0)), seen(SIMD3(0, 0, 1)))
    let unit = 180 / Double.pi
    view.yaw = asin(min(max(-x.z, -1), 1)) * unit
    view.pitch = -atan2(y.z, z.z) * unit
    view.roll = atan2(x.y, x.x) * unit
    guard z.z > 0.3 else { return nil }
    func fade(_ angle: Double, _ range: (good: Double, last: Double)) -> Double {
      Math.smoothstep(range.last, range.good, abs(angle))
    }
    let opacity =
      fade(view.yaw, Self.yawRange) * fade(view.pitch, Self.pitchRange)
      * fade(view.roll, (good: 25, last: 40))
    // Pixels that a step of a centimetre across takes up at the head.
    let step = place.scale * 10
    guard opacity > 0,
      let center = camera.project(SIMD3<Float>(middle), width: width, height: height),
      let beside = camera.project(
        SIMD3<Float>(middle + up * step), width: width, height: height)
    else { return nil }
    let across = SIMD2(Double(beside.x - center.x), Double(beside.y - center.y))
    let density = (across * across).sum().squareRoot() / 10
    guard density * 22 >= Self.smallestHead else { return nil }
    let side = density * view.frame
    let (left, top) = (Double(center.x) - side / 2, Double(center.y) - side / 2)
    self.x = Int(left.rounded(.down))
    self.y = Int(top.rounded(.down))
    self.width = Int((left + side).rounded(.up)) - self.x
    self.height = Int((top + side).rounded(.up)) - self.y
    (self.left, self.top, self.side) = (left, top, side)
    self.opacity = Float(opacity)
    state = FaceState(
      expression: pose.expression, gazeYaw: pose.gazeYaw, gazePitch: pose.gazePitch, view: view,
      torsoCounter: face.torsoCounter, light: light)
  }

  /// Where a place of the face's picture, in shares of its side, lands in that of the figure.
  func lands(x: Double, y: Double) -> SIMD2<Double> { SIMD2(left + x * side, top + y * side) }

  /// Lays the face's picture over that of the figure.
  func draw(_ face: PremultipliedPicture, over picture: inout PremultipliedPicture) {
    let scale = Double(face.width) / side
    let region = Rectangle(
      x: (Double(x) - left) * scale, y: (Double(y) - top) * scale, width: Double(width) * scale,
      height: Double(height) * scale)
    var layer = Resampler(
      sourceWidth: face.width, sourceHeight: face.height, region: region, width: width,
      height: height, filter: .mitchell
    ).resample(face)
    if opacity < 1 { for index in layer.pixels.indices { layer.pixels[index] *= opacity } }
    picture.draw(layer, x: x, y: y)
  }
}
