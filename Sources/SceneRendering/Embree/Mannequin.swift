internal import CharacterCore
internal import Foundation

/// Draws a figure standing in a studio: a soft key light, shade where things are near each other, a
/// floor with its shadow.
///
/// Two passes over bands of rows. The first asks a ray tracer what each pixel sees and, with a few
/// rays a pixel, how much light comes there; the second gathers those answers over a window of the
/// sampling pattern's size, never across an edge, and turns light into colour. Nothing is random: the
/// same meshes give the same picture with any number of threads.
package struct Mannequin: Sendable {
  package var studio: Studio
  package let threads: Int
  private let device: RayDevice
  private let pattern = SamplePattern()

  /// The most pixels of a picture.
  package static let pixelLimit = 1 << 24

  /// - Parameter threads: how many to work with, the caller's own included.
  package init(studio: Studio = Studio(), threads: Int = 1) throws(RenderingError) {
    precondition(threads > 0)
    self.studio = studio
    self.threads = threads
    device = try RayDevice()
  }

  /// The picture of some meshes; opaque, or with the shadow alone behind where the studio is
  /// transparent.
  ///
  /// Throws where Embree lacks memory or the picture would have more than `pixelLimit` pixels.
  package func render(_ meshes: [SurfaceMesh], camera: Camera, width: Int, height: Int)
    throws(RenderingError) -> PremultipliedPicture
  {
    guard width > 0, height > 0, width <= Self.pixelLimit / height else {
      throw RenderingError(
        .tooLarge,
        "A picture of \(width)x\(height) pixels cannot be drawn; at most \(Self.pixelLimit) can.")
    }
    let scene = try RayScene(meshes, on: device)
    let view = View(camera, width: width, height: height)
    let lighting = Lighting(studio, view)
    let bounds = meshes.compactMap(\.bounds)
    let box = bounds.dropFirst().reduce(bounds.first) { $0?.union($1) }
    let geometry = SurfaceGeometry(meshes)
    let spans = RowSpans(geometry, view)
    let surface = SurfacePass(
      scene: scene, geometry: geometry, view: view, lighting: lighting,
      pattern: pattern, spans: spans)
    let floor = FloorPass(
      scene: scene, view: view, lighting: lighting, pattern: pattern,
      bounds: box ?? Bounds(low: .zero, high: .zero))

    let bands = RowBands(rows: height, threads: threads)
    let light = bands.map { rows in
      BandLight(
        surface: surface.pixels(rows.clamped(to: spans.rows)),
        floor: rows.flatMap { floor.light(row: $0) })
    }
    let floorLight = light.flatMap(\.floor)
    let gathered = bands.map { rows in
      rows.flatMap { floor.gathered(row: $0, from: floorLight) }
    }
    let finish = FinishPass(
      rows: spans.rows, columns: spans.columns, surface: light.flatMap(\.surface), floor: floor,
      floorLight: gathered.flatMap { $0 }, footprint: 2 * view.halfHeight / Float(height),
      tone: studio.tone)
    let pixels = bands.map { finish.pixels($0) }
    return PremultipliedPicture(width: width, height: height, pixels: pixels.flatMap { $0 })
  }
}

/// What the first pass knows of a band.
private struct BandLight: Sendable {
  let surface: [SurfacePixel]
  let floor: [SIMD2<Float>]
}
