internal import CharacterCore

/// The stretches of a reel in which captured faces perform, and the passages into them and out of them.
///
/// As with bodies (`Inertialization`), what takes over is shown from the start, with what it differs by
/// laid upon it and led to nothing.
struct TakeTrack: Sendable {
  private struct Span: Sendable {
    let start: Double
    var end: Double
    let from: Double
    let take: LiveLinkTake
    let times: [Double]

    func pose(at time: Double) -> FacePose { take.pose(at: from + time - start, times) }
  }

  private var spans: [Span] = []

  /// The most seconds that a passage takes.
  private static let passage = 0.35
  /// Seconds over which speeds are taken.
  private static let step = 1.0 / 60

  init(_ reel: Reel) throws(MotionSynthesisError) {
    var takes: [(file: String, take: LiveLinkTake, times: [Double])] = []
    var time = 0.0
    var before: CapturedFace?
    for beat in reel.beats {
      let start = time
      time += beat.duration
      defer { before = beat.take }
      guard let face = beat.take else { continue }
      if face == before, let last = spans.indices.last, spans[last].end >= start - 1e-9 {
        spans[last].end = min(time, spans[last].start + Self.length(spans[last]))
        continue
      }
      guard face.start.isFinite, face.start >= 0 else {
        throw MotionSynthesisError(
          .invalidReel, "A beat begins \(face.start) s into '\(face.file)'.")
      }
      if !takes.contains(where: { $0.file == face.file }) {
        let take = try LiveLinkTake(face)
        takes.append((face.file, take, take.times))
      }
      guard let known = takes.first(where: { $0.file == face.file }) else { continue }
      var span = Span(
        start: start, end: time, from: face.start, take: known.take, times: known.times)
      span.end = min(time, start + Self.length(span))
      if span.end > start { spans.append(span) }
    }
  }

  /// How long a take lasts from where it begins; one frame alone holds for ever.
  private static func length(_ span: Span) -> Double {
    guard let last = span.times.last, last > 0 else { return .infinity }
    return last - span.from
  }

  /// The face at a time: a take's, or what it does by itself.
  func pose(at time: Double, own: (Double) -> FacePose) -> FacePose {
    guard let index = spans.lastIndex(where: { $0.start <= time }) else { return own(time) }
    let span = spans[index]
    let isIn = time < span.end
    let seam = isIn ? span.start : span.end
    let next = isIn ? span.end : index + 1 < spans.count ? spans[index + 1].start : .infinity
    let duration = seam > 0 ? min(Self.passage, next - seam) : 0
    let follows = isIn && index > 0 && spans[index - 1].end >= span.start - 1e-9
    func pose(_ span: Span?, _ time: Double) -> FacePose { span?.pose(at: time) ?? own(time) }
    let now = isIn ? span : nil
    let before: Span? = isIn ? (follows ? spans[index - 1] : nil) : span
    var shown = pose(now, time)
    if isIn { shown.breath = own(time).breath }
    guard time < seam + duration else { return shown }
    let (old, older) = (pose(before, seam).channels, pose(before, seam - Self.step).channels)
    let (new, newer) = (pose(now, seam).channels, pose(now, seam + Self.step).channels)
    let offsets = old.indices.map { channel -> Double in
      let speed = (old[channel] - older[channel] - newer[channel] + new[channel]) / Self.step
      return Inertialization.offset(
        SIMD2(old[channel] - new[channel], 0), SIMD2(speed, 0), time - seam, duration
      ).x
    }
    shown.add(offsets)
    return shown
  }
}

extension FacePose {
  /// All weights, then how eyes and head are turned.
  fileprivate var channels: [Double] {
    Blendshape.allCases.map { Double(expression[$0]) }
      + [gazeYaw, gazePitch, headYaw, headPitch, headRoll]
  }

  fileprivate mutating func add(_ offsets: [Double]) {
    for shape in Blendshape.allCases {
      let weight = Double(expression[shape]) + offsets[shape.rawValue]
      expression[shape] = Float(min(max(weight, 0), 1))
    }
    let (limit, turns) = (FaceScore.gazeLimit, offsets.suffix(5).map { $0 })
    gazeYaw = (-limit.yaw...limit.yaw).nearest(to: gazeYaw + turns[0])
    gazePitch = (limit.down...limit.up).nearest(to: gazePitch + turns[1])
    headYaw = (-45...45).nearest(to: headYaw + turns[2])
    headPitch = (-25...25).nearest(to: headPitch + turns[3])
    headRoll = (-15...15).nearest(to: headRoll + turns[4])
    expression.look(yaw: gazeYaw, pitch: gazePitch)
  }
}
