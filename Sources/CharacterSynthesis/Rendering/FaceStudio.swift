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

  /// A picture that is wanted of a face.
  package struct Shot: Sendable {
    package enum Part: Sendable {
      /// The portrait in full detail, `size` pixels square.
      case whole
      /// The same without clothes and shoulders.
      case head
      /// The network's own picture, `networkSize` pixels square.
      case plain
    }

    package var part: Part
    package var state: FaceState

    package init(_ part: Part, _ state: FaceState) { (self.part, self.state) = (part, state) }
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
    try await share(states.count, receive: receive) { worker, number in
      try finish(await worker.draw(face, Shot(fine ? .whole : .plain, states[number])))
    }
  }

  /// Draws one picture of each of many people, and hands the pictures out in their order.
  package func draw<Frame: Sendable>(
    people: [FaceParameters], in states: [FaceState], fine: Bool = true,
    finish: @escaping @Sendable (PremultipliedPicture) throws -> Frame,
    receive: (Frame) throws -> Void
  ) async throws {
    precondition(people.count == states.count)
    let model = model
    try await share(people.count, receive: receive) { worker, number in
      let face = try model.prepare(people[number])
      return try finish(await worker.draw(face, Shot(fine ? .whole : .plain, states[number])))
    }
  }

  /// Draws the pictures that each frame wants, any number of them, and hands the frames out in order.
  ///
  /// - Parameter finish: gets a frame's number and its pictures; called side by side.
  package func draw<Frame: Sendable>(
    _ face: PreparedFace, shots: [[Shot]],
    finish: @escaping @Sendable (Int, [PremultipliedPicture]) throws -> Frame,
    receive: (Frame) throws -> Void
  ) async throws {
    try await share(shots.count, receive: receive) { worker, number in
      var pictures: [PremultipliedPicture] = []
      for shot in shots[number] { pictures.append(await worker.draw(face, shot)) }
      return try finish(number, pictures)
    }
  }

  /// Does so many jobs, one a worker at once, and hands out what they make in order.
  private func share<Frame: Sendable>(
    _ count: Int, receive: (Frame) throws -> Void,
    _ work: @escaping @Sendable (FaceWorker, Int) async throws -> Frame
  ) async throws {
    let workers = workers
    try await inOrder(count, places: workers.count) { number, place in
      try await work(workers[place], number)
    } receive: { _, frame in
      try receive(frame)
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

  func draw(_ face: PreparedFace, _ shot: FaceStudio.Shot) -> PremultipliedPicture {
    let side = shot.part == .plain ? networkSize : size
    let pixels =
      switch shot.part {
      case .whole: generator.draw(face, shot.state)
      case .head: generator.drawHead(face, shot.state)
      case .plain: generator.drawPlain(face, shot.state)
      }
    return PremultipliedPicture(width: side, height: side, pixels: pixels)
  }
}
