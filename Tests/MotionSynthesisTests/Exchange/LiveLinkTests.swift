import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import MotionSynthesis

@Suite struct LiveLinkTests {
  /// Half a second of a face that smiles, turns and looks aside.
  private static let performance = FacePerformance(
    rate: FrameRate(25),
    frames: (0..<30).map { index in
      let share = Double(index) / 29
      var weights = ExpressionWeights()
      weights[.mouthSmileLeft] = Float(0.8 * share)
      weights[.jawOpen] = Float(0.3 * (1 - share))
      let (yaw, pitch) = (20 * share, -9 * share)
      weights.look(yaw: yaw, pitch: pitch)
      return FacePose(
        expression: weights, gazeYaw: yaw, gazePitch: pitch, headYaw: 30 * share,
        headPitch: -8 * share, headRoll: 5 * share)
    })

  private func complaint(_ text: String) -> String {
    do { _ = try LiveLinkTake(data: Data(text.utf8), name: "bad.csv") } catch {
      return error.message
    }
    return "accepted"
  }

  private func read(_ text: String) throws -> LiveLinkTake {
    try LiveLinkTake(data: Data(text.utf8), name: "take.csv")
  }

  @Test func `the header is Live Link Face's, with 63 columns`() {
    let names = LiveLinkTake.header.split(separator: ",")
    #expect(names.count == 63)
    #expect(names.prefix(4) == ["Timecode", "BlendShapeCount", "EyeBlinkLeft", "EyeLookDownLeft"])
    #expect(names[53] == "TongueOut" && names[54] == "HeadYaw" && names[62] == "RightEyeRoll")
    #expect(Set(LiveLinkTake.shapeColumns.compactMap { Blendshape(name: $0) }).count == 52)
  }

  @Test(arguments: LiveLinkTake.AngleUnit.allCases)
  func `a performance survives its file in either unit`(unit: LiveLinkTake.AngleUnit) throws {
    let take = LiveLinkTake(Self.performance, angleUnit: unit)
    let lines = take.text.split(separator: "\n")
    #expect(lines.count == 31)
    #expect(lines[1].hasPrefix("00:00:00:00.000,61,0.00000000,"))
    #expect(lines[27].hasPrefix("00:00:01:01.000,61,"))
    #expect(lines.allSatisfy { $0.split(separator: ",").count == 63 })
    let again = try LiveLinkTake(
      data: Data(take.text.utf8), name: "t.csv", rate: FrameRate(25))
    // The unit shows in the numbers: 30 degrees cannot be radians.
    #expect(again.angleUnit == unit)
    #expect(again.text == take.text)
    let back = try again.performance(at: FrameRate(25))
    #expect(back.frames.count == 30)
    for (one, other) in zip(Self.performance.frames, back.frames) {
      #expect(abs(one.headYaw - other.headYaw) < 1e-5)
      #expect(abs(one.gazeYaw - other.gazeYaw) < 1e-5)
      for shape in Blendshape.allCases {
        #expect(abs(one.expression[shape] - other.expression[shape]) < 1e-6)
      }
    }
  }

  @Test func `columns are read by their names, in any order and case`() throws {
    var names = LiveLinkTake.header.split(separator: ",").map { $0.lowercased() }
    names.reverse()
    names.insert("Remark", at: 7)
    let cells = names.map { name in
      switch name {
      case "timecode": "10:11:12:13.250"
      case "jawopen": "0.5"
      case "headyaw": "0.2"
      case "Remark": "\"take two\""
      default: "0"
      }
    }
    let text =
      "\u{feff}" + names.joined(separator: ",") + "\r\n" + cells.joined(separator: ",") + "\r\n"
    let take = try read(text)
    #expect(take.frames.count == 1 && take.rate == FrameRate(60) && take.angleUnit == .radians)
    #expect(take.frames[0].timecode.text == "10:11:12:13.250")
    #expect(take.frames[0].expression[.jawOpen] == 0.5)
    #expect(abs(take.frames[0].head.x - 0.2 * 180 / .pi) < 1e-9)
  }

  @Test func `a lost face and dropped frames leave a gap that is bridged evenly`() throws {
    let header = LiveLinkTake.header
    func row(_ timecode: String, _ jaw: Double) -> String {
      timecode + ",61,"
        + LiveLinkTake.shapeColumns.map { $0 == "JawOpen" ? "\(jaw)" : "0" }
        .joined(separator: ",") + String(repeating: ",0", count: 9)
    }
    let text = [
      header, row("23:59:59:20.000", 0), "23:59:59:25.000,0" + String(repeating: ",", count: 61),
      row("00:00:00:20.000", 1), row("00:00:01:29.500", 1),
    ].joined(separator: "\n")
    let take = try read(text)
    #expect(take.rate == FrameRate(30))
    #expect(take.frames.count == 3)
    #expect(abs(take.times[1] - 1) < 1e-9)
    #expect(abs(take.times[2] - (2 + 9.5 / 30)) < 1e-9)
    let face = try take.performance(at: FrameRate(10))
    for frame in 0..<10 {
      let jaw = Double(face.frames[frame].expression[.jawOpen])
      #expect(abs(jaw - Double(frame) / 10) < 1e-6)
    }
  }

