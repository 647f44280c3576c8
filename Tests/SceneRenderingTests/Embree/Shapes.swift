import CharacterCore
import TestSupport

@testable import SceneRendering

/// Simple meshes with known answers.
enum Shapes {
  static let white = [SurfaceMaterial(color: SIMD3(0.8, 0.8, 0.8))]

  /// The triangle (0,0,0), (1,0,0), (0,1,0), its face towards +Z, moved.
  static func triangle(at place: SIMD3<Float> = .zero) -> SurfaceMesh {
    SurfaceMesh(
      positions: [SIMD3(0, 0, 0), SIMD3(1, 0, 0), SIMD3(0, 1, 0)].map { $0 + place },
      triangles: [SIMD3(0, 1, 2)], materials: white)
  }

  /// A box with hard edges: each face has corners of its own.
  static func box(_ low: SIMD3<Float>, _ high: SIMD3<Float>) -> SurfaceMesh {
    var (positions, triangles): ([SIMD3<Float>], [SIMD3<Int32>]) = ([], [])
    let (center, half) = ((low + high) / 2, (high - low) / 2)
    for axis in 0..<3 {
      for side: Float in [-1, 1] {
        var (normal, across) = (SIMD3<Float>.zero, SIMD3<Float>.zero)
        normal[axis] = side
        across[(axis + 1) % 3] = 1
        let other = cross(normal, across)
        let first = Int32(positions.count)
        for (u, v) in [(-1, -1), (1, -1), (1, 1), (-1, 1)] as [(Float, Float)] {
          positions.append(center + half * (normal + across * u + other * v))
        }
        triangles.append(SIMD3(first, first + 1, first + 2))
        triangles.append(SIMD3(first, first + 2, first + 3))
      }
    }
    return SurfaceMesh(positions: positions, triangles: triangles, materials: white)
  }

  /// A ball of rings and sectors.
  static func ball(_ center: SIMD3<Float>, radius: Float, rings: Int = 24) -> SurfaceMesh {
    var (normals, triangles): ([SIMD3<Float>], [SIMD3<Int32>]) = ([], [])
    let sectors = 2 * rings
    for ring in 0...rings {
      for sector in 0..<sectors {
        let (a, b) = (
          Double(ring) / Double(rings) * .pi, Double(sector) / Double(sectors) * 2 * .pi
        )
        normals.append(
          SIMD3(
            Float(Math.sin(a) * Math.cos(b)), Float(Math.cos(a)), Float(-Math.sin(a) * Math.sin(b)))
        )
        guard ring < rings else { continue }
        let next = (sector + 1) % sectors
        let corners = [
          ring * sectors + sector, (ring + 1) * sectors + sector, (ring + 1) * sectors + next,
          ring * sectors + next,
        ].map { Int32($0) }
        triangles.append(SIMD3(corners[0], corners[1], corners[2]))
        triangles.append(SIMD3(corners[0], corners[2], corners[3]))
      }
    }
    return SurfaceMesh(
      positions: normals.map { center + $0 * radius }, triangles: triangles, normals: normals,
      materials: white)
  }

  static func direction(_ random: inout RandomStream) -> SIMD3<Float> {
    unit(
      SIMD3(
        Float(random.normal()), Float(random.normal()), Float(random.normal()) + 1e-3))
  }
}
