internal import CharacterCore
internal import Foundation
internal import TestSupport
import Testing

@testable import FaceGeneration

/// Reading and writing safetensors.
struct WeightFileTests {
  /// A file's bytes from its header's text and its body.
  private func file(_ header: String, body: [UInt8] = []) -> Data {
    let text = Data(header.utf8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + body
  }

  private func complaint(_ data: Data) -> String {
    do { _ = try WeightFile(data: data, name: "bad.safetensors") } catch { return error.message }
    return "accepted"
  }

  @Test func `what is written is read again`() throws {
    let values: [Float] = [0, -0.5, 1.25, 65504, 6e-8, -3e-5]
    let data = try WeightFile.encode(
      tensors: [
        .init("exact", shape: [2, 3], values: values),
        .init("half", shape: [6], values: values, precision: .float16),
        .init("empty", shape: [0, 4], values: []),
      ], metadata: ["names": "a,b,,c", "unit": "cm"])
    let file = try WeightFile(data: data, name: "here")
    #expect(file.names == ["empty", "exact", "half"])
    #expect(try file.floats("exact", shape: [2, 3]) == values)
    #expect(try file.floats("empty").isEmpty)
    #expect(try file.metadataList("names") == ["a", "b", "", "c"])
    for (value, half) in zip(values, try file.floats("half")) {
      #expect(abs(value - half) <= max(abs(value) / 2048, 0x1p-25))
    }
    #expect(file["half"]?.type == .float16 && file["exact"]?.shape == [2, 3])
    #expect(
      try data
        == WeightFile.encode(
          tensors: [
            .init("exact", shape: [2, 3], values: values),
            .init("half", shape: [6], values: values, precision: .float16),
            .init("empty", shape: [0, 4], values: []),
          ], metadata: ["unit": "cm", "names": "a,b,,c"]))
  }

  @Test func `a file on disk keeps its bytes`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "weight-file-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "one.safetensors")
    try WeightFile.write(tensors: [.init("a", shape: [3], values: [1, 2, 3])], to: url)
    #expect(try WeightFile(url: url).floats("a") == [1, 2, 3])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["one.safetensors"])
    let nowhere = folder.appending(path: "none/two.safetensors")
    #expect(throws: FaceGenerationError.self) { try WeightFile.write(tensors: [], to: nowhere) }
    #expect(throws: FaceGenerationError.self) { try WeightFile(url: nowhere) }
  }

  @Test func `every half becomes its float and comes back`() {
    var wrong: [UInt16] = []
    for bits in UInt16.min...UInt16.max {
      let value = HalfFloat.decode(bits)
      let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
      let sign: Double = bits & 0x8000 == 0 ? 1 : -1
      let expected: Double
      switch exponent {
      case 31 where fraction > 0:
        if !value.isNaN { wrong.append(bits) }
        continue
      case 31: expected = sign * .infinity
      case 0: expected = sign * fraction * 0x1p-24
      default:
        let scale = Double(sign: .plus, exponent: exponent - 25, significand: 1)
        expected = sign * (1024 + fraction) * scale
      }
      if Double(value) != expected || HalfFloat.encode(value) != bits { wrong.append(bits) }
    }
    #expect(wrong.isEmpty)
  }

  @Test func `a float becomes the nearest half, ties to even`() {
    #expect(HalfFloat.encode(1 + 0x1p-11) == 0x3c00)
    #expect(HalfFloat.encode(1 + 0x3p-11) == 0x3c02)
    #expect(HalfFloat.encode(1 + 0x1.1p-11) == 0x3c01)
    #expect(HalfFloat.encode(65519) == 0x7bff && HalfFloat.encode(65520) == 0x7c00)
    #expect(HalfFloat.encode(0x1p-25) == 0 && HalfFloat.encode(0x1.8p-25) == 1)
    #expect(HalfFloat.encode(-.infinity) == 0xfc00)
    #expect(HalfFloat.decode(HalfFloat.encode(.nan)).isNaN)
  }

  @Test func `a broken file is refused with its name and its fault`() {
    let entry = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    let body = [UInt8](repeating: 0, count: 8)
    #expect(complaint(file(entry, body: body)) == "accepted")
    #expect(complaint(Data([1, 2])).contains("'bad.safetensors' has 2 bytes"))
    #expect(complaint(Data([0, 0, 0, 0, 0, 0, 0, 0x80])).contains("the most is 16777216"))
    #expect(complaint(Data([200, 0, 0, 0, 0, 0, 0, 0, 0x7b])).contains("cut off"))
    #expect(complaint(file("[1]")).contains("not that of a safetensors file"))
    #expect(complaint(file(#"{"a":7}"#)).contains("not that of a safetensors file"))
    #expect(complaint(file(entry, body: Array(body.dropLast()))).contains("outside the file"))
    func with(_ shape: String, _ offsets: String, type: String = "F32") -> String {
      complaint(
        file(
          #"{"a":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}}"#, body: body))
    }
    #expect(with("[2]", "[0,8]", type: "F8").contains("'a' of 'bad.safetensors'"))
    #expect(with("[2]", "[0,8]", type: "F8").contains("unknown type 'F8'"))
    #expect(with("[3]", "[0,8]").contains("8 bytes where its shape asks for 12"))
    #expect(with("[2]", "[8,0]").contains("outside the file"))
    #expect(with("[2]", "[-8,0]").contains("outside the file"))
    #expect(with("[2]", "[0]").contains("outside the file"))
    #expect(with("[-2]", "[0,8]").contains("impossible shape"))
    #expect(with("[4611686018427387904,4]", "[0,8]").contains("impossible shape"))
    #expect(with("[1,1,1,1,1,1,1,1,2]", "[0,8]").contains("9 dimensions"))
  }

  @Test func `a tensor of another name, type or shape is refused`() throws {
    let header =
      #"{"a":{"dtype":"U16","shape":[2],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"I16","shape":[2],"data_offsets":[0,4]},"#
      + #""c":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#
    let file = try WeightFile(data: file(header, body: [1, 0, 255, 255]), name: "kinds")
    #expect(try file.uint16s("a") == [1, 65535])
    #expect(try file.int16s("b") == [1, -1])
    #expect(try file.uint8s("c") == [1, 0, 255, 255])
    #expect(throws: FaceGenerationError.self) { try file.floats("a") }
    #expect(throws: FaceGenerationError.self) { try file.uint8s("a") }
    #expect(throws: FaceGenerationError.self) { try file.uint16s("a", shape: [1, 2]) }
    #expect(throws: FaceGenerationError.self) { try file.uint16s("d") }
    #expect(throws: FaceGenerationError.self) { try file.metadataString("unit") }
  }
}
