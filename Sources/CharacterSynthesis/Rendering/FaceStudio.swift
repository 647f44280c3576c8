package import CharacterCore
package import FaceGeneration
package import Foundation
package import SceneRendering

/// Several face generators at work on one person: frames are drawn side by side and handed out in
/// order, the same bytes whatever their number.
package struct FaceStudio: Sendable {
  package let model: FaceModel
  /// Pixels along a picture's side, and along that of the network's own picture.
  package let size, networkSize: Int
  package let kernelName: String
  package let weightsDigest: String
  private let workers: [FaceWorker]

  /// - Parameters:
  ///   - weights: a weights file; those of the package by default.
  ///   - threads: how many frames are drawn at once, each with a network of its own (100 MB).
  package init(weights: URL? = nil, threads: Int) throws {
    precondition(threads > 0)
    model = try FaceModel()
    let url = try weights ?? BundledTable.face.url()
    weightsDigest = try FileDigest.sha256(ofFile: url.path)
    let model = model
    workers = try (0..<threads).map { _ in try FaceWorker(model: model, weights: url) }
    size = workers[0].size
    networkSize = workers[0].networkSize
    kernelName = workers[0].kernelName
  }

  /// Draws a person in each state and hands the pictures out in their order.
  ///
  /// - Parameters:
  ///   - fine: pictures of `size` with the strands' own detail, else the network's of `networkSize`.
  ///   - finish: turns a face into what is wanted of a frame; called side by side.
  ///   - receive: gets the frames one after another.
  package func draw<Frame: Sendable>(
    _ face: PreparedFace, _ states: [FaceState], fine: Bool = true,
    finish: @escaping @Sendable (PremultipliedPicture) throws -> Frame,
    receive: (Frame) throws -> Void
  ) async throws {
    for start in stride(from: 0, to: states.count, by: workers.count) {
      try Task.checkCancellation()
      let batch = Array(states[start..<min(start + workers.count, states.count)])
      let frames = try await withThrowingTaskGroup(of: (Int, Frame).self) { group in
        for (index, state) in batch.enumerated() {
          let worker = workers[index]
          group.addTask { (index, try finish(await worker.draw(face, state, fine: fine))) }
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
  let size, networkSize: Int
  let kernelName: String

  init(model: FaceModel, weights: URL) throws {
    generator = try FaceGenerator(model: model, weights: weights)
    size = generator.size
    networkSize = generator.networkSize
    kernelName = generator.kernelName
  }

  func draw(_ face: PreparedFace, _ state: FaceState, fine: Bool) -> PremultipliedPicture {
    let side = fine ? size : networkSize
    return PremultipliedPicture(
      width: side, height: side,
      pixels: fine ? generator.draw(face, state) : generator.drawPlain(face, state))
  }
}
