internal import CharacterCore
internal import Foundation

/// The second look at a face: a small network that sees it about upright and about in its place, says where
/// its five points really are, and whether it is a face at all.
///
/// It looks through a window of 64 x 64 pixels that shows the encoder's crop and a margin around it.
final class FaceLens {
  private let network: ConvolutionalNetwork
  /// Where the template's points lie in the window.
  private let places: [SIMD2<Float>]
  /// Window pixels of one unit of the network's answer.
  private let unit: Float

  private struct Facts: Decodable {
    /// How far the window reaches beyond the crop, in the crop's pixels.
    var margin: Float
    var unit: Float
  }

  /// Throws `malformedFile` where the file is no network for this.
  init(file: WeightFile, engine: Engine) throws(FaceGenerationError) {
    let text = try file.metadataString("points")
    guard let facts = try? JSONDecoder().decode(Facts.self, from: Data(text.utf8)),
      0...112 ~= facts.margin, 0.1...100 ~= facts.unit
    else {
      throw FaceGenerationError(
        .malformedFile, "the metadata entry 'points' of '\(file.name)' is not that of face points")
    }
    network = try ConvolutionalNetwork(file: file, engine: engine)
    guard network.channels == 3, network.width == network.height,
      network.count(of: "points") == 10, network.count(of: "presence") == 1
    else {
      throw FaceGenerationError(
        .malformedFile,
        "the network of '\(file.name)' must make 'points' (10) and 'presence' (1) of a square picture"
      )
    }
    unit = facts.unit
    let scale = Float(network.width) / (Float(FaceAligner.size) + 2 * facts.margin)
    places = FaceAligner.template.all.map { ($0 + facts.margin) * scale }
  }

  /// The points of the face that is about where `points` say, and how sure it is that there is one, 0...1;
  /// `nil` where the points coincide.
  func look(at points: FacePoints, in picture: OpaquePicture)
    -> (points: FacePoints, presence: Float)?
  {
    guard let transform = SimilarityTransform(from: points.all, to: places),
      1e-4...1e4 ~= transform.scale
    else { return nil }
    network.run(picture.sampled(network.width, through: transform).pixels)
    let (offsets, logit) = (network.values(of: "points"), network.values(of: "presence")[0])
    let back = transform.inverse
    let found = places.indices.map { index in
      back.apply(places[index] + SIMD2(offsets[2 * index], offsets[2 * index + 1]) * unit)
    }
    guard found.allSatisfy({ $0.x.isFinite && $0.y.isFinite }), logit.isFinite else { return nil }
    return (
      FacePoints(
        leftEye: found[0], rightEye: found[1], nose: found[2], leftMouth: found[3],
        rightMouth: found[4]), Float(1 / (1 + exp(-Double(logit))))
    )
  }
}
