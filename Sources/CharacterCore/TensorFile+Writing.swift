package import Foundation

extension TensorFile {
  /// A tensor to be written.
  package struct Tensor: Sendable {
    package enum Precision: Sendable { case float32, float16 }
    package var name: String
    package var shape: [Int]
    package var values: [Float]
    package var precision: Precision

    /// `values` are row-major, as many as `shape` says.
    package init(
      _ name: String, shape: [Int], values: [Float], precision: Precision = .float32
    ) {
      precondition(values.count == shape.reduce(1, *))
      (self.name, self.shape, self.values) = (name, shape, values)
      self.precision = precision
    }
  }

  /// Writes tensors in the order given, to a temporary name that is then renamed.
  ///
  /// The same tensors make the same bytes. Throws where it cannot be written.
  package static func write(
    tensors: [Tensor], metadata: [String: String] = [:], to url: URL
  ) throws(Failure) {
    do {
      try encode(tensors: tensors, metadata: metadata).write(to: url, options: .atomic)
    } catch {
      throw Failure(
        tensorFile: .access, "cannot write the weight file '\(url.path)'", underlying: error)
    }
  }

  /// The bytes of a file with these tensors.
  package static func encode(tensors: [Tensor], metadata: [String: String] = [:]) throws -> Data {
    precondition(Set(tensors.map(\.name)).count == tensors.count, "two tensors of one name")
    var header = TensorFileHeader(tensors: [:], metadata: metadata)
    var body = Data()
    for tensor in tensors {
      let start = body.count
      switch tensor.precision {
      case .float32:
        let words = tensor.values.map { $0.bitPattern.littleEndian }
        words.withUnsafeBytes { body.append(contentsOf: $0) }
      case .float16:
        let words = tensor.values.map { HalfFloat.encode($0).littleEndian }
        words.withUnsafeBytes { body.append(contentsOf: $0) }
      }
      header.tensors[tensor.name] = TensorFileHeader.Tensor(
        dtype: tensor.precision == .float32 ? "F32" : "F16", shape: tensor.shape,
        offsets: [start, body.count])
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(header)
    // Spaces bring the tensors to a multiple of eight bytes, as the format's authors do.
    json.append(contentsOf: [UInt8](repeating: 0x20, count: (8 - json.count % 8) % 8))
    var file = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
    file.append(json)
    file.append(body)
    return file
  }
}
