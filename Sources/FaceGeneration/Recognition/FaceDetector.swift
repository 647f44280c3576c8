internal import CKernels
internal import CharacterCore
package import Foundation

/// Finds faces in whole pictures: where each is, how sure it is, and its five points.
///
/// A small anchor-free single-shot network (an answer for each cell of 8 x 8 pixels: is the middle of a
/// face here, how far does its box reach, where are its points; after CenterNet, Zhou et al. 2019, and
/// FCOS, Tian et al. 2019), trained from nothing on composed scenes of Mien's own renders: no photograph
/// of anybody and no weight of others is in it, as nowhere in Mien, which no ready detector could offer.
/// It runs on the picture at three sizes, so that a face may be of any size; a second network then looks at
/// each face closely, which confirms it and places its points (`FaceLens`). See
/// `Documentation/face-detector.md`.
///
/// The same picture gives the same faces, whatever the number of threads. Not for two callers at once.
package final class FaceDetector {
  private let file: WeightFile
  private let engine: Engine
  private let stride: Int
  private let pointUnit: Float
  private let lens: FaceLens
  /// Networks for the sizes of the last pictures, the latest first.
  private var networks: [ConvolutionalNetwork] = []

  /// The longer sides, in pixels, of the sizes at which a picture is searched.
  private static let sizes = [640, 160, 80]
  /// A face that is less sure at first sight is not looked at again.
  private static let firstSight: Float = 0.3
  private static let outputName = "faces"
  private static let outputCount = 15

  private struct Facts: Decodable {
    var stride: Int
    var pointUnit: Float
    enum CodingKeys: String, CodingKey {
      case stride
      case pointUnit = "point_unit"
    }
  }

  /// - Parameters:
  ///   - weights: the network that finds faces.
  ///   - points: the network that looks at each face closely.
  /// - Throws: `fileAccess`, or `malformedFile` where a file is not what it should be.
  package convenience init(weights: URL, points: URL, threads: Int = 1)
    throws(FaceGenerationError)
  {
    try self.init(
      file: try WeightFile(url: weights), points: try WeightFile(url: points), threads: threads)
  }

  /// Throws `malformedFile` where a file is not what it should be.
  package init(
    file: WeightFile, points: WeightFile, threads: Int = 1, kernels: KernelSet = .best
  ) throws(FaceGenerationError) {
    self.file = file
    engine = Engine(kernels: kernels, threads: threads)
    let text = try file.metadataString("detector")
    guard let facts = try? JSONDecoder().decode(Facts.self, from: Data(text.utf8)),
      [4, 8, 16].contains(facts.stride), facts.pointUnit.isFinite, 1...1024 ~= facts.pointUnit
    else {
      throw FaceGenerationError(
        .malformedFile, "the metadata entry 'detector' of '\(file.name)' is no face detector's")
    }
    (stride, pointUnit) = (facts.stride, facts.pointUnit)
    lens = try FaceLens(file: points, engine: engine)
    let trial = try ConvolutionalNetwork(file: file, width: 64, height: 64, engine: engine)
    let cells = 64 / facts.stride
    guard let size = trial.mapSize(of: Self.outputName), trial.channels == 3,
      size == (Self.outputCount, cells, cells)
    else {
      throw FaceGenerationError(
        .malformedFile,
        "the network of '\(file.name)' has no output 'faces' of \(Self.outputCount) channels and "
          + "\(cells) x \(cells) cells")
    }
  }

  /// The faces of a picture, the largest first; those whose score is at least `threshold`.
  ///
  /// - Parameter most: at most so many faces, the surest ones, are looked at closely.
  package func find(in picture: OpaquePicture, threshold: Float = 0.6, most: Int = 32)
    throws(FaceGenerationError) -> [DetectedFace]
  {
    var candidates: [DetectedFace] = []
    for size in searchSizes(picture) { candidates += try search(picture, longerSide: size) }
    let first = DetectedFace.distinct(candidates).prefix(most)
    let confirmed = first.compactMap { lookAgain($0, in: picture) }
      .filter { $0.score >= threshold }
    let faces = DetectedFace.whole(DetectedFace.distinct(confirmed))
    let order = faces.indices.sorted {
      faces[$0].box.area != faces[$1].box.area ? faces[$0].box.area > faces[$1].box.area : $0 < $1
    }
    return order.map { faces[$0] }
  }

  /// The picture's own size where it is small; never enlarged beyond the smallest.
  private func searchSizes(_ picture: OpaquePicture) -> [Int] {
    let longer = max(picture.width, picture.height)
    let smallest = Self.sizes[Self.sizes.count - 1]
    return [min(Self.sizes[0], max(longer, smallest))]
      + Self.sizes.dropFirst().filter { $0 < longer }
  }

  private func search(_ picture: OpaquePicture, longerSide: Int) throws(FaceGenerationError)
    -> [DetectedFace]
  {
    let scale = Float(longerSide) / Float(max(picture.width, picture.height))
    let width = max(1, Int((Float(picture.width) * scale).rounded()))
    let height = max(1, Int((Float(picture.height) * scale).rounded()))
    let (canvasWidth, canvasHeight) = ((width + 31) / 32 * 32, (height + 31) / 32 * 32)
    let network = try network(canvasWidth, canvasHeight)
    network.run(
      picture.resized(
        width: width, height: height, canvasWidth: canvasWidth, canvasHeight: canvasHeight
      ).pixels)
    let back = SimilarityTransform(a: 1 / scale, b: 0, shift: .zero)
    return peaks(of: network).map { $0.mapped(by: back) }
  }

  /// Looks at a face twice more, each time where the last look saw its points; `nil` where none is
  /// there after all.
  private func lookAgain(_ face: DetectedFace, in picture: OpaquePicture) -> DetectedFace? {
    var result = face
    for _ in 0..<2 {
      guard let seen = lens.look(at: result.points, in: picture), seen.presence > 0.1 else {
        return nil
      }
      result.points = seen.points
      result.score = (face.score * seen.presence).squareRoot()
    }
    return result
  }

  private func network(_ width: Int, _ height: Int) throws(FaceGenerationError)
    -> ConvolutionalNetwork
  {
    if let index = networks.firstIndex(where: { $0.width == width && $0.height == height }) {
      let network = networks.remove(at: index)
      networks.insert(network, at: 0)
      return network
    }
    let network = try ConvolutionalNetwork(
      file: file, width: width, height: height, engine: engine)
    networks.insert(network, at: 0)
    if networks.count > 2 * Self.sizes.count { networks.removeLast() }
    return network
  }

  /// The cells that are surer than their neighbours, row by row.
  private func peaks(of network: ConvolutionalNetwork) -> [DetectedFace] {
    let (columns, rows) = (network.width / stride, network.height / stride)
    var heat = [Float](repeating: -.infinity, count: (columns + 2) * (rows + 2))
    for y in 0..<rows {
      for x in 0..<columns {
        guard let cell = network.pixel(of: Self.outputName, y, x) else { return [] }
        heat[(y + 1) * (columns + 2) + x + 1] = cell[0]
      }
    }
    // The logit of `firstSight`.
    let least = Float(log(Double(Self.firstSight) / (1 - Double(Self.firstSight))))
    var faces: [DetectedFace] = []
    for y in 0..<rows {
      for x in 0..<columns {
        let here = heat[(y + 1) * (columns + 2) + x + 1]
        guard here > least else { continue }
        let isPeak = (0..<9).allSatisfy { tap in
          let other = heat[(y + tap / 3) * (columns + 2) + x + tap % 3]
          return tap < 4 ? here > other : here >= other
        }
        if isPeak { faces.append(face(of: network, y, x, columns, rows, heat)) }
      }
    }
    return faces
  }

  /// What a peak and its neighbours say of a face, each as much as it is sure.
  private func face(
    of network: ConvolutionalNetwork, _ y: Int, _ x: Int, _ columns: Int, _ rows: Int,
    _ heat: [Float]
  ) -> DetectedFace {
    func chance(_ logit: Float) -> Float { Float(1 / (1 + exp(-Double(logit)))) }
    let best = chance(heat[(y + 1) * (columns + 2) + x + 1])
    var total: Float = 0
    var edges = SIMD4<Float>.zero
    var points = [SIMD2<Float>](repeating: .zero, count: 5)
    for v in max(0, y - 1)...min(rows - 1, y + 1) {
      for u in max(0, x - 1)...min(columns - 1, x + 1) {
        guard let cell = network.pixel(of: Self.outputName, v, u) else { continue }
        let sure = chance(cell[0])
        guard sure > 0.5 * best else { continue }
        let weight = sure * sure
        let middle = SIMD2(Float(u) + 0.5, Float(v) + 0.5) * Float(stride)
        let reach = (1...4).map { Float(stride) * Float(exp(Double(min(max(cell[$0], -4), 5)))) }
        edges +=
          weight
          * SIMD4(
            middle.x - reach[0], middle.y - reach[1], middle.x + reach[2], middle.y + reach[3])
        for index in 0..<5 {
          points[index] +=
            weight * (middle + SIMD2(cell[5 + 2 * index], cell[6 + 2 * index]) * pointUnit)
        }
        total += weight
      }
    }
    edges /= total
    points = points.map { $0 / total }
    return DetectedFace(
      box: FaceBox(x: edges.x, y: edges.y, width: edges.z - edges.x, height: edges.w - edges.y),
      score: best,
      points: FacePoints(
        leftEye: points[0], rightEye: points[1], nose: points[2], leftMouth: points[3],
        rightMouth: points[4]))
  }
}
