import CharacterCore
import Foundation
import Identities

/// How long the exact search for the nearest of 100, 10,000 and 1,000,000 faces takes.
///
/// `swift run -c release IdentitySearchBenchmark [COUNT...]`
@main enum IdentitySearchBenchmark {
  static let encoder = String(repeating: "e", count: 64)

  static func main() throws {
    let given = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    print("embeddings   file MB   write ms   search ms (median, best of 21 probes, one thread)")
    for count in given.isEmpty ? [100, 10_000, 1_000_000] : given { try measure(count) }
  }

  static func measure(_ count: Int) throws {
    var stream = RandomStream(seed: 1)
    var vector = [Float](repeating: 0, count: 128)
    let matrix = EmbeddingMatrix(
      encoder: encoder, bucket: .frontal, revision: 1, capacity: count
    ) { add in
      for id in 0..<count {
        for index in vector.indices {
          vector[index] = (Float(stream.next() >> 40) / 0x1p24 - 0.5) * 0.306
        }
        vector.withUnsafeBytes { add(Int64(id), $0) }
      }
    }
    let file = FileManager.default.temporaryDirectory.appending(
      path: "search-\(getpid())-\(count).vectors")
    defer { try? FileManager.default.removeItem(at: file) }
    let clock = ContinuousClock()
    let writing = try clock.measure { try matrix.write(to: file) }
    guard let mapped = EmbeddingMatrix(mapping: file) else { throw CocoaError(.fileReadUnknown) }
    var times: [Double] = []
    for _ in 0..<21 {
      for index in vector.indices { vector[index] = Float(stream.normal()) }
      guard let probe = FaceEmbedding(vector, encoder: encoder) else { continue }
      var found = 0
      let time = clock.measure { found = mapped.nearest(to: probe, count: 5).count }
      precondition(found == 5)
      times.append(time / .milliseconds(1))
    }
    times.sort()
    let size = Double((try? Data(contentsOf: file, options: .alwaysMapped).count) ?? 0) / 1e6
    print(
      String(
        format: "%10d  %8.1f  %9.1f  %10.3f  %8.3f", count, size, writing / .milliseconds(1),
        times[10], times[0]))
  }
}
