internal import CharacterCore
import Testing

@testable import FaceGeneration

@Suite struct GeneratorParityTests {
  @Test(arguments: [KernelSet.best, .plain])
  func `every layer agrees with PyTorch`(kernels: KernelSet) throws {
    let toy = try ToyGenerator(size: 32)
    let network = try toy.network(kernels: kernels)
    let picture = toy.picture(network)
    func expectAgreement(
      _ values: [Float], _ name: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws {
      let worst = disagreement(values, try toy.activations.floats(name))
      #expect(worst <= 1, "\(name)", sourceLocation: sourceLocation)
    }
    try expectAgreement(
      network.mapping.run(appearance: toy.appearance, latent: toy.latent).values, "w")
    for (index, block) in network.synthesis.blocks.enumerated() {
      try expectAgreement(block.coarse.planar, "blocks.\(index).a")
      try expectAgreement(block.features.planar, "blocks.\(index).b")
      // The engine keeps this one with the next convolution's style applied.
      let pixels = block.size * block.size
      let scale = block.second.scale.values
      let injected = try toy.activations.floats("blocks.\(index).injected")
      let reference = injected.indices.map { injected[$0] * scale[$0 / pixels] }
      #expect(disagreement(block.injected.planar, reference) <= 1, "blocks.\(index).injected")
    }
    for (index, picture) in network.synthesis.pictures.enumerated() {
      try expectAgreement(picture.values, "blocks.\(index).picture")
    }
    try expectAgreement(picture, "picture")
  }

  @Test func `a generator of another size and a wider embedding agrees with PyTorch`() throws {
    let toy = try ToyGenerator(size: 64)
    let reference = try toy.activations.floats("picture")
    let (best, plain) = (
      toy.picture(try toy.network()), toy.picture(try toy.network(kernels: .plain))
    )
    #expect(disagreement(best, reference) <= 1)
    #expect(disagreement(plain, reference) <= 1)
    #expect(disagreement(best, plain) < 0.1)
  }

  @Test(arguments: [2, 3, 8])
  func `the number of threads changes no bit`(threads: Int) throws {
    let toy = try ToyGenerator(size: 64)
    let alone = toy.picture(try toy.network()).map(\.bitPattern)
    let network = try toy.network(threads: threads)
    for _ in 0..<10 { #expect(toy.picture(network).map(\.bitPattern) == alone) }
  }

  @Test func `kept styles give way to a new appearance and come back`() throws {
    let toy = try ToyGenerator(size: 32)
    let network = try toy.network()
    let first = toy.picture(network)
    var appearance = toy.appearance
    appearance[3] += 0.5
    let second = toy.picture(network, appearance: appearance)
    #expect(second == toy.picture(try toy.network(), appearance: appearance))
    #expect(disagreement(second, first) > 10)
    #expect(toy.picture(network) == first)
  }

  @Test func `the chosen kernel set has a name for the manifest`() throws {
    let toy = try ToyGenerator(size: 32)
    #expect(try toy.network().kernelName == KernelSet.best.name)
    #expect(["avx2", "neon", "plain"].contains(KernelSet.best.name))
    #expect(try toy.network(kernels: .plain).kernelName == "plain")
  }
}

extension KernelSet: CustomTestStringConvertible {
  public var testDescription: String { name }
}
