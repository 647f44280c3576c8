internal import Foundation

/// What a surface is made of.
package struct SurfaceMaterial: Sendable, Equatable {
  /// Linear RGB, 0...1 each.
  package var color: SIMD3<Float>
  /// 0 mirror-smooth to 1 matt.
  package var roughness: Float
  /// How much light its fibres catch at grazing angles, 0 none to 1 velvet.
  package var sheen: Float
  /// How far light wanders under the surface, 0 not at all to 1 as in skin: it warms the edge of the
  /// shade.
  package var translucency: Float
  /// True of an eyeball's surface: the nearest of its mesh's `eyes` gives it an iris.
  package var isEye = false

  package init(
    color: SIMD3<Float>, roughness: Float = 0.8, sheen: Float = 0, translucency: Float = 0
  ) {
    self.color = color
    self.roughness = roughness
    self.sheen = sheen
    self.translucency = translucency
  }

  package static func skin(_ color: SIMD3<Float>) -> SurfaceMaterial {
    SurfaceMaterial(color: color, roughness: 0.52, translucency: 1)
  }

  package static func cloth(_ color: SIMD3<Float>) -> SurfaceMaterial {
    SurfaceMaterial(color: color, roughness: 0.95, sheen: 0.25)
  }

  package static func leather(_ color: SIMD3<Float>) -> SurfaceMaterial {
    SurfaceMaterial(color: color, roughness: 0.5)
  }

  /// The wet surface of an eye; its white's colour.
  package static func eye(_ color: SIMD3<Float>) -> SurfaceMaterial {
    var material = SurfaceMaterial(color: color, roughness: 0.22)
    material.isEye = true
    return material
  }
}

/// A surface of triangles, seen and drawn from both sides; metres, +Y up.
package struct SurfaceMesh: Sendable {
  package var positions: [SIMD3<Float>]
  /// Indices of `positions`, counter-clockwise seen from outside.
  package var triangles: [SIMD3<Int32>]
  /// A vector of unit length for each vertex.
  package var normals: [SIMD3<Float>]
  /// At most 256.
  package var materials: [SurfaceMaterial]
  /// For each triangle the number of its material.
  package var triangleMaterials: [UInt8]
  /// Linear RGB for each vertex, in place of the materials' colours.
  package var vertexColors: [SIMD3<Float>]?
  /// The eyeballs within the surfaces of eyes.
  package var eyes: [Eyeball] = []

  /// - Parameters:
  ///   - normals: by default the triangles' own, weighted by area.
  ///   - triangleMaterials: by default all of the first.
  package init(
    positions: [SIMD3<Float>], triangles: [SIMD3<Int32>], normals: [SIMD3<Float>]? = nil,
    materials: [SurfaceMaterial], triangleMaterials: [UInt8]? = nil,
    vertexColors: [SIMD3<Float>]? = nil
  ) {
    self.positions = positions
    self.triangles = triangles
    self.normals = normals ?? Self.normals(of: positions, triangles)
    self.materials = materials
    self.triangleMaterials =
      triangleMaterials ?? [UInt8](repeating: 0, count: triangles.count)
    self.vertexColors = vertexColors
  }

  /// Vertex normals: the sum of the normals of the triangles around, weighted by their areas.
  package static func normals(of positions: [SIMD3<Float>], _ triangles: [SIMD3<Int32>])
    -> [SIMD3<Float>]
  {
    var sums = [SIMD3<Float>](repeating: .zero, count: positions.count)
    for triangle in triangles {
      let (a, b, c) = (Int(triangle.x), Int(triangle.y), Int(triangle.z))
      let normal = cross(positions[b] - positions[a], positions[c] - positions[a])
      sums[a] += normal
      sums[b] += normal
      sums[c] += normal
    }
    return sums.map { dot($0, $0) > 0 ? unit($0) : SIMD3(0, 1, 0) }
  }

  /// Adds a ball of the first material.
  package mutating func append(ball center: SIMD3<Float>, radius: Float, rings: Int = 10) {
    let (first, around) = (Int32(positions.count), 2 * rings)
    for ring in 0...rings {
      let polar = Float.pi * Float(ring) / Float(rings)
      for step in 0..<around {
        let angle = 2 * Float.pi * Float(step) / Float(around)
        let normal = SIMD3(sin(polar) * cos(angle), cos(polar), sin(polar) * sin(angle))
        normals.append(normal)
        positions.append(center + normal * radius)
      }
    }
    for ring in 0..<Int32(rings) {
      for step in 0..<Int32(around) {
        let (a, b) = (first + ring * Int32(around) + step, (step + 1) % Int32(around) - step)
        triangles.append(SIMD3(a, a + b, a + Int32(around)))
        triangles.append(SIMD3(a + b, a + b + Int32(around), a + Int32(around)))
      }
    }
    triangleMaterials += [UInt8](repeating: 0, count: 2 * rings * around)
  }

  /// The box around all positions; `nil` of an empty mesh.
  package var bounds: Bounds? { Bounds(around: positions) }

  /// True where all corners are numbers.
  var isFinite: Bool { positions.allSatisfy { all(($0 - $0) .== .zero) } }

  /// True of the other mesh in another place: the same triangles of as many corners.
  func isShaped(like other: SurfaceMesh) -> Bool {
    positions.count == other.positions.count && normals.count == positions.count
      && triangles == other.triangles && triangleMaterials == other.triangleMaterials
      && materials.count == other.materials.count
      && vertexColors.map { $0.count == positions.count } ?? true
  }

  /// True where arrays belong together and no index leads astray.
  var isConsistent: Bool {
    let (vertices, kinds) = (Int32(positions.count), materials.count)
    return normals.count == positions.count && triangleMaterials.count == triangles.count
      && vertexColors.map { $0.count == positions.count } ?? true
      && triangles.allSatisfy { $0.min() >= 0 && $0.max() < vertices }
      && triangleMaterials.allSatisfy { Int($0) < kinds }
  }
}

