internal import CKernels

/// y = W x + b.
struct LinearLayer {
  let inputs: Int
  let outputs: Int
  private let weights: FloatBuffer
  private let bias: FloatBuffer

  /// Reads `name.weight` [outputs, inputs] and `name.bias`.
  init(_ parameters: NetworkParameters, _ name: String, inputs: Int, outputs: Int)
    throws(FaceGenerationError)
  {
    (self.inputs, self.outputs) = (inputs, outputs)
    weights = FloatBuffer(try parameters.values("\(name).weight", shape: [outputs, inputs]))
    bias = FloatBuffer(try parameters.values("\(name).bias", shape: [outputs]))
  }

  func run(_ engine: Engine, _ input: FloatBuffer, into output: FloatBuffer) {
    precondition(input.count == inputs && output.count == outputs)
    engine.kernels.linear(
      outputs, inputs, weights.start, input.start, bias.start, output.start)
  }
}
