import CharacterCore
import Foundation
import IdentityFixtures
import TestSupport
import Testing

@testable import CharacterSynthesis

/// Tracks of invented faces at a chosen likeness to a locked one.
struct InventedTrack {
  var stream = RandomStream(seed: 77)

  /// A direction at a given cosine to another.
  mutating func embedding(_ cosine: Double, to target: FaceEmbedding) throws -> FaceEmbedding {
    let noise = (0..<128).map { _ in Float(stream.normal()) }
    let along = zip(noise, target.vector).reduce(Float(0)) { $0 + $1.0 * $1.1 }
    let across = zip(noise, target.vector).map { $0 - along * $1 }
    let norm = across.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
    let sine = Float((1 - cosine * cosine).squareRoot())
    return try #require(
      FaceEmbedding(
        zip(target.vector, across).map { Float(cosine) * $0 + sine * $1 / norm },
        encoder: target.encoder))
  }

  mutating func sighting(
    _ frame: Int, _ embedding: FaceEmbedding, yaw: Float = 0, interocular: Float = 60,
    expression: ExpressionWeights = .neutral, doubts: [FaceDoubt] = [],
    style: DrawingStyle? = nil
  ) -> Sighting {
    let points = FacePoints(
      leftEye: SIMD2(40, 50), rightEye: SIMD2(100, 50), nose: SIMD2(70, 80),
      leftMouth: SIMD2(50, 100), rightMouth: SIMD2(90, 100))
    let reading = FaceReading(
      embedding: embedding, age: 27, expression: expression, yaw: yaw, pitch: 0, roll: 0,
      gazeYaw: 0, gazePitch: 0, sharpness: 1, interocular: interocular, style: style)
    return Sighting(
      frame: frame, seconds: Double(frame) / 25,
      face: FoundFace(
        box: FaceBox(x: 10, y: 10, width: 120, height: 140), score: 0.99, points: points,
        doubts: doubts, reading: doubts.isEmpty ? reading : nil))
  }

  /// A track whose faces have the given cosines to a lock's face.
  mutating func track(_ cosines: [Double], to lock: IdentityLock) throws -> FaceTrack {
    let reference = try #require(lock.reference)
    return FaceTrack(
      sightings: try cosines.enumerated().map { frame, cosine in
        sighting(frame, try embedding(cosine, to: reference))
      })
  }
}

@Suite struct TrackJudgeTests {
  private func cast() throws -> [IdentityLock] {
    [try InventedLock.make("Gu Chen", seed: 2), try InventedLock.make("Lin Yue", seed: 1)]
  }

  private func judge(
    _ expected: [String] = ["Gu Chen", "Lin Yue"], isForeign: Bool = false
  ) throws -> TrackJudge {
    try judge(cast: cast(), expected, isForeign: isForeign)
  }

  private func judge(
    cast: [IdentityLock], _ expected: [String] = ["Lin Yue"], isForeign: Bool = false
  ) throws -> TrackJudge {
    let limits = #"{"eye_distance": 20, "blur": 2.5, "yaw": 45}"#
    return TrackJudge(
      cast: cast, expected: expected, isForeign: isForeign,
      limits: try JSONDecoder().decode(EncoderCalibration.Limits.self, from: Data(limits.utf8)))
  }

