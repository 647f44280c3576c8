internal import CharacterCore
internal import FaceGeneration
internal import Foundation
internal import MotionSynthesis
internal import SceneRendering

/// A character's body and head as one glTF 2.0 file (GLB) that engines and editors can animate.
///
/// One skeleton of VRM's 55 bones carries all meshes. Its nodes stand in VRM's T-pose; the inverse bind
/// matrices are those of the rest pose that the surface was made in, whose joints' frames are the
/// world's. The head has ARKit's 52 morph targets, in `Blendshape` order, by name in
/// `mesh.extras.targetNames`. Metres, +Y up, facing +Z, as glTF asks.
struct CharacterModel {
  private let character: ResolvedCharacter
  private let figure: Figure
  private let head: HeadFigure
  private let graft: HeadGraft
  /// The body's, with the eyes where the head has them.
  private let skeleton: Skeleton

  /// - Parameter head: the one that the figure was made with.
  init(_ character: ResolvedCharacter, _ figure: Figure, head: HeadFigure) {
    (self.character, self.figure, self.head, graft) = (character, figure, head, figure.head)
    var joints = figure.body.rest.skeleton.joints
    for (side, joint) in [Joint.leftEye, .rightEye].enumerated() {
      joints[joint.rawValue] = SIMD3<Double>(
        graft.scale * head.rest.eyeCentres[side] + graft.origin)
    }
    skeleton = Skeleton(joints: joints, tips: figure.body.rest.skeleton.tips)
  }

  private enum NodeNumber {
    static let body = Joint.count
    static let head = Joint.count + 1
    static let eyes = Joint.count + 2
    static let hair = Joint.count + 3
  }

  /// The file's bytes, with a motion if there is one: the body's, the face's, or both at one rate.
  func glb(named name: String, clip: MotionClip?, face: FacePerformance?) throws -> Data {
    var builder = GLBBuilder()
    builder.asset.scenes = [
      GLTF.Scene(
        name: character.name,
        nodes: [Joint.hips.rawValue, NodeNumber.body, NodeNumber.head, NodeNumber.eyes]
          + (graft.hair.isEmpty ? [] : [NodeNumber.hair]))
    ]
    builder.asset.nodes = nodes()
    builder.asset.skins = [
      GLTF.Skin(
        name: "\(character.name) skeleton",
        inverseBindMatrices: builder.add(matrices: skeleton.joints.map(Self.inverseBind)),
        skeleton: Joint.hips.rawValue, joints: Array(0..<Joint.count))
    ]
    builder.asset.meshes = [bodyMesh(&builder), headMesh(&builder), eyeMesh(&builder)]
    if !graft.hair.isEmpty { builder.asset.meshes.append(hairMesh(&builder)) }
    if clip != nil || face != nil {
      builder.asset.animations = [animation(name, clip, face, &builder)]
    }
    builder.asset.extensionsUsed = ["VRMC_vrm"]
    builder.asset.extensions = try VRMExtensions(character, headNode: NodeNumber.head)
    return try builder.data()
  }

  private func nodes() -> [GLTF.Node] {
    let tPose = skeleton.tPose
    var nodes = Joint.allCases.map { joint in
      let offset = skeleton.offset(of: joint)
      let turn = tPose[joint].normalized
      let children = Joint.allCases.filter { $0.parent == joint }.map(\.rawValue)
      return GLTF.Node(
        name: joint.name, children: children.isEmpty ? nil : children,
        translation: [offset.x, offset.y, offset.z],
        rotation: turn == .identity
          ? nil : [turn.vector.x, turn.vector.y, turn.vector.z, turn.scalar])
    }
    let meshes = ["Body", "Head", "Eyes"] + (graft.hair.isEmpty ? [] : ["Hair"])
    for (index, name) in meshes.enumerated() {
      nodes.append(GLTF.Node(name: name, mesh: index, skin: 0))
    }
    return nodes
  }

  private static func inverseBind(_ place: SIMD3<Double>) -> [Float] {
    let p = SIMD3<Float>(-place)
    return [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, p.x, p.y, p.z, 1]
  }

  // MARK: Meshes

