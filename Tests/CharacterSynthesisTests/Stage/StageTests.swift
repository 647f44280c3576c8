import CharacterCore
import FaceGeneration
import Foundation
import MotionSynthesis
import SceneRendering
import TestSupport
import Testing

@testable import CharacterSynthesis

@Suite(.serialized) struct StageTests {
  private static func stage(
    _ character: ResolvedCharacter, _ figure: Figure, _ poses: [Pose], view: StageView = .front,
    width: Int = 72, height: Int = 128, threads: Int = 1
  ) throws -> Stage {
    try Stage(
      figure, face: character.face, clip: MotionClip(rate: FrameRate(5), poses: poses), view: view,
      light: .portrait, backdrop: nil, width: width, height: height, threads: threads)
  }

  /// A person who walks 4 m ahead and raises the arms at the end.
  private static let path: [Pose] = (0...20).map { step in
    var pose = Pose.rest
    pose.translation = SIMD3(0, 0, 0.2 * Double(step))
    if step > 15 { pose[.leftUpperArm] = Quaternion(2.4, around: SIMD3(0, 0, 1)) }
    return pose
  }

  @Test(arguments: StageView.allCases)
  func `the camera sees all of a person all of the time`(view: StageView) throws {
    let figure = try Cast.figure("viktor")
    for (poses, size) in [(Self.path, (90, 160)), ([.rest], (160, 90)), ([.rest], (40, 160))] {
      let camera = StageCamera(
        poses.map { figure.bounds($0) }, rate: FrameRate(5), view: view, width: size.0,
        height: size.1)
      #expect(camera.isStill == (poses.count == 1))
      for (frame, pose) in poses.enumerated() {
        for mesh in figure.meshes(pose, FacePose()) {
          for place in mesh.positions {
            let point = try #require(
              camera.camera(at: frame).project(place, width: size.0, height: size.1))
            #expect(0...Float(size.0) ~= point.x && 0...Float(size.1) ~= point.y)
          }
        }
      }
    }
  }

  @Test func `the camera follows a walk without haste`() throws {
    let figure = try Cast.figure("mei")
    let camera = StageCamera(
      Self.path.map { figure.bounds($0) }, rate: FrameRate(5), view: .side, width: 90, height: 160)
    let places = (0...20).map { camera.camera(at: $0).position.z }
    let steps = zip(places, places.dropFirst()).map { $1 - $0 }
    #expect(steps.allSatisfy { $0 > -0.001 && $0 < 0.25 })
    #expect(zip(steps, steps.dropFirst()).allSatisfy { abs($0 - $1) < 0.12 })
    #expect(places[20] - places[0] > 2.5)
  }

  @Test func `the face's picture lands on the head, whichever way it turns`() throws {
    let character = try Cast.character("lin-yue")
    let figure = try Cast.figure("lin-yue")
    let (width, height) = (360, 640)
    for (yaw, pitch, roll) in [(0.0, 0.0, 0.0), (25, 0, 0), (-20, 10, 6), (10, -12, -8)] {
      let unit = Double.pi / 180
      var pose = Pose.rest
      pose[.head] =
        Quaternion(roll * unit, around: SIMD3(0, 0, 1))
        * Quaternion(yaw * unit, around: SIMD3(0, 1, 0))
        * Quaternion(-pitch * unit, around: SIMD3(1, 0, 0))
      let stage = try Self.stage(character, figure, [pose], width: width, height: height)
      let shot = try #require(stage.shot(0, pose, FacePose()))
      #expect(abs(shot.state.view.yaw - yaw) < 4 && abs(shot.state.view.roll - roll) < 3)
      let camera = HeadCamera(view: shot.state.view, size: 512)
      let place = figure.headPlace(figure.body.rest.skeleton.world(pose))
      // Eyes, chin and brow of the picture against those of the figure.
      for point in [SIMD3(3.2, 3.4, 8.5), SIMD3(-3.2, 3.4, 8.5), SIMD3(0, -7, 9), SIMD3(0, 9, 8)] {
        let drawn = camera.project(point)
        let landed = shot.lands(x: drawn.x / 512, y: drawn.y / 512)
        let seen = try #require(
          stage.camera.camera(at: 0).project(
            SIMD3<Float>(place.world(point)), width: width, height: height))
        #expect(abs(landed.x - Double(seen.x)) < 1.5 && abs(landed.y - Double(seen.y)) < 1.5)
      }
    }
  }

  @Test func `a face that is turned away is not drawn, and it fades on the way there`() throws {
    let character = try Cast.character("gu-chen")
    let figure = try Cast.figure("gu-chen")
    func opacity(_ yaw: Double) throws -> Float? {
      var pose = Pose.rest
      pose[.head] = Quaternion(yaw * .pi / 180, around: SIMD3(0, 1, 0))
      return try Self.stage(character, figure, [pose], width: 360, height: 640)
        .shot(0, pose, FacePose())?.opacity
    }
    #expect(try opacity(20) == 1)
    let between = try #require(try opacity(42))
    #expect(between > 0.05 && between < 0.95)
    #expect(try opacity(60) == nil)
    #expect(try opacity(175) == nil)
    #expect(try Self.stage(character, figure, [.rest]).shot(0, .rest, FacePose()) == nil)
  }

  @Test func `a figure is the same for one thread and two, twice`() throws {
    let character = try Cast.character("jonas")
    let figure = try Cast.figure("jonas")
    let pictures = try [1, 2, 2].map { threads in
      try Self.stage(character, figure, Self.path, threads: threads)
        .picture(17, Self.path[17], FacePose())
    }
    #expect(pictures[0] == pictures[1] && pictures[1] == pictures[2])
  }

  @Test(arguments: [
    ("mei", StageView.threeQuarter), ("grandmother-amara", .front), ("viktor", .side),
  ])
  func `a person stands in the studio`(name: String, view: StageView) throws {
    let character = try Cast.character(name)
    let figure = try Cast.figure(name)
    let picture = try Self.stage(
      character, figure, [.rest], view: view, width: 108, height: 192, threads: 2
    ).picture(0, .rest, FacePose()).raster()
    try expectGolden(picture, "bodies/\(name)", share: 0.02, tolerance: 8)
  }
}
