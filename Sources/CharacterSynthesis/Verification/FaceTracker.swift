internal import CharacterCore

/// A face of a film in one frame.
struct Sighting: Sendable {
  var frame: Int
  var seconds: Double
  var face: FoundFace
}

/// One face through consecutive frames of a shot.
struct FaceTrack: Sendable {
  var sightings: [Sighting]
}

/// Links the faces of frames into tracks: the same face is the one that its box overlaps most.
///
/// A cut of the film ends every track, so that whoever takes a place behind the cut is looked at anew.
struct FaceTracker {
  private var open: [FaceTrack] = []
  private var done: [FaceTrack] = []
  private var last: [UInt8] = []

  /// A face may be lost for so many frames and be taken up again, at least for one look.
  static let leastPatience = 8
  private let patience: Int
  /// Least overlap of two boxes that follow each other.
  static let overlap: Float = 0.25
  /// Consecutive frames whose small pictures differ by more than this on average (of 255) are cut apart.
  static let cut = 28.0

  /// - Parameter step: every how many frames is looked at.
  init(step: Int = 1) {
    precondition(step > 0)
    patience = max(Self.leastPatience, 2 * step)
  }

  /// Watches for a cut. Every frame is shown here, also those whose faces are not looked at: in the time
  /// between two looks a head that turns changes as much of a picture as a cut.
  ///
  /// - Parameter thumbnail: the frame at 32 x 18 pixels of grey.
  mutating func watch(_ thumbnail: [UInt8]) {
    if isCut(to: thumbnail) { finishShot() }
    last = thumbnail
  }

  /// Takes the faces of the frame that was watched last.
  mutating func add(_ faces: [FoundFace], frame: Int, seconds: Double) {
    let waiting = open.filter { frame - ($0.sightings.last?.frame ?? 0) > patience }
    open.removeAll { frame - ($0.sightings.last?.frame ?? 0) > patience }
    done += waiting
    var pairs: [(track: Int, face: Int, overlap: Float)] = []
    for (track, candidate) in open.enumerated() {
      guard let box = candidate.sightings.last?.face.box else { continue }
      for (index, face) in faces.enumerated() {
        let overlap = box.overlap(face.box)
        if overlap >= Self.overlap { pairs.append((track, index, overlap)) }
      }
    }
    pairs.sort { ($1.overlap, $0.track, $0.face) < ($0.overlap, $1.track, $1.face) }
    var (takenTracks, takenFaces) = (Set<Int>(), Set<Int>())
    for pair in pairs where !takenTracks.contains(pair.track) && !takenFaces.contains(pair.face) {
      takenTracks.insert(pair.track)
      takenFaces.insert(pair.face)
      open[pair.track].sightings.append(
        Sighting(frame: frame, seconds: seconds, face: faces[pair.face]))
    }
    for (index, face) in faces.enumerated() where !takenFaces.contains(index) {
      open.append(
        FaceTrack(sightings: [Sighting(frame: frame, seconds: seconds, face: face)]))
    }
  }

  /// Ends every track; what comes next is another shot.
  mutating func finishShot() {
    done += open
    open = []
    last = []
  }

  /// All tracks in the order of their first frames.
  mutating func finish() -> [FaceTrack] {
    finishShot()
    return done.enumerated().sorted {
      ($0.element.sightings[0].frame, $0.offset) < ($1.element.sightings[0].frame, $1.offset)
    }.map(\.element)
  }

  private func isCut(to thumbnail: [UInt8]) -> Bool {
    guard last.count == thumbnail.count, !last.isEmpty else { return false }
    let sum = zip(last, thumbnail).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(last.count) > Self.cut
  }

  /// A frame at 32 x 18 pixels of grey, each the mean of a few of its pixels.
  static func thumbnail(_ picture: Raster) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(32 * 18)
    for row in 0..<18 {
      for column in 0..<32 {
        var sum = 0
        for sample in 0..<4 {
          let x = (2 * column + 1 + (sample & 1 == 0 ? 0 : 1)) * picture.width / 66
          let y = (2 * row + 1 + (sample & 2 == 0 ? 0 : 1)) * picture.height / 38
          let index = 4 * (min(y, picture.height - 1) * picture.width + min(x, picture.width - 1))
          sum +=
            54 * Int(picture.pixels[index]) + 183 * Int(picture.pixels[index + 1])
            + 19 * Int(picture.pixels[index + 2])
        }
        result.append(UInt8(sum / 1024))
      }
    }
    return result
  }
}
