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
  private let figure: FigureScenes?

  /// The most pixels of a picture.
  package static let pixelLimit = 1 << 24

  /// - Parameters:
  ///   - threads: how many to work with, the caller's own included.
  ///   - figure: what all pictures are of, at rest and all its corners numbers: spares each picture the
  ///     building of a scene. By default pictures may be of anything.
  package init(studio: Studio = Studio(), threads: Int = 1, figure: [SurfaceMesh]? = nil)
    throws(RenderingError)
  {
    precondition(threads > 0)
    self.studio = studio
    self.threads = threads
    let device = try RayDevice()
    self.device = device
    self.figure = figure.map { FigureScenes($0, on: device) }
  }

  /// The picture of some meshes, those of the figure if there is one; opaque, or with the shadow alone
  /// behind where the studio is transparent.
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
    let view = View(camera, width: width, height: height)
    let bounds = meshes.compactMap(\.bounds)
    let box = bounds.dropFirst().reduce(bounds.first) { $0?.union($1) }
    let around = box ?? Bounds(low: .zero, high: .zero)
    guard let figure else {
      return draw(try RayScene(meshes, on: device), SurfaceGeometry(meshes), around, view)
    }
    return try figure.with(meshes) { draw($0, $1, around, view) }
  }

  private func draw(
    _ scene: RayScene, _ geometry: SurfaceGeometry, _ bounds: Bounds, _ view: View
  ) -> PremultipliedPicture {
    let lighting = Lighting(studio, view)
    let fans = pattern.fans(lighting)
    let spans = RowSpans(geometry, view)
    let surface = SurfacePass(
      scene: scene, geometry: geometry, view: view, lighting: lighting, fans: fans, spans: spans)
    let floor = FloorPass(
      scene: scene, view: view, lighting: lighting, fans: fans, bounds: bounds,
      shade: FloorShade(of: geometry, bounds, fans: fans, in: lighting))

    let bands = RowBands(rows: view.height, threads: threads)
    let seen = bands.joined { surface.pixels($0.clamped(to: spans.rows)) }
    let light = bands.joined { floor.light($0) }
    let finish = FinishPass(
      rows: spans.rows, columns: spans.columns, surface: seen, floor: floor,
      floorLight: bands.joined { floor.gathered($0, from: light) },
      footprint: 2 * view.halfHeight / Float(view.height), tone: studio.tone)
    return PremultipliedPicture(
      width: view.width, height: view.height, pixels: bands.joined { finish.pixels($0) })
  }
}
