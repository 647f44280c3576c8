public import CharacterCore
internal import Foundation
public import Testing

/// Compares a picture with the one kept under `Fixtures/golden`.
///
/// - Parameters:
///   - name: the golden's name without `.png`, for instance `sheet/header`.
///   - share: how many of the pixels may differ, 0 to 1.
///   - tolerance: by how much a channel may differ before its pixel counts.
///
/// With `RECORD_GOLDEN=1` in the environment the picture becomes the golden, and the test fails
/// all the same, so that no run that records can pass. A picture that differs is kept beside the
/// system's temporary files, and the message names it.
public func expectGolden(
  _ picture: Raster, _ name: String, share: Double = 0.001, tolerance: Int = 1,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  let golden = Fixtures.url("golden/\(name).png")
  if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
    try FileManager.default.createDirectory(
      at: golden.deletingLastPathComponent(), withIntermediateDirectories: true)
    try StoredPNG.encode(picture).write(to: golden, options: .atomic)
    Issue.record(
      "recorded \(golden.filePath); run again without RECORD_GOLDEN", sourceLocation: sourceLocation
    )
    return
  }
  let bytes: Data
  do { bytes = try Data(contentsOf: golden) } catch {
    Issue.record(
      "no golden \(golden.filePath); look at the picture, then record it with RECORD_GOLDEN=1",
      sourceLocation: sourceLocation)
    return
  }
  let expected = try StoredPNG.decode(bytes)
  if let complaint = difference(picture, expected, share: share, tolerance: tolerance) {
    let kept = FileManager.default.temporaryDirectory
      .appending(path: "mien-\(name.replacing("/", with: "-")).png")
    try StoredPNG.encode(picture).write(to: kept, options: .atomic)
    Issue.record(
      "\(name): \(complaint); the new picture is \(kept.filePath)", sourceLocation: sourceLocation)
  }
}

/// What is wrong with a picture beside the expected one; `nil` when it is close enough.
package func difference(_ picture: Raster, _ expected: Raster, share: Double, tolerance: Int)
  -> String?
{
  guard picture.width == expected.width, picture.height == expected.height else {
    return
      "it is \(picture.width) x \(picture.height) instead of \(expected.width) x \(expected.height)"
  }
  var (differing, worst) = (0, 0)
  for pixel in stride(from: 0, to: picture.pixels.count, by: 4) {
    let most = (pixel..<pixel + 4).reduce(0) {
      max($0, abs(Int(picture.pixels[$1]) - Int(expected.pixels[$1])))
    }
    if most > tolerance { differing += 1 }
    worst = max(worst, most)
  }
  let count = picture.width * picture.height
  guard Double(differing) > share * Double(count) else { return nil }
  return "\(differing) of \(count) pixels differ by more than \(tolerance), at most by \(worst)"
}
