public import CharacterCore

extension ResolvedCharacter {
  /// The person on the way from this one to another, as a spec that states every number.
  ///
  /// Ages, sexes, shares of ancestry, sliders and identity coefficients are mixed; skin and all
  /// colours in perceptual space, so that equal shares look like equal steps. What has no middle
  /// (seed, cuts of hair and beard with their own sliders, parting, clothes' cut, named expressions)
  /// is the nearer one's: this one's below a share of one half, the other's from there on.
  ///
  /// - Parameter share: 0 is this person, 1 the other.
  public func morphed(to other: ResolvedCharacter, share: Double) -> CharacterSpec {
    let (a, b) = (CharacterSpec(stating: self), CharacterSpec(stating: other))
    var result = share < 0.5 ? a : b
    for dial in FaceDial.all where !dial.isOfCut || a.hasCut(of: b, dial.part) {
      guard let first = a[keyPath: dial.path], let second = b[keyPath: dial.path] else { continue }
      result[keyPath: dial.path] = rounded(Math.mix(first, second, share), dial.decimals)
    }
    for dial in ColorDial.all + [.garment] {
      guard let first = dial.get(a), let second = dial.get(b) else { continue }
      dial.set(&result, HexColor.mix(first, second, share))
    }
    result.face.skin = skin(between: a.face.skin ?? 0, and: b.face.skin ?? 0, share)
    result.face.ancestry = .mix(face.head.ancestry, other.face.head.ancestry, share)
    result.face.identity = zip(face.head.identity, other.face.head.identity).map {
      rounded(Math.mix(Double($0), Double($1), share), 3)
    }
    result.blendLips(of: self, and: other, share)
    result.blendManner(a, b, share)
    return result
  }
}

extension FaceDial {
  /// Whether the dial runs through what a cut allows, so that it says nothing of another cut.
  fileprivate var isOfCut: Bool {
    ["hair.length", "hair.curl", "hair.volume", "hair.sweep", "beard.length"].contains(name)
  }
}

extension CharacterSpec {
  fileprivate func hasCut(of other: CharacterSpec, _ part: FacePart) -> Bool {
    part == .beard
      ? face.beard.style == other.face.beard.style : face.hair.style == other.face.hair.style
  }

  /// Where one of the two wears make-up and the other none, the colour fades in with the strength.
  fileprivate mutating func blendLips(
    of first: ResolvedCharacter, and second: ResolvedCharacter, _ share: Double
  ) {
    let a = CharacterSpec(stating: first).face.makeup
    let b = CharacterSpec(stating: second).face.makeup
    face.makeup.eyeshadow =
      a.eyeshadow != nil && b.eyeshadow != nil ? face.makeup.eyeshadow : a.eyeshadow ?? b.eyeshadow
    guard a.lips != nil || b.lips != nil else { return }
    func lips(_ makeup: MakeupSpec, _ person: ResolvedCharacter) -> HexColor {
      makeup.lips?.color ?? HexColor(encoding: FaceResolver.bareLips(person.face.look))
    }
    face.makeup.lips = .hex(.mix(lips(a, first), lips(b, second), share))
  }

  /// Temperament, body and how the face moves.
  fileprivate mutating func blendManner(
    _ a: CharacterSpec, _ b: CharacterSpec, _ share: Double
  ) {
    let dials: [WritableKeyPath<CharacterSpec, Double?>] = [
      \.temperament.openness, \.temperament.conscientiousness, \.temperament.extraversion,
      \.temperament.agreeableness, \.temperament.stability, \.body.height, \.body.build,
      \.body.muscle, \.expression.asymmetry,
    ]
    for dial in dials {
      guard let first = a[keyPath: dial], let second = b[keyPath: dial] else { continue }
      self[keyPath: dial] = rounded(Math.mix(first, second, share), 3)
    }
    let resting = a.expression.resting * Float(1 - share) + b.expression.resting * Float(share)
    expression.resting = resting.map { Float(rounded(Double($0), 4)) }
    for shape in Blendshape.allCases {
      let gain = Math.mix(a.expression.gain[shape] ?? 1, b.expression.gain[shape] ?? 1, share)
      expression.gain[shape] = gain == 1 ? nil : rounded(gain, 3)
    }
  }
}

extension Ancestry {
  static func mix(_ a: Ancestry, _ b: Ancestry, _ share: Double) -> Ancestry {
    func part(_ path: KeyPath<Ancestry, Double>) -> Double {
      rounded(Math.mix(a[keyPath: path], b[keyPath: path], share), 4)
    }
    return Ancestry(
      european: part(\.european), african: part(\.african), eastasian: part(\.eastasian),
      southasian: part(\.southasian))
  }
}

/// The skin slider whose colour is as light as the way between two skins is there.
private func skin(between first: Double, and second: Double, _ share: Double) -> Double {
  func lightness(_ melanin: Double) -> Double {
    PerceptualColor(FaceResolver.skinColor(melanin: melanin, hemoglobin: 0)).lightness
  }
  let wanted = Math.mix(lightness(first), lightness(second), share)
  // Skin darkens all the way from 0 to 1: halve the interval.
  var (light, dark) = (min(first, second), max(first, second))
  for _ in 0..<24 {
    let middle = (light + dark) / 2
    if lightness(middle) > wanted { light = middle } else { dark = middle }
  }
  return rounded((light + dark) / 2, 4)
}
