package import CharacterCore
package import Foundation

extension LiveLinkTake {
  package static let byteLimit = 256 << 20
  package static let rowLimit = 1 << 20
  /// The app's own rate, for files too short to show theirs.
  package static let usualRate = FrameRate(60)

  /// Live Link Face's columns: 61 numbers a row after the timecode and their count.
  package static let shapeColumns = [
    "EyeBlinkLeft", "EyeLookDownLeft", "EyeLookInLeft", "EyeLookOutLeft", "EyeLookUpLeft",
    "EyeSquintLeft", "EyeWideLeft", "EyeBlinkRight", "EyeLookDownRight", "EyeLookInRight",
    "EyeLookOutRight", "EyeLookUpRight", "EyeSquintRight", "EyeWideRight", "JawForward", "JawRight",
    "JawLeft", "JawOpen", "MouthClose", "MouthFunnel", "MouthPucker", "MouthRight", "MouthLeft",
    "MouthSmileLeft", "MouthSmileRight", "MouthFrownLeft", "MouthFrownRight", "MouthDimpleLeft",
    "MouthDimpleRight", "MouthStretchLeft", "MouthStretchRight", "MouthRollLower", "MouthRollUpper",
    "MouthShrugLower", "MouthShrugUpper", "MouthPressLeft", "MouthPressRight",
    "MouthLowerDownLeft", "MouthLowerDownRight", "MouthUpperUpLeft", "MouthUpperUpRight",
    "BrowDownLeft", "BrowDownRight", "BrowInnerUp", "BrowOuterUpLeft", "BrowOuterUpRight",
    "CheekPuff", "CheekSquintLeft", "CheekSquintRight", "NoseSneerLeft", "NoseSneerRight",
    "TongueOut",
  ]
  static let turnColumns = [
    "HeadYaw", "HeadPitch", "HeadRoll", "LeftEyeYaw", "LeftEyePitch", "LeftEyeRoll",
    "RightEyeYaw", "RightEyePitch", "RightEyeRoll",
  ]

  /// The file's first line.
  package static var header: String {
    (["Timecode", "BlendShapeCount"] + shapeColumns + turnColumns).joined(separator: ",")
  }

  /// The file's text: eight decimals, angles in `angleUnit`.
  package var text: String {
    let shapes = Self.shapeColumns.compactMap { Blendshape(name: $0) }
    let factor = angleUnit == .radians ? Double.pi / 180 : 1
    var text = Self.header + "\n"
    for frame in frames {
      var row = frame.timecode.text + ",\(shapes.count + Self.turnColumns.count)"
      for shape in shapes { row += "," + Self.number(Double(frame.expression[shape])) }
      for turn in [frame.head, frame.leftEye, frame.rightEye] {
        for axis in 0..<3 { row += "," + Self.number(factor * turn[axis]) }
      }
      text += row + "\n"
    }
    return text
  }

  /// Eight decimals, without a sign on zero.
  private static func number(_ value: Double) -> String {
    let text = String(format: "%.8f", value)
    return text == "-0.00000000" ? "0.00000000" : text
  }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - unit: what its angles are counted in; by default what the note beside it says, else what its
  ///     numbers show (`detectedUnit`).
  ///   - rate: frames a second of its timecode; by default likewise.
  /// - Throws: `fileAccess` or `malformedFile`.
  package init(url: URL, unit: AngleUnit? = nil, rate: FrameRate? = nil)
    throws(MotionSynthesisError)
  {
    let data: Data
    do {
      data = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw MotionSynthesisError(
        .fileAccess, "cannot read the face capture '\(url.path)'", underlying: error)
    }
    let note = LiveLinkNote(beside: url)
    try self.init(
      data: data, name: url.lastPathComponent, unit: unit ?? note?.angleUnit,
      rate: rate ?? note?.frameRate)
  }

  /// A take that a reel brings along; throws `malformedFile`.
  package init(_ face: CapturedFace) throws(MotionSynthesisError) {
    try self.init(
      data: Data(face.bytes), name: face.file,
      unit: face.angles.flatMap { AngleUnit(rawValue: $0.rawValue) }, rate: face.rate)
  }

