internal import CharacterCore

/// The face generator: condition maps, an appearance vector and a latent vector to a picture.
///
/// The same input makes the same bits, whatever the number of threads; another kernel set changes the
/// last digits. Not for two callers at once: each needs a network of its own.
package final class GeneratorNetwork {
  package let architecture: GeneratorArchitecture
  /// The instruction set that the hot loops run on, for the manifest.
  package let kernelName: String
  let mapping: MappingNetwork
  let synthesis: SynthesisNetwork
  private var styled: (appearance: [Float], latent: [Float])?

  /// Reads and prepares a network. Throws `malformedFile` where the file is not a whole generator.
  ///
  /// `threads` counts the caller's own, 1...256. The 256 x 256 network takes about 100 MB.
  package init(file: WeightFile, threads: Int, kernels: KernelSet = .best)
    throws(FaceGenerationError)
  {
    architecture = try GeneratorArchitecture(of: file)
    kernelName = kernels.name
    let engine = Engine(kernels: kernels, threads: threads)
    let parameters = NetworkParameters(file: file)
    mapping = try MappingNetwork(engine: engine, parameters, architecture)
    synthesis = try SynthesisNetwork(engine: engine, parameters, architecture)
    try parameters.expectAllRead()
  }

  /// Makes one picture.
  ///
  /// - Parameters:
  ///   - conditions: The condition maps, planar: [conditionNames][resolution][resolution], rows from the
  ///     top.
  ///   - appearance: As many numbers as `appearanceNames`. Styles are kept while appearance and latent stay equal.
  ///   - latent: `latentSize` numbers.
  ///   - picture: Gets [resolution][resolution][4]: red, green, blue and alpha interleaved,
  ///     premultiplied, not clamped to 0...1.
  package func run(
    conditions: UnsafeBufferPointer<Float>, appearance: [Float], latent: [Float],
    into picture: UnsafeMutableBufferPointer<Float>
  ) {
    let pixels = architecture.resolution * architecture.resolution
    precondition(conditions.count == pixels * architecture.conditionChannels)
    precondition(appearance.count == architecture.appearanceSize)
    precondition(latent.count == architecture.latentSize)
    precondition(picture.count == 4 * pixels)
    if styled?.appearance != appearance || styled?.latent != latent {
      synthesis.modulate(mapping.run(appearance: appearance, latent: latent))
      styled = (appearance, latent)
    }
    guard let source = conditions.baseAddress, let target = picture.baseAddress else { return }
    synthesis.run(conditions: source, into: target)
  }
}
