internal import CharacterCore

/// The colour of the skin at each vertex of the head, from a look and the head's fields.
///
/// The layers and their strengths are those of the training renderer: blush, shadows under the eyes,
/// make-up, lips, the lids' wet rim, shaven beard and the scalp under the hair.
struct FaceAlbedo {
  /// Linear, one a skin vertex.
  let colors: [SIMD3<Float>]

  init(
    _ face: FaceParameters, colors fields: ColorFields, hair: HairFields, scalpDensity: [Float]
  ) {
    let (look, head) = (face.look, face.head)
    let melanin = Float(look.melanin)
    let skin = look.skinColor.simd
    let red: SIMD3<Float> = melanin < 0.45 ? SIMD3(1.06, 0.70, 0.66) : SIMD3(1.02, 0.82, 0.76)
    let sallow =
      SIMD3<Float>(repeating: 1) - 0.05 * Float(Math.smoothstep(45, 80, head.ageYears))
      * SIMD3(0, 0.2, 1)
    let lipShare = Float(Math.mix(0.92, 0.72, Math.smoothstep(40, 85, head.ageYears)))
    let makeup = Float(look.makeup)
    let shadow = look.eyeshadowColor.simd * (1.6 - melanin)
    let rim = SIMD3<Float>(0.50, 0.24, 0.20) * (1 - 0.45 * melanin)
    let hairColor = Ease.mix(
      look.hair.color.simd, look.hair.greyColor.simd, Float(look.hair.grey) * 0.85)
    let stubbleColor =
      (hairColor * 0.8).clamped(
        lowerBound: SIMD3(repeating: 0.02), upperBound: SIMD3(repeating: 0.35))
      * SIMD3(0.9, 1, 1.1)
    let stubble = min(Float(look.beard.shadow) + Self.shadow(of: look.beard.style), 1) * 0.42
    let scalpShare: Float =
      switch look.hair.style {
      case .buzz, .bald, .receding: 0.5
      default: 0.82
      }
    func tint(_ base: SIMD3<Float>, _ color: SIMD3<Float>, _ share: Float) -> SIMD3<Float> {
      Ease.mix(base, base * color, share)
    }
    colors = (0..<fields.lip.count).map { v in
      var c = skin
      c = tint(c, red, fields.cheek[v] * 0.62 * Float(look.blush))
      c = tint(c, red, fields.nose[v] * 0.55 * Float(look.blush))
      c = tint(c, red * SIMD3(1, 0.95, 0.95), fields.ear[v] * 0.6)
      c = tint(c, SIMD3(0.84, 0.76, 0.80), fields.underEye[v] * Float(look.underEye))
      c = tint(c, SIMD3(0.93, 0.82, 0.82), fields.lid[v] * 0.5)
      c = tint(c, SIMD3(1.03, 1.02, 0.98), fields.forehead[v] * 0.4)
      c *= sallow
      if makeup > 0 {
        c = tint(c, SIMD3(1.03, 0.72, 0.72), fields.cheek[v] * 0.5 * makeup)
        c = Ease.mix(c, 0.35 * c + 0.65 * shadow, 0.5 * makeup * fields.lid[v])
      }
      c = Ease.mix(c, look.lipColor.simd, fields.lip[v] * lipShare)
      c = Ease.mix(c, rim, 0.55 * fields.rim[v])
      c = Ease.mix(
        c, 0.25 * c + 0.75 * stubbleColor, stubble * max(hair.beard[v], hair.moustache[v]))
      c = Ease.mix(c, 0.12 * c + 0.6 * hairColor, scalpDensity[v] * scalpShare)
      return c.clamped(
        lowerBound: SIMD3(repeating: 0.004), upperBound: SIMD3(repeating: 0.92))
    }
  }

  private static func shadow(of style: BeardParameters.Style) -> Float {
    switch style {
    case .none, .goatee: 0
    case .moustache: 0.1
    case .stubble: 0.45
    case .beard, .longbeard: 0.6
    }
  }
}
