internal import CharacterCore
internal import FaceGeneration
internal import Foundation
internal import MotionSynthesis
internal import SceneRendering

/// One of a frame's pictures of the person: a camera, and which part of its picture lies where.
struct MapView: Sendable {
  let camera: Camera
  /// The camera's whole picture.
  let width, height: Int
  /// The part of the frame that shows the middle of it.
  let panel: FrameGeometry.Panel

  /// Of the whole picture, left and above the panel.
  private var cut: (x: Int, y: Int) { ((width - panel.width) / 2, (height - panel.height) / 2) }

  /// The camera of a body's picture fills its panel.
  init(_ camera: Camera, panel: FrameGeometry.Panel) {
    self.camera = camera
    (width, height, self.panel) = (panel.width, panel.height, panel)
  }

  /// The generator's camera: a square picture that covers its panel.
  init(_ view: HeadView, at place: HeadPlace, panel: FrameGeometry.Panel) {
    let side = max(panel.width, panel.height)
    (width, height, self.panel) = (side, side, panel)
    let back = HeadRotation(yaw: view.yaw, pitch: view.pitch, roll: view.roll).transposed
    func inWorld(_ x: Double, _ y: Double, _ z: Double) -> SIMD3<Float> {
      SIMD3<Float>(place.world(view.pivot + back.applied(to: SIMD3(x, y, z))))
    }
    let target = inWorld(view.shift.x, view.shift.y, 0)
    let above = inWorld(view.shift.x, view.shift.y + 1, 0) - target
    camera = Camera(
      position: inWorld(view.shift.x, view.shift.y, view.distance), target: target,
      up: above / (above * above).sum().squareRoot(),
      verticalAngle: Float(2 * atan(view.frame / (2 * view.distance)) * 180 / .pi))
  }

  func maps(_ meshes: [SurfaceMesh], on device: RayDevice, threads: Int) throws -> GeometryMaps {
    try GeometryMaps(
      meshes, camera: camera, width: width, height: height, device: device, threads: threads)
  }

  /// Lays the panel's part of a whole picture into a frame.
  func place(_ picture: Raster, in frame: inout Raster) {
    for row in 0..<panel.height {
      let from = 4 * ((row + cut.y) * picture.width + cut.x)
      let to = 4 * ((row + panel.y) * frame.width + panel.x)
      frame.pixels.replaceSubrange(
        to..<to + 4 * panel.width, with: picture.pixels[from..<from + 4 * panel.width])
    }
  }

  /// How far in front a thing has to be to hide a point of the head, metres.
  private static let hiding: Float = 0.03

  /// The person as seen in the frame. Points outside the panel are not seen; nose, eyes and ears are
  /// hidden by what stands before them, and a face that is turned away has no points.
  func figure(_ points: PersonPoints, _ maps: GeometryMaps) -> PoseFigure {
    func seen(_ point: SIMD3<Float>, isHidden: Bool = false) -> SIMD3<Double> {
      guard let place = camera.project(point, width: width, height: height) else { return .zero }
      let (x, y) = (Double(place.x) - Double(cut.x), Double(place.y) - Double(cut.y))
      guard x >= 0, y >= 0, x < Double(panel.width), y < Double(panel.height) else { return .zero }
      if isHidden {
        let index = min(Int(place.y), height - 1) * width + min(Int(place.x), width - 1)
        if maps.depth[index] < place.z - Self.hiding { return .zero }
      }
      return SIMD3(x + Double(panel.x), y + Double(panel.y), 1)
    }
    var figure = PoseFigure()
    for point in PoseFigure.Point.allCases {
      let isOfHead = [.nose, .rightEye, .leftEye, .rightEar, .leftEar].contains(point)
      figure[point] = seen(points.body[point.rawValue], isHidden: isOfHead)
    }
    let toCamera = camera.position - points.body[PoseFigure.Point.nose.rawValue]
    let facing = (toCamera * points.faceDirection).sum() / (toCamera * toCamera).sum().squareRoot()
    // Estimators see a face up to about its profile.
    if facing > 0.2, figure[.nose].z > 0 { figure.face = points.face.map { seen($0) } }
    func hand(_ points: [SIMD3<Float>]) -> [SIMD3<Double>] {
      let found = points.map { seen($0) }
      return found.contains { $0.z > 0 } ? found : []
    }
    (figure.leftHand, figure.rightHand) = (hand(points.leftHand), hand(points.rightHand))
    return figure
  }
}
