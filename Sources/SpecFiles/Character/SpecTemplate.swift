internal import CharacterCore

extension SpecWriter {
  /// A commented spec to start from, as `mien new` writes it.
  package static func template(name: String, seed: UInt64) -> String {
    let hair = HairParameters.Style.allCases.map(\.title)
    let presets = Temperament.Preset.allCases.map(\.title)
    return """
      # A character. Only the name is needed: whatever you leave out is drawn from the seed, once and
      # for ever. Delete what you don't care about, take the '#' from what you do; then run
      #     mien check <this file>     every mistake at once
      #     mien sheet <this file>     the expression sheet
      mien: 1
      name: \(JSONText.quote(name))
      seed: \(seed)

      age: 28                     # years, 4 to 95
      sex: 0.1                    # presentation: 0 female to 1 male

      temperament:
        # \(wrapped(presets.dropLast(8)))
        # or \(wrapped(presets.dropFirst(4)))
        preset: sanguine
        # Big Five values correct the preset: 0 far below average, 0.5 average, 1 far above.
        # openness: 0.5
        # conscientiousness: 0.5
        # extraversion: 0.5
        # agreeableness: 0.5
        # stability: 0.5          # or its opposite: neuroticism

      face:
        ancestry: {european: 1}   # any mix of european, african, eastAsian, southAsian
        # skin: 0.15              # 0 lightest to 1 darkest; without it the ancestry decides
        # redness: 0              # -1 pale to 1 ruddy
        # fullness: 0             # -1 lean to 1 full
        # freckles: 0.2
        # wrinkles: 0             # without it the age decides
        hair:
          # \(wrapped(Array(hair.prefix(9)))),
          # \(wrapped(Array(hair.dropFirst(9))))
          style: long wavy
          color: dark brown       # \(wrapped(HairColor.allCases.map(\.title)))
                                  # or a colour of your own: "#4a3020"
          length: 0.4             # 0 as short to 1 as long as the style goes
          # parting: left         # left, centre, right: her or his own side
          # curl: 0.5
          # volume: 0.5
          # grey: 0
        # beard: {style: none}    # \(wrapped(BeardParameters.Style.allCases.map(\.title)))
        eyes: {color: hazel}      # \(wrapped(EyeColor.allCases.map(\.title)))
        # brows: {thickness: 0.4}
        # makeup: {strength: 0.3, lips: rose, eyeshadow: taupe}
        # garment: {style: v-neck, color: navy}
        # Sliders of the shape: 0 average, -1 and 1 unusual. All of them:
        # \(wrapped(Array(FaceFeature.allCases.map(\.title).prefix(8)))),
        # \(wrapped(Array(FaceFeature.allCases.map(\.title)[8..<14]))),
        # \(wrapped(Array(FaceFeature.allCases.map(\.title).dropFirst(14))))
        # features: {eyeSize: 0.3, jawWidth: -0.2}

      # body: {height: 1.68, build: 0.4, muscle: 0.5}

      # expression:
      #   resting: {mouthSmileLeft: 0.05, mouthSmileRight: 0.05}   # ARKit's blendshapes, 0 to 1
      #   gain: {browInnerUp: 1.2}                                 # factors, 0 to 2
      #   asymmetry: 0.5                                           # 0 even to 1 very uneven
      #   named:                                                   # for reels to call by name
      #     doubt: {browDownLeft: 0.5, mouthLeft: 0.2, eyeSquintLeft: 0.3}

      """
  }

  private static func wrapped(_ words: some Sequence<String>) -> String {
    words.joined(separator: ", ")
  }
}
