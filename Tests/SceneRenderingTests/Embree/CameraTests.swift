import CharacterCore
import TestSupport
import Testing

@testable import SceneRendering

struct CameraTests {
  @Test func `a pixel's ray leads back to the pixel`() throws {
    let camera = Camera(position: SIMD3(1, 2, 5), target: SIMD3(0, 1, 0), verticalAngle: 40)
    for (x, y) in [(0.5, 0.5), (100, 30), (319.5, 199.5)] as [(Float, Float)] {
      let ray = camera.ray(x: x, y: y, width: 320, height: 200)
      let point = try #require(
        camera.project(ray.origin + ray.direction * 7, width: 320, height: 200))
      #expect(abs(point.x - x) < 0.01 && abs(point.y - y) < 0.01)
    }
    let middle = try #require(camera.project(camera.target, width: 320, height: 200))
    #expect(abs(middle.x - 160) < 0.01 && abs(middle.y - 100) < 0.01)
    #expect(abs(middle.z - Float(27).squareRoot()) < 1e-4)
    #expect(camera.project(SIMD3(2, 3, 10), width: 320, height: 200) == nil)
  }

  @Test func `right is right and up is up`() throws {
    let camera = Camera(position: SIMD3(0, 1, 5), target: SIMD3(0, 1, 0))
    let point = try #require(camera.project(SIMD3(0.5, 1.5, 0), width: 100, height: 100))
    #expect(point.x > 50 && point.y < 50)
  }

  @Test(arguments: [(288, 512), (512, 288), (400, 400)], [0, 37, 90, 180, 250] as [Float])
  func `a framed box fills the picture up to its margin`(size: (Int, Int), yaw: Float) throws {
    let box = Bounds(low: SIMD3(-0.6, 0, -0.1), high: SIMD3(0.5, 1.8, 0.4))
    let (width, height) = size
    let camera = Camera(framing: box, width: width, height: height, yaw: yaw, margin: 0.08)
    var nearest: Float = 1
    for corner in box.corners {
      let point = try #require(camera.project(corner, width: width, height: height))
      let (x, y) = (point.x / Float(width), point.y / Float(height))
      nearest = min(nearest, x, 1 - x, y, 1 - y)
    }
    #expect(abs(nearest - 0.08) < 1e-3)
  }

  @Test func `rows' spans hold all that is projected and little else`() throws {
    let ball = Shapes.ball(SIMD3(0.2, 1, 0), radius: 0.5)
    let camera = Camera(
      position: SIMD3(0.5, 1.5, 4), target: SIMD3(0, 0.8, 0), verticalAngle: 40)
    let view = View(camera, width: 300, height: 400)
    let spans = RowSpans(SurfaceGeometry([ball]), view)
    var random = RandomStream(seed: 3)
    for triangle in ball.triangles {
      let (u, v) = (Float(random.uniform()), Float(random.uniform()))
      let (a, b, c) = (
        ball.positions[Int(triangle.x)], ball.positions[Int(triangle.y)],
        ball.positions[Int(triangle.z)]
      )
      let point = try #require(view.project(a + (b - a) * u * (1 - v) + (c - a) * v * u))
      #expect(spans.rows.contains(Int(point.y)) && spans.columns.contains(Int(point.x)))
      #expect(spans[Int(point.y)].contains(Int(point.x)))
    }
    let area = (0..<400).map { spans[$0].count }.reduce(0, +)
    #expect(Double(area) < 0.85 * Double(spans.rows.count * spans.columns.count))
    let around = Shapes.ball(.zero, radius: 50)
    #expect(RowSpans(SurfaceGeometry([around]), view).columns == 0..<300)
    let behind = Camera(position: SIMD3(0, 1, 4), target: SIMD3(0, 1, 8))
    let away = Shapes.ball(SIMD3(90, 1, 9), radius: 0.5)
    let none = RowSpans(SurfaceGeometry([away]), View(behind, width: 300, height: 400))
    #expect(none.rows.isEmpty && none.columns.isEmpty)
  }
}
