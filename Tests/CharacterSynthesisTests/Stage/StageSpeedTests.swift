import CharacterCore
import Foundation
import MotionSynthesis
import SceneRendering
import TestSupport
import Testing

@testable import CharacterSynthesis

/// How long a frame of a whole person takes; measured on request, as times say nothing in a debug build.
///
///     STAGE_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter StageSpeedTests
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["STAGE_SPEED"] != nil))
struct StageSpeedTests {
  @Test func `fifteen frames a second of 512 pixels' height on two cores`() throws {
    let character = try Cast.character("lin-yue")
    let figure = try Cast.figure("lin-yue")
    let poses = (0..<12).map { frame -> Pose in
      var pose = Pose.rest
      pose[.head] = Quaternion(0.05 * Double(frame), around: SIMD3(0, 1, 0))
      return pose
    }
    let stage = try Stage(
      figure, face: character.face, clip: MotionClip(rate: FrameRate(25), poses: poses),
      view: .front, light: .portrait, backdrop: nil, width: 288, height: 512)
    let meshes = processorTime { _ = figure.meshes(poses[0], FacePose()) }
    let frames = try poses.enumerated().map { frame, pose in
      try processorTime { _ = try stage.picture(frame, pose, FacePose()).raster() }
    }
    let median = frames.sorted()[frames.count / 2]
    print("288x512: \(median) ms of processor time a frame (median of 12), its meshes \(meshes) ms")
    // Frames are drawn one a core: two cores have 2 x 1000/15 ms for each.
    #expect(median < 2000 / 15)
  }
}
