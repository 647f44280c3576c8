package import CharacterCore
package import FaceGeneration
package import Foundation
package import SceneRendering

/// Several face generators at work on one person: frames are drawn side by side and handed out in
/// order, the same bytes whatever their number.
package struct FaceStudio: Sendable {
  package let model: FaceModel
  package let size: Int
  package let kernelName: String
  package let weightsDigest: String
  private let workers: [FaceWorker]

  /// - Parameters:
  ///   - weights: a weights file; those of the package by default.
  ///   - threads: how many frames are drawn at once, each with a network of its own (100 MB).
  package init(weights: URL? = nil, threads: Int) throws {
    precondition(threads > 0)
    model = try FaceModel()
    let url = try weights ?? FaceGenerator.bundledWeights()
    weightsDigest = try FileDigest.sha256(ofFile: url.path)
    let model = model
    workers = try (0..<threads).map { _ in try FaceWorker(model: model, weights: url) }
    size = workers[0].size
    kernelName = workers[0].kernelName
  }

  /// Draws a person in each state and hands the pictures out in their order.
  ///
  /// - Parameters:
  ///   - finish: turns a face into what is wanted of a frame; called side by side.
  ///   - receive: gets the frames one after another.
  package func draw<Frame: Sendable>(
    _ face: PreparedFace, _ states: [FaceState],
    finish: @escaping @Sendable (PremultipliedPicture) throws -> Frame,
    receive: (Frame) throws -> Void
  ) async throws {
    for start in stride(from: 0, to: states.count, by: workers.count) {
      try Task.checkCancellation()
      let batch = Array(states[start..<min(start + workers.count, states.count)])
      let frames = try await withThrowingTaskGroup(of: (Int, Frame).self) { group in
        for (index, state) in batch.enumerated() {
          let worker = workers[index]
          group.addTask { (index, try finish(await worker.draw(face, state))) }
        }
        var frames: [(Int, Frame)] = []
        for try await frame in group { frames.append(frame) }
        return frames.sorted { $0.0 < $1.0 }.map(\.1)
      }
      for frame in frames { try receive(frame) }
    }
  }
}

/// One generator, used by one task at a time.
private actor FaceWorker {
  private let generator: FaceGenerator
  let size: Int
  let kernelName: String

  init(model: FaceModel, weights: URL) throws {
    generator = try FaceGenerator(model: model, weights: weights)
    size = generator.size
    kernelName = generator.kernelName
  }

  func draw(_ face: PreparedFace, _ state: FaceState) -> PremultipliedPicture {
    PremultipliedPicture(
      width: size, height: size, pixels: generator.draw(face, state))
  }
}
