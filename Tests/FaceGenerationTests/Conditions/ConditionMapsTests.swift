import CharacterCore
import Foundation
import Testing

@testable import FaceGeneration

/// A bald man's face, quick to prepare.
private func someone(_ change: (inout FaceParameters) -> Void = { _ in }) -> FaceParameters {
  var hair = HairParameters(style: .bald, seed: 3)
  hair.grows = false
  var face = FaceParameters(head: HeadParameters(sex: 0.9), look: LookParameters(hair: hair))
  change(&face)
  return face
}

@Suite struct ConditionMapsTests {
  private let model: FaceModel

  init() throws { model = try FaceModel() }

  private func maps(_ face: FaceParameters, _ state: FaceState = FaceState()) throws
    -> ConditionMaps
  {
    model.conditions(of: try model.prepare(face), state, size: 64)
  }

  @Test func `every channel keeps to its range and the parts make up the head`() throws {
    let maps = try maps(someone())
    for channel in ConditionMaps.Channel.allCases {
      let low: Float = channel.isSigned ? -1.001 : -0.001
      #expect(maps[channel].allSatisfy { $0 >= low && $0 <= 1.001 }, "\(channel.name)")
    }
    let parts: [ConditionMaps.Channel] = [.skin, .lips, .sclera, .iris, .mouthCavity, .teeth]
    for pixel in 0..<64 * 64 {
      let sum = parts.reduce(Float(0)) { $0 + maps.value($1, pixel) }
      #expect(abs(sum - maps.value(.head, pixel)) < 1e-5)
    }
  }

  @Test func `bytes bring the values back within half a step`() throws {
    let maps = try maps(someone())
    let bytes = maps.quantized()
    let area = 64 * 64
    for channel in ConditionMaps.Channel.allCases {
      for pixel in stride(from: 0, to: area, by: 7) {
        let byte = Float(bytes[channel.rawValue * area + pixel])
        let value = channel.isSigned ? (byte - 128) / 127 : byte / 255
        #expect(abs(value - maps.value(channel, pixel)) < 0.0042)
      }
    }
  }

  @Test func `the face is dark on the side away from the key light`() throws {
    var state = FaceState()
    state.light.keyAzimuth = 60
    state.light.fillRatio = 0
    state.light.rimPower = 0
    let maps = try maps(someone(), state)
    let (left, right) = (maps.value(.key, 36 * 64 + 22), maps.value(.key, 36 * 64 + 42))
    #expect(right > left + 0.3)
  }

  @Test func `long hair covers, shades the face and follows its parting`() throws {
    let bare = try maps(someone())
    let haired = try maps(
      someone {
        $0.look.hair = HairParameters(style: .long, seed: 5)
        $0.head.sex = 0.1
      })
    #expect(bare[.hair].allSatisfy { $0 == 0 })
    #expect(haired[.hair].reduce(0, +) > 300)
    #expect(haired[.shadingAlpha].reduce(0, +) > bare[.shadingAlpha].reduce(0, +) + 150)
  }

  @Test func `an angry forehead has lines, and an old face more than a young one`() {
    let angry = ExpressionWeights([.browDownLeft: 1, .browDownRight: 1])
    let young = WrinkleWeights(.neutral, age: 25, strength: 0.02)
    let old = WrinkleWeights(.neutral, age: 75, strength: 0.8)
    let frowning = WrinkleWeights(angry, age: 25, strength: 0.02)
    #expect(frowning.glabella > young.glabella + 0.3)
    #expect(old.forehead > young.forehead && old.fine > young.fine + 0.3)
  }

  @Test func `a mirrored state is seen as the mirrored numbers`() {
    var state = FaceState(gazeYaw: 12, view: HeadView(yaw: 20, pitch: 5, roll: -4))
    state.expression[.mouthSmileLeft] = 0.7
    #expect(state.mirrored().mirrored() == state)
    #expect(state.mirrored().expression[.mouthSmileRight] == 0.7)
    let face = someone()
    let plain = Appearance(face, state).values
    let mirrored = Appearance(face.mirrored(), state.mirrored()).values
    let names = Appearance.names
    #expect(plain.count == names.count)
    for (index, name) in names.enumerated() {
      let turns = ["yaw", "roll", "gazeYaw", "key.x", "rim.x", "fill.x", "hair.side"].contains(name)
      #expect(abs(mirrored[index] - (turns ? -1 : 1) * plain[index]) < 1e-5, "\(name)")
    }
  }

  @Test func `the tone curve rises and ends at black and white`() {
    let values = stride(from: Float(-14), through: 6, by: 0.25).map { ToneCurve.encode(exp2($0)) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(values.first == 0 && values.last == 1)
    #expect(abs(ToneCurve.encode(Float(0.18)) - 0.5) < 0.01)
  }
}

@Suite struct ShadowMapTests {
  @Test func `a plate shades what lies behind it and nothing beside it`() {
    let plate: [SIMD3<Float>] = [
      SIMD3(-5, -5, 0), SIMD3(5, -5, 0), SIMD3(5, 5, 0), SIMD3(-5, 5, 0),
    ]
    let map = ShadowMap(
      light: SIMD3(0, 0, 1), centre: .zero, points: plate,
      triangles: [SIMD3(0, 1, 2), SIMD3(0, 2, 3)])
    #expect(map.visibility(at: SIMD3(0, 0, -4), spread: 0.2) == 0)
    #expect(map.visibility(at: SIMD3(0, 0, 4), spread: 0.2) == 1)
    #expect(map.visibility(at: SIMD3(12, 0, -4), spread: 0.2) == 1)
    let edge = map.visibility(at: SIMD3(5, 0, -8), spread: 0.5)
    #expect(edge > 0.1 && edge < 0.9)
  }
}

@Suite struct StrandPainterTests {
  private func painted(z: Float, surface: Float) -> StrandPainter {
    var painter = StrandPainter(size: 32)
    let strand = StrandPainter.Strands(
      points: [SIMD3(-2, 0, z), SIMD3(2, 0.1, z)], pointsPerStrand: 2, radii: [0.05, 0.05])
    painter.draw(
      strand, focal: 32 * 100 / 8, behind: [Float](repeating: surface, count: 1024), bias: 0.1)
    return painter
  }

  @Test func `a strand is a line as wide as it is`() {
    let painter = painted(z: -100, surface: .infinity)
    let drawn = painter.point.count { $0 >= 0 }
    #expect((14...18).contains(drawn))
    #expect(abs((painter.coverage.max() ?? 0) - 0.4) < 0.02)
  }

  @Test func `a strand behind the skin is not seen`() {
    #expect(painted(z: -100, surface: 98).point.allSatisfy { $0 < 0 })
    #expect(painted(z: -100, surface: 99.95).point.contains { $0 >= 0 })
  }
}

extension ConditionMaps {
  fileprivate func value(_ channel: Channel, _ pixel: Int) -> Float {
    values[channel.rawValue * size * size + pixel]
  }
}
