package import CharacterCore
package import Foundation

/// Draws faces: a person in a state to a premultiplied RGBA picture, through condition maps and the
/// trained network.
///
/// The same input gives the same bytes, whatever the number of threads. Not for two callers at once:
/// each needs a generator of its own; the model may be shared.
package final class FaceGenerator {
  package let model: FaceModel
  private let network: GeneratorNetwork
  private var picture: [Float]

  /// The weights that come with the package. Throws `fileAccess` where they are missing.
  package static func bundledWeights() throws(FaceGenerationError) -> URL {
    guard
      let url = Bundle.module.url(
        forResource: "face-256", withExtension: "safetensors", subdirectory: "Resources")
    else {
      throw FaceGenerationError(
        .fileAccess, "face-256.safetensors is missing from the package's resources")
    }
    return url
  }

  /// - Throws: `fileAccess` or `malformedFile`; the latter also for a network that was trained on
  ///   other conditions than this version of Mien draws.
  package init(model: FaceModel, weights: URL, threads: Int = 1) throws(FaceGenerationError) {
    let file = try WeightFile(url: weights)
    network = try GeneratorNetwork(file: file, threads: threads)
    let architecture = network.architecture
    guard architecture.conditionNames == ConditionMaps.Channel.allCases.map(\.name),
      architecture.appearanceNames == Appearance.names
    else {
      throw FaceGenerationError(
        .malformedFile,
        "'\(file.name)' was trained on other conditions than this version draws; use weights that "
          + "were exported for it")
    }
    self.model = model
    picture = [Float](repeating: 0, count: 4 * architecture.resolution * architecture.resolution)
  }

  /// Pixels along a picture's side.
  package var size: Int { network.architecture.resolution }

  /// The instruction set of the hot loops: pictures made by different ones differ in the last digits.
  package var kernelName: String { network.kernelName }

  /// A person's face in a state: `size` x `size` pixels of premultiplied RGBA, interleaved, each
  /// colour within 0...alpha.
  package func draw(_ face: PreparedFace, _ state: FaceState) -> [Float] {
    let conditions = model.conditions(of: face, state, size: size)
    let appearance = Appearance(face.parameters, state)
    var latent = face.parameters.latent
    let wanted = network.architecture.latentSize
    latent = Array((latent + [Float](repeating: 0, count: wanted)).prefix(wanted))
    conditions.values.withUnsafeBufferPointer { conditions in
      picture.withUnsafeMutableBufferPointer { picture in
        network.run(
          conditions: conditions, appearance: appearance.values, latent: latent, into: picture)
      }
    }
    picture.withUnsafeMutableBufferPointer { picture in
      for pixel in stride(from: 0, to: picture.count, by: 4) {
        let alpha = min(max(picture[pixel + 3], 0), 1)
        for channel in 0..<3 { picture[pixel + channel] = min(max(picture[pixel + channel], 0), alpha) }
        picture[pixel + 3] = alpha
      }
    }
    return picture
  }
}
