package import Foundation

/// A file of named tensors in the safetensors format, opened for reading.
///
/// Layout: the header's length (UInt64, little-endian), the header (JSON: name to dtype, shape and byte
/// range, and `__metadata__`, name to string), then the tensors' bytes, row-major and little-endian.
/// The bytes are mapped, not copied; an accessor decodes one tensor. The header is checked whole when
/// the file is opened: its length, each tensor's dtype, shape and byte range.
package struct WeightFile: Sendable {
  /// The element types that are known.
  package enum ElementType: String, Sendable {
    case float32 = "F32"
    case float16 = "F16"
    case uint16 = "U16"
    case int16 = "I16"
    case uint8 = "U8"

    package var byteCount: Int {
      switch self {
      case .float32: 4
      case .float16, .uint16, .int16: 2
      case .uint8: 1
      }
    }
  }

  /// Where a tensor lies and what it holds.
  package struct Entry: Sendable {
    package let type: ElementType
    package let shape: [Int]
    /// Bytes within `data`.
    let range: Range<Int>
    package var count: Int { shape.reduce(1, *) }
  }

  /// The most bytes that a header may have.
  package static let headerLimit = 16 << 20
  /// The most dimensions that a tensor may have.
  package static let dimensionLimit = 8

  /// The file's name, as messages give it.
  package let name: String
  package let metadata: [String: String]
  private let entries: [String: Entry]
  private let data: Data

  /// Opens a file. Throws `fileAccess` or `malformedFile`.
  package init(url: URL) throws(FaceGenerationError) {
    let data: Data
    do {
      data = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw FaceGenerationError(
        .fileAccess, "cannot read the weight file '\(url.path)'", underlying: error)
    }
    try self.init(data: data, name: url.lastPathComponent)
  }

  /// Reads a file's bytes; `name` is what messages call it. Throws `malformedFile`.
  package init(data: Data, name: String) throws(FaceGenerationError) {
    self.name = name
    // Slices of Data keep their parent's indices; from here on the first byte is number 0.
    let data = data.startIndex == 0 ? data : Data(data)
    self.data = data
    guard data.count >= 8 else {
      throw Self.malformed(name, "has \(data.count) bytes and no header")
    }
    let length = data.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))
    }
    guard length <= UInt64(Self.headerLimit) else {
      throw Self.malformed(
        name, "announces a header of \(length) bytes; the most is \(Self.headerLimit)")
    }
    let start = 8 + Int(length)
    guard start <= data.count else {
      throw Self.malformed(name, "is cut off within its header")
    }
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: data.subdata(in: 8..<start))
    } catch {
      throw FaceGenerationError(
        .malformedFile, "the header of '\(name)' is not that of a safetensors file",
        underlying: error)
    }
    metadata = header.metadata
    var entries: [String: Entry] = [:]
    for (tensor, description) in header.tensors {
      entries[tensor] = try Self.entry(
        description, tensor: tensor, start: start, byteCount: data.count, file: name)
    }
    self.entries = entries
  }

  /// The tensors' names in alphabetical order.
  package var names: [String] { entries.keys.sorted() }

  /// What the file says of a tensor; `nil` where it has none of that name.
  package subscript(tensor: String) -> Entry? { entries[tensor] }

  /// The shape of a tensor. Throws where there is none of that name.
  package func shape(of tensor: String) throws(FaceGenerationError) -> [Int] {
    try entry(tensor).shape
  }

  /// A tensor of F32 or F16 as floats. Throws where it is missing, of another type, or not of `shape`.
  package func floats(_ tensor: String, shape: [Int]? = nil) throws(FaceGenerationError) -> [Float]
  {
    let entry = try entry(tensor, shape: shape)
    switch entry.type {
    case .float32:
      return decode(entry, as: UInt32.self) { Float(bitPattern: UInt32(littleEndian: $0)) }
    case .float16:
      return decode(entry, as: UInt16.self) { HalfFloat.decode(UInt16(littleEndian: $0)) }
    case .uint16, .int16, .uint8:
      throw mismatch(tensor, "is of type \(entry.type.rawValue), not F32 or F16")
    }
  }

  /// A tensor of U16. Throws where it is missing, of another type, or not of `shape`.
  package func uint16s(_ tensor: String, shape: [Int]? = nil) throws(FaceGenerationError)
    -> [UInt16]
  {
    let entry = try entry(tensor, shape: shape)
    guard entry.type == .uint16 else {
      throw mismatch(tensor, "is of type \(entry.type.rawValue), not U16")
    }
    return decode(entry, as: UInt16.self) { UInt16(littleEndian: $0) }
  }

  /// A tensor of I16. Throws where it is missing, of another type, or not of `shape`.
  package func int16s(_ tensor: String, shape: [Int]? = nil) throws(FaceGenerationError) -> [Int16]
  {
    let entry = try entry(tensor, shape: shape)
    guard entry.type == .int16 else {
      throw mismatch(tensor, "is of type \(entry.type.rawValue), not I16")
    }
    return decode(entry, as: Int16.self) { Int16(littleEndian: $0) }
  }

  /// A tensor of U8. Throws where it is missing, of another type, or not of `shape`.
  package func uint8s(_ tensor: String, shape: [Int]? = nil) throws(FaceGenerationError) -> [UInt8]
  {
    let entry = try entry(tensor, shape: shape)
    guard entry.type == .uint8 else {
      throw mismatch(tensor, "is of type \(entry.type.rawValue), not U8")
    }
    return decode(entry, as: UInt8.self) { $0 }
  }

  /// A comma-separated entry of the metadata. Throws where it is missing.
  package func metadataList(_ key: String) throws(FaceGenerationError) -> [String] {
    try metadataString(key).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// An entry of the metadata. Throws where it is missing.
  package func metadataString(_ key: String) throws(FaceGenerationError) -> String {
    guard let text = metadata[key] else {
      throw Self.malformed(name, "has no metadata entry '\(key)'")
    }
    return text
  }

  private func entry(_ tensor: String, shape: [Int]? = nil) throws(FaceGenerationError) -> Entry {
    guard let entry = entries[tensor] else {
      throw Self.malformed(name, "has no tensor '\(tensor)'")
    }
    if let shape, entry.shape != shape {
      throw mismatch(tensor, "has the shape \(entry.shape) instead of \(shape)")
    }
    return entry
  }

  @inline(__always)
  private func decode<Stored: FixedWidthInteger, Value>(
    _ entry: Entry, as: Stored.Type, _ convert: (Stored) -> Value
  ) -> [Value] {
    data.withUnsafeBytes { bytes in
      [Value](unsafeUninitializedCapacity: entry.count) { values, count in
        let size = MemoryLayout<Stored>.size
        for index in 0..<entry.count {
          let stored = bytes.loadUnaligned(
            fromByteOffset: entry.range.lowerBound &+ index &* size, as: Stored.self)
          values.initializeElement(at: index, to: convert(stored))
        }
        count = entry.count
      }
    }
  }

  private func mismatch(_ tensor: String, _ problem: String) -> FaceGenerationError {
    FaceGenerationError(.malformedFile, "the tensor '\(tensor)' of '\(name)' \(problem)")
  }

  private static func malformed(_ file: String, _ problem: String) -> FaceGenerationError {
    FaceGenerationError(.malformedFile, "the weight file '\(file)' \(problem)")
  }

  private static func entry(
    _ header: Header.Tensor, tensor: String, start: Int, byteCount: Int, file: String
  ) throws(FaceGenerationError) -> Entry {
    func fail(_ problem: String) -> FaceGenerationError {
      FaceGenerationError(.malformedFile, "the tensor '\(tensor)' of '\(file)' \(problem)")
    }
    guard let type = ElementType(rawValue: header.dtype) else {
      throw fail("has the unknown type '\(header.dtype)'; known are F32, F16, U16, I16 and U8")
    }
    guard header.shape.count <= dimensionLimit else {
      throw fail("has \(header.shape.count) dimensions; the most is \(dimensionLimit)")
    }
    var bytes = type.byteCount
    for extent in header.shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else { throw fail("has the impossible shape \(header.shape)") }
      bytes = product
    }
    let offsets = header.offsets
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1],
      offsets[1] <= byteCount - start
    else { throw fail("has the byte range \(offsets), which lies outside the file") }
    guard offsets[1] - offsets[0] == bytes else {
      throw fail("has \(offsets[1] - offsets[0]) bytes where its shape asks for \(bytes)")
    }
    return Entry(
      type: type, shape: header.shape, range: start + offsets[0]..<start + offsets[1])
  }
}

