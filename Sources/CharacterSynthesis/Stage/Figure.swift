internal import CharacterCore
internal import FaceGeneration
internal import MotionSynthesis
internal import SceneRendering

/// A character's whole person as meshes: the clothed body, on it the head that the generator knows, and
/// the hair as one mass. One skeleton moves all of it, one face's performance its head.
struct Figure: Sendable {
  let body: SkinnedBody
  let head: HeadGraft
  /// The body's, in `BodyShape.Zone` order.
  let materials: [SurfaceMaterial]
  /// The body's surface without what the head stands for.
  let surface: Neckline
  private let triangleMaterials: [UInt8]

  init(_ character: ResolvedCharacter, of shape: BodyShape, head: HeadFigure) {
    let body = SkinnedBody(Self.rest(character, of: shape), of: shape)
    let graft = HeadGraft(head, on: body, look: character.face.look)
    (self.body, self.head) = (body, graft)
    let look = character.face.look
    let top = look.garmentColor.simd
    let colors = BodyShape.Zone.allCases.map { zone -> SIMD3<Float> in
      switch zone {
      case .skin: graft.skinColor
      case .top: top
      case .trousers: Self.trousers(with: top)
      case .shoes: SIMD3(0.035, 0.03, 0.028)
      case .eyes: look.scleraColor.simd
      }
    }
    materials = BodyShape.Zone.allCases.map { zone in
      let color = colors[Int(zone.rawValue)]
      return switch zone {
      case .skin: .skin(color)
      case .top, .trousers: .cloth(color)
      case .shoes: .leather(color)
      case .eyes: .eye(color)
      }
    }
    let kept = shape.triangles.indices.filter { !graft.replaces(shape.triangles[$0]) }
    surface = Neckline(
      look.garment, places: body.rest.vertices.map { graft.headSpace($0) },
      triangles: kept.map { shape.triangles[$0] }, zones: kept.map { shape.triangleZone[$0] },
      vertexZones: shape.vertexZone, colors: colors)
    triangleMaterials = surface.zones.map(\.rawValue)
  }

  /// A character's body at rest.
  static func rest(_ character: ResolvedCharacter, of shape: BodyShape) -> RestBody {
    shape.rest(
      BodyParameters(
        ageYears: character.age, sex: character.sex, ancestry: character.face.head.ancestry,
        muscle: character.body.muscle, build: character.body.build),
      stature: character.body.height)
  }

  /// The meshes in a pose, with the face that goes with it.
  func meshes(_ pose: Pose, _ face: FacePose) -> [SurfaceMesh] {
    let world = body.rest.skeleton.world(pose)
    var vertices = body.vertices(world)
    var normals = body.normals(of: vertices)
    vertices.reserveCapacity(vertices.count + surface.parents.count)
    for pair in surface.parents {
      let (first, second) = (Int(pair.x), Int(pair.y))
      vertices.append((vertices[first] + vertices[second]) / 2)
      let normal = normals[first] + normals[second]
      normals.append(normal / max((normal * normal).sum().squareRoot(), 1e-12))
    }
    let mesh = SurfaceMesh(
      positions: vertices, triangles: surface.triangles, normals: normals, materials: materials,
      triangleMaterials: triangleMaterials, vertexColors: surface.colors)
    return [mesh] + head.meshes(world, face)
  }

  /// The box around the figure in a pose.
  func bounds(_ pose: Pose) -> Bounds {
    // A body has vertices.
    Bounds(around: body.vertices(pose)) ?? Bounds(low: .zero, high: .zero)
  }

  /// Where the head's own space lies in the world.
  func headPlace(_ world: WorldPose) -> HeadPlace { head.place(world) }

  /// Dark trousers; not quite black under a dark top, so that the two can be told apart.
  private static func trousers(with top: SIMD3<Float>) -> SIMD3<Float> {
    let light = (top * SIMD3(0.21, 0.72, 0.07)).sum()
    return light < 0.05 ? SIMD3(0.12, 0.115, 0.105) : SIMD3(0.028, 0.033, 0.047)
  }
}
