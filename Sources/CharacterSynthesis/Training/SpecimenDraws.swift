package import CharacterCore
internal import MotionSynthesis

/// Who and what the pictures of a specimen set show: people of the resolver's own drawing, each in
/// several looks (other hair, clothes, make-up and beard on the same head) and many states.
///
/// All of it depends on the set's seed, the person's number and the picture's number alone.
package struct SpecimenDraws {
  /// What a person's pictures show.
  package enum Plan: Sendable, Equatable {
    /// So many, each with its own expression, gaze, pose and light.
    case varied(Int)
    /// A neutral face to the front, then each blendshape at a half and whole, all else equal;
    /// `mouthClose` with as much `jawOpen`.
    case sweep

    package var pictures: Int {
      switch self {
      case .varied(let count): count
      case .sweep: 1 + 2 * Blendshape.allCases.count
      }
    }

    /// Pictures of one look: making hair ready costs as much as drawing several pictures.
    package var picturesPerLook: Int { self == .sweep ? pictures : min(4, pictures) }
  }

  package let plan: Plan
  private let people: [FaceParameters]?
  private let resolver: CharacterResolver
  private let root: RandomStream

  /// - Parameter people: who is drawn; by default the resolver draws them from the seed.
  package init(seed: UInt64, plan: Plan, people: [FaceParameters]? = nil) throws(SynthesisError) {
    (self.plan, self.people) = (plan, people)
    resolver = try CharacterResolver()
    root = RandomStream(seed: seed).stream("specimens")
  }

  // MARK: People

  /// A person's face in one of the looks; the first is the resolver's own.
  package func face(person: Int, look: Int) -> FaceParameters {
    let stream = root.stream(person)
    let own = people?[person] ?? drawnFace(stream)
    guard look > 0 else { return own }
    let draws = Draws(stream.stream("look").stream(look))
    var face = own
    if draws.chance("age.moves", 0.3) {
      face.head.ageYears = (own.head.ageYears + draws.uniform("age", -4...4)).clamped(to: 4...90)
    }
    dress(&face, like: stranger(to: own, draws), draws)
    return face
  }

  private func drawnFace(_ stream: RandomStream) -> FaceParameters {
    var seeds = stream.stream("seed")
    return resolver.resolve(CharacterSpec(name: "specimen", seed: seeds.next() >> 11)).face
  }

  /// Somebody of the same age, sex and ancestry, to borrow hair and clothes from.
  private func stranger(to face: FaceParameters, _ draws: Draws) -> LookParameters {
    var seeds = draws.stream("stranger")
    let spec = CharacterSpec(
      name: "specimen", seed: seeds.next() >> 11, age: face.head.ageYears, sex: face.head.sex,
      face: FaceSpec(ancestry: face.head.ancestry))
    return resolver.resolve(spec).face.look
  }

  private func dress(_ face: inout FaceParameters, like other: LookParameters, _ draws: Draws) {
    let own = face.look
    face.look.hair = other.hair
    face.look.hair.recession = own.hair.recession
    face.look.hair.grey = own.hair.grey
    if !draws.chance("dyed", 0.3) {
      (face.look.hair.color, face.look.hair.greyColor) = (own.hair.color, own.hair.greyColor)
    }
    (face.look.garment, face.look.garmentColor) = (other.garment, other.garmentColor)
    (face.look.makeup, face.look.lipColor) = (other.makeup, own.lipColor)
    face.look.eyeshadowColor = other.eyeshadowColor
    if other.makeup > 0 { face.look.lipColor = other.lipColor }
    if draws.chance("beard.changes", 0.5) {
      let color = own.beard.color
      face.look.beard = other.beard
      (face.look.beard.color, face.look.beard.grey) = (color, own.beard.grey)
    } else {
      face.look.beard.length *= draws.uniform("beard.length", 0.7...1.3)
    }
  }

  // MARK: States

  /// What picture `index` of a person shows; the first is a neutral face near the front.
  package func state(person: Int, picture index: Int, of face: FaceParameters) -> FaceState {
    if plan == .sweep { return Self.swept(index, face) }
    let draws = Draws(root.stream(person).stream("picture").stream(index))
    var state = FaceState(torsoCounter: face.torsoCounter, light: Self.light(draws.part("light")))
    if index > 0 { state.expression = Self.expression(draws.part("expression")) }
    state.view = Self.view(draws.part("view"), isFrontal: index == 0)
    (state.gazeYaw, state.gazePitch) = Self.gaze(draws.part("gaze"), state)
    state.expression.look(yaw: state.gazeYaw, pitch: state.gazePitch)
    return state
  }

  private static func swept(_ index: Int, _ face: FaceParameters) -> FaceState {
    var state = FaceState(torsoCounter: face.torsoCounter)
    if index > 0 {
      let shape = Blendshape.allCases[(index - 1) / 2]
      let weight: Float = index % 2 == 1 ? 0.5 : 1
      state.expression[shape] = weight
      // It pulls the lips together over an open jaw, and means nothing without one.
      if shape == .mouthClose { state.expression[.jawOpen] = weight }
    }
    return state
  }

  private static func expression(_ draws: Draws) -> ExpressionWeights {
    var weights = ExpressionWeights.neutral
    switch draws.uniform("kind", 0...1) {
    case ..<0.30:
      let preset = draws.choose("preset", ExpressionPreset.all.map { ($0, 1) })
      weights = preset.weights(strength: draws.uniform("strength", 0.3...1.15))
    case ..<0.42:
      for name in ["first", "second"] {
        let preset = draws.choose(name, ExpressionPreset.all.map { ($0, 1) })
        weights = weights + preset.weights(strength: draws.uniform(name + ".strength", 0.2...0.6))
      }
    case ..<0.52:
      weights =
        VisemeShapes.weights(of: draws.choose("viseme", Viseme.allCases.map { ($0, 1) }))
        * Float(draws.uniform("strength", 0.6...1.1))
    case ..<0.80: sparse(&weights, draws, count: draws.uniform("count", 1...5))
    case ..<0.93: sparse(&weights, draws, count: draws.uniform("count", 8...20))
    default: break
    }
    for shape in Blendshape.allCases where draws.chance("rest.\(shape.rawValue)", 0.15) {
      weights[shape] += Float(abs(draws.normal("rest.weight.\(shape.rawValue)", 0, 0.06)))
    }
    weights[.mouthClose] = min(weights[.mouthClose], weights[.jawOpen])
    return weights.clamped()
  }

  /// Single movements, mostly with their mirror image.
  private static func sparse(_ weights: inout ExpressionWeights, _ draws: Draws, count: Double) {
    for index in 0..<Int(count) {
      let shape = draws.choose("shape.\(index)", Blendshape.allCases.map { ($0, 1) })
      let most = count > 6 ? 0.6 : 1.0
      let weight = Float(most * draws.beta("weight.\(index)", 1.2, 1.2))
      weights[shape] = weight
      if draws.chance("both.\(index)", 0.6) { weights[shape.mirrored] = weight }
    }
  }

  private static func view(_ draws: Draws, isFrontal: Bool) -> HeadView {
    var view = HeadView(distance: draws.uniform("distance", 105...190))
    if isFrontal || draws.chance("near", 0.15) {
      view.yaw = draws.normal("yaw", 0, 4)
      view.pitch = draws.normal("pitch", 0, 3)
      view.roll = draws.normal("roll", 0, 2)
    } else {
      view.yaw = draws.uniform("yaw", -50...50)
      view.pitch = draws.normal("pitch", 0, 9).clamped(to: -20...20)
      view.roll = draws.normal("roll", 0, 5).clamped(to: -14...14)
    }
    view.shift = SIMD2(draws.normal("shift.x", 0, 0.25), draws.normal("shift.y", 0, 0.25))
    return view
  }

  /// Mostly towards the camera, as far as eyes turn.
  private static func gaze(_ draws: Draws, _ state: FaceState) -> (yaw: Double, pitch: Double) {
    var (yaw, pitch) = (draws.normal("yaw", 0, 13), draws.normal("pitch", -1, 8))
    if draws.chance("camera", 0.5) {
      yaw = -state.view.yaw + draws.normal("yaw", 0, 2)
      pitch = -state.view.pitch + draws.normal("pitch", 0, 2)
    }
    let isShut = max(state.expression[.eyeBlinkLeft], state.expression[.eyeBlinkRight]) > 0.25
    return (yaw.clamped(to: -32...32), pitch.clamped(to: -22...(isShut ? 3 : 15)))
  }

  private static func light(_ draws: Draws) -> LightRig {
    let warmth = draws.normal("warmth", 0, 0.5)
    let size = draws.uniform("size", Math.log(18)...Math.log(75))
    return LightRig(
      keyAzimuth: draws.uniform("azimuth", -65...65),
      keyElevation: draws.uniform("elevation", 8...52),
      keyPower: draws.uniform("power", 0.75...1.25), keySize: Math.exp(size), keyWarmth: warmth,
      fillWarmth: -0.5 * warmth + draws.normal("fill.warmth", 0, 0.3),
      worldWarmth: draws.normal("world.warmth", -0.1, 0.5),
      fillRatio: draws.uniform("fill", 0.12...0.6),
      rimPower: draws.chance("rim", 0.75) ? draws.uniform("rim.power", 0...1.4) : 0,
      rimSide: draws.chance("rim.side", 0.5) ? 1 : -1, world: draws.uniform("world", 0.22...0.7),
      exposure: draws.normal("exposure", 0, 0.13))
  }
}
