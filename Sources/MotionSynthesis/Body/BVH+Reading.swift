internal import CharacterCore
package import Foundation

extension BVH {
  /// What a file may ask for at most.
  package static let byteLimit = 256 << 20
  package static let nodeLimit = 1024
  package static let valueLimit = 1 << 25
  package static let magnitudeLimit = 1e9

  /// Opens a file. Throws `fileAccess` or `malformedFile`.
  package init(url: URL) throws(MotionSynthesisError) {
    let data: Data
    do {
      data = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw MotionSynthesisError(
        .fileAccess, "cannot read the motion file '\(url.path)'", underlying: error)
    }
    try self.init(data: data, name: url.lastPathComponent)
  }

  /// Reads a file's bytes: channels in any order and number, any order of rotations, End Sites or none,
  /// keywords in any case. `name` is what messages call it. Throws `malformedFile`.
  package init(data: Data, name: String) throws(MotionSynthesisError) {
    guard data.count <= Self.byteLimit else {
      throw MotionSynthesisError(
        .malformedFile,
        "the motion file '\(name)' has \(data.count) bytes; the most is \(Self.byteLimit)")
    }
    var reader = BVHReader(bytes: [UInt8](data), name: name)
    let nodes = try reader.hierarchy()
    let (frameTime, values) = try reader.motion(
      channels: nodes.reduce(0) { $0 + $1.channels.count })
    self.init(nodes: nodes, frameTime: frameTime, values: values)
  }

  /// Writes the text to a temporary name that is then renamed. Throws `fileAccess`.
  package func write(to url: URL) throws(MotionSynthesisError) {
    do {
      try Data(text.utf8).write(to: url, options: .atomic)
    } catch {
      throw MotionSynthesisError(
        .fileAccess, "cannot write the motion file '\(url.path)'", underlying: error)
    }
  }
}

/// Reads BVH text from front to back, without recursion, so that no nesting exhausts the stack.
private struct BVHReader {
  private let bytes: [UInt8]
  private let name: String
  private var at = 0
  private var line = 1

  init(bytes: [UInt8], name: String) { (self.bytes, self.name) = (bytes, name) }

  private func failure(_ problem: String) -> MotionSynthesisError {
    MotionSynthesisError(.malformedFile, "'\(name)', line \(line): \(problem)")
  }

  mutating func hierarchy() throws(MotionSynthesisError) -> [BVH.Node] {
    try expect("HIERARCHY")
    try expect("ROOT")
    var nodes: [BVH.Node] = []
    // The nodes whose braces are open; nil for an End Site.
    var open: [Int?] = []
    try enter(&nodes, &open)
    while let inner = open.last {
      let word = try token("a joint's description")
      switch word.uppercased() {
      case "OFFSET":
        let offset = SIMD3(try number(), try number(), try number())
        if let inner {
          nodes[inner].offset = offset
        } else if let parent = open.dropLast().last ?? nil {
          nodes[parent].endSite = offset
        }
      case "CHANNELS":
        guard let inner else { throw failure("an End Site has channels") }
        nodes[inner].channels = try channels()
      case "JOINT":
        guard inner != nil else { throw failure("an End Site has a joint") }
        try enter(&nodes, &open)
      case "END":
        guard inner != nil else { throw failure("an End Site has an End Site") }
        try expect("Site")
        try expect("{")
        open.append(nil)
      case "}":
        open.removeLast()
      default:
        throw failure("expected OFFSET, CHANNELS, JOINT, End Site or '}', found '\(word)'")
      }
    }
    return nodes
  }

  private mutating func enter(_ nodes: inout [BVH.Node], _ open: inout [Int?])
    throws(MotionSynthesisError)
  {
    guard nodes.count < BVH.nodeLimit else {
      throw failure("more than \(BVH.nodeLimit) joints")
    }
    let title = restOfLine()
    guard !title.isEmpty else { throw failure("a joint has no name") }
    nodes.append(BVH.Node(name: title, parent: open.last ?? nil, offset: .zero, channels: []))
    try expect("{")
    open.append(nodes.count - 1)
  }

