package import Foundation

/// A file of named tensors in the safetensors format, opened for reading.
///
/// Layout: the header's length (UInt64, little-endian), the header (JSON: name to dtype, shape and byte
/// range, and `__metadata__`, name to string), then the tensors' bytes, row-major and little-endian.
/// The bytes are mapped, not copied; an accessor decodes one tensor. The header is checked whole when
/// the file is opened: its length, each tensor's dtype, shape and byte range.
///
/// `Failure` is the error of the room that reads the file: what goes wrong here is thrown as its own.
package struct TensorFile<Failure: TensorFileError>: Sendable {
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
  package static var headerLimit: Int { 16 << 20 }
  /// The most dimensions that a tensor may have.
  package static var dimensionLimit: Int { 8 }

  /// The file's name, as messages give it.
  package let name: String
  package let metadata: [String: String]
  private let entries: [String: Entry]
  private let data: Data

  /// Opens a file. Throws where it cannot be read or is malformed.
  package init(url: URL) throws(Failure) {
    let data: Data
    do {
      data = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw Failure(
        tensorFile: .access, "cannot read the weight file '\(url.path)'", underlying: error)
    }
    try self.init(data: data, name: url.lastPathComponent)
  }

  /// Reads a file's bytes; `name` is what messages call it. Throws where they are malformed.
  package init(data: Data, name: String) throws(Failure) {
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
    let header: TensorFileHeader
    do {
      header = try JSONDecoder().decode(TensorFileHeader.self, from: data.subdata(in: 8..<start))
    } catch {
      throw Failure(
        tensorFile: .content, "the header of '\(name)' is not that of a safetensors file",
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
  package func shape(of tensor: String) throws(Failure) -> [Int] {
    try entry(tensor).shape
  }

  /// A tensor of F32 or F16 as floats. Throws where it is missing, of another type, or not of `shape`.
  package func floats(_ tensor: String, shape: [Int]? = nil) throws(Failure) -> [Float] {
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
  package func uint16s(_ tensor: String, shape: [Int]? = nil) throws(Failure)
    -> [UInt16]
  {
    let entry = try entry(tensor, shape: shape)
    guard entry.type == .uint16 else {
      throw mismatch(tensor, "is of type \(entry.type.rawValue), not U16")
    }
    return decode(entry, as: UInt16.self) { UInt16(littleEndian: $0) }
  }

  /// A tensor of I16. Throws where it is missing, of another type, or not of `shape`.
  package func int16s(_ tensor: String, shape: [Int]? = nil) throws(Failure) -> [Int16] {
    let entry = try entry(tensor, shape: shape)
    guard entry.type == .int16 else {
      throw mismatch(tensor, "is of type \(entry.type.rawValue), not I16")
    }
    return decode(entry, as: Int16.self) { Int16(littleEndian: $0) }
  }

  /// A tensor of U8. Throws where it is missing, of another type, or not of `shape`.
  package func uint8s(_ tensor: String, shape: [Int]? = nil) throws(Failure) -> [UInt8] {
    let entry = try entry(tensor, shape: shape)
    guard entry.type == .uint8 else {
      throw mismatch(tensor, "is of type \(entry.type.rawValue), not U8")
    }
    return decode(entry, as: UInt8.self) { $0 }
  }

  /// A comma-separated entry of the metadata. Throws where it is missing.
  package func metadataList(_ key: String) throws(Failure) -> [String] {
    try metadataString(key).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// An entry of the metadata. Throws where it is missing.
  package func metadataString(_ key: String) throws(Failure) -> String {
    guard let text = metadata[key] else {
      throw Self.malformed(name, "has no metadata entry '\(key)'")
    }
    return text
  }

  private func entry(_ tensor: String, shape: [Int]? = nil) throws(Failure) -> Entry {
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
    let (start, number) = (entry.range.lowerBound, entry.count)
    return data.withUnsafeBytes { bytes in
      [Value](unsafeUninitializedCapacity: number) { values, count in
        let size = MemoryLayout<Stored>.size
        for index in 0..<number {
          let stored = bytes.loadUnaligned(
            fromByteOffset: start &+ index &* size, as: Stored.self)
          values.initializeElement(at: index, to: convert(stored))
        }
        count = number
      }
    }
  }

  private func mismatch(_ tensor: String, _ problem: String) -> Failure {
    Failure(tensorFile: .content, "the tensor '\(tensor)' of '\(name)' \(problem)")
  }

  private static func malformed(_ file: String, _ problem: String) -> Failure {
    Failure(tensorFile: .content, "the weight file '\(file)' \(problem)")
  }

  private static func entry(
    _ header: TensorFileHeader.Tensor, tensor: String, start: Int, byteCount: Int, file: String
  ) throws(Failure) -> Entry {
    func fail(_ problem: String) -> Failure {
      Failure(tensorFile: .content, "the tensor '\(tensor)' of '\(file)' \(problem)")
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
