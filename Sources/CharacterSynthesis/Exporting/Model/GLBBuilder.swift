internal import Foundation

/// Gathers a glTF asset's numbers into one buffer and closes it as a GLB file.
///
/// All is little-endian; each view of the buffer begins at a multiple of four bytes, and so does each
/// chunk of the file.
struct GLBBuilder {
  var asset = GLTF()
  private var bytes: [UInt8] = []

  enum Use: Int {
    /// `ARRAY_BUFFER`, `ELEMENT_ARRAY_BUFFER`, or neither.
    case vertices = 34962
    case indices = 34963
    case data = 0
  }

  private enum Component: Int {
    case unsignedByte = 5121
    case unsignedShort = 5123
    case unsignedInt = 5125
    case float = 5126
  }

  /// Points or directions; `bounded` where the format asks for the extent.
  mutating func add(_ vectors: [SIMD3<Float>], as use: Use = .vertices, bounded: Bool = false)
    -> Int
  {
    var (low, high) = (SIMD3<Float>(repeating: .infinity), SIMD3<Float>(repeating: -.infinity))
    for vector in vectors {
      low.replace(with: vector, where: vector .< low)
      high.replace(with: vector, where: vector .> high)
    }
    func list(_ v: SIMD3<Float>) -> [Double] { (0..<3).map { Double(v[$0]) } }
    return add(
      vectors.flatMap { [$0.x, $0.y, $0.z] }, count: vectors.count, "VEC3", use,
      min: bounded ? list(low) : nil, max: bounded ? list(high) : nil)
  }

  /// Quaternions or weights.
  mutating func add(_ vectors: [SIMD4<Float>], as use: Use) -> Int {
    add(vectors.flatMap { [$0.x, $0.y, $0.z, $0.w] }, count: vectors.count, "VEC4", use)
  }

  mutating func add(scalars: [Float], bounded: Bool = false) -> Int {
    add(
      scalars, count: scalars.count, "SCALAR", .data,
      min: bounded ? scalars.min().map { [Double($0)] } : nil,
      max: bounded ? scalars.max().map { [Double($0)] } : nil)
  }

  /// Matrices of sixteen numbers, column after column.
  mutating func add(matrices: [[Float]]) -> Int {
    add(matrices.flatMap { $0 }, count: matrices.count, "MAT4", .data)
  }

  mutating func add(joints: [SIMD4<UInt8>]) -> Int {
    let start = begin()
    for joint in joints { for slot in 0..<4 { bytes.append(joint[slot]) } }
    return finish(start, .unsignedByte, joints.count, "VEC4", .vertices)
  }

  /// Corners in two bytes each where that suffices (65535 is no index), else in four.
  mutating func add(triangles: [SIMD3<Int32>]) -> Int {
    precondition(!triangles.isEmpty, "an accessor has an element")
    let start = begin()
    let isShort = triangles.allSatisfy { $0.max() < 65535 }
    for triangle in triangles {
      for corner in 0..<3 {
        if isShort { append(UInt16(triangle[corner])) } else { append(UInt32(triangle[corner])) }
      }
    }
    return finish(
      start, isShort ? .unsignedShort : .unsignedInt, 3 * triangles.count, "SCALAR", .indices)
  }

  /// The file: header, JSON padded with spaces, buffer padded with zeros.
  func data() throws -> Data {
    var asset = asset
    asset.accessors = accessors
    asset.bufferViews = views
    asset.buffers = [GLTF.Buffer(byteLength: bytes.count)]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = [UInt8](try encoder.encode(asset))
    while json.count % 4 != 0 { json.append(0x20) }
    var binary = bytes
    while binary.count % 4 != 0 { binary.append(0) }
    var file = Data()
    func append(_ word: UInt32) {
      withUnsafeBytes(of: word.littleEndian) { file.append(contentsOf: $0) }
    }
    append(0x4654_6c67)
    append(2)
    append(UInt32(12 + 8 + json.count + 8 + binary.count))
    append(UInt32(json.count))
    append(0x4e4f_534a)
    file.append(contentsOf: json)
    append(UInt32(binary.count))
    append(0x004e_4942)
    file.append(contentsOf: binary)
    return file
  }

  private var accessors: [GLTF.Accessor] = []
  private var views: [GLTF.BufferView] = []

  private mutating func add(
    _ values: [Float], count: Int, _ type: String, _ use: Use, min: [Double]? = nil,
    max: [Double]? = nil
  ) -> Int {
    precondition(!values.isEmpty, "an accessor has an element")
    let start = begin()
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    for value in values { append(value.bitPattern) }
    return finish(start, .float, count, type, use, min: min, max: max)
  }

  private mutating func begin() -> Int {
    while bytes.count % 4 != 0 { bytes.append(0) }
    return bytes.count
  }

  private mutating func append<Word: FixedWidthInteger>(_ word: Word) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func finish(
    _ start: Int, _ component: Component, _ count: Int, _ type: String, _ use: Use,
    min: [Double]? = nil, max: [Double]? = nil
  ) -> Int {
    views.append(
      GLTF.BufferView(
        byteOffset: start, byteLength: bytes.count - start,
        target: use == .data ? nil : use.rawValue))
    accessors.append(
      GLTF.Accessor(
        bufferView: views.count - 1, componentType: component.rawValue, count: count, type: type,
        min: min, max: max))
    return accessors.count - 1
  }
}
