/// The JSON at a safetensors file's beginning.
struct TensorFileHeader: Codable {
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