  private func outcome(
    _ cosines: [Double], expected: [String] = ["Gu Chen", "Lin Yue"], isForeign: Bool = false
  ) throws -> VerificationReport.Track {
    var invented = InventedTrack()
    let track = try invented.track(cosines, to: try cast()[1])
    return try #require(
      try judge(expected, isForeign: isForeign).judge(track, isSingle: false)?.track)
  }

  @Test func `a face that stays above its own threshold is kept`() throws {
    let track = try outcome([Double](repeating: 0.85, count: 40))
    #expect(track.outcome == .kept)
    #expect(track.character == "Lin Yue")
    #expect(track.used == 40)
    #expect(abs((track.score ?? 0) - 0.85) < 1e-3)
    #expect(track.impostor == "Gu Chen")
  }

  @Test func `a face that was never quite hers drifts, unless another program drew it`() throws {
    let level = [Double](repeating: 0.6, count: 40)
    #expect(try outcome(level).outcome == .drifted)
    #expect(try outcome(level, isForeign: true).outcome == .kept)
  }

  @Test func `somebody near is told by the whole, once enough of them was seen`() throws {
    // As near as her own worst pictures, and always in the same direction.
    var lock = try InventedLock.make("Lin Yue", seed: 1)
    lock.variation?.reach.own = 0.3
    var invented = InventedTrack()
    let reference = try #require(lock.reference)
    let near = try invented.embedding(0.9, to: reference)
    func track(_ face: (Int) throws -> FaceEmbedding, turned: Bool) throws -> FaceTrack {
      FaceTrack(
        sightings: try (0..<50).map { frame in
          invented.sighting(
            frame, try face(frame), yaw: turned ? Float(12 * (frame / 10) - 24) : 0)
        })
    }
    let judge = try judge(cast: [lock])
    let still = judge.judge(try track({ _ in near }, turned: false), isSingle: false)?.track
    #expect(still?.outcome == .cannotTell, "\(still?.reason ?? "")")
    #expect(still?.character == "Lin Yue" && still?.whole?.looks == 1)
    let lively = judge.judge(try track({ _ in near }, turned: true), isSingle: false)?.track
    #expect(lively?.outcome == .drifted, "\(lively?.reason ?? "")")
    // As far at every frame, but each time in another direction: that is noise.
    var other = InventedTrack(stream: RandomStream(seed: 3))
    let noisy = try track({ _ in try other.embedding(0.9, to: reference) }, turned: true)
    #expect(judge.judge(noisy, isSingle: false)?.track.outcome == .kept)
  }

  @Test func `shots that cannot be told by themselves are told together`() throws {
    var lock = try InventedLock.make("Lin Yue", seed: 1)
    lock.variation?.reach.own = 0.3
    let judge = try judge(cast: [lock])
    let reference = try #require(lock.reference)
    var invented = InventedTrack()
    /// A shot of half a second, which shows one look.
    func shot(_ face: FaceEmbedding, _ yaw: Float) throws -> Judgement {
      let track = FaceTrack(
        sightings: (0..<13).map { invented.sighting($0, face, yaw: yaw) })
      return try #require(judge.judge(track, isSingle: false))
    }
    let near = try invented.embedding(0.9, to: reference)
    let yaws: [Float] = [-28, -14, 0, 14, 28]
    let stranger = try yaws.map { try shot(near, $0) }
    #expect(stranger.allSatisfy { $0.track.outcome == .cannotTell })
    var others = InventedTrack(stream: RandomStream(seed: 3))
    let own = try yaws.map { try shot(others.embedding(0.9, to: reference), $0) }
    #expect(own.allSatisfy { $0.track.outcome == .cannotTell })
    // In one film or in several.
    let drifted = Judgement.settled([Array(stranger.prefix(2)), [], Array(stranger.dropFirst(2))])
    #expect(drifted.map(\.count) == [2, 0, 3])
    #expect(drifted.joined().allSatisfy { $0.outcome == .drifted }, "\(drifted[0][0].reason)")
    let kept = Judgement.settled([own])[0]
    #expect(kept.allSatisfy { $0.outcome == .kept }, "\(kept[0].reason)")
    // A shot that is sure does not make up for one that is not.
    let alone = Judgement.settled([[try shot(near, 0), try shot(reference, 14)]])[0]
    #expect(alone.map(\.outcome) == [.cannotTell, .kept])
  }

  @Test func `half a second of somebody else is found, a bad frame is forgiven`() throws {
    var scores = [Double](repeating: 0.9, count: 60)
    scores[30] = 0.4
    #expect(try outcome(scores).outcome == .kept)
    for frame in 30..<43 { scores[frame] = 0.1 }
    let track = try outcome(scores)
    #expect(track.outcome == .drifted)
    #expect(track.reason.contains("from frame 3"), "\(track.reason)")
    #expect((30..<43).contains(track.worst?.frame ?? -1))
  }

  @Test func `a stranger is unknown, somebody between is left open or has drifted`() throws {
    #expect(try outcome([Double](repeating: 0.1, count: 20)).outcome == .unknownFace)
    #expect(try outcome([Double](repeating: 0.4, count: 20)).outcome == .drifted)
    // Like Lin Yue by halves, but certainly not Gu Chen.
    let nobody = try outcome([Double](repeating: 0.4, count: 20), expected: ["Gu Chen"])
    #expect(nobody.outcome == .unknownFace)
    #expect(nobody.reason.contains("nobody who should be seen"))
  }

  @Test func `another member of the cast is the wrong person`() throws {
    let track = try outcome([Double](repeating: 0.9, count: 20), expected: ["Gu Chen"])
    #expect(track.outcome == .wrongPerson)
    #expect(track.reason == "it is Lin Yue where Gu Chen should be")
  }

  @Test func `a swap within a shot is found`() throws {
    let cast = try cast()
    var invented = InventedTrack()
    var track = try invented.track([Double](repeating: 0.9, count: 30), to: cast[1])
    let reference = try #require(cast[0].reference)
    for frame in 30..<48 {
      track.sightings.append(
        invented.sighting(frame, try invented.embedding(0.9, to: reference)))
    }
    let judged = try judge().judge(track, isSingle: false)?.track
    #expect(judged?.outcome == .wrongPerson)
    #expect(judged?.reason.contains("Gu Chen") == true)
  }

  @Test func `illegible faces cannot be told, whatever they look like`() throws {
    let lock = try cast()[1]
    let reference = try #require(lock.reference)
    var invented = InventedTrack()
    for (interocular, yaw, doubts) in [
      (Float(10), Float(0), []), (60, 60, []), (60, 0, [FaceDoubt.blurred]),
    ] {
      let track = FaceTrack(
        sightings: (0..<10).map {
          invented.sighting($0, reference, yaw: yaw, interocular: interocular, doubts: doubts)
        })
      let judged = try judge().judge(track, isSingle: false)?.track
      #expect(judged?.outcome == .cannotTell)
      #expect(judged?.character == nil)
      #expect(judged?.doubts.first?.count == 10)
    }
  }

  @Test func `a face that is drawn otherwise cannot be told, whatever it scores`() throws {
    let reference = try #require(try cast()[1].reference)
    var invented = InventedTrack()
    let usual = DrawingStyle(flat: 0.4, outlined: 0.01, tones: 4.3, response: 20)
    for (style, reason) in [
      (usual, nil), (DrawingStyle(flat: 0.7, outlined: 0.01, tones: 4, response: 20), "one colour"),
      (DrawingStyle(flat: 0.4, outlined: 0.01, tones: 2.5, response: 20), "few tones"),
      (DrawingStyle(flat: 0.2, outlined: 0.1, tones: 4.5, response: 20), "outlines"),
      (DrawingStyle(flat: 0.4, outlined: 0.01, tones: 4.3, response: 5), "sees little"),
    ] {
      for share in [1, 3] {
        let track = FaceTrack(
          sightings: (0..<12).map {
            invented.sighting($0, reference, style: $0 % share == 0 ? style : usual)
          })
        let judged = try #require(try judge().judge(track, isSingle: false)?.track)
        let isOdd = reason != nil && share == 1
        #expect(judged.outcome == (isOdd ? .cannotTell : .kept), "\(judged.reason)")
        if isOdd, let reason {
          #expect(judged.reason.contains(reason), "\(judged.reason)")
          #expect(judged.character == nil)
        }
      }
    }
  }

  @Test func `a glimpse that the detector is not sure of is no face, a sure one is`() throws {
    let reference = try #require(InventedLock.embedding(50))
    var invented = InventedTrack()
    for (score, isFace) in [(Float(0.65), false), (0.97, true)] {
      var sighting = invented.sighting(3, reference)
      sighting.face.score = score
      let track = FaceTrack(sightings: [sighting])
      #expect((try judge().judge(track, isSingle: false)?.track.outcome == .unknownFace) == isFace)
      #expect(try judge().judge(track, isSingle: true)?.track.outcome == .unknownFace)
    }
  }

  @Test func `what is never legible and never sure is a face only where it lasts`() throws {
    let reference = try #require(InventedLock.embedding(50))
    for (score, count, isFace) in [(Float(0.7), 8, false), (0.7, 12, true), (0.95, 4, true)] {
      var invented = InventedTrack()
      let sightings = (0..<count).map { _ in
        var sighting = invented.sighting(3, reference)
        (sighting.face.score, sighting.face.doubts) = (score, [.small])
        return sighting
      }
      let found = try judge().judge(FaceTrack(sightings: sightings), isSingle: false)?.track
      #expect((found?.outcome == .cannotTell) == isFace)
    }
  }

  @Test func `an expression's cost is made up for, within a limit`() throws {
    var lock = try InventedLock.make()
    lock.expressionCost = ExpressionCost(fitting: [([0, 0, 0, 1, 0], 0.08)])
    let smile = ExpressionWeights([.jawOpen: 1])
    #expect(abs(lock.expressionCost.loss(of: smile, beside: .neutral) - 0.08) < 0.002)
    #expect(lock.expressionCost.loss(of: .neutral, beside: .neutral) == 0)
    let wild = ExpressionCost(fitting: [([1, 1, 1, 1, 1], 5)])
    let all = ExpressionWeights.neutral.map { _ in 1 }
    #expect(wild.loss(of: all, beside: .neutral) == ExpressionCost.limit)
  }
}

