import Foundation
import Testing

/// A GLB file taken apart by the letter of the specification, without the code that writes one.
struct GLBFile {
  let json: [String: Any]
  let buffer: Data

  init(_ data: Data) throws {
    func word(_ at: Int) -> Int {
      data[data.startIndex + at..<data.startIndex + at + 4].reversed().reduce(0) {
        $0 << 8 | Int($1)
      }
    }
    try #require(data.count >= 20 && word(0) == 0x4654_6c67 && word(4) == 2)
    #expect(word(8) == data.count)
    let length = word(12)
    try #require(word(16) == 0x4e4f_534a && length % 4 == 0)
    let chunk = Data(data[data.startIndex + 20..<data.startIndex + 20 + length])
    json = try #require(JSONSerialization.jsonObject(with: chunk) as? [String: Any])
    let second = 20 + length
    try #require(word(second + 4) == 0x004e_4942 && word(second) % 4 == 0)
    buffer = Data(data[(data.startIndex + second + 8)...])
    #expect(buffer.count == word(second))
  }

  func list(_ key: String) -> [[String: Any]] { json[key] as? [[String: Any]] ?? [] }

  static let components = ["SCALAR": 1, "VEC3": 3, "VEC4": 4, "MAT4": 16]
  static let sizes = [5121: 1, 5123: 2, 5125: 4, 5126: 4]

  /// The elements of the accessor that an object of the file names.
  func values(of accessor: Any?) throws -> [[Double]] {
    let number = try #require(accessor as? Int)
    return try values(number)
  }

  /// An accessor's elements, each a list of numbers.
  func values(_ accessor: Int) throws -> [[Double]] {
    let entry = list("accessors")[accessor]
    let number = try #require(entry["bufferView"] as? Int)
    let view = list("bufferViews")[number]
    let type = try #require(entry["componentType"] as? Int)
    let kind = try #require(entry["type"] as? String)
    let width = try #require(Self.components[kind])
    let size = try #require(Self.sizes[type])
    let count = try #require(entry["count"] as? Int)
    let offset = try #require(view["byteOffset"] as? Int)
    let length = try #require(view["byteLength"] as? Int)
    try #require(offset % 4 == 0 && offset + length <= buffer.count)
    try #require(length == count * width * size && count > 0)
    return buffer.withUnsafeBytes { bytes in
      (0..<count).map { element in
        (0..<width).map { part in
          let at = offset + (element * width + part) * size
          switch type {
          case 5121: return Double(bytes.loadUnaligned(fromByteOffset: at, as: UInt8.self))
          case 5123: return Double(bytes.loadUnaligned(fromByteOffset: at, as: UInt16.self))
          case 5125: return Double(bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
          default: return Double(bytes.loadUnaligned(fromByteOffset: at, as: Float.self))
          }
        }
      }
    }
  }
}
