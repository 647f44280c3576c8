import CharacterCore
import FaceGeneration
import Foundation
import MotionSynthesis
import SceneRendering
import Synchronization
import TestSupport
import Testing

@testable import CharacterSynthesis

/// Example characters as figures, made once.
enum Cast {
  static let model = Result { try FaceModel() }
  static let shape = Result { try BodyShape.bundled() }

  static func character(_ name: String) throws -> ResolvedCharacter {
    try CharacterLibrary().character(
      at: Fixtures.root.appending(path: "Characters/\(name).yaml")
    ).character
  }

  private static let figures = Mutex<[String: Figure]>([:])

  static func figure(_ name: String) throws -> Figure {
    try figures.withLock { figures in
      if let made = figures[name] { return made }
      let (model, character) = (try model.get(), try character(name))
      let figure = Figure(
        character, of: try shape.get(), head: model.figure(of: try model.prepare(character.face)))
      figures[name] = figure
      return figure
    }
  }
}

@Suite(.serialized) struct FigureTests {
  @Test(arguments: ["lin-yue", "mei", "viktor", "grandmother-amara"])
  func `a person is as tall as the spec says`(name: String) throws {
    let character = try Cast.character(name)
    let figure = try Cast.figure(name)
    let meshes = figure.meshes(.rest, FacePose())
    // Soles to crown: the body without its head, and the head without hair.
    let low = try #require(meshes[0].positions.map(\.y).min())
    let head = meshes[1]
    let used = head.triangles.flatMap { [Int($0.x), Int($0.y), Int($0.z)] }
    let high = try #require(used.map { head.positions[$0].y }.max())
    #expect(abs(low) < 0.002)
    #expect(abs(Double(high - low) - character.body.height) < 0.01)
  }

  @Test func `no gap is left between the head's neck and the body's`() throws {
    for name in ["lin-yue", "mei", "gu-chen"] {
      let figure = try Cast.figure(name)
      let meshes = figure.meshes(.rest, FacePose())
      let scene = try RayScene(Array(meshes.prefix(2)), on: RayDevice())
      let neck = figure.body.rest.skeleton[.neck]
      let jaw = figure.body.rest.skeleton[.jaw]
      // Rays from all around to the neck's middle meet skin or cloth before it.
      for step in 0...20 {
        let height = neck.y + (jaw.y - neck.y) * Double(step) / 20
        for angle in stride(from: 0.0, to: 360, by: 15) {
          let direction = SIMD3(Math.sin(angle * .pi / 180), 0.1, Math.cos(angle * .pi / 180))
          let middle = SIMD3<Float>(SIMD3(0, height, neck.z + 0.02))
          let ray = Ray(
            origin: middle + SIMD3<Float>(direction), direction: -SIMD3<Float>(direction), far: 1)
          #expect(scene.areOccluded([ray])[0], "\(name) at \(height), \(angle)°")
        }
      }
    }
  }

  @Test func `clothes have the colours that the face's shoulders have`() throws {
    let character = try Cast.character("viktor")
    let body = try Cast.figure("viktor").meshes(.rest, FacePose())[0]
    let top = body.materials[Int(BodyShape.Zone.top.rawValue)]
    #expect(top.color == character.face.look.garmentColor.simd)
    // The throat is a little darker than the face.
    let skin =
      body.materials[Int(BodyShape.Zone.skin.rawValue)].color / character.face.look.skinColor.simd
    #expect(skin.min() > 0.85 && skin.max() < 1.05)
  }

  @Test func `an expression moves the head's mesh, and a gaze its eyes`() throws {
    let figure = try Cast.figure("sofia")
    let calm = figure.meshes(.rest, FacePose())
    var open = FacePose(gazeYaw: 20)
    open.expression[.jawOpen] = 1
    let moved = figure.meshes(.rest, open)
    let farthest = zip(calm[1].positions, moved[1].positions).map {
      (($0 - $1) * ($0 - $1)).sum().squareRoot()
    }.max()
    #expect(try #require(farthest) > 0.01)
    #expect(moved[2].eyes[0].gaze.x > 0.3 && abs(calm[2].eyes[0].gaze.x) < 0.01)
    #expect(calm[0].positions == moved[0].positions && calm[3].positions == moved[3].positions)
  }

  @Test func `a turned head takes its hair along and leaves the chest behind`() throws {
    let figure = try Cast.figure("lin-yue")
    var pose = Pose.rest
    pose[.head] = Quaternion(0.6, around: SIMD3(0, 1, 0))
    let (still, turned) = (figure.meshes(.rest, FacePose()), figure.meshes(pose, FacePose()))
    let hair = zip(still[3].positions, turned[3].positions)
    let top = hair.filter { $0.0.y > 1.55 }.map { abs($0.0.x - $0.1.x) + abs($0.0.z - $0.1.z) }
    let low = hair.filter { $0.0.y < 1.36 }.map { abs($0.0.x - $0.1.x) + abs($0.0.z - $0.1.z) }
    #expect(try #require(top.max()) > 0.03)
    #expect(try #require(low.max()) < 0.03)
  }
}
