package import CharacterCore

/// What a camera sees of a head at each pixel: the place on the neutral head, normal, part and depth.
///
/// All maps are of `size` by `size` pixels, rows from the top. Maps of three channels are planar: the
/// whole first channel, then the second, then the third (`channel * size * size + y * size + x`).
package struct HeadMaps: Sendable {
  /// What a pixel shows.
  package enum Part: UInt8, CaseIterable, Sendable {
    case background, skin, lips, sclera, iris, mouthCavity, teeth
  }

  /// A pixel that shows an eyeball.
  package struct EyeSample: Sendable {
    /// `y * size + x`.
    package let pixel: Int
    /// 0 the subject's left eye, 1 the right.
    package let eye: Int
    /// The point in the eyeball's own axes (+z the gaze), in cm on the mean eyeball.
    package let local: SIMD3<Float>
    /// Distance from the gaze axis, in cm on the mean eyeball, as `HeadParameters.irisRadius` is.
    package let axisDistance: Float
  }

  package let size: Int
  /// The point on the neutral head, 0...1 in its bounding box; 3 channels, background 0.
  package private(set) var canonical: [Float]
  /// Normals in camera space (x right, y up, z to the viewer), of unit length; 3 channels,
  /// background 0.
  package private(set) var normal: [Float]
  /// `Part` of each pixel.
  package private(set) var part: [UInt8]
  /// Distance along the camera's axis in cm; infinite where there is background.
  package private(set) var depth: [Float]
  /// The triangle of `HeadShape.triangles` and the place on it at each pixel, for interpolating other
  /// vertex attributes; no triangle (-1) where an eyeball or the background is seen.
  package private(set) var surface: TriangleBuffer
  /// The pixels that show an eyeball: the left eye's, then the right eye's, each in ascending order.
  package private(set) var eyeSamples: [EyeSample]

  /// Whether a pixel shows the head.
  package func isHit(_ pixel: Int) -> Bool { part[pixel] != Part.background.rawValue }

  /// Eyeballs count as this much farther than they are when depths are compared, in cm, so that the
  /// lids win over them.
  static let eyeBias = 0.03

  /// Draws a head.
  package init(shape: HeadShape, head: PosedHead, view: HeadView, size: Int) {
    let camera = HeadCamera(view: view, size: size)
    let count = size * size
    self.size = size
    canonical = [Float](repeating: 0, count: 3 * count)
    normal = canonical
    part = [UInt8](repeating: 0, count: count)
    surface = Rasterizer.rasterize(
      points: camera.project(head.vertices), triangles: shape.triangles,
      bias: shape.triangleBias, width: size, height: size)
    depth = surface.depth
    eyeSamples = []
    drawSkin(shape, normals: camera.rotation.applied(to: head.normals))
    for eye in head.eyes.indices {
      drawEye(eye, of: head, shape, camera)
    }
  }

  /// The value of a vertex attribute at a pixel that shows a triangle; `TriangleBuffer.visit` is quicker
  /// where many pixels are asked for.
  @inline(__always)
  package func value(of attribute: [Float], at pixel: Int, _ shape: HeadShape) -> Float {
    guard let place = surface.blend(at: pixel, shape.triangles) else {
      preconditionFailure("the pixel shows no triangle")
    }
    return place.mix(attribute)
  }

  /// The value of a vertex attribute of three channels at a pixel that shows a triangle.
  @inline(__always)
  package func value(of attribute: [SIMD3<Float>], at pixel: Int, _ shape: HeadShape)
    -> SIMD3<Float>
  {
    guard let place = surface.blend(at: pixel, shape.triangles) else {
      preconditionFailure("the pixel shows no triangle")
    }
    return place.mix(attribute)
  }

  private mutating func drawSkin(_ shape: HeadShape, normals: [SIMD3<Float>]) {
    let (count, surface) = (size * size, surface)
    let kinds = shape.trianglePart.map { HeadShape.TrianglePart(rawValue: $0) ?? .skin }
    canonical.withUnsafeMutableBufferPointer { canonical in
      normal.withUnsafeMutableBufferPointer { normal in
        part.withUnsafeMutableBufferPointer { part in
          surface.visit(shape.triangles) { pixel, triangle, corner in
            let place = corner.mix(shape.canonical)
            canonical[pixel] = place.x
            canonical[count &+ pixel] = place.y
            canonical[2 &* count &+ pixel] = place.z
            let raw = corner.mix(normals)
            let unit = raw / max((raw * raw).sum().squareRoot(), 1e-9)
            normal[pixel] = unit.x
            normal[count &+ pixel] = unit.y
            normal[2 &* count &+ pixel] = unit.z
            let seen: Part
            switch kinds[triangle] {
            case .skin: seen = corner.mix(shape.lipWeight) > 0.5 ? .lips : .skin
            case .mouthCavity: seen = corner.mix(shape.lipWeight) > 0.5 ? .lips : .mouthCavity
            case .innerEyelid: seen = .skin
            case .teeth: seen = .teeth
            case .gumsAndTongue: seen = .mouthCavity
            }
            part[pixel] = seen.rawValue
          }
        }
      }
    }
  }

  @inline(__always)
  private mutating func set(_ pixel: Int, canonical place: SIMD3<Float>, normal raw: SIMD3<Float>) {
    let count = size * size
    canonical[pixel] = place.x
    canonical[count + pixel] = place.y
    canonical[2 * count + pixel] = place.z
    let unit = raw / max((raw * raw).sum().squareRoot(), 1e-9)
    normal[pixel] = unit.x
    normal[count + pixel] = unit.y
    normal[2 * count + pixel] = unit.z
  }

  /// Casts one ray for each pixel near the eyeball against its sphere and the cornea's.
  private mutating func drawEye(
    _ index: Int, of head: PosedHead, _ shape: HeadShape, _ camera: HeadCamera
  ) {
    let (eye, table) = (head.eyes[index], shape.eyes)
    let (radius, scale) = (Double(eye.radius), Double(eye.scale))
    let offset = SIMD2<Double>(table.axisOffset[index]) * scale
    // The eyeball's own axes to camera space, and back.
    let outward = camera.rotation * eye.gaze
    let inward = outward.transposed
    let centre = camera.toCamera(SIMD3<Double>(eye.centre))
    let tip = SIMD3(offset.x, offset.y, Double(table.corneaCentre) * scale)
    let ball = Sphere(centre: centre, radius: radius)
    let cornea = Sphere(
      centre: centre + outward.applied(to: tip), radius: Double(table.corneaRadius) * scale)

    let middle = camera.project(SIMD3<Double>(eye.centre))
    guard middle.z > 2 * radius else { return }
    let reach = camera.focal * 1.15 * radius / (middle.z - radius) + 2
    let (edge, half) = (Double(size), Double(size) / 2)
    let (left, right) = (Int(min(max(middle.x - reach, 0), edge)), min(middle.x + reach + 1, edge))
    let (top, bottom) = (Int(min(max(middle.y - reach, 0), edge)), min(middle.y + reach + 1, edge))
    guard right > 0, bottom > 0 else { return }

    let (low, span) = (
      shape.canonicalRange.low, shape.canonicalRange.high - shape.canonicalRange.low
    )
    let home = table.centreMean[index] - SIMD3(0, 0, EyeTable.setback)
    let irisRadius = Double(eye.irisRadius)
    for y in stride(from: top, to: Int(bottom), by: 1) {
      for x in stride(from: left, to: Int(right), by: 1) {
        let ray = SIMD3(
          (Double(x) + 0.5 - half) / camera.focal, -(Double(y) + 0.5 - half) / camera.focal, -1)
        let (near, nearer) = (ball.depth(along: ray), cornea.depth(along: ray))
        let hit = min(near, nearer)
        let pixel = y * size + x
        guard hit.isFinite, Float(hit + Self.eyeBias) < comparedDepth(pixel, shape) else {
          continue
        }
        if surface.triangle[pixel] < 0, isHit(pixel) {
          eyeSamples.removeAll { $0.pixel == pixel }
        }
        let point = ray * hit
        let local = inward.applied(to: point - centre)
        let fromAxis = SIMD2(local.x, local.y) - offset
        let axisDistance = (fromAxis * fromAxis).sum().squareRoot()
        let sphere = nearer < near ? cornea : ball
        let neutral = SIMD3<Float>(local / scale)
        set(
          pixel, canonical: (home + neutral - low) / span,
          normal: SIMD3<Float>((point - sphere.centre) / sphere.radius))
        let isIris = axisDistance < irisRadius && local.z > 0
        part[pixel] = (isIris ? Part.iris : .sclera).rawValue
        depth[pixel] = Float(hit)
        surface.triangle[pixel] = -1
        eyeSamples.append(
          EyeSample(
            pixel: pixel, eye: index, local: neutral, axisDistance: Float(axisDistance / scale)))
      }
    }
  }

  /// The depth that an eyeball must be in front of at a pixel.
  private func comparedDepth(_ pixel: Int, _ shape: HeadShape) -> Float {
    let triangle = Int(surface.triangle[pixel])
    if triangle >= 0 { return depth[pixel] + shape.triangleBias[triangle] }
    return depth[pixel] + Float(Self.eyeBias)
  }

  private struct Sphere {
    let centre: SIMD3<Double>
    let radius: Double

    /// How far along a ray from the camera (of depth 1) the nearer hit is; infinite where none is.
    @inline(__always)
    func depth(along ray: SIMD3<Double>) -> Double {
      let (dd, dc) = ((ray * ray).sum(), (ray * centre).sum())
      let discriminant = dc * dc - dd * ((centre * centre).sum() - radius * radius)
      return discriminant > 0 ? (dc - discriminant.squareRoot()) / dd : .infinity
    }
  }
}