  private func bodyMesh(_ builder: inout GLBBuilder) -> GLTF.Mesh {
    let (surface, body) = (figure.surface, figure.body)
    // The neckline's new vertices lie between two others and are moved by what moves these.
    var places = body.rest.vertices
    var normals = body.normals(of: places)
    var bound = places.indices.map {
      Self.bound(body.shape.skinJoints[$0], body.shape.skinWeights[$0])
    }
    for pair in surface.parents {
      let (first, second) = (Int(pair.x), Int(pair.y))
      places.append((places[first] + places[second]) / 2)
      let normal = normals[first] + normals[second]
      normals.append(normal / max((normal * normal).sum().squareRoot(), 1e-12))
      bound.append(Self.between(bound[first], bound[second]))
    }
    // Only the vertices that are left.
    var numbers = [Int32](repeating: -1, count: places.count)
    var kept: [Int] = []
    for (corner, zone) in zip(surface.triangles, surface.zones) where zone != .eyes {
      for vertex in [Int(corner.x), Int(corner.y), Int(corner.z)] where numbers[vertex] < 0 {
        numbers[vertex] = Int32(kept.count)
        kept.append(vertex)
      }
    }
    let plain = [
      "POSITION": builder.add(kept.map { places[$0] }, bounded: true),
      "NORMAL": builder.add(kept.map { normals[$0] }),
      "JOINTS_0": builder.add(joints: kept.map { bound[$0].joints }),
      "WEIGHTS_0": builder.add(kept.map { bound[$0].weights }, as: .vertices),
    ]
    // A cut that the body's own top does not have runs through its triangles as a colour of vertices.
    var cut = plain
    if character.face.look.garment != .tee {
      cut["COLOR_0"] = builder.add(kept.map { surface.colors[$0] })
    }
    let zones: [(BodyShape.Zone, String)] = [
      (.skin, "Skin"), (.top, "Top"), (.trousers, "Trousers"), (.shoes, "Shoes"),
    ]
    let primitives = zones.compactMap { zone, name -> GLTF.Primitive? in
      let corners = zip(surface.triangles, surface.zones).filter { $0.1 == zone }.map { corner, _ in
        SIMD3(numbers[Int(corner.x)], numbers[Int(corner.y)], numbers[Int(corner.z)])
      }
      guard !corners.isEmpty else { return nil }
      let look = figure.materials[Int(zone.rawValue)]
      let attributes = zone == .skin || zone == .top ? cut : plain
      let color = attributes["COLOR_0"] == nil ? look.color : SIMD3(1, 1, 1)
      return GLTF.Primitive(
        attributes: attributes, indices: builder.add(triangles: corners),
        material: builder.material(name, color, Double(look.roughness)))
    }
    return GLTF.Mesh(name: "Body", primitives: primitives)
  }

  private func headMesh(_ builder: inout GLBBuilder) -> GLTF.Mesh {
    let shape = head.shape
    func vertices(_ blendshape: Blendshape?) -> [SIMD3<Float>] {
      var expression = ExpressionWeights.neutral
      if let blendshape { expression[blendshape] = 1 }
      return head.posed(expression, gazeYaw: 0, gazePitch: 0).vertices
    }
    let neutral = vertices(nil)
    let places = zip(neutral, graft.bindings).map { vertex, binding in
      (vertex + (binding.target - vertex) * binding.share) * graft.scale + graft.origin
    }
    let bound = graft.bindings.map { Self.bound($0.joints, $0.weights) }
    let attributes = [
      "POSITION": builder.add(places, bounded: true),
      "NORMAL": builder.add(shape.normals(of: places)), "COLOR_0": builder.add(graft.colors),
      "JOINTS_0": builder.add(joints: bound.map(\.joints)),
      "WEIGHTS_0": builder.add(bound.map(\.weights), as: .vertices),
    ]
    let targets = Blendshape.allCases.map { blendshape -> [String: Int] in
      let moved = vertices(blendshape)
      let offsets = neutral.indices.map {
        (moved[$0] - neutral[$0]) * (graft.scale * (1 - graft.bindings[$0].share))
      }
      return ["POSITION": builder.add(offsets, bounded: true)]
    }
    let groups: [([HeadShape.TrianglePart], String, Double)] = [
      ([.skin, .innerEyelid], "Face", 0.5), ([.mouthCavity, .gumsAndTongue], "Mouth", 0.4),
      ([.teeth], "Teeth", 0.25),
    ]
    let primitives = groups.map { parts, name, roughness in
      let corners = graft.kept.filter { index in
        parts.contains { $0.rawValue == shape.trianglePart[index] }
      }.map { shape.triangles[$0] }
      return GLTF.Primitive(
        attributes: attributes, indices: builder.add(triangles: corners),
        material: builder.material(name, SIMD3(1, 1, 1), roughness, doubleSided: name == "Mouth"),
        targets: targets)
    }
    return GLTF.Mesh(
      name: "Head", primitives: primitives,
      weights: [Double](repeating: 0, count: targets.count),
      extras: GLTF.Mesh.Extras(targetNames: Blendshape.allCases.map(\.name)))
  }