@Suite struct DriftCurveTests {
  @Test func `a slow turn shows at long lags only`() throws {
    let reference = try #require(InventedLock.embedding(1))
    var invented = InventedTrack()
    let aside = try invented.embedding(0, to: reference)
    let faces = try (0..<100).map { frame in
      let angle = Float(frame) * 0.01
      let mixed = zip(reference.vector, aside.vector).map { cos(angle) * $0 + sin(angle) * $1 }
      return (frame, try #require(FaceEmbedding(mixed, encoder: reference.encoder)))
    }
    let curve = DriftCurve(faces)
    #expect(curve.points.map(\.lag) == [2, 5, 10, 20, 50])
    #expect(abs(curve.points[4].meanCosine - cos(0.5)) < 1e-4)
    #expect(curve.points[0].meanCosine > 0.999)
    #expect((curve.slope ?? 0) < -0.001)
    #expect(DriftCurve([faces[0]]).points.isEmpty)
  }
}

@Suite struct FaceTrackerTests {
  private func face(_ x: Float, _ y: Float = 10) throws -> FoundFace {
    var invented = InventedTrack()
    var face = invented.sighting(0, try #require(InventedLock.embedding(1))).face
    face.box = FaceBox(x: x, y: y, width: 100, height: 120)
    return face
  }

  @Test func `two faces that move keep their tracks`() throws {
    var tracker = FaceTracker()
    for frame in 0..<30 {
      let faces = [try face(Float(10 + 4 * frame)), try face(Float(400 - 4 * frame))]
      tracker.add(frame % 2 == 0 ? faces : faces.reversed(), frame: frame, seconds: 0)
    }
    let tracks = tracker.finish()
    #expect(tracks.map(\.sightings.count) == [30, 30])
    #expect(tracks[0].sightings.last?.face.box.x == 126)
  }

  @Test func `a lost face is taken up again, a cut ends all tracks`() throws {
    var tracker = FaceTracker()
    let (dark, light) = ([UInt8](repeating: 20, count: 576), [UInt8](repeating: 200, count: 576))
    for frame in 0..<20 {
      let faces = (6..<10).contains(frame) ? [] : [try face(10)]
      tracker.watch(dark)
      tracker.add(faces, frame: frame, seconds: 0)
    }
    for frame in 20..<25 {
      tracker.watch(light)
      tracker.add([try face(10)], frame: frame, seconds: 0)
    }
    #expect(tracker.finish().map(\.sightings.count) == [16, 5])
  }

  @Test(arguments: [1, 5, 9, 30])
  func `a face stays one track however seldom one looks`(step: Int) throws {
    var tracker = FaceTracker(step: step)
    for frame in 0..<12 * step {
      // Darker and lighter: after ten frames as different as behind a cut, from one to the next hardly.
      tracker.watch([UInt8](repeating: UInt8(abs(frame * 5 % 400 - 200)), count: 576))
      guard frame % step == 0, frame != 5 * step else { continue }
      tracker.add([try face(10)], frame: frame, seconds: 0)
    }
    #expect(tracker.finish().map(\.sightings.count) == [11])
  }

  @Test func `a picture's thumbnail is its grey`() {
    let thumbnail = FaceTracker.thumbnail(
      Raster(width: 100, height: 40, filling: RGBA8(200, 200, 200)))
    #expect(thumbnail.count == 32 * 18)
    #expect(thumbnail.allSatisfy { abs(Int($0) - 200) <= 1 })
  }
}
