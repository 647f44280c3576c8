package import CharacterCore
internal import Foundation

/// A motion in Biovision's hierarchy format: joints with offsets and channels, and numbers a frame.
///
/// A joint's rotation is the product of its rotation channels in the order in which the file lists them;
/// angles are degrees. The format does not say what a unit of length is; most files mean centimetres.
package struct BVH: Sendable, Equatable {
  package enum Channel: String, CaseIterable, Sendable {
    case xPosition = "Xposition"
    case yPosition = "Yposition"
    case zPosition = "Zposition"
    case xRotation = "Xrotation"
    case yRotation = "Yrotation"
    case zRotation = "Zrotation"

    /// 0 for x, 1 for y, 2 for z.
    var axis: Int {
      switch self {
      case .xPosition, .xRotation: 0
      case .yPosition, .yRotation: 1
      case .zPosition, .zRotation: 2
      }
    }

    var isRotation: Bool {
      switch self {
      case .xRotation, .yRotation, .zRotation: true
      case .xPosition, .yPosition, .zPosition: false
      }
    }
  }

  package struct Node: Sendable, Equatable {
    package var name: String
    /// The parent's index, which is lower; `nil` for the root.
    package var parent: Int?
    /// From the parent, in the file's unit.
    package var offset: SIMD3<Double>
    package var channels: [Channel]
    /// Where a chain ends, from this joint.
    package var endSite: SIMD3<Double>?
  }

  /// As a file lists them: the root first, and after each joint all that hangs on it.
  package let nodes: [Node]
  /// Seconds from one frame to the next.
  package let frameTime: Double
  /// Frame after frame, each in the order of the nodes and their channels.
  package let values: [Double]
  /// Where each node's channels begin within a frame.
  private let starts: [Int]
  /// How many numbers a frame has.
  package let channelCount: Int

  package init(nodes: [Node], frameTime: Double, values: [Double]) {
    precondition(frameTime > 0, "a frame lasts some time")
    precondition(Self.areDepthFirst(nodes), "after each joint all that hangs on it")
    var starts: [Int] = []
    var count = 0
    for node in nodes {
      starts.append(count)
      count += node.channels.count
    }
    precondition(count > 0 ? values.count % count == 0 : values.isEmpty, "whole frames")
    (self.nodes, self.frameTime, self.values) = (nodes, frameTime, values)
    (self.starts, channelCount) = (starts, count)
  }

  package var frameCount: Int { channelCount > 0 ? values.count / channelCount : 0 }

  /// A node's rotation relative to its parent.
  package func rotation(of node: Int, at frame: Int) -> Quaternion {
    var turn = Quaternion.identity
    for (index, channel) in nodes[node].channels.enumerated() where channel.isRotation {
      var axis = SIMD3<Double>.zero
      axis[channel.axis] = 1
      let degrees = values[frame * channelCount + starts[node] + index]
      turn = turn * Quaternion(degrees * .pi / 180, around: axis)
    }
    return turn
  }

  /// A node's place relative to its parent, in the file's unit: its offset, or what its position channels
  /// say instead.
  package func place(of node: Int, at frame: Int) -> SIMD3<Double> {
    var place = nodes[node].offset
    for (index, channel) in nodes[node].channels.enumerated() where !channel.isRotation {
      place[channel.axis] = values[frame * channelCount + starts[node] + index]
    }
    return place
  }

  /// The file's text: tabs, one joint a block, six decimals.
  package var text: String {
    var text = "HIERARCHY\n"
    func row(_ numbers: SIMD3<Double>) -> String {
      [numbers.x, numbers.y, numbers.z].map(Self.number).joined(separator: " ")
    }
    // The joints whose braces are open; a joint's End Site stands before its children.
    var open: [Int] = []
    func close(downTo parent: Int?) {
      while let last = open.last, last != parent {
        open.removeLast()
        text += String(repeating: "\t", count: open.count) + "}\n"
      }
    }
    for (index, node) in nodes.enumerated() {
      close(downTo: node.parent)
      let tab = String(repeating: "\t", count: open.count)
      let channels = [String(node.channels.count)] + node.channels.map(\.rawValue)
      text += "\(tab)\(node.parent == nil ? "ROOT" : "JOINT") \(node.name)\n\(tab){\n"
      text += "\(tab)\tOFFSET \(row(node.offset))\n"
      text += "\(tab)\tCHANNELS \(channels.joined(separator: " "))\n"
      if let end = node.endSite {
        text += "\(tab)\tEnd Site\n\(tab)\t{\n\(tab)\t\tOFFSET \(row(end))\n\(tab)\t}\n"
      }
      open.append(index)
    }
    close(downTo: nil)
    text += "MOTION\nFrames: \(frameCount)\nFrame Time: \(String(format: "%.9f", frameTime))\n"
    for frame in 0..<frameCount {
      let numbers = values[frame * channelCount..<(frame + 1) * channelCount]
      text += numbers.map(Self.number).joined(separator: " ") + "\n"
    }
    return text
  }

  private static func areDepthFirst(_ nodes: [Node]) -> Bool {
    var open: [Int] = []
    for (index, node) in nodes.enumerated() {
      while let last = open.last, last != node.parent { open.removeLast() }
      guard open.isEmpty == (index == 0), node.parent == open.last else { return false }
      open.append(index)
    }
    return true
  }

  /// Six decimals, without a sign on zero.
  private static func number(_ value: Double) -> String {
    let text = String(format: "%.6f", value)
    return text == "-0.000000" ? "0.000000" : text
  }
}
