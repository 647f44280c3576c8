import CharacterCore
import MotionSynthesis
import Testing

@Suite struct ExpressionTests {
  /// Everything that expressions alone drive: without lids, whose blinks are quicker, and gaze.
  static let muscles = Blendshape.allCases.filter {
    ![.lid, .gaze].contains(FaceRegion(of: $0))
  }

  @Test func `every region of the face has one driver and every blendshape one region`() {
    let counts = FaceRegion.allCases.map { region in
      Blendshape.allCases.filter { FaceRegion(of: $0) == region }.count
    }
    #expect(counts == [5, 2, 4, 8, 5, 28])
  }

  @Test func `names are unique, lower case and found again`() throws {
    let names = ExpressionPreset.names
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(name == name.lowercased())
      #expect(ExpressionPreset(named: name.uppercased()) != nil)
    }
    for (synonym, name) in [
      ("joy", "happy"), ("sadness", "sad"), ("fear", "afraid"), ("anger", "angry"),
      ("surprise", "surprised"), ("disgust", "disgusted"),
    ] {
      #expect(ExpressionPreset(named: synonym)?.name == name)
    }
  }

  @Test(arguments: [
    ("happy", [Blendshape.cheekSquintLeft, .mouthSmileLeft]),
    ("sad", [.browInnerUp, .browDownLeft, .mouthFrownLeft]),
    ("surprised", [.browInnerUp, .browOuterUpLeft, .eyeWideLeft, .jawOpen]),
    (
      "afraid",
      [.browInnerUp, .browOuterUpLeft, .browDownLeft, .eyeWideLeft, .mouthStretchLeft, .jawOpen]
    ),
    ("angry", [.browDownLeft, .eyeWideLeft, .eyeSquintLeft, .mouthPressLeft]),
    ("disgusted", [.noseSneerLeft, .mouthFrownLeft, .mouthLowerDownLeft]),
    ("contempt", [.mouthSmileLeft, .mouthDimpleLeft]),
  ])
  func `an emotion shows the units of EMFACS`(name: String, units: [Blendshape]) throws {
    let weights = try #require(ExpressionPreset(named: name)).weights(strength: 1)
    for unit in units { #expect(weights[unit] > 0.07, "\(unit)") }
  }

  @Test func `contempt shows on one side alone`() throws {
    let weights = try #require(ExpressionPreset(named: "contempt")).weights(strength: 1)
    #expect(weights[.mouthSmileRight] == 0 && weights[.mouthDimpleRight] == 0)
    let sides = try Set(
      (UInt64(0)..<16).map { seed in
        let pose = try Rehearsal.performer(seed: seed).pose(of: [WeightedExpression("contempt")])
        return pose[.mouthSmileLeft] > pose[.mouthSmileRight]
      })
    #expect(sides.count == 2)
  }

  @Test func `a strong smile opens the mouth and a weak one does not`() throws {
    let happy = try #require(ExpressionPreset(named: "happy"))
    #expect(happy.weights(strength: 0.5)[.jawOpen] == 0)
    #expect(happy.weights(strength: 0.5)[.mouthSmileLeft] > 0.4)
    #expect(happy.weights(strength: 1)[.jawOpen] > 0.1)
  }

  @Test func `expressions differ from each other clearly`() throws {
    let poses = try ExpressionPreset.all.map {
      try Rehearsal.performer().pose(of: [WeightedExpression($0.name)])
    }
    for (i, first) in poses.enumerated() {
      for (j, second) in poses.enumerated() where j > i {
        let distance = zip(first.values, second.values).reduce(0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
        }.squareRoot()
        #expect(
          distance > 0.22, "\(ExpressionPreset.all[i].name) and \(ExpressionPreset.all[j].name)")
      }
    }
  }

  @Test func `no muscle of a held expression jumps between two frames`() throws {
    for preset in ExpressionPreset.all {
      for arousal in [-1.0, 1] {
        let frames = try Rehearsal.perform(
          Rehearsal.arc(preset.name), by: Rehearsal.performer(extraversion: 1, arousal: arousal))
        for shape in Self.muscles {
          let curve = frames.map { $0.weight(shape) }
          let steps = zip(curve, curve.dropFirst()).map { $1 - $0 }
          let bends = zip(steps, steps.dropFirst()).map { $1 - $0 }
          #expect(steps.allSatisfy { abs($0) <= 0.26 }, "\(preset.name) \(shape)")
          #expect(bends.allSatisfy { abs($0) <= 0.16 }, "\(preset.name) \(shape)")
        }
      }
    }
  }

  @Test func `eyes widen without a jump where no blink is under way`() throws {
    let performer = Rehearsal.performer(extraversion: 1, arousal: 1)
    for name in ["surprised", "afraid", "furious"] {
      let blinks = try FaceScore(Rehearsal.arc(name), by: performer).blinks
      let frames = try Rehearsal.perform(Rehearsal.arc(name), by: performer)
      let open = frames.indices.dropFirst().filter { index in
        [index - 1, index].allSatisfy { blinks.closure(at: Double($0) / 25) == (0, 0) }
      }
      #expect(open.count > 60)
      let steps = open.map { frames[$0].weight(.eyeWideLeft) - frames[$0 - 1].weight(.eyeWideLeft) }
      #expect(steps.allSatisfy { abs($0) <= 0.26 })
      #expect(steps.max() ?? 0 > 0.02)
    }
  }

  @Test func `a smile takes half a second to three quarters to come`() throws {
    let curve = try (UInt64(0)..<6).map { seed in
      try Rehearsal.perform(
        Rehearsal.arc("happy"), by: Rehearsal.performer(seed: seed), at: FrameRate(200)
      ).map { $0.weight(.mouthSmileLeft) }
    }
    for smile in curve {
      let top = try #require(smile[200..<500].max())
      let begin = try #require(smile.firstIndex { $0 > 0.02 * top })
      let end = try #require(smile.firstIndex { $0 > 0.97 * top })
      #expect((0.4...0.8).contains(Double(end - begin) / 200))
      #expect(begin >= 200)
    }
  }

  @Test func `surprise comes faster than sadness`() throws {
    func arrival(_ name: String) throws -> Int {
      let brows = try Rehearsal.perform(Rehearsal.arc(name), at: FrameRate(100)).map {
        $0.weight(.browInnerUp)
      }
      let top = try #require(brows.max())
      return try #require(brows.firstIndex { $0 > 0.9 * top })
    }
    #expect(try arrival("surprise") + 15 < arrival("sad"))
  }

  @Test func `the face is back at rest after an expression`() throws {
    let resting = ExpressionWeights(both: [.mouthFrownLeft: 0.06])
    let frames = try Rehearsal.perform(
      Rehearsal.arc("angry"), by: Rehearsal.performer(resting: resting))
    let last = try #require(frames.last)
    for shape in Self.muscles {
      #expect(abs(last.weight(shape) - Double(resting[shape])) < 0.01, "\(shape)")
    }
  }

  @Test func `a micro-expression lasts one to five frames of film and shows`() throws {
    for seed in UInt64(0)..<8 {
      let reel = Rehearsal.reel(
        Beat(duration: 1),
        Beat(duration: 1.3, expressions: [WeightedExpression("disgust")], isMicroExpression: true),
        Beat(duration: 1))
      let frames = try Rehearsal.perform(reel, by: Rehearsal.performer(seed: seed))
      let sneer = frames.map { $0.weight(.noseSneerLeft) }
      let shown = sneer.indices.filter { sneer[$0] > 0 }
      #expect((1...5).contains(shown.count))
      #expect(try #require(sneer.max()) > 0.5)
      #expect(shown.allSatisfy { (38...44).contains($0) })
    }
  }

  @Test func `a micro-expression passes over a held one and leaves it as it was`() throws {
    let mask = [WeightedExpression("polite")]
    let reel = Rehearsal.reel(
      Beat(duration: 2, expressions: mask),
      Beat(duration: 1, expressions: [WeightedExpression("angry")], isMicroExpression: true),
      Beat(duration: 1, expressions: mask))
    let frames = try Rehearsal.perform(reel)
    let smile = frames.map { $0.weight(.mouthSmileLeft) }
    #expect(smile[55] > 0.4 && smile[70] > 0.4 && smile[95] > 0.4)
    #expect(try #require(frames.map { $0.weight(.browDownLeft) }.max()) > 0.5)
  }

  @Test func `faces are a little uneven, each in its own way`() throws {
    var leans: [Double] = []
    for seed in UInt64(0)..<40 {
      let pose = try Rehearsal.performer(seed: seed).pose(of: [WeightedExpression("happy")])
      let (left, right) = (Double(pose[.mouthSmileLeft]), Double(pose[.mouthSmileRight]))
      leans.append((left - right) / max(left, right))
    }
    #expect(leans.allSatisfy { abs($0) < 0.25 })
    #expect(leans.deviation > 0.03)
    let even = try Rehearsal.performer(asymmetry: 0).pose(of: [WeightedExpression("happy")])
    #expect(even[.mouthSmileLeft] == even[.mouthSmileRight])
  }

  @Test func `the halves of a face do not set off in the same instant`() throws {
    let lags = try (0..<10).map { seed in
      let frames = try Rehearsal.perform(
        Rehearsal.arc("happy"), by: Rehearsal.performer(seed: UInt64(seed), asymmetry: 0),
        at: FrameRate(500))
      let start = [Blendshape.mouthSmileLeft, .mouthSmileRight].map { shape in
        frames.firstIndex { $0.weight(shape) > 0.3 } ?? 0
      }
      return Double(start[0] - start[1]) / 500
    }
    #expect(lags.deviation > 0.003)
    #expect(lags.allSatisfy { abs($0) <= 0.06 })
  }

  @Test func `a custom expression is played as written and hides the preset`() throws {
    let doubt = ExpressionWeights([.browDownLeft: 0.5, .mouthLeft: 0.2, .eyeSquintLeft: 0.3])
    let performer = Rehearsal.performer(extraversion: -1, custom: ["doubt": doubt])
    let pose = try performer.pose(of: [WeightedExpression("doubt", 0.7)])
    for shape in Blendshape.allCases {
      #expect(abs(pose[shape] - 0.7 * doubt[shape]) < 1e-6, "\(shape)")
    }
    let frames = try Rehearsal.perform(Rehearsal.arc("doubt", 0.7, held: 4), by: performer)
    let held = frames[60..<110]
    #expect(held.allSatisfy { abs($0.weight(.browDownLeft) - 0.35) < 0.02 })
  }

  @Test func `a custom expression may turn the eyes`() throws {
    var sidelong = ExpressionWeights()
    sidelong.look(yaw: 14, pitch: -9)
    let performer = Rehearsal.performer(custom: ["sidelong": sidelong])
    let frames = try Rehearsal.perform(Rehearsal.arc("sidelong"), by: performer)
    let world = frames[60].gazeInWorld
    #expect(abs(world.x - 14) < 2.5 && abs(world.y + 9) < 2)
  }

  @Test func `a gain scales its channel alone and leaves the resting face`() throws {
    let resting = ExpressionWeights(both: [.mouthSmileLeft: 0.1])
    let plain = try Rehearsal.performer(resting: resting).pose(of: [
      WeightedExpression("happy", 0.5)
    ])
    let raised = try Rehearsal.performer(
      resting: resting, gains: [.mouthSmileLeft: 1.5]
    ).pose(of: [WeightedExpression("happy", 0.5)])
    for shape in Blendshape.allCases where shape != .mouthSmileLeft {
      #expect(plain[shape] == raised[shape])
    }
    let ratio = (raised[.mouthSmileLeft] - 0.1) / (plain[.mouthSmileLeft] - 0.1)
    #expect(abs(ratio - 1.5) < 1e-3)
    let still = try Rehearsal.performer(resting: resting, gains: [.mouthSmileLeft: 3]).pose(of: [])
    #expect(still == resting)
  }

  @Test func `opposite muscles never both act in full`() throws {
    let pose = try Rehearsal.performer().pose(of: [
      WeightedExpression("furious"), WeightedExpression("surprised"), WeightedExpression("laugh"),
    ])
    #expect(min(pose[.browDownLeft], pose[.browOuterUpLeft]) < 0.56)
    #expect(min(pose[.eyeWideLeft], pose[.eyeSquintLeft]) < 0.56)
    #expect(pose.values.allSatisfy { (0...1).contains($0) })
  }

  @Test func `an unknown expression is refused by name`() throws {
    let reel = Rehearsal.arc("hapy")
    let error = #expect(throws: MotionSynthesisError.self) { try Rehearsal.perform(reel) }
    #expect(error?.code == .unknownExpression)
    #expect(error?.message.contains("'hapy'") == true)
  }
}
