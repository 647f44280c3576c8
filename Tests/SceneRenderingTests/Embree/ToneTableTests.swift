import Testing

@testable import SceneRendering

struct ToneTableTests {
  @Test func `a tone runs through its curve and stays level beyond`() {
    let table = ToneTable(upTo: 4) { $0.squareRoot() / 2 }
    let tones = table(SIMD4(0, 1, 2.25, 4))
    #expect(all((tones - SIMD4(0, 0.5, 0.75, 1)) .< 1e-3) && all(tones .>= 0))
    #expect(table(SIMD4(9, .infinity, -1, .nan)) == SIMD4(1, 1, 0, 0))
  }

  @Test(arguments: [ToneTable.sRGB, .photograph]) func `more light is never darker`(
    table: ToneTable
  ) {
    let tones = (0..<400).map { table(SIMD4(repeating: Float($0) / 80)).x }
    #expect(zip(tones, tones.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(tones[0] == 0 && tones[399] <= 1 && tones[399] > 0.9)
  }
}
