internal import CharacterCore
internal import FaceGeneration
internal import Foundation

/// Times the face network, frame by frame:
///
///     swift run -c release --package-path Benchmarks FaceNetworkBenchmark [FRAMES]
///
/// Every frame has a new appearance, so styles are computed anew. The least time is what an idle machine
/// gives; the processor's time, all threads together, is the same on a busy one.
@main
struct FaceNetworkBenchmark {
  static func main() throws {
    let frames = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 30
    for resolution in [128, 256, 512] {
      let file = try RandomGenerator.file(resolution: resolution)
      for threads in [1, 2] {
        try measure(file, frames: max(1, frames), threads: threads, kernels: .best)
      }
      try measure(file, frames: max(1, frames / 4), threads: 1, kernels: .plain)
    }
  }

  private static func measure(
    _ file: WeightFile, frames: Int, threads: Int, kernels: KernelSet
  ) throws {
    let network = try GeneratorNetwork(file: file, threads: threads, kernels: kernels)
    let architecture = network.architecture
    let pixels = architecture.resolution * architecture.resolution
    var random = RandomStream(seed: 2)
    let conditions = (0..<pixels * architecture.conditionChannels).map { _ in
      Float(random.uniform(-1, 1))
    }
    var appearance = [Float](repeating: 0, count: architecture.appearanceSize)
    let latent = [Float](repeating: 0, count: architecture.latentSize)
    var picture = [Float](repeating: 0, count: 4 * pixels)
    var (wall, processor): ([Double], [Double]) = ([], [])
    // Two frames warm the caches.
    for frame in 0..<frames + 2 {
      appearance[0] = Float(frame) / Float(frames)
      let start = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
      conditions.withUnsafeBufferPointer { conditions in
        picture.withUnsafeMutableBufferPointer { picture in
          network.run(
            conditions: conditions, appearance: appearance, latent: latent, into: picture)
        }
      }
      guard frame >= 2 else { continue }
      wall.append(seconds(CLOCK_MONOTONIC) - start.0)
      processor.append(seconds(CLOCK_PROCESS_CPUTIME_ID) - start.1)
    }
    let title =
      "\(architecture.resolution) px, \(network.kernelName), "
      + (threads == 1 ? "1 thread" : "\(threads) threads")
    print("\(title): \(summary(wall)) ms a frame; processor \(summary(processor)) ms")
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func summary(_ times: [Double]) -> String {
    let sorted = times.sorted()
    return String(
      format: "least %.1f, median %.1f", sorted[0] * 1e3, sorted[sorted.count / 2] * 1e3)
  }
}
