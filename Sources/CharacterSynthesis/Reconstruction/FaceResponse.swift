package import CharacterCore
internal import Foundation

/// How the identity encoder answers to the parameters of a face, as `Training/mien_reconstruction`
/// fits it: what a reconstruction steps by.
struct FaceResponse: Sendable {
  let unknowns: [FaceUnknown]
  /// What people have on average and their standard deviation, one an unknown, in a spec's units.
  let mean, deviation: [Double]
  /// The mean of people's embeddings.
  private let middle: [Double]
  /// By how much an embedding moves when an unknown grows by its standard deviation; a row an
  /// embedding's dimension.
  let response: [[Double]]
  /// The unknowns, in standard deviations, that an embedding lets one expect.
  private let inverse: [[Double]]

  /// - Throws: `SynthesisError` where the table is missing, damaged, or was fitted to another encoder.
  init(encoder digest: String) throws(SynthesisError) {
    let name = "face-response.safetensors"
    guard let url = Bundle.module.url(forResource: "Resources/\(name)", withExtension: nil) else {
      throw SynthesisError(.missingInput, "the resource '\(name)' is missing; install mien again")
    }
    let file = try TensorFile<SynthesisError>(url: url)
    guard try file.metadataString("encoder") == digest else {
      throw SynthesisError(
        .badInput,
        "'\(name)' was fitted to another identity encoder than this one; fit it again with "
          + "Training/mien_reconstruction")
    }
    var unknowns: [FaceUnknown] = []
    for name in try file.metadataList("parameters") {
      guard let unknown = FaceUnknown(name) else {
        throw SynthesisError(.badInput, "the resource '\(file.name)' knows no '\(name)' in specs")
      }
      unknowns.append(unknown)
    }
    func row(_ tensor: String, _ count: Int) throws(SynthesisError) -> [Double] {
      try file.floats(tensor, shape: [count]).map(Double.init)
    }
    func rows(_ tensor: String, _ count: Int, _ width: Int) throws(SynthesisError) -> [[Double]] {
      let values = try file.floats(tensor, shape: [count, width]).map(Double.init)
      return (0..<count).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
    let dimensions = try file.shape(of: "middle").first ?? 0
    self.unknowns = unknowns
    mean = try row("mean", unknowns.count)
    deviation = try row("deviation", unknowns.count)
    middle = try row("middle", dimensions)
    response = try rows("response", dimensions, unknowns.count)
    inverse = try rows("inverse", unknowns.count, dimensions)
  }

  /// What an embedding lets one expect of each unknown, in a spec's units.
  func expectation(of embedding: FaceEmbedding) -> [Double] {
    let offset = zip(embedding.vector, middle).map { Double($0) - $1 }
    return unknowns.indices.map { index in
      mean[index] + deviation[index] * zip(inverse[index], offset).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
}

extension SynthesisError: TensorFileError {
  package init(tensorFile problem: TensorFileProblem, _ message: String, underlying: (any Error)?) {
    self.init(problem == .access ? .missingInput : .badInput, message)
  }
}

/// A number of a spec that a reconstruction looks for.
struct FaceUnknown: Sendable {
  let name: String
  private let place: Place

  private enum Place: Sendable {
    case dial(FaceDial)
    case ancestry(any WritableKeyPath<Ancestry, Double> & Sendable)
    case identity(Int)
  }

  /// `nil` for a name that no spec knows.
  init?(_ name: String) {
    self.name = name
    let shares: [String: any WritableKeyPath<Ancestry, Double> & Sendable] = [
      "ancestry.european": \.european, "ancestry.african": \.african,
      "ancestry.eastasian": \.eastasian, "ancestry.southasian": \.southasian,
    ]
    if let dial = FaceDial.all.first(where: { $0.name == name }) {
      place = .dial(dial)
    } else if let share = shares[name] {
      place = .ancestry(share)
    } else if name.hasPrefix("identity."), let mode = Int(name.dropFirst(9)),
      (0..<FeatureTable.modes).contains(mode)
    {
      place = .identity(mode)
    } else {
      return nil
    }
  }

  func value(in spec: CharacterSpec) -> Double {
    switch place {
    case .dial(let dial): spec[keyPath: dial.path] ?? 0
    case .ancestry(let share): spec.face.ancestry?[keyPath: share] ?? 0
    case .identity(let mode): spec.face.identity?[mode] ?? 0
    }
  }

  /// Sets the number, within what a spec allows. Shares of ancestry keep a sum of any size.
  func set(_ value: Double, in spec: inout CharacterSpec) {
    switch place {
    case .dial(let dial):
      spec[keyPath: dial.path] = rounded(value.clamped(to: dial.range), dial.decimals)
    case .ancestry(let share):
      spec.face.ancestry?[keyPath: share] = rounded(value.clamped(to: 0...1), 4)
    case .identity(let mode):
      let limit = -FeatureTable.limit...FeatureTable.limit
      spec.face.identity?[mode] = rounded(value.clamped(to: limit), 3)
    }
  }
}
