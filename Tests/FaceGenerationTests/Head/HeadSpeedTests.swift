internal import CharacterCore
internal import Foundation
internal import TestSupport
import Testing

@testable import FaceGeneration

/// How long a frame's head takes; measured on request, as times say nothing in a debug build.
///
///     HEAD_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter HeadSpeedTests
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["HEAD_SPEED"] != nil))
struct HeadSpeedTests {
  @Test(arguments: [(256, 10.0), (512, 40.0)])
  func `a posed head is drawn within its time`(size: Int, limit: Double) throws {
    let shape = try HeadFixture.shape.get()
    let one = try #require(HeadParity.load().head.dropFirst(3).first).params
    let (rest, state) = (shape.rest(one.head), one.state(shape.recipe))
    var poses: [Double] = []
    var draws: [Double] = []
    for _ in 0..<50 {
      var head = shape.pose(rest, .init())
      poses.append(processorTime { head = shape.pose(rest, state) })
      draws.append(
        processorTime {
          let maps = HeadMaps(shape: shape, head: head, view: state.view, size: size)
          #expect(maps.part.count == size * size)
        })
    }
    let (pose, draw) = (poses.sorted()[25], draws.sorted()[25])
    let identity = processorTime { _ = shape.rest(one.head) }
    print("\(size) px: pose \(pose) ms, maps \(draw) ms (median of 50); rest \(identity) ms")
    #expect(pose + draw < limit)
  }
}
