internal import CKernels
internal import CharacterCore

/// A plain or residual convolutional network that its weight file describes (see `NetworkDescription`),
/// prepared for pictures of one size.
///
/// The same picture makes the same bits, whatever the number of threads; another kernel set changes the
/// last digits. Not for two callers at once.
package final class ConvolutionalNetwork {
  package let width: Int
  package let height: Int
  /// Values of a pixel.
  package let channels: Int
  /// The file's whole metadata.
  package let metadata: [String: String]
  private let engine: Engine
  private let picture: FeatureMap
  private let mean: [Float]
  private let scale: [Float]
  private let steps: [any NetworkStep]
  private let results: [String: NetworkValue]
  private let shapes: [String: NetworkDescription.Shape]

  /// Reads and prepares a network. Throws `malformedFile` where the file is not a whole network, or is
  /// one for pictures of another size.
  ///
  /// `threads` counts the caller's own, 1...256. Without `width` and `height` the file must name them.
  package convenience init(
    file: WeightFile, width: Int? = nil, height: Int? = nil, threads: Int = 1,
    kernels: KernelSet = .best
  ) throws(FaceGenerationError) {
    try self.init(
      file: file, width: width, height: height, engine: Engine(kernels: kernels, threads: threads))
  }

  /// For several networks on one engine, which may not run at the same time.
  init(file: WeightFile, width: Int? = nil, height: Int? = nil, engine: Engine)
    throws(FaceGenerationError)
  {
    let description = try NetworkDescription(of: file)
    guard let width = width ?? description.input.width,
      let height = height ?? description.input.height
    else { throw description.refusal("does not say how large its pictures are") }
    shapes = try description.shapes(width: width, height: height)
    (self.width, self.height, channels) = (width, height, description.input.channels)
    (mean, scale) = (description.input.mean, description.input.scale)
    metadata = file.metadata
    self.engine = engine
    picture = FeatureMap(width: width, height: height, channels: 4)
    var builder = NetworkBuilder(engine: engine, file: file, input: picture, shapes: shapes)
    for layer in description.layers { try builder.add(layer) }
    try builder.expectAllRead()
    steps = builder.steps
    results = builder.values
  }

  /// Runs the network on a picture of bytes, [height][width][channels].
  package func run(_ pixels: [UInt8]) {
    precondition(pixels.count == width * height * channels)
    pixels.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      for y in 0..<height {
        let (row, out) = (source + y * width * channels, picture.pixel(y, 0))
        for channel in 0..<channels {
          let (mean, scale) = (mean[channel], scale[channel])
          var (from, to) = (row + channel, out + channel)
          for _ in 0..<width {
            to.pointee = (Float(from.pointee) - mean) * scale
            from += channels
            to += 4
          }
        }
      }
    }
    for step in steps { step.run() }
  }

  /// How many numbers an output has, without regard to where a map's values lie; `nil` where the network
  /// has no such output.
  package func count(of output: String) -> Int? {
    switch shapes[output] {
    case .vector(let count)?: count
    case .map(let channels, let width, let height)?: channels * width * height
    case nil: nil
    }
  }

  /// The size of an output map: channels, columns, rows; `nil` where there is no such map.
  package func mapSize(of output: String) -> (channels: Int, width: Int, height: Int)? {
    guard case .map(let channels, let width, let height)? = shapes[output] else { return nil }
    return (channels, width, height)
  }

  /// What the last run left in a layer: a vector, or a map as channels, rows, columns. Empty where there
  /// is no such layer.
  package func values(of output: String) -> [Float] {
    switch (results[output], shapes[output]) {
    case (.vector(let vector)?, .vector(let count)?): Array(vector.values.prefix(count))
    case (.map(let map)?, .map(let channels, let width, let height)?):
      Array(map.planar.prefix(channels * width * height))
    default: []
    }
  }

  /// One pixel of an output map; for callers that look at few of them.
  func pixel(of output: String, _ y: Int, _ x: Int) -> UnsafePointer<Float>? {
    guard case .map(let map)? = results[output] else { return nil }
    return UnsafePointer(map.pixel(y, x))
  }
}
