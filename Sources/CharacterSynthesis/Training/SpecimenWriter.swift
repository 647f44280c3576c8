package import CharacterCore
internal import FaceGeneration
package import Foundation
internal import MediaIO
internal import SceneRendering

/// Writes a set of generated faces for the identity encoder's training: the pictures of many invented
/// people, many of each, and what they show.
///
/// In the folder, as in a rendered set: `images/000000.png` ... (RGBA) and `params.jsonl`, a
/// `FaceRecord` a line with its 68 landmarks. A person's lines are appended when all of their pictures are there, so that a run
/// that was stopped at any moment goes on where it was.
package struct SpecimenWriter: Sendable {
  /// Who is drawn.
  package struct People: Sendable {
    /// What goes into the records: the set, and each person's number in it.
    let set: Int
    let identities: [Int]
    let faces: [FaceParameters]?

    /// People whom the resolver draws from the seed; the set is the seed.
    package static func drawn(_ count: Int, seed: UInt64) -> People {
      People(set: Int(clamping: seed), identities: Array(0..<count), faces: nil)
    }

    /// The people of a rendered set, once each, under their own numbers.
    package static func recorded(
      in records: [FaceRecord], atMost limit: Int
    ) throws(SynthesisError) -> People {
      var (identities, faces): ([Int], [FaceParameters]) = ([], [])
      var known: Set<Int> = []
      for record in records where known.count < limit && !known.contains(record.identity) {
        guard record.set == records[0].set else {
          throw SynthesisError(.badInput, "the records are of several sets; give those of one")
        }
        known.insert(record.identity)
        identities.append(record.identity)
        faces.append(record.face)
      }
      return People(set: records.first?.set ?? 0, identities: identities, faces: faces)
    }
  }

  private let studio: FaceStudio
  private let draws: SpecimenDraws
  private let people: People
  private let isFine: Bool
  private var pictures: Int { draws.plan.pictures }

  /// - Parameters:
  ///   - isFine: pictures as the product films them, at twice the network's size.
  ///   - threads: how many pictures are drawn at once; changes nothing in them.
  package init(
    people: People, seed: UInt64, plan: SpecimenDraws.Plan, isFine: Bool = false, threads: Int,
    weights: URL? = nil
  ) throws {
    precondition(plan.pictures > 0)
    (self.people, self.isFine) = (people, isFine)
    draws = try SpecimenDraws(seed: seed, plan: plan, people: people.faces)
    studio = try FaceStudio(weights: weights, threads: threads)
  }

  /// Writes what is missing of the set.
  ///
  /// - Parameter progress: called with the number of pictures there are and their total.
  /// - Throws: also where the folder holds another set or another number of pictures.
  package func write(
    to folder: URL, progress: (Int, Int) -> Void = { _, _ in }
  ) async throws {
    let list = folder.appending(path: "params.jsonl")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "images"), withIntermediateDirectories: true)
    let done = try peopleWritten(in: list)
    for person in people.identities.indices.dropFirst(done) {
      try Task.checkCancellation()
      let lines = try await draw(person, to: folder)
      try append(lines, to: list)
      progress((person + 1) * pictures, people.identities.count * pictures)
    }
  }

  /// Draws a person's pictures; gives their lines.
  private func draw(_ person: Int, to folder: URL) async throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var lines = Data()
    let step = draws.plan.picturesPerLook
    for first in stride(from: 0, to: pictures, by: step) {
      let face = draws.face(person: person, look: first / step)
      let prepared = try studio.model.prepare(face)
      let shown = first..<min(first + step, pictures)
      let states = shown.map { draws.state(person: person, picture: $0, of: face) }
      var names = shown.map { (picture: Int) -> String in
        let digits = String(person * pictures + picture)
        return "images/\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).png"
      }[...]
      for (name, state) in zip(names, states) {
        let record = FaceRecord(
          file: name, set: people.set, identity: people.identities[person], face: face,
          state: state, landmarks: landmarks(of: face, state))
        lines += try encoder.encode(record) + Data("\n".utf8)
      }
      try await studio.draw(
        prepared, states, fine: isFine, finish: { $0.raster() },
        receive: { picture in
          guard let name = names.popFirst() else { return }
          try PNGWriter.write(picture, to: folder.appending(path: name).path)
        })
    }
    return lines
  }

  /// The landmarks in pixels of a picture of 256, to a hundredth.
  private func landmarks(of face: FaceParameters, _ state: FaceState) -> [SIMD2<Float>] {
    let shape = studio.model.shape
    let camera = HeadCamera(view: state.view, size: 256)
    let head = shape.pose(shape.rest(face.head), state, lids: isFine ? .closing : .table)
    return head.landmarks68.map { point in
      let seen = camera.project(point)
      return SIMD2((seen.x * 100).rounded() / 100, (seen.y * 100).rounded() / 100)
    }
  }

  // MARK: The list

  /// How many of the people the list names; lines of one who is not whole are cut off.
  private func peopleWritten(in list: URL) throws -> Int {
    guard FileManager.default.fileExists(atPath: list.path) else { return 0 }
    let data = try Data(contentsOf: list, options: .mappedIfSafe)
    var (done, whole, count, position) = (0, 0, 0, 0)
    while let end = data[position...].firstIndex(of: UInt8(ascii: "\n")) {
      guard let record = try? JSONDecoder().decode(FaceRecord.self, from: data[position..<end])
      else { break }
      guard record.set == people.set, record.identity == people.identities[done] else {
        throw SynthesisError(
          .badInput,
          "\(list.path) lists other people or another number of pictures; choose another folder")
      }
      position = end + 1
      count += 1
      if count == pictures { (done, whole, count) = (done + 1, position, 0) }
      if done == people.identities.count { return done }
    }
    if whole < data.count {
      let file = try FileHandle(forWritingTo: list)
      try file.truncate(atOffset: UInt64(whole))
      try file.close()
    }
    return done
  }

  private func append(_ lines: Data, to list: URL) throws {
    if !FileManager.default.fileExists(atPath: list.path) {
      guard FileManager.default.createFile(atPath: list.path, contents: nil) else {
        throw SynthesisError(.cannotWrite, "\(list.path): the folder cannot be written to")
      }
    }
    let file = try FileHandle(forWritingTo: list)
    try file.seekToEnd()
    try file.write(contentsOf: lines)
    try file.close()
  }
}