  @Test func `without columns of the eyes the gaze comes from the blendshapes`() throws {
    let names = ["Timecode"] + LiveLinkTake.shapeColumns
    let cells =
      ["00:00:00:00"]
      + LiveLinkTake.shapeColumns.map {
        ["EyeLookOutLeft", "EyeLookInRight"].contains($0) ? "0.4" : "0"
      }
    let take = try read(names.joined(separator: ",") + "\n" + cells.joined(separator: ","))
    let pose = try take.performance(at: FrameRate(25)).frames[0]
    #expect(abs(pose.gazeYaw - 14) < 1e-5)
    #expect(abs(pose.expression[.eyeLookOutLeft] - 0.4) < 1e-6)
  }

  @Test func `a wild capture stays within what a face can do`() throws {
    let names = LiveLinkTake.header.split(separator: ",").map(String.init)
    let cells = names.map { name in
      switch name {
      case "Timecode": "00:00:00:00.000"
      case "HeadYaw", "LeftEyeYaw", "RightEyeYaw": "170"
      case "HeadPitch": "-90"
      case "JawOpen": "1.4"
      default: "0"
      }
    }
    let take = try read(names.joined(separator: ",") + "\n" + cells.joined(separator: ","))
    #expect(take.angleUnit == .degrees)
    let pose = try take.performance(at: FrameRate(25)).frames[0]
    #expect(pose.headYaw == 45 && pose.headPitch == -25 && pose.gazeYaw == 32)
    #expect(pose.expression[.jawOpen] == 1)
  }

  @Test func `a broken file is refused with the line and the reason`() {
    let header = LiveLinkTake.header
    let zeros = String(repeating: ",0", count: 61)
    #expect(complaint("").contains("empty"))
    #expect(complaint("a,b\n1,2").contains("no column is named 'Timecode'"))
    #expect(complaint("Timecode,JawOpen\n").contains("the columns lack"))
    #expect(complaint(header + ",JawOpen\n").contains("'JawOpen' stands there twice"))
    #expect(complaint(header + "\n").contains("no row has a face"))
    #expect(complaint(header + "\n00:00:00:00,61,0,0\n").contains("line 2: 4 cells under 63"))
    #expect(complaint(header + "\n00:00:00:00,61\(zeros),0\n").contains("64 cells under 63"))
    #expect(complaint(header + "\nnoon,61\(zeros)\n").contains("HH:MM:SS:FF"))
    #expect(complaint(header + "\n00:61:00:00,61\(zeros)\n").contains("HH:MM:SS:FF"))
    #expect(
      complaint(header + "\n00:00:00:00,61,nan\(zeros.dropLast(2))\n").contains(
        "'nan' is no number"))
    #expect(
      complaint(header + "\n00:00:00:00,61,17\(zeros.dropLast(2))\n").contains("run from 0 to 1"))
    let twice = "\n00:00:01:00,61\(zeros)\n00:00:01:00,61\(zeros)\n"
    #expect(
      complaint(header + twice).contains("line 3: the timecode 00:00:01:00.000 does not follow"))
  }

  @Test func `a file cut anywhere is read up to a row's end or refused`() {
    let text = LiveLinkTake(Self.performance).text
    forAll(count: 60) { stream in
      let cut = Int(stream.uniform(0, Double(text.utf8.count - 1)))
      let piece = String(decoding: Array(text.utf8.prefix(cut)), as: UTF8.self)
      guard complaint(piece) == "accepted" else { return }
      // What is left of the last row has all its cells, the last number perhaps shorter.
      let last = piece.split(separator: "\n").last ?? ""
      #expect(last.split(separator: ",").count == 63)
    }
  }

  @Test func `the note beside a file says its unit and rate`() throws {
    try withTemporaryDirectory { folder in
      var still = Self.performance.frames[0]
      still.headYaw = 1
      let take = LiveLinkTake(
        FacePerformance(rate: FrameRate(24000, 1001), frames: [still, still]), angleUnit: .degrees)
      let url = folder.appending(path: "take.csv")
      try Data(take.text.utf8).write(to: url)
      // A degree alone looks like 57 of them.
      #expect(try LiveLinkTake(url: url).angleUnit == .radians)
      try Data(LiveLinkNote(take).json().utf8).write(to: folder.appending(path: "take.csv.json"))
      let noted = try LiveLinkTake(url: url)
      #expect(noted.angleUnit == .degrees && noted.rate == FrameRate(24000, 1001))
      #expect(try LiveLinkTake(url: url, unit: .radians).angleUnit == .radians)
      #expect(throws: MotionSynthesisError.self) {
        try LiveLinkTake(url: folder.appending(path: "nowhere.csv"))
      }
    }
  }
}