  /// Scalp hair, and a beard that stands off the face: each a closed mass.
  private func hairMesh(_ builder: inout GLBBuilder) -> GLTF.Mesh {
    let primitives = graft.hair.enumerated().map { index, mass in
      let mesh = mass.mesh
      let joints = mass.chestShare.map { share in
        SIMD4(UInt8(Joint.head.rawValue), share > 0 ? UInt8(Joint.upperChest.rawValue) : 0, 0, 0)
      }
      let bound = zip(joints, mass.chestShare).map {
        Self.bound($0, SIMD4(1 - $1, $1, 0, 0))
      }
      return GLTF.Primitive(
        attributes: [
          "POSITION": builder.add(mesh.positions, bounded: true),
          "NORMAL": builder.add(mesh.normals),
          "COLOR_0": builder.add(
            mesh.vertexColors ?? mesh.positions.map { _ in SIMD3<Float>(1, 1, 1) }),
          "JOINTS_0": builder.add(joints: bound.map(\.joints)),
          "WEIGHTS_0": builder.add(bound.map(\.weights), as: .vertices),
        ], indices: builder.add(triangles: mesh.triangles),
        material: builder.material(
          index == 0 ? "Hair" : "Beard", SIMD3(1, 1, 1), 0.55, doubleSided: true))
    }
    return GLTF.Mesh(name: "Hair", primitives: primitives)
  }

  private func eyeMesh(_ builder: inout GLBBuilder) -> GLTF.Mesh {
    var positions: [SIMD3<Float>] = []
    var normals: [SIMD3<Float>] = []
    var joints: [SIMD4<UInt8>] = []
    var triangles: [[SIMD3<Int32>]] = [[], [], []]
    let look = character.face.look
    for (side, joint) in [Joint.leftEye, .rightEye].enumerated() {
      let eye = EyeballMesh(
        centre: SIMD3<Float>(skeleton[joint]), radius: head.rest.eyeRadii[side] * graft.scale,
        iris: head.rest.irisRadii[side] * graft.scale,
        pupil: Float(look.pupilRadius) * graft.scale)
      let first = Int32(positions.count)
      for kind in 0..<3 {
        triangles[kind] += eye.triangles[kind].map { $0 &+ SIMD3(repeating: first) }
      }
      positions += eye.positions
      normals += eye.normals
      joints += eye.positions.map { _ in SIMD4(UInt8(joint.rawValue), 0, 0, 0) }
    }
    let attributes = [
      "POSITION": builder.add(positions, bounded: true), "NORMAL": builder.add(normals),
      "JOINTS_0": builder.add(joints: joints),
      "WEIGHTS_0": builder.add(positions.map { _ in SIMD4<Float>(1, 0, 0, 0) }, as: .vertices),
    ]
    let kinds: [(String, SIMD3<Float>)] = [
      ("Eye white", look.scleraColor.simd), ("Iris", look.irisColor.simd),
      ("Pupil", SIMD3(0.004, 0.004, 0.004)),
    ]
    let primitives = kinds.enumerated().map { kind, material in
      GLTF.Primitive(
        attributes: attributes, indices: builder.add(triangles: triangles[kind]),
        material: builder.material(material.0, material.1, 0.15))
    }
    return GLTF.Mesh(name: "Eyes", primitives: primitives)
  }

