internal import Foundation

/// Where a mannequin stands: the lights, the floor and what is behind.
///
/// Lights stand with the camera, as a photographer's do, so that a figure is lit alike from every
/// side. All colours are linear RGB.
package struct Studio: Sendable, Equatable {
  /// A far light without shadows.
  package struct Lamp: Sendable, Equatable {
    /// Degrees: to the camera's right of the subject, and above it.
    package var azimuth, elevation: Float
    package var color: SIMD3<Float>

    package init(azimuth: Float, elevation: Float, color: SIMD3<Float>) {
      (self.azimuth, self.elevation, self.color) = (azimuth, elevation, color)
    }
  }

  /// Degrees: to the camera's right of the subject, and above it.
  package var keyAzimuth: Float = -38
  package var keyElevation: Float = 44
  /// The key light's apparent radius, degrees: the larger, the softer its shadows.
  package var keyRadius: Float = 13
  package var keyColor = SIMD3<Float>(1.02, 0.98, 0.92)
  /// Opens the key light's shade.
  package var fill = Lamp(azimuth: 50, elevation: 10, color: SIMD3(0.10, 0.105, 0.11))
  /// Stands behind the subject.
  package var rim = Lamp(azimuth: 150, elevation: 35, color: SIMD3(0.30, 0.32, 0.35))
  /// What comes from above and from below, all around.
  package var skyColor = SIMD3<Float>(0.37, 0.40, 0.44)
  package var groundColor = SIMD3<Float>(0.20, 0.185, 0.17)
  /// How far ambient light looks for what shades it, metres.
  package var occlusionReach: Float = 0.32

  /// What is behind, at the horizon and some 13 degrees above it; the floor runs into it.
  package var horizonColor = SIMD3<Float>(0.36, 0.365, 0.37)
  package var zenithColor = SIMD3<Float>(0.17, 0.18, 0.195)
  package var floorColor = SIMD3<Float>(0.44, 0.435, 0.425)
  package var floorHeight: Float = 0
  /// The distance of faint lines on the floor, by which one sees that a camera moves; 0 for none.
  package var floorGrid: Float = 0
  /// True where nothing is behind the figure but its shadow on the floor, for laying over other
  /// pictures.
  package var isTransparent = false
  /// Brings the light of the figure into the picture.
  package var tone = ToneTable.photograph

  package init() {}
}

/// A studio's lights turned to a camera.
struct Lighting: Sendable {
  /// Toward the key light, of unit length, and two axes across, each as long as the tangent of the
  /// light's radius.
  let key, keyRight, keyUp: SIMD3<Float>
  /// Toward the lamps.
  let fill, rim: SIMD3<Float>
  let studio: Studio

  init(_ studio: Studio, _ view: View) {
    self.studio = studio
    // Level axes: to the camera's right, up, and back to the camera.
    let isSteep = abs(view.forward.y) > 0.999
    let level = isSteep ? view.up * (view.forward.y < 0 ? 1 : -1) : view.forward
    let forward = unit(SIMD3(level.x, 0, level.z))
    let right = cross(forward, SIMD3(0, 1, 0))
    func direction(_ azimuth: Float, _ elevation: Float) -> SIMD3<Float> {
      let (a, e) = (azimuth * .pi / 180, elevation * .pi / 180)
      return right * (sin(a) * cos(e)) + SIMD3(0, sin(e), 0) - forward * (cos(a) * cos(e))
    }
    key = direction(studio.keyAzimuth, studio.keyElevation)
    let across = abs(key.y) > 0.999 ? right : unit(cross(key, SIMD3(0, 1, 0)))
    let spread = tan(studio.keyRadius * .pi / 180)
    keyRight = across * spread
    keyUp = cross(across, key) * spread
    fill = direction(studio.fill.azimuth, studio.fill.elevation)
    rim = direction(studio.rim.azimuth, studio.rim.elevation)
  }

  /// What the key light and the rest of the studio send to the eye from points of surfaces, both
  /// unshaded.
  ///
  /// - Parameters:
  ///   - normal, eye: of unit length; `eye` points to the camera.
  @inline(__always)
  func radiance(_ finish: SurfaceFinish, _ color: Quad, normal: Quad, eye: Quad)
    -> (direct: Quad, ambient: Quad)
  {
    let key = Quad(repeating: key)
    let towardKey = dot(normal, key).atLeast(0)
    let towardEye = dot(normal, eye).atLeast(0)
    let grazing = 1 - towardEye
    let grazing5 = grazing * grazing * grazing * grazing * grazing
    // Under skin, red light wanders farthest and reaches a little into the shade.
    let depth = finish.translucency * (1 - towardKey) * 0.35 * towardKey.squareRoot()
    var direct = color * (Quad(repeating: SIMD3(1, 0.30, 0.14)) * (depth * 0.55) + towardKey)
    // A microfacet lobe (Walter et al. 2007) with the visibility of Karis 2013, over Schlick 1994.
    let half = unit(key + eye)
    let alpha = (finish.roughness * finish.roughness).atLeast(0.02)
    let k = (finish.roughness + 1) * (finish.roughness + 1) / 8
    let facing = dot(normal, half).atLeast(0)
    let spread = facing * facing * (alpha * alpha - 1) + 1
    let distribution = alpha * alpha / (Float.pi * spread * spread)
    let (keyShare, eyeShare) = (towardKey * (1 - k) + k, towardEye * (1 - k) + k)
    let visibility = 1 / (4 * keyShare * eyeShare)
    let against = 1 - dot(key, half).atLeast(0)
    let against5 = 0.96 * against * against * against * against * against
    let fresnel = 0.04 + against5
    let lobe = distribution * visibility * fresnel * towardKey
    let sheen = finish.sheen * grazing * grazing * grazing * towardKey * 0.5
    direct = direct.replacing(with: direct + lobe + color * sheen, where: towardKey .> 0)
    let height = 0.5 + 0.5 * normal.y
    let ground = Quad(repeating: studio.groundColor)
    let around = ground + Quad(repeating: studio.skyColor - studio.groundColor) * height
    let gloss = grazing5 * (1 - finish.roughness) * 0.5
    let lamps =
      Quad(repeating: studio.fill.color) * dot(normal, Quad(repeating: fill)).atLeast(0)
      + Quad(repeating: studio.rim.color) * dot(normal, Quad(repeating: rim)).atLeast(0)
    let ambient = color * (around + lamps) + around * gloss
    return (direct * Quad(repeating: studio.keyColor), ambient)
  }
}

/// What four points' materials are like but for their colours; see `SurfaceMaterial`.
struct SurfaceFinish {
  let roughness, sheen, translucency: SIMD4<Float>
}
