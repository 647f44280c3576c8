internal import CharacterCore
internal import FaceGeneration
internal import Foundation

/// Times what reads faces, on one thread:
///
///     swift run -c release --package-path Benchmarks FaceReadingBenchmark
///
/// With pictures (binary PPM) it writes what the detector finds in each, one line of JSON a picture, for
/// `mien_detector.evaluate`:
///
///     swift run -c release --package-path Benchmarks FaceReadingBenchmark FRAME.ppm...
///
/// `--detector FILE`, `--points FILE` and `--encoder FILE` take other weights than the bundled ones.
@main
struct FaceReadingBenchmark {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    func option(_ name: String, _ table: BundledTable) -> URL? {
      guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else {
        return try? table.url()
      }
      let file = URL(fileURLWithPath: arguments[index + 1])
      arguments.removeSubrange(index...index + 1)
      return file
    }
    let encoderFile = option("--encoder", .identityEncoder)
    var detector: FaceDetector?
    if let weights = option("--detector", .faceDetector),
      let points = option("--points", .facePoints)
    {
      detector = try FaceDetector(weights: weights, points: points)
    }
    if arguments.isEmpty {
      try time(detector, encoderFile)
    } else {
      guard let detector else { throw Missing(what: "face-detector.safetensors") }
      for path in arguments {
        try report(try detector.find(in: Picture.read(path), threshold: 0.3), path)
      }
    }
  }

  // MARK: - Times

  private static func time(_ detector: FaceDetector?, _ encoderFile: URL?) throws {
    let generator = try GeneratorNetwork(
      file: try WeightFile(url: try BundledTable.face.url()), threads: 1)
    let architecture = generator.architecture
    let pixels = architecture.resolution * architecture.resolution
    let conditions = [Float](repeating: 0.1, count: pixels * architecture.conditionChannels)
    let appearance = [Float](repeating: 0, count: architecture.appearanceSize)
    let latent = [Float](repeating: 0, count: architecture.latentSize)
    var picture = [Float](repeating: 0, count: 4 * pixels)
    let frame = measure("generator, \(architecture.resolution) px", 10) {
      conditions.withUnsafeBufferPointer { conditions in
        picture.withUnsafeMutableBufferPointer { picture in
          generator.run(
            conditions: conditions, appearance: appearance, latent: latent, into: picture)
        }
      }
    }
    if let encoderFile {
      let encoder = try IdentityEncoder(weights: encoderFile, digest: "")
      let source = Picture.noise(400, 400)
      guard let crop = FaceAligner.crop(source, FaceAligner.template) else { return }
      _ = measure("encoder, a face", 20, beside: frame) { _ = try? encoder.read(crop) }
      _ = measure("aligner, a face", 20, beside: frame) {
        _ = FaceAligner.crop(source, FaceAligner.template)
      }
    }
    if let detector {
      for (width, height) in [(512, 512), (1280, 720), (3840, 2160)] {
        let picture = Picture.noise(width, height)
        _ = measure("detector, \(width) x \(height)", 5, beside: frame) {
          _ = try? detector.find(in: picture)
        }
      }
    }
  }

  /// The least processor time of several runs, which a busy machine disturbs little.
  private static func measure(
    _ what: String, _ runs: Int, beside frame: Double? = nil, _ body: () -> Void
  ) -> Double {
    body()
    let times = (0..<runs).map { _ in
      let start = processorSeconds()
      body()
      return processorSeconds() - start
    }.sorted()
    let ratio = frame.map { String(format: ", %.2f of a generated face", times[0] / $0) } ?? ""
    print(
      String(
        format: "%@: least %.1f ms, median %.1f ms of processor time%@", what, times[0] * 1e3,
        times[runs / 2] * 1e3, ratio))
    return times[0]
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  // MARK: - What is found

  private static func report(_ faces: [DetectedFace], _ path: String) throws {
    let found = faces.map { face -> String in
      let numbers = [face.box.x, face.box.y, face.box.width, face.box.height]
      let points = face.points.all.map { "[\($0.x), \($0.y)]" }.joined(separator: ", ")
      return "{\"box\": \(numbers), \"score\": \(face.score), \"points\": [\(points)]}"
    }
    print("{\"picture\": \"\(path)\", \"faces\": [\(found.joined(separator: ", "))]}")
  }
}

/// A file that the benchmark needs and does not find.
struct Missing: Error, CustomStringConvertible {
  let what: String
  var description: String { "\(what) is missing; name one, or build with the bundled weights" }
}