extension WeightFile {
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
  /// The same tensors make the same bytes. Throws `fileAccess`.
  package static func write(
    tensors: [Tensor], metadata: [String: String] = [:], to url: URL
  ) throws(FaceGenerationError) {
    do {
      try encode(tensors: tensors, metadata: metadata).write(to: url, options: .atomic)
    } catch {
      throw FaceGenerationError(
        .fileAccess, "cannot write the weight file '\(url.path)'", underlying: error)
    }
  }

  /// The bytes of a file with these tensors.
  package static func encode(tensors: [Tensor], metadata: [String: String] = [:]) throws -> Data {
    precondition(Set(tensors.map(\.name)).count == tensors.count, "two tensors of one name")
    var header = Header(tensors: [:], metadata: metadata)
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
      header.tensors[tensor.name] = Header.Tensor(
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

  /// The JSON at the file's beginning.
  struct Header: Codable {
    struct Tensor: Codable {
      var dtype: String
      var shape: [Int]
      var offsets: [Int]
      enum CodingKeys: String, CodingKey {
        case dtype, shape
        case offsets = "data_offsets"
      }
    }
    struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.init(stringValue) }
      init?(intValue: Int) { nil }
      static let metadata = Key("__metadata__")
    }

    var tensors: [String: Tensor]
    var metadata: [String: String]

    init(tensors: [String: Tensor], metadata: [String: String]) {
      (self.tensors, self.metadata) = (tensors, metadata)
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      tensors = [:]
      metadata = [:]
      for key in container.allKeys {
        if key.stringValue == Key.metadata.stringValue {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          tensors[key.stringValue] = try container.decode(Tensor.self, forKey: key)
        }
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      if !metadata.isEmpty { try container.encode(metadata, forKey: .metadata) }
      for name in tensors.keys.sorted() {
        try container.encode(tensors[name], forKey: Key(name))
      }
    }
  }
}

/// IEEE 754 half precision in 16 bits, by integer arithmetic that the compiler can vectorize; the
/// standard library's `Float16` is missing on some systems and slow on others.
package enum HalfFloat {
  @inline(__always)
  package static func decode(_ half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let rest = UInt32(half & 0x7fff)
    // An exponent of 0 marks multiples of 2^-24, an exponent of 31 infinities and NaNs.
    let subnormal = (Float(Int32(bitPattern: rest)) * 0x1p-24).bitPattern
    let normal = (rest << 13) &+ (rest >= 0x7c00 ? 224 << 23 : 112 << 23)
    return Float(bitPattern: sign | (rest < 0x0400 ? subnormal : normal))
  }

  /// The nearest half, ties to even; infinity beyond 65504.
  package static func encode(_ value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.bitPattern & 0x7fff_ffff
    if magnitude > 0x7f80_0000 { return sign | 0x7e00 }
    if magnitude >= 0x477f_f000 { return sign | 0x7c00 }
    if magnitude < 0x3880_0000 {
      let steps = (Float(bitPattern: magnitude) * 0x1p24).rounded(.toNearestOrEven)
      return sign | UInt16(steps)
    }
    let rounded = magnitude &- (112 << 23) &+ 0x0fff &+ ((magnitude >> 13) & 1)
    return sign | UInt16(truncatingIfNeeded: rounded >> 13)
  }
}
