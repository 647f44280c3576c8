internal import CharacterCore

/// A person's strands in one state, in camera space, with their colours.
struct PosedStrands {
  /// Strands that are drawn together.
  struct Layer {
    var strands = StrandPainter.Strands(points: [], pointsPerStrand: 2, radii: [])
    /// Linear, one a strand.
    var colors: [SIMD3<Float>] = []
    /// How far behind the surface a strand is still drawn, cm.
    var bias: Float

    var isEmpty: Bool { colors.isEmpty }
    func color(of strand: Int) -> SIMD3<Float> { colors[strand] }

    /// Adds strands that have as many points each as those there are.
    mutating func add(
      _ more: HairStrands, in camera: HeadCamera, color: SIMD3<Float>, grey: SIMD3<Float>
    ) {
      guard !more.isEmpty else { return }
      precondition(isEmpty || strands.pointsPerStrand == more.pointsPerStrand)
      strands.pointsPerStrand = more.pointsPerStrand
      strands.points += camera.toCamera(more.points)
      strands.radii += more.radii
      for strand in 0..<more.strandCount {
        colors.append(more.isGrey[strand] ? grey : color * more.brightness(of: strand))
      }
    }
  }

  /// Lashes are drawn with the brows; they are both hair of the eyes' frame.
  let brows, lashes, beard, hair: Layer

  init(_ face: PreparedFace, _ head: PosedHead, _ state: FaceState, _ camera: HeadCamera) {
    let look = face.parameters.look
    let grey = look.hair.greyColor.simd
    /// What greying does to the strands that keep their colour.
    func faded(_ color: SIMD3<Float>, _ share: Double) -> SIMD3<Float> {
      Ease.mix(color, grey, Float(min(share, 1)) * 0.62)
    }
    func posed(_ strands: BoundStrands) -> HairStrands {
      strands.posed(
        vertices: head.vertices, normals: head.normals, expression: state.expression)
    }
    var brows = Layer(bias: 0.12)
    brows.add(
      posed(face.brows), in: camera, color: faded(look.browColor.simd, look.hair.grey * 0.6),
      grey: grey)
    var lashes = Layer(bias: 0.05)
    let dark = look.melanin > 0.15 || look.makeup > 0.2
    let lashColor: SIMD3<Float> =
      dark ? SIMD3(0.012, 0.009, 0.007) : SIMD3(0.03, 0.018, 0.01)
    lashes.add(posed(face.lashes), in: camera, color: lashColor, grey: grey)
    var beard = Layer(bias: 0.1)
    if let strands = face.beard {
      beard.add(
        posed(strands), in: camera, color: faded(look.beard.color.simd, look.beard.grey),
        grey: grey)
    }
    var hair = Layer(bias: 0.1)
    hair.add(
      face.hair, in: camera, color: faded(look.hair.color.simd, look.hair.grey), grey: grey)
    (self.brows, self.lashes, self.beard, self.hair) = (brows, lashes, beard, hair)
  }
}