  /// Reads a file's bytes: columns by their names, in any order and case. Names that are not known
  /// are passed over; rows without a face (the app leaves them empty) are left out. `name` is what
  /// messages call it. Throws `malformedFile`.
  package init(data: Data, name: String, unit: AngleUnit? = nil, rate: FrameRate? = nil)
    throws(MotionSynthesisError)
  {
    guard data.count <= Self.byteLimit else {
      throw MotionSynthesisError(
        .malformedFile,
        "the face capture '\(name)' has \(data.count) bytes; the most is \(Self.byteLimit)")
    }
    let table = try LiveLinkTable(data: data, name: name)
    let unit = unit ?? Self.detectedUnit(table.rows.map(\.turns))
    let rate = rate ?? Self.detectedRate(table.rows.map(\.timecode))
    let factor = unit == .radians ? 180 / Double.pi : 1
    let frames = table.rows.map { row in
      func turn(_ first: Int) -> SIMD3<Double> {
        factor * SIMD3(row.turns[first], row.turns[first + 1], row.turns[first + 2])
      }
      return Frame(
        timecode: row.timecode, expression: row.expression, head: turn(0), leftEye: turn(3),
        rightEye: turn(6))
    }
    self.init(rate: rate, frames: frames, angleUnit: unit, hasEyes: table.hasEyes)
    var last = -1.0
    for (time, row) in zip(times, table.rows) {
      guard time > last, time < 12 * 3600 else {
        throw MotionSynthesisError(
          .malformedFile,
          "'\(name)', line \(row.line): the timecode \(row.timecode.text) does not follow the one "
            + "before it at \(rate.framesPerSecond) frames a second")
      }
      last = time
    }
  }

  /// Degrees where an angle is more than 100 degrees would be in radians, as no head or eye is turned
  /// so far; else radians, the app's own unit.
  static func detectedUnit(_ turns: [[Double]]) -> AngleUnit {
    turns.contains { $0.contains { abs($0) > 1.75 } } ? .degrees : .radians
  }

  /// The least usual rate at which each frame number of the timecodes fits into a second; the app's
  /// own for takes of less than a second.
  static func detectedRate(_ timecodes: [Timecode]) -> FrameRate {
    let highest = (timecodes.map(\.frames).max() ?? 0) + 1
    guard let first = timecodes.first, let last = timecodes.last,
      (first.seconds, first.minutes) != (last.seconds, last.minutes) || highest > 60
    else { return usualRate }
    return FrameRate([24, 25, 30, 48, 50, 60, 100, 120, 240].first { $0 >= highest } ?? highest)
  }
}

/// What a take's file cannot say about itself, as JSON beside it: `take.csv` and `take.csv.json`.
package struct LiveLinkNote: Sendable, Equatable, Codable {
  package var angleUnit: LiveLinkTake.AngleUnit
  package var frameRate: FrameRate
  /// The signs of the angles, for whoever reads the note.
  package var angles =
    "yaw + to the subject's left, pitch + up, roll + counter-clockwise in the image"

  package init(_ take: LiveLinkTake) { (angleUnit, frameRate) = (take.angleUnit, take.rate) }

  /// Where the note of a take lies.
  package static func url(beside take: URL) -> URL { take.appendingPathExtension("json") }

  /// The note beside a take; `nil` where there is none, or the file of its name is another thing.
  package init?(beside take: URL) {
    let url = Self.url(beside: take)
    guard let file = try? FileHandle(forReadingFrom: url) else { return nil }
    defer { try? file.close() }
    guard let data = try? file.read(upToCount: 1 << 16),
      let note = try? JSONDecoder().decode(LiveLinkNote.self, from: data),
      note.frameRate.numerator > 0, note.frameRate.denominator > 0,
      (1...1000).contains(note.frameRate.framesPerSecond)
    else { return nil }
    self = note
  }

  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
