internal import CharacterCore
internal import FaceGeneration
internal import MotionSynthesis
internal import SceneRendering

/// The head of the face generator on the neck of the body.
///
/// Head space is brought onto the body by a similarity: as large as the body's eyes stand apart, the
/// crowns level, the eyes where the body has them. From the chin down the neck passes over into the
/// body's own, onto which its lower end is laid; the body's head is left out.
struct HeadGraft: Sendable {
  private let head: HeadFigure
  /// Metres that a centimetre of head space takes up.
  let scale: Float
  /// Of head space's origin at rest, metres.
  let origin: SIMD3<Float>
  private let headRest: SIMD3<Double>
  /// By vertex of the head: what its place and its movement are mixed from.
  let bindings: [NeckBinding]
  private let skeleton: Skeleton
  /// The numbers of the head's triangles that are shown.
  let kept: [Int]
  private let triangles: [SIMD3<Int32>]
  private let isNeck: [Bool]
  /// The number of the neck's material in the head's mesh; the face's is 0.
  static let neckMaterial: UInt8 = 1
  /// Scalp hair, then a beard that stands off the face, where there are such.
  let hair: [Mass]
  private let look: LookParameters
  /// Linear, one a vertex of the head: with what a turtleneck covers.
  let colors: [SIMD3<Float>]
  /// The skin's colour where the head ends.
  let skinColor: SIMD3<Float>
  private let isReplaced: [Bool]

  /// A mass of hair in metres at rest, and how far each vertex follows the chest.
  struct Mass: Sendable {
    let mesh: SurfaceMesh
    let chestShare: [Float]
  }

  /// How a vertex of the neck is held: `share` of the way from the head's own shape to a place on the
  /// body, and the joints that move it.
  struct NeckBinding: Sendable {
    var share: Float = 0
    var target = SIMD3<Float>.zero
    /// What the place on the body is a part of.
    var zone = BodyShape.Zone.skin
    var joints = SIMD4<UInt8>(UInt8(Joint.head.rawValue), 0, 0, 0)
    var weights = SIMD4<Float>(1, 0, 0, 0)
  }

  /// A place's height over the tilted plane that runs from the pit of the throat to the nape, cm of the
  /// head. The chin's underside lies about -6, a crew neck about -11.
  static func height(_ point: SIMD3<Float>) -> Float { point.y + 0.46 * (point.z + 1.5) }

  /// Above the first of these heights the neck is the head's, below the second the body's; the head's
  /// triangles end at the third, the body's at the fourth.
  private static let (own, conformed, end, cut): (Float, Float, Float, Float) = (
    -5.5, -9, -10, -8.8
  )

  /// The head is a little larger than the distance of the eyes says.
  private static let growth: Float = 1.03

