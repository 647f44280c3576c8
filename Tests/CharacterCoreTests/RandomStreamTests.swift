import CharacterCore
import Testing

@Suite struct RandomStreamTests {
  @Test func `drawing from one stream moves no other`() {
    let root = RandomStream(seed: 7)
    var first = root.stream("blink")
    var second = root.stream("blink")
    _ = root.stream("gaze")
    for _ in 0..<10 { #expect(first.next() == second.next()) }
  }

  @Test func `children with different addresses differ`() {
    let root = RandomStream(seed: 7)
    let firsts = (0..<1000).map { index in
      var child = root.stream("x").stream(index)
      return child.next()
    }
    #expect(Set(firsts).count == 1000)
  }

  @Test func `normal numbers have mean 0 and deviation 1`() {
    var stream = RandomStream(seed: 1)
    let values = (0..<20_000).map { _ in stream.normal() }
    let mean = values.reduce(0, +) / 20_000
    let variance = values.reduce(0) { $0 + $1 * $1 } / 20_000
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.04)
  }
}