/// Where an eye is and looks, for drawing its iris on whatever surface is there.
package struct Eyeball: Sendable, Equatable {
  package var center: SIMD3<Float>
  /// Of unit length.
  package var gaze: SIMD3<Float>
  /// Linear RGB.
  package var irisColor: SIMD3<Float>

  package init(
    center: SIMD3<Float>, gaze: SIMD3<Float>, irisColor: SIMD3<Float> = SIMD3(0.12, 0.07, 0.04)
  ) {
    (self.center, self.gaze, self.irisColor) = (center, gaze, irisColor)
  }

  /// The square of a place's distance from the centre.
  func distance(_ place: SIMD3<Float>) -> Float { dot(place - center, place - center) }

  /// The colour at a place of the surface, by its angle from the gaze: pupil, iris, white.
  func color(at place: SIMD3<Float>, white: SIMD3<Float>) -> SIMD3<Float> {
    let cosine = dot(place - center, gaze) / max(distance(place), 1e-12).squareRoot()
    // An iris's edge lies 31 degrees off, a pupil's 12.
    func share(_ low: Float, _ high: Float) -> Float {
      min(max((cosine - low) / (high - low), 0), 1)
    }
    let iris = white + (irisColor - white) * share(0.84, 0.875)
    return iris + (SIMD3(repeating: 0.012) - iris) * share(0.972, 0.985)
  }
}

/// A box along the axes.
package struct Bounds: Sendable, Equatable {
  package var low, high: SIMD3<Float>

  package init(low: SIMD3<Float>, high: SIMD3<Float>) {
    (self.low, self.high) = (low, high)
  }

  /// The least box around some places; `nil` of none.
  package init?(around places: [SIMD3<Float>]) {
    guard let first = places.first else { return nil }
    (low, high) = (first, first)
    for place in places {
      low = lower(low, place)
      high = upper(high, place)
    }
  }

  package var center: SIMD3<Float> { (low + high) / 2 }
  package var size: SIMD3<Float> { high - low }

  package func union(_ other: Bounds) -> Bounds {
    Bounds(low: pointwiseMin(low, other.low), high: pointwiseMax(high, other.high))
  }

  /// Its eight corners.
  package var corners: [SIMD3<Float>] {
    (0..<8).map { index in
      SIMD3(
        index & 1 == 0 ? low.x : high.x, index & 2 == 0 ? low.y : high.y,
        index & 4 == 0 ? low.z : high.z)
    }
  }
}

@inline(__always) func dot(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Float {
  a.x * b.x + a.y * b.y + a.z * b.z
}

/// The lesser of each two numbers; the former where the latter is none.
@inline(__always) func lower<Numbers: SIMD>(_ a: Numbers, _ b: Numbers) -> Numbers
where Numbers.Scalar: Comparable { a.replacing(with: b, where: b .< a) }

/// The greater of each two numbers; the former where the latter is none.
@inline(__always) func upper<Numbers: SIMD>(_ a: Numbers, _ b: Numbers) -> Numbers
where Numbers.Scalar: Comparable { a.replacing(with: b, where: b .> a) }

@inline(__always) func cross(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> SIMD3<Float> {
  SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

/// The vector brought to unit length.
@inline(__always) func unit(_ a: SIMD3<Float>) -> SIMD3<Float> { a / dot(a, a).squareRoot() }