  private mutating func channels() throws(MotionSynthesisError) -> [BVH.Channel] {
    let count = try token("the number of channels")
    guard let number = Int(count), 0...6 ~= number else {
      throw failure("a joint has '\(count)' channels; it can have 0 to 6")
    }
    var channels: [BVH.Channel] = []
    for _ in 0..<number {
      let word = try token("a channel")
      guard
        let channel = BVH.Channel.allCases.first(where: {
          $0.rawValue.lowercased() == word.lowercased()
        })
      else { throw failure("'\(word)' is no channel; channels are Xposition to Zrotation") }
      channels.append(channel)
    }
    return channels
  }

  mutating func motion(channels: Int) throws(MotionSynthesisError) -> (Double, [Double]) {
    let word = try token("MOTION")
    guard word.uppercased() != "ROOT" else {
      throw failure("a second ROOT; a file has one skeleton")
    }
    guard word.uppercased() == "MOTION" else { throw failure("expected MOTION, found '\(word)'") }
    try expect("Frames")
    let count = try token("the number of frames")
    guard let frames = Int(count), frames >= 0, channels > 0 || frames == 0,
      frames <= BVH.valueLimit / max(channels, 1)
    else {
      throw failure(
        "'\(count)' frames of \(channels) channels; a file may hold \(BVH.valueLimit) numbers")
    }
    try expect("Frame")
    try expect("Time")
    let frameTime = try number()
    guard frameTime > 0 else { throw failure("the frame time is \(frameTime); it is positive") }
    // Grown as numbers come, not as the file promises.
    var values: [Double] = []
    for _ in 0..<frames * channels { values.append(try number()) }
    if let more = next() { throw failure("'\(more)' follows the last frame") }
    return (frameTime, values)
  }

  private mutating func expect(_ word: String) throws(MotionSynthesisError) {
    let found = try token(word)
    guard found.uppercased() == word.uppercased() else {
      throw failure("expected '\(word)', found '\(found)'")
    }
  }

  private mutating func number() throws(MotionSynthesisError) -> Double {
    let word = try token("a number")
    guard let value = Double(word), value.isFinite else {
      throw failure("'\(word)' is not a finite number")
    }
    guard abs(value) <= BVH.magnitudeLimit else {
      throw failure("'\(word)' is too large for a length, an angle or a time")
    }
    return value
  }

  private mutating func token(_ wanted: String) throws(MotionSynthesisError) -> String {
    guard let word = next() else { throw failure("the file ends where \(wanted) should follow") }
    return word
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }

  /// The next word; colons count as space, braces stand alone. Long words are cut, as none is valid.
  private mutating func next() -> String? {
    while at < bytes.count, Self.isSpace(bytes[at]) || bytes[at] == UInt8(ascii: ":") {
      if bytes[at] == 0x0a { line += 1 }
      at += 1
    }
    guard at < bytes.count else { return nil }
    let start = at
    at += 1
    func isBrace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") }
    guard !isBrace(bytes[start]) else { return String(decoding: bytes[start..<at], as: UTF8.self) }
    while at < bytes.count, !Self.isSpace(bytes[at]), !isBrace(bytes[at]),
      bytes[at] != UInt8(ascii: ":")
    {
      at += 1
    }
    return String(decoding: bytes[start..<min(at, start + 64)], as: UTF8.self)
  }

  /// What is left of the line up to a brace, without the spaces around it; at most 256 bytes.
  private mutating func restOfLine() -> String {
    let start = at
    while at < bytes.count, bytes[at] != 0x0a, bytes[at] != 0x0d, bytes[at] != UInt8(ascii: "{") {
      at += 1
    }
    let text = String(decoding: bytes[start..<min(at, start + 256)], as: UTF8.self)
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
