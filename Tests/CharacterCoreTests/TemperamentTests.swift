import CharacterCore
import Testing

@Suite struct TemperamentTests {
  @Test func `emotional stability calms and pleases`() {
    let stable = Temperament(BigFive(stability: 1))
    #expect(stable.arousal == -0.57)
    #expect(stable.pleasure == 0.19)
  }
}
