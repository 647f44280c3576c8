/// A glTF 2.0 asset's JSON, as far as a character needs it (Khronos, glTF 2.0 specification).
struct GLTF: Encodable {
  var asset = Asset()
  var scene = 0
  var scenes: [Scene] = []
  var nodes: [Node] = []
  var meshes: [Mesh] = []
  var skins: [Skin] = []
  var materials: [Material] = []
  var animations: [Animation]?
  var accessors: [Accessor] = []
  var bufferViews: [BufferView] = []
  var buffers: [Buffer] = []
  var extensionsUsed: [String]?
  var extensions: VRMExtensions?

  struct Asset: Encodable {
    var version = "2.0"
    var generator = "Mien \(Version.current)"
  }

  struct Scene: Encodable {
    var name: String
    var nodes: [Int]
  }

  struct Node: Encodable {
    var name: String
    var children: [Int]?
    /// Metres.
    var translation: [Double]?
    /// x, y, z, w.
    var rotation: [Double]?
    var mesh: Int?
    var skin: Int?
  }

  struct Mesh: Encodable {
    var name: String
    var primitives: [Primitive]
    var weights: [Double]?
    var extras: Extras?

    struct Extras: Encodable { var targetNames: [String] }
  }

  struct Primitive: Encodable {
    var attributes: [String: Int]
    var indices: Int
    var material: Int
    var targets: [[String: Int]]?
  }

  struct Skin: Encodable {
    var name: String
    var inverseBindMatrices: Int
    var skeleton: Int
    var joints: [Int]
  }

  struct Material: Encodable {
    var name: String
    var pbrMetallicRoughness: Surface
    var doubleSided: Bool?

    struct Surface: Encodable {
      /// Linear.
      var baseColorFactor: [Double]
      var metallicFactor = 0.0
      var roughnessFactor: Double
    }
  }

  struct Animation: Encodable {
    var name: String
    var channels: [Channel]
    var samplers: [Sampler]

    struct Channel: Encodable {
      var sampler: Int
      var target: Target
    }
    struct Target: Encodable {
      var node: Int
      var path: String
    }
    struct Sampler: Encodable {
      var input: Int
      var interpolation = "LINEAR"
      var output: Int
    }
  }

  struct Accessor: Encodable {
    var bufferView: Int
    var componentType: Int
    var count: Int
    var type: String
    var min: [Double]?
    var max: [Double]?
  }

  struct BufferView: Encodable {
    var buffer = 0
    var byteOffset: Int
    var byteLength: Int
    var target: Int?
  }

  struct Buffer: Encodable { var byteLength: Int }
}
