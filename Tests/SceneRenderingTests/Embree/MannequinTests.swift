import CharacterCore
import TestSupport
import Testing

@testable import SceneRendering

struct MannequinTests {
  static let box = Shapes.box(SIMD3(-0.2, 0, -0.2), SIMD3(0.2, 0.8, 0.2))

  static var bare: Studio {
    var studio = Studio()
    studio.isTransparent = true
    return studio
  }

  /// RGBA of the pixel in which a place lies.
  static func pixel(
    _ picture: PremultipliedPicture, _ camera: Camera, _ place: SIMD3<Float>
  ) throws -> SIMD4<Float> {
    let point = try #require(
      camera.project(place, width: picture.width, height: picture.height))
    let index = 4 * (Int(point.y) * picture.width + Int(point.x))
    return SIMD4(picture.pixels[index..<index + 4])
  }

  @Test func `a box shades the floor away from the light and around its foot`() throws {
    let camera = Camera(
      position: SIMD3(0, 3, 4), target: SIMD3(0, 0.3, 0), verticalAngle: 34)
    let picture = try Mannequin(studio: Self.bare).render(
      [Self.box], camera: camera, width: 120, height: 120)
    func alpha(_ x: Float, _ z: Float) throws -> Float {
      try Self.pixel(picture, camera, SIMD3(x, 0, z)).w
    }
    // The key light stands to the camera's left: the shadow falls to the right and back.
    let (shaded, open) = (try alpha(0.45, -0.2), try alpha(-0.75, 0.1))
    #expect(shaded > 0.1)
    #expect(open < 0.005)
    let (foot, beside) = (try alpha(-0.24, 0.1), try alpha(-0.42, 0.1))
    #expect(foot > beside + 0.03)
    #expect(try Self.pixel(picture, camera, SIMD3(0, 0.4, 0.2)).w == 1)
  }

  @Test func `a shadow's edge is soft far from what throws it`() throws {
    let camera = Camera(position: SIMD3(0, 5, 2.5), target: SIMD3(0.4, 0, -0.4))
    let plate = Shapes.box(SIMD3(-0.4, 1.2, -0.4), SIMD3(0.4, 1.25, 0.4))
    let picture = try Mannequin(studio: Self.bare).render(
      [plate], camera: camera, width: 100, height: 100)
    let alphas = stride(from: 3, to: picture.pixels.count, by: 4).map { picture.pixels[$0] }
    let deepest = try #require(alphas.filter { $0 < 0.9 }.max())
    #expect(deepest > 0.15)
    let between = alphas.filter { $0 > 0.25 * deepest && $0 < 0.75 * deepest }.count
    #expect(between > 60)
  }

  @Test func `light falls on the key's side, and the other side keeps its colour`() throws {
    let ball = Shapes.ball(SIMD3(0, 0.5, 0), radius: 0.5)
    let bounds = try #require(ball.bounds)
    let camera = Camera(framing: bounds, width: 80, height: 80)
    let picture = try Mannequin().render([ball], camera: camera, width: 80, height: 80)
    let lit = try Self.pixel(picture, camera, SIMD3(-0.22, 0.8, 0.33))
    let dark = try Self.pixel(picture, camera, SIMD3(0.40, 0.3, 0.22))
    #expect(lit.x > dark.x + 0.2)
    #expect(dark.x > 0.2)
    #expect(lit.w == 1 && dark.w == 1)
  }

  @Test func `coverage adds up to the area that is seen`() throws {
    var studio = Self.bare
    studio.floorHeight = -100
    let ball = Shapes.ball(.zero, radius: 0.5, rings: 48)
    let camera = Camera(position: SIMD3(0, 0, 8), target: .zero, verticalAngle: 10)
    let picture = try Mannequin(studio: studio).render(
      [ball], camera: camera, width: 90, height: 90)
    let area = stride(from: 3, to: picture.pixels.count, by: 4).reduce(Float(0)) {
      $0 + picture.pixels[$1]
    }
    let half = Math.sin(5 * .pi / 180) / Math.cos(5 * .pi / 180)
    let radius = 0.5 / (64 - 0.25).squareRoot() / half * 45
    #expect(abs(Double(area) / (.pi * radius * radius) - 1) < 0.01)
  }

  @Test func `a surface has two sides`() throws {
    let mesh = Shapes.triangle(at: SIMD3(-0.3, 0.1, 0))
    let studio = Self.bare
    for z: Float in [4, -4] {
      let camera = Camera(position: SIMD3(0, 0.4, z), target: SIMD3(0, 0.4, 0))
      let picture = try Mannequin(studio: studio).render(
        [mesh], camera: camera, width: 40, height: 40)
      let color = try Self.pixel(picture, camera, SIMD3(0, 0.4, 0))
      #expect(color.w == 1 && color.x > 0.5)
    }
  }

  @Test func `a vertex's colour stands in for the material's`() throws {
    var mesh = Self.box
    mesh.vertexColors = mesh.positions.map { _ in SIMD3(0.7, 0.05, 0.05) }
    let camera = Camera(position: SIMD3(0, 0.5, 4), target: SIMD3(0, 0.4, 0))
    let picture = try Mannequin().render([mesh], camera: camera, width: 40, height: 40)
    let color = try Self.pixel(picture, camera, SIMD3(0, 0.4, 0.2))
    #expect(color.x > 2 * color.y)
  }

  @Test func `an eye looks where its gaze goes`() throws {
    var mesh = Shapes.ball(.zero, radius: 0.5)
    mesh.materials = [.eye(SIMD3(0.9, 0.9, 0.9))]
    mesh.eyes = [
      Eyeball(center: SIMD3(9, 0, 0), gaze: SIMD3(0, 0, 1)),
      Eyeball(center: .zero, gaze: unit(SIMD3(1, 0, 1)), irisColor: SIMD3(0.05, 0.1, 0.5)),
    ]
    var studio = Self.bare
    studio.floorHeight = -100
    let camera = Camera(position: SIMD3(0, 0, 4), target: .zero)
    let picture = try Mannequin(studio: studio).render(
      [mesh], camera: camera, width: 60, height: 60)
    func color(_ degrees: Double) throws -> SIMD4<Float> {
      let angle = degrees * .pi / 180
      return try Self.pixel(
        picture, camera, SIMD3(Float(0.5 * Math.sin(angle)), -0.06, Float(0.5 * Math.cos(angle))))
    }
    let (white, iris, pupil) = (try color(0), try color(22), try color(45))
    #expect(white.x > 0.6 && white.x > 0.8 * white.z)
    #expect(iris.z > 1.5 * iris.x)
    #expect(pupil.z < 0.6 * iris.z)
  }

  @Test func `any number of threads draws the same bits`() throws {
    let meshes = [Self.box, Shapes.ball(SIMD3(0.4, 0.3, 0.3), radius: 0.3)]
    let camera = Camera(position: SIMD3(1, 1.5, 4), target: SIMD3(0, 0.3, 0))
    let one = try Mannequin(threads: 1).render(meshes, camera: camera, width: 70, height: 93)
    for threads in [2, 5] {
      let picture = try Mannequin(threads: threads).render(
        meshes, camera: camera, width: 70, height: 93)
      #expect(picture == one)
    }
    #expect(one.pixels.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  @Test func `a figure that moves is drawn like one that was always there`() throws {
    let ball = Shapes.ball(SIMD3(0.1, 0.6, 0), radius: 0.4)
    let camera = Camera(position: SIMD3(1, 1.5, 4), target: SIMD3(0, 0.5, 0))
    func moved(_ shift: SIMD3<Float>, _ size: Float) -> [SurfaceMesh] {
      var ball = ball
      ball.positions = ball.positions.map { $0 * size + shift }
      return [Self.box, ball]
    }
    let mannequin = try Mannequin(figure: [Self.box, ball])
    for (shift, size) in [(SIMD3(0.4, 0.1, 0.3), 0.5), (SIMD3(-0.3, 0.5, 0), 0.9), (.zero, 1)]
      as [(SIMD3<Float>, Float)]
    {
      let meshes = moved(shift, size)
      let picture = try mannequin.render(meshes, camera: camera, width: 61, height: 50)
      let other = try Mannequin().render(meshes, camera: camera, width: 61, height: 50)
      #expect(picture == other)
    }
    var broken = moved(.zero, 1)
    broken[1].positions[5].x = .nan
    let picture = try mannequin.render(broken, camera: camera, width: 61, height: 50)
    #expect(picture == (try Mannequin().render(broken, camera: camera, width: 61, height: 50)))
  }

  @Test func `an empty studio shows its floor and nothing else`() throws {
    let camera = Camera(position: SIMD3(0, 1, 4), target: SIMD3(0, 0.8, 0))
    let picture = try Mannequin().render([], camera: camera, width: 30, height: 40)
    #expect(stride(from: 3, to: picture.pixels.count, by: 4).allSatisfy { picture.pixels[$0] == 1 })
    let clear = try Mannequin(studio: Self.bare).render([], camera: camera, width: 30, height: 40)
    #expect(clear.pixels.allSatisfy { abs($0) < 1e-6 })
  }

  @Test func `a picture beyond all measure is refused`() throws {
    let camera = Camera(position: SIMD3(0, 1, 4), target: .zero)
    let mannequin = try Mannequin()
    #expect(throws: RenderingError.self) {
      try mannequin.render([], camera: camera, width: 20_000, height: 20_000)
    }
    #expect(throws: RenderingError.self) {
      try mannequin.render([], camera: camera, width: 0, height: 10)
    }
  }

  @Test func `pixels of a block look in different directions`() {
    let places = (0..<16).map { SamplePattern.place($0 % 4, $0 / 4) }
    #expect(Set(places) == Set(0..<16))
    #expect(SamplePattern.place(5, 6) == SamplePattern.place(1, 2))
    let pattern = SamplePattern()
    for direction in pattern.hemisphere {
      let (x, y, z) = (direction.x, direction.y, direction.z)
      #expect(abs(x * x + y * y + z * z - 1) < 1e-5 && z >= 0)
    }
    let middle = pattern.disc.reduce(SIMD2<Float>.zero, +) / Float(pattern.disc.count)
    #expect(abs(middle.x) < 0.05 && abs(middle.y) < 0.05)
  }
}
