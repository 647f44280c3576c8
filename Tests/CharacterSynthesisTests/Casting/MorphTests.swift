import CharacterCore
import CharacterSynthesis
import SpecFiles
import TestSupport
import Testing

@Suite struct MorphTests {
  let resolver: CharacterResolver

  init() throws { resolver = try CharacterResolver() }

  private func person(_ stream: inout RandomStream) -> ResolvedCharacter {
    resolver.resolve(CharacterSpec(name: "A", seed: stream.next() >> 11))
  }

  @Test func `the ends of the way are the two people`() {
    forAll(count: 60) { stream in
      let (a, b) = (person(&stream), person(&stream))
      #expect(a.morphed(to: b, share: 0) == stated(a, like: a.morphed(to: b, share: 0)))
      let end = resolver.resolve(a.morphed(to: b, share: 1))
      #expect(end.face.look.hair.style == b.face.look.hair.style)
      #expect(abs(end.age - b.age) <= 0.0051)
      #expect(zip(end.face.head.identity, b.face.head.identity).allSatisfy { abs($0 - $1) < 6e-4 })
      #expect(abs(end.face.look.melanin - b.face.look.melanin) < 1e-3)
    }
  }

  @Test func `numbers go over evenly, and nothing jumps but at one half`() {
    forAll(count: 40) { stream in
      let (a, b) = (person(&stream), person(&stream))
      let middle = resolver.resolve(a.morphed(to: b, share: 0.5))
      #expect(abs(middle.age - (a.age + b.age) / 2) < 0.02)
      #expect(abs(middle.sex - (a.sex + b.sex) / 2) < 2e-3)
      let mix = middle.face.head.ancestry
      #expect(
        abs(mix.african - (a.face.head.ancestry.african + b.face.head.ancestry.african) / 2) < 1e-3)
      for (first, second) in [(0.2, 0.21), (0.49, 0.499), (0.5, 0.51), (0.8, 0.81)] {
        let (x, y) = (
          resolver.resolve(a.morphed(to: b, share: first)),
          resolver.resolve(a.morphed(to: b, share: second))
        )
        #expect(x.face.look.hair.style == y.face.look.hair.style)
        #expect(x.seed == y.seed)
        for path in [
          \LookParameters.melanin, \.hemoglobin, \.makeup, \.wrinkles, \.blush, \.browThickness,
        ] { #expect(abs(x.face.look[keyPath: path] - y.face.look[keyPath: path]) < 0.05) }
        for path in [\LookParameters.skinColor, \.lipColor, \.hair.color, \.irisColor] {
          let step = x.face.look[keyPath: path].simd - y.face.look[keyPath: path].simd
          #expect(max(step.max(), -step.min()) < 0.05, "\(path)")
        }
        #expect(
          zip(x.face.head.identity, y.face.head.identity).allSatisfy { abs($0 - $1) < 0.06 })
      }
    }
  }

  @Test func `skin darkens in even steps to the eye`() {
    var (light, dark) = (CharacterSpec(name: "A", seed: 1), CharacterSpec(name: "B", seed: 1))
    (light.face.skin, light.face.redness) = (0.05, 0)
    (dark.face.skin, dark.face.redness) = (0.95, 0)
    let (a, b) = (resolver.resolve(light), resolver.resolve(dark))
    // CIE lightness of the skin's colour, by its luminance.
    let steps = (0...8).map { index in
      let color = resolver.resolve(a.morphed(to: b, share: Double(index) / 8)).face.look.skinColor
      let luminance = 0.2126 * color.red + 0.7152 * color.green + 0.0722 * color.blue
      return 116 * Math.exp(Math.log(Double(luminance)) / 3) - 16
    }
    let sizes = zip(steps, steps.dropFirst()).map { $0 - $1 }
    #expect(sizes.allSatisfy { $0 > 0 })
    #expect((sizes.max() ?? 0) < 1.35 * (sizes.min() ?? 0), "\(sizes)")
  }

  @Test func `a morph is a valid spec and resolves to itself`() {
    forAll(count: 40) { stream in
      let (a, b) = (person(&stream), person(&stream))
      let spec = a.morphed(to: b, share: stream.uniform())
      let text = CharacterLibrary.write(spec)
      let reading = read(text)
      #expect(reading.diagnostics == [], "\(text)")
      #expect(reading.value.map(resolver.resolve) == resolver.resolve(spec))
    }
  }

  /// `spec` without the rounding that two ways of writing a colour leave.
  private func stated(_ person: ResolvedCharacter, like spec: CharacterSpec) -> CharacterSpec {
    var stated = CharacterSpec(stating: person)
    stated.face.makeup = spec.face.makeup
    stated.face.skin = spec.face.skin
    return stated
  }
}