  /// The joints that move a vertex, and how much.
  private typealias Bound = (joints: SIMD4<UInt8>, weights: SIMD4<Float>)

  /// Slots without weight name joint 0, as validators ask.
  private static func bound(_ joints: SIMD4<UInt8>, _ weights: SIMD4<Float>) -> Bound {
    var joints = joints
    for slot in 0..<4 where weights[slot] == 0 { joints[slot] = 0 }
    return (joints, weights / weights.sum())
  }

  /// The four strongest of what moves two vertices.
  private static func between(_ first: Bound, _ second: Bound) -> Bound {
    var shares = [Float](repeating: 0, count: Joint.count)
    for vertex in [first, second] {
      for slot in 0..<4 { shares[Int(vertex.joints[slot])] += vertex.weights[slot] }
    }
    let order = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
    var (joints, weights) = (SIMD4<UInt8>.zero, SIMD4<Float>.zero)
    for slot in 0..<4 { (joints[slot], weights[slot]) = (UInt8(order[slot]), shares[order[slot]]) }
    return bound(joints, weights)
  }

  // MARK: Motion

  private func animation(
    _ name: String, _ clip: MotionClip?, _ face: FacePerformance?, _ builder: inout GLBBuilder
  ) -> GLTF.Animation {
    var animation = GLTF.Animation(name: name, channels: [], samplers: [])
    func times(_ rate: FrameRate, _ count: Int) -> Int {
      builder.add(
        scalars: (0..<count).map { Float(rate.seconds(at: FrameIndex($0))) }, bounded: true)
    }
    func add(_ node: Int, _ path: String, input: Int, output: Int) {
      animation.samplers.append(GLTF.Animation.Sampler(input: input, output: output))
      animation.channels.append(
        GLTF.Animation.Channel(
          sampler: animation.samplers.count - 1,
          target: GLTF.Animation.Target(node: node, path: path)))
    }
    if let clip, !clip.poses.isEmpty {
      let input = times(clip.rate, clip.poses.count)
      let start = times(clip.rate, 1)
      let places = clip.poses.map { SIMD3<Float>(skeleton[.hips] + $0.translation) }
      add(Joint.hips.rawValue, "translation", input: input, output: builder.add(places, as: .data))
      for joint in Joint.allCases {
        let turns = Self.continuous(clip.poses.map { $0[joint] })
        // What keeps still needs one key.
        let isStill = turns.allSatisfy { $0 == turns[0] }
        add(
          joint.rawValue, "rotation", input: isStill ? start : input,
          output: builder.add(isStill ? [turns[0]] : turns, as: .data))
      }
    }
    if let face, !face.frames.isEmpty {
      add(
        NodeNumber.head, "weights", input: times(face.rate, face.frames.count),
        output: builder.add(scalars: face.frames.flatMap { $0.expression.clamped().values }))
    }
    return animation
  }

  /// Unit quaternions, each on the same half of the sphere as the one before, so that a reader's mix
  /// takes the short way.
  private static func continuous(_ turns: [Quaternion]) -> [SIMD4<Float>] {
    var last = SIMD4<Float>(0, 0, 0, 1)
    return turns.map { turn in
      let unit = turn.normalized
      var value = SIMD4<Float>(SIMD4(unit.vector, unit.scalar))
      if (value * last).sum() < 0 { value = -value }
      value /= (value * value).sum().squareRoot()
      last = value
      return value
    }
  }
}

extension GLBBuilder {
  /// Adds a material and says its number.
  mutating func material(
    _ name: String, _ color: SIMD3<Float>, _ roughness: Double, doubleSided: Bool = false
  ) -> Int {
    asset.materials.append(
      GLTF.Material(
        name: name,
        pbrMetallicRoughness: GLTF.Material.Surface(
          baseColorFactor: [0, 1, 2].map { Double(min(max(color[$0], 0), 1)) } + [1],
          roughnessFactor: roughness), doubleSided: doubleSided ? true : nil))
    return asset.materials.count - 1
  }
}
