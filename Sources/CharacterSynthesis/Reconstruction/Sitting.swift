internal import CharacterCore
internal import FaceGeneration
internal import SceneRendering

/// One picture under reconstruction: what was read in it, and drawings of candidates in its pose.
///
/// Not for two callers at once: the reader is not.
final class Sitting {
  /// A candidate as drawn.
  struct Trial {
    let spec: CharacterSpec
    let character: ResolvedCharacter
    /// `size` x `size`, over the picture's backdrop.
    let picture: Raster
    let embedding: FaceEmbedding
    let likeness: Float
  }

  let reading: FaceReading
  private(set) var drawings = 0
  private let points: FacePoints
  private let picture: OpaquePicture
  private let studio: FaceStudio
  private let reader: PortraitReader
  private let resolver: CharacterResolver
  private let backdrop: RGBA8

  init(
    _ picture: Raster, at points: FacePoints, reading: FaceReading, studio: FaceStudio,
    reader: PortraitReader, resolver: CharacterResolver
  ) {
    self.picture = OpaquePicture(picture)
    (self.reading, self.points) = (reading, points)
    (self.studio, self.reader, self.resolver) = (studio, reader, resolver)
    backdrop = Self.border(of: self.picture)
  }

  /// Pixels along a drawing's side: the network's own.
  var size: Int { studio.networkSize }

  /// The picture's moment: its expression, gaze and pose.
  func state(of face: FaceParameters) -> FaceState {
    FaceState(
      expression: reading.expression, gazeYaw: Double(reading.gazeYaw),
      gazePitch: Double(reading.gazePitch),
      view: HeadView(
        yaw: Double(reading.yaw), pitch: Double(reading.pitch), roll: Double(reading.roll)),
      torsoCounter: face.torsoCounter)
  }

  /// Draws candidates side by side and reads their faces.
  func draw(_ specs: [CharacterSpec]) async throws -> [Trial] {
    let people = specs.map(resolver.resolve)
    let states = people.map { state(of: $0.face) }
    let base = PremultipliedPicture(width: size, height: size, filling: backdrop)
    var pictures: [Raster] = []
    try await studio.draw(
      people: people.map(\.face), in: states, fine: false,
      finish: { face in
        var picture = base
        picture.draw(face)
        return picture.raster()
      }, receive: { pictures.append($0) })
    drawings += specs.count
    return try zip(specs.indices, pictures).map { index, picture in
      let read = try reader.read(picture, of: people[index].face, states[index], lids: .table)
      return Trial(
        spec: specs[index], character: people[index], picture: picture, embedding: read.embedding,
        likeness: read.embedding.cosine(reading.embedding))
    }
  }

  /// What the generator would see of a candidate.
  func conditions(of character: ResolvedCharacter, size: Int) throws -> ConditionMaps {
    let face = try studio.model.prepare(character.face)
    return studio.model.conditions(
      of: face, state(of: character.face), size: size, lids: .table)
  }

  /// The picture as it lies under a drawing of a candidate, and which of its pixels there are.
  func picture(under face: FaceParameters, size: Int) -> (picture: OpaquePicture, seen: [Bool]) {
    let targets = reader.points(of: face, state(of: face), size: size, lids: .table).all
    guard let transform = SimilarityTransform(from: points.all, to: targets) else {
      preconditionFailure("a face that was found has points apart")
    }
    let inside = transform.inverse
    let seen = (0..<size * size).map { pixel in
      let place = inside.apply(SIMD2(Float(pixel % size) + 0.5, Float(pixel / size) + 0.5))
      return place.x >= 0 && place.y >= 0 && place.x < Float(picture.width)
        && place.y < Float(picture.height)
    }
    return (picture.sampled(size, through: transform), seen)
  }

  /// The middle colour of a picture's upper border, where a portrait shows what stands behind.
  private static func border(of picture: OpaquePicture) -> RGBA8 {
    let depth = max(1, min(picture.width, picture.height) / 32)
    var channels: [[UInt8]] = [[], [], []]
    for y in 0..<max(1, picture.height / 2) {
      for x in 0..<picture.width
      where y < depth || x < depth || x >= picture.width - depth {
        for channel in 0..<3 {
          channels[channel].append(picture.pixels[3 * (y * picture.width + x) + channel])
        }
      }
    }
    let middle = channels.map { $0.sorted()[$0.count / 2] }
    return RGBA8(middle[0], middle[1], middle[2])
  }
}

extension Raster {
  init(_ picture: OpaquePicture) {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(4 * picture.width * picture.height)
    for pixel in 0..<picture.width * picture.height {
      pixels += picture.pixels[3 * pixel..<3 * pixel + 3] + [255]
    }
    self.init(width: picture.width, height: picture.height, pixels: pixels)
  }
}
