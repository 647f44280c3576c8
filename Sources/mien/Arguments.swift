public import ArgumentParser
public import CharacterCore
public import CharacterSynthesis

/// A length of time as reels write it: `4s`, or a bare number of seconds.
struct Seconds: ExpressibleByArgument {
  let value: Double

  init?(argument: String) {
    let digits = argument.hasSuffix("s") ? argument.dropLast() : argument[...]
    guard let value = Double(digits), value.isFinite, 0.04...3600 ~= value else { return nil }
    self.value = value
  }
}

/// A place on the floor: `0,3`.
struct Place: ExpressibleByArgument {
  let value: SIMD2<Double>

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0)
    }
    guard parts.count == 2, let left = parts[0], let ahead = parts[1],
      -100...100 ~= left, -100...100 ~= ahead
    else { return nil }
    value = SIMD2(left, ahead)
  }
}

/// The side of a picture in pixels, as the commands take it.
enum PictureSide {
  static func check(_ size: Int, upTo limit: Int = 4096) throws {
    guard (64...limit).contains(size), size % 2 == 0 else {
      throw ValidationError("--size must be even, 64...\(limit)")
    }
  }
}

/// One of the lights that have a name.
struct NamedLight: ExpressibleByArgument, CustomStringConvertible {
  let description: String
  let rig: LightRig

  init(_ name: String, _ rig: LightRig) { (description, self.rig) = (name, rig) }

  init?(argument: String) {
    guard let preset = LightRig.presets.first(where: { $0.name == argument }) else { return nil }
    self.init(preset.name, preset.rig)
  }

  static var allValueStrings: [String] { LightRig.presets.map(\.name) }
}

extension StageView: ExpressibleByArgument {}
extension FrameLayout: ExpressibleByArgument {}

extension FrameAspect: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension FrameRate: ExpressibleByArgument {
  /// A rate of 1 to 240: a number, or a ratio such as 24000/1001.
  public init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(parts.count), let first = parts[0],
      let second = parts.count == 2 ? parts[1] : 1,
      first > 0, second > 0, first <= 1_000_000, second <= 10_000,
      (1...240).contains(Double(first) / Double(second))
    else { return nil }
    self.init(first, second)
  }

  public var defaultValueDescription: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}
