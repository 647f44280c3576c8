internal import CharacterCore
import Foundation
import TestSupport

@testable import FaceGeneration

/// A small generator with random weights, its input, and what PyTorch makes of it
/// (Training/make_parity_fixture.py).
struct ToyGenerator {
  let weights: WeightFile
  let activations: WeightFile
  let conditions: [Float]
  let appearance: [Float]
  let latent: [Float]

  static func url(_ name: String) -> URL { Fixtures.url("weights/\(name).safetensors") }

  init(size: Int) throws {
    weights = try WeightFile(url: Self.url("toy-\(size)"))
    activations = try WeightFile(url: Self.url("toy-\(size)-activations"))
    conditions = try activations.floats("conditions")
    appearance = try activations.floats("appearance")
    latent = try activations.floats("latent")
  }

  func network(threads: Int = 1, kernels: KernelSet = .best) throws -> GeneratorNetwork {
    try GeneratorNetwork(file: weights, threads: threads, kernels: kernels)
  }

  func picture(_ network: GeneratorNetwork, appearance: [Float]? = nil) -> [Float] {
    let size = network.architecture.resolution
    return [Float](unsafeUninitializedCapacity: 4 * size * size) { buffer, count in
      let target = UnsafeMutableBufferPointer(rebasing: buffer[0..<4 * size * size])
      conditions.withUnsafeBufferPointer {
        network.run(
          conditions: $0, appearance: appearance ?? self.appearance, latent: latent, into: target)
      }
      count = 4 * size * size
    }
  }
}

/// The largest |a - b| / (1e-3 + 1e-3 |b|): at most 1 where two tensors agree.
func disagreement(_ values: [Float], _ reference: [Float]) -> Float {
  guard values.count == reference.count else { return .infinity }
  return zip(values, reference).reduce(0) { worst, pair in
    let error = abs(pair.0 - pair.1) / (1e-3 + 1e-3 * abs(pair.1))
    return error.isNaN ? .infinity : max(worst, error)
  }
}
