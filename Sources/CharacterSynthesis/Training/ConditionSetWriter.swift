package import CharacterCore
package import FaceGeneration
package import Foundation
internal import MediaIO

/// Writes, for each line of a training set's `params.jsonl`, what the generator would be shown.
///
/// The training reads these files instead of computing conditions itself, so that the weights are
/// trained on exactly what the runtime feeds them. In the output folder:
/// - `conditions.u8`: records x channels x size x size bytes, planar;
///   value = byte / 255 * `condition_scale` + `condition_offset`;
/// - `appearance.f32`: records x 2 x entries, little-endian; plain, then mirrored left to right;
/// - `index.json`: names, scales, and where each record's image lies.
package struct ConditionSetWriter {
  private let model: FaceModel
  private let size: Int

  package init(model: FaceModel, size: Int) {
    self.model = model
    self.size = size
  }

  /// - Parameter progress: called with the number of records done and their total.
  package func write(
    set paramsFile: URL, to folder: URL, progress: (Int, Int) -> Void
  ) throws {
    let records = try FaceRecordFile.read(paramsFile)
    let base = paramsFile.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let conditions = try PartialFile(for: folder.appending(path: "conditions.u8").path)
    let appearances = try PartialFile(for: folder.appending(path: "appearance.f32").path)
    var prepared: (identity: Int, face: PreparedFace)?
    for (index, record) in records.enumerated() {
      let face: PreparedFace
      if let prepared, prepared.identity == record.identity {
        face = prepared.face
      } else {
        face = try model.prepare(
          record.face, strands: record.strands.map { base.appending(path: $0) })
        prepared = (record.identity, face)
      }
      let maps = model.conditions(of: face, record.state, size: size, lids: .table)
      try conditions.append(Data(maps.quantized()))
      let plain = Appearance(record.face, record.state)
      let mirrored = Appearance(record.face.mirrored(), record.state.mirrored())
      for value in plain.values + mirrored.values {
        try appearances.append(withUnsafeBytes(of: value.bitPattern.littleEndian) { Data($0) })
      }
      progress(index + 1, records.count)
    }
    try conditions.commit()
    try appearances.commit()
    try WholeFile.write(
      JSONReport.line(ConditionSetIndex(records: records, size: size)),
      to: folder.appending(path: "index.json"))
  }
}

/// The `index.json` of a condition set.
private struct ConditionSetIndex: Encodable {
  struct Record: Encodable {
    var file: String
    var identity: Int
    var set: Int
    var landmarks: [SIMD2<Float>]?
  }

  var size: Int
  var conditionNames: [String]
  var conditionScale: [Double]
  var conditionOffset: [Double]
  var mirrorSign: [Int]
  var appearanceNames: [String]
  var records: [Record]

  enum CodingKeys: String, CodingKey {
    case size, records
    case conditionNames = "condition_names"
    case conditionScale = "condition_scale"
    case conditionOffset = "condition_offset"
    case mirrorSign = "mirror_sign"
    case appearanceNames = "appearance_names"
  }

  init(records: [FaceRecord], size: Int) {
    let channels = ConditionMaps.Channel.allCases
    self.size = size
    conditionNames = channels.map(\.name)
    conditionScale = channels.map { $0.isSigned ? 255.0 / 127 : 1 }
    conditionOffset = channels.map { $0.isSigned ? -128.0 / 127 : 0 }
    mirrorSign = channels.map(\.mirrorSign)
    appearanceNames = Appearance.names
    self.records = records.map {
      Record(file: $0.file, identity: $0.identity, set: $0.set, landmarks: $0.landmarks)
    }
  }
}

/// Reads `params.jsonl`: a `FaceRecord` a line.
package enum FaceRecordFile {
  package static func read(_ url: URL) throws -> [FaceRecord] {
    guard let data = try? Data(contentsOf: url) else {
      throw SynthesisError(.missingInput, "\(url.path): it cannot be read")
    }
    let text = String(decoding: data, as: UTF8.self)
    let decoder = JSONDecoder()
    return try text.split(separator: "\n").enumerated().map { number, line in
      do {
        return try decoder.decode(FaceRecord.self, from: Data(line.utf8))
      } catch {
        throw SynthesisError(
          .badInput, "\(url.path):\(number + 1): not a face record: \(error)")
      }
    }
  }
}