  init(_ head: HeadFigure, on body: SkinnedBody, look: LookParameters) {
    (self.head, self.look) = (head, look)
    let heights = head.rest.vertices.prefix(head.shape.skinVertexCount).map { Self.height($0) }
    let neck = heights.indices.filter { -10 ... -6 ~= heights[$0] }.map { head.colors[$0] }
    skinColor = neck.isEmpty ? look.skinColor.simd : neck.reduce(.zero, +) / Float(neck.count)
    var colors = head.colors
    if look.garment == .turtle {
      for (index, height) in heights.enumerated() {
        let cloth = Math.smoothstep(-6.6, -7.8, height)
        colors[index] += (look.garmentColor.simd - colors[index]) * cloth
      }
    }
    self.colors = colors
    let rest = body.rest
    skeleton = rest.skeleton
    headRest = rest.skeleton[.head]
    func gap(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Float {
      ((a - b) * (a - b)).sum().squareRoot()
    }
    let (left, right) = (
      SIMD3<Float>(rest.skeleton[.leftEye]), SIMD3<Float>(rest.skeleton[.rightEye])
    )
    let eyes = head.rest.eyeCentres
    let scale = Self.growth * gap(left, right) / gap(eyes[0], eyes[1])
    let crown = head.rest.vertices.prefix(head.shape.skinVertexCount).map(\.y).max() ?? 0
    let middle = (eyes[0] + eyes[1]) / 2
    var origin = (left + right) / 2 - middle * scale
    origin.y = Float(rest.stature) - crown * scale
    (self.scale, self.origin) = (scale, origin)

    // The body's surface in head space, without its head.
    let placed = rest.vertices.map { ($0 - origin) / scale }
    let headJoints: Set<UInt8> = [
      UInt8(Joint.head.rawValue), UInt8(Joint.jaw.rawValue), UInt8(Joint.leftEye.rawValue),
      UInt8(Joint.rightEye.rawValue),
    ]
    let shape = body.shape
    isReplaced = placed.indices.map { index in
      let joints = shape.skinJoints[index]
      var (share, neck): (Float, Float) = (0, 0)
      for slot in 0..<4 {
        if headJoints.contains(joints[slot]) { share += shape.skinWeights[index][slot] }
        if Int(joints[slot]) == Joint.neck.rawValue { neck += shape.skinWeights[index][slot] }
      }
      return share + neck > 0.3 && Self.height(placed[index]) > Self.cut
    }
    let surface = BodySurface(
      vertices: placed, triangles: shape.triangles, zones: shape.triangleZone,
      joints: shape.skinJoints, weights: shape.skinWeights,
      where: { abs($0.x) < 14 && -18..<0 ~= Self.height($0) })
    let bindings = head.rest.vertices.indices.map { index in
      let point = head.rest.vertices[index]
      let height = Self.height(point)
      guard index < head.shape.skinVertexCount, height < Self.own + 3, point.y < -2 else {
        return NeckBinding()
      }
      return surface.binding(
        of: point,
        share: Float(Math.smoothstep(Double(Self.own), Double(Self.conformed), Double(height))),
        following: Float(
          Math.smoothstep(Double(Self.own) + 3, Double(Self.conformed), Double(height))))
    }
    self.bindings = bindings
    let vertices = head.rest.vertices
    // Skin does not lie upon a collar.
    func isCovered(_ vertex: Int32) -> Bool {
      let binding = bindings[Int(vertex)]
      return look.garment != .turtle && binding.zone == .top && binding.share > 0.9
    }
    let shown = head.shape.triangles.indices.filter { index in
      let corner = head.shape.triangles[index]
      return (0..<3).contains { Self.height(vertices[Int(corner[$0])]) > Self.end }
        && !(0..<3).allSatisfy { isCovered(corner[$0]) }
    }
    kept = shown
    triangles = shown.map { head.shape.triangles[$0] }
    isNeck = triangles.map { corner in
      (0..<3).allSatisfy { Self.height(vertices[Int(corner[$0])]) < -6.2 }
    }
    // A mass of hair has no parting that bares the scalp.
    let strands: [(HeadFigure.Hair?, Float, Float)] = [(head.hair, 0.5, 3), (head.beard, 0.4, 0)]
    hair = strands.compactMap { strands, cell, gap -> Mass? in
      guard let strands,
        let hull = StrandHull(
          points: strands.points, pointsPerStrand: strands.pointsPerStrand,
          colors: strands.colors, cell: cell, gap: gap)
      else { return nil }
      let mesh = SurfaceMesh(
        positions: hull.positions.map { $0 * scale + origin }, triangles: hull.triangles,
        normals: hull.normals,
        materials: [SurfaceMaterial(color: .one, roughness: 0.44, sheen: 0.8)],
        vertexColors: hull.colors.map { $0 * 1.15 + 0.004 })
      return Mass(
        mesh: mesh,
        chestShare: hull.positions.map {
          Float(Math.smoothstep(-6, -15, Double(Self.height($0))))
        })
    }
  }

  /// True of a triangle of the body that this head stands for.
  func replaces(_ triangle: SIMD3<Int32>) -> Bool {
    (0..<3).allSatisfy { isReplaced[Int(triangle[$0])] }
  }

  /// A place of the body at rest in head space.
  func headSpace(_ place: SIMD3<Float>) -> SIMD3<Float> { (place - origin) / scale }

  func place(_ world: WorldPose) -> HeadPlace {
    let turn = world.rotation(.head)
    return HeadPlace(
      turn: turn, scale: Double(scale),
      origin: world.position(.head) + turn.turn(SIMD3<Double>(origin) - headRest))
  }

  /// The head, its eyes and its hair in a pose.
  func meshes(_ world: WorldPose, _ face: FacePose) -> [SurfaceMesh] {
    let posed = head.posed(
      face.expression, gazeYaw: face.gazeYaw, gazePitch: face.gazePitch)
    let bones = Joint.allCases.map { RigidMotion($0, in: world, of: skeleton) }
    let headBone = bones[Joint.head.rawValue]
    let vertices = zip(posed.vertices, bindings).map { (vertex, binding) -> SIMD3<Float> in
      let shaped = vertex + (binding.target - vertex) * binding.share
      let point = shaped * scale + origin
      guard binding.weights.x < 1 else { return headBone.moved(point) }
      var sum = SIMD3<Float>.zero
      for slot in 0..<4 where binding.weights[slot] > 0 {
        sum += binding.weights[slot] * bones[Int(binding.joints[slot])].moved(point)
      }
      return sum
    }
    let skin = SurfaceMesh(
      positions: vertices, triangles: triangles,
      materials: [.skin(skinColor), .skin(skinColor)],
      triangleMaterials: isNeck.map { $0 ? Self.neckMaterial : 0 }, vertexColors: colors)
    let chest = bones[Joint.upperChest.rawValue]
    let masses = hair.map { mass -> SurfaceMesh in
      var mesh = mass.mesh
      for index in mesh.positions.indices {
        let share = mass.chestShare[index]
        let (point, normal) = (mesh.positions[index], mesh.normals[index])
        mesh.positions[index] = headBone.moved(point) * (1 - share) + chest.moved(point) * share
        mesh.normals[index] = share < 0.5 ? headBone.turned(normal) : chest.turned(normal)
      }
      return mesh
    }
    return [skin, eyes(posed, headBone)] + masses
  }

  private func eyes(_ posed: PosedHead, _ bone: RigidMotion) -> SurfaceMesh {
    var mesh = SurfaceMesh(positions: [], triangles: [], materials: [.eye(look.scleraColor.simd)])
    for eye in posed.eyes {
      let center = bone.moved(eye.centre * scale + origin)
      let gaze = bone.turned(
        SIMD3(Float(eye.gaze.x.z), Float(eye.gaze.y.z), Float(eye.gaze.z.z)))
      mesh.append(ball: center, radius: eye.radius * scale)
      mesh.eyes.append(Eyeball(center: center, gaze: gaze, irisColor: look.irisColor.simd))
    }
    return mesh
  }
}

/// A joint's way from rest to a pose.
struct RigidMotion: Sendable {
  private let x, y, z, shift: SIMD3<Float>

  init(_ joint: Joint, in world: WorldPose, of skeleton: Skeleton) {
    let turn = world.rotation(joint)
    x = SIMD3(turn.turn(SIMD3(1, 0, 0)))
    y = SIMD3(turn.turn(SIMD3(0, 1, 0)))
    z = SIMD3(turn.turn(SIMD3(0, 0, 1)))
    shift = SIMD3(world.position(joint) - turn.turn(skeleton[joint]))
  }

  @inline(__always) func turned(_ direction: SIMD3<Float>) -> SIMD3<Float> {
    x * direction.x + y * direction.y + z * direction.z
  }

  @inline(__always) func moved(_ point: SIMD3<Float>) -> SIMD3<Float> { turned(point) + shift }
}
