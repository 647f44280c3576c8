internal import CharacterCore
internal import Foundation
internal import MotionSynthesis
internal import SceneRendering

/// Times pictures of a walking body of `mien motion`'s size, on one thread:
///
///     swift run -c release --package-path Benchmarks MannequinBenchmark
///
/// Processor time, which other work on the machine hardly lengthens: the median of a clip's frames, and
/// the least.
@main
struct MannequinBenchmark {
  static func main() throws {
    let shape = try BodyShape.bundled()
    let body = SkinnedBody(shape.rest(BodyParameters(ageYears: 30)), of: shape)
    let performer = Performer(ageYears: 30, stream: RandomStream(seed: 1))
    let reel = Reel(name: "walk", beats: [Beat(duration: 2, action: BodyAction("walk"))])
    let face = try PerformanceSynthesizer().perform(reel, by: performer, at: FrameRate(25))
    let clip = try MotionSynthesizer(body: body, performer: performer).perform(reel, face: face)

    let mannequin = try Mannequin(figure: [mesh(of: body, .rest)])
    var times: [Double] = []
    for pose in clip.poses {
      let mesh = mesh(of: body, pose)
      guard let bounds = mesh.bounds else { continue }
      let camera = Camera(framing: bounds, width: 288, height: 512)
      let start = clock()
      _ = try mannequin.render([mesh], camera: camera, width: 288, height: 512)
      times.append(Double(clock() - start) / Double(CLOCKS_PER_SEC) * 1000)
    }
    times.sort()
    print(
      String(
        format: "%d pictures of 288x512: %.0f ms each, the fastest %.0f ms", times.count,
        times[times.count / 2], times[0]))
  }

  private static func mesh(of body: SkinnedBody, _ pose: Pose) -> SurfaceMesh {
    let vertices = body.vertices(pose)
    return SurfaceMesh(
      positions: vertices, triangles: body.shape.triangles, normals: body.normals(of: vertices),
      materials: BodyShape.Zone.allCases.map { zone in
        zone == .skin ? .skin(SIMD3(0.6, 0.4, 0.3)) : .cloth(SIMD3(0.1, 0.1, 0.2))
      },
      triangleMaterials: body.shape.triangleZone.map(\.rawValue))
  }
}
