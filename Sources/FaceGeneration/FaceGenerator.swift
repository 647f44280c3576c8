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

  /// Pixels along the side of the network's picture.
  package var networkSize: Int { network.architecture.resolution }

  /// Pixels along the side of a picture, twice the network's.
  package var size: Int { 2 * networkSize }

  /// The instruction set of the hot loops: pictures made by different ones differ in the last digits.
  package var kernelName: String { network.kernelName }

  /// A person's face in a state: `size` x `size` pixels of premultiplied RGBA, interleaved, each
  /// colour within 0...alpha; the network's picture with the strands' own detail.
  package func draw(_ face: PreparedFace, _ state: FaceState) -> [Float] {
    let full = ConditionPainter(model, face, state, size: size).paint()
    let half = full.halved()
    run(half, face, state)
    return Self.clamped(
      FineDetail(full: full, half: half).applied(to: picture, strength: Self.detailStrength))
  }

  /// The head alone, for laying over a body: as `draw`, without clothes, the neck running out where the
  /// body's begins.
  package func drawHead(_ face: PreparedFace, _ state: FaceState) -> [Float] {
    let full = ConditionPainter(model, face, state, size: size).paint()
    let half = full.halved()
    run(half, face, state)
    var result = Self.clamped(
      FineDetail(full: full, half: half).applied(to: picture, strength: Self.detailStrength))
    let mask = HeadMask(full, shape: model.shape)
    for pixel in mask.shares.indices {
      for channel in 0..<4 { result[4 * pixel + channel] *= mask.shares[pixel] }
    }
    return result
  }

  /// The network's own picture, `networkSize` x `networkSize` pixels as `draw` lays them out, with the
  /// lids of the head table: what is held against a training picture.
  package func drawPlain(_ face: PreparedFace, _ state: FaceState) -> [Float] {
    run(model.conditions(of: face, state, size: networkSize, lids: .table), face, state)
    return Self.clamped(picture)
  }

  /// How much of the first shading's finest detail goes into a picture.
  private static let detailStrength: Float = 0.8

  private func run(_ conditions: ConditionMaps, _ face: PreparedFace, _ state: FaceState) {
    let appearance = Appearance(face.parameters, state)
    let wanted = network.architecture.latentSize
    let latent = face.parameters.latent + [Float](repeating: 0, count: wanted)
    conditions.values.withUnsafeBufferPointer { conditions in
      picture.withUnsafeMutableBufferPointer { picture in
        network.run(
          conditions: conditions, appearance: appearance.values,
          latent: Array(latent.prefix(wanted)),
          into: picture)
      }
    }
  }

  private static func clamped(_ picture: [Float]) -> [Float] {
    var result = picture
    result.withUnsafeMutableBufferPointer { picture in
      for pixel in stride(from: 0, to: picture.count, by: 4) {
        let alpha = min(max(picture[pixel + 3], 0), 1)
        for channel in 0..<3 {
          picture[pixel + channel] = min(max(picture[pixel + channel], 0), alpha)
        }
        picture[pixel + 3] = alpha
      }
    }
    return result
  }
}
