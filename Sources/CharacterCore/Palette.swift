/// A colour as an author writes it: `#rrggbb`, sRGB.
public struct HexColor: Sendable, Hashable, CustomStringConvertible {
  public let red, green, blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  /// The colour that `#rrggbb` names, or `nil`.
  public init?(_ text: some StringProtocol) {
    let digits = text.utf8.dropFirst()
    guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6,
      digits.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }),
      let value = UInt32(text.dropFirst(), radix: 16)
    else { return nil }
    self.init(UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255))
  }

  public var description: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The same colour in linear light (IEC 61966-2-1).
  public var linear: LinearRGB {
    func decode(_ value: UInt8) -> Float { Float(SRGB.decode(Double(value) / 255)) }
    return LinearRGB(decode(red), decode(green), decode(blue))
  }
}

/// The curve between linear light and the values of an sRGB picture (IEC 61966-2-1), both 0...1.
package enum SRGB {
  package static func encode(_ light: Double) -> Double {
    light <= 0.003_130_8 ? 12.92 * light : 1.055 * Math.exp(Math.log(light) / 2.4) - 0.055
  }

  package static func decode(_ value: Double) -> Double {
    value <= 0.04045 ? value / 12.92 : Math.exp(2.4 * Math.log((value + 0.055) / 1.055))
  }
}

/// A choice that authors make by name.
public protocol NamedChoice: CaseIterable, Hashable, Sendable {
  /// The name to write, lower case, words parted by a space.
  var title: String { get }
}

extension NamedChoice where Self: RawRepresentable, RawValue == String {
  public var title: String { rawValue }
}

/// Colours with names.
public protocol Palette: NamedChoice {
  var color: HexColor { get }
}

/// A colour by name or by value.
public enum ColorChoice<Names: Palette>: Sendable, Equatable {
  case named(Names)
  case hex(HexColor)

  public var color: HexColor {
    switch self {
    case .named(let name): name.color
    case .hex(let color): color
    }
  }
}

/// Natural colours of hair.
public enum HairColor: String, Palette {
  case black, auburn, ginger, brown, blond, platinum
  case darkBrown = "dark brown"
  case lightBrown = "light brown"
  case darkBlond = "dark blond"

  public var color: HexColor {
    switch self {
    case .black: HexColor(18, 14, 12)
    case .darkBrown: HexColor(48, 32, 22)
    case .brown: HexColor(84, 55, 34)
    case .lightBrown: HexColor(122, 86, 54)
    case .auburn: HexColor(106, 48, 26)
    case .ginger: HexColor(160, 84, 38)
    case .darkBlond: HexColor(152, 118, 74)
    case .blond: HexColor(196, 160, 104)
    case .platinum: HexColor(222, 200, 160)
    }
  }
}

/// Colours of the iris.
public enum EyeColor: String, Palette {
  case brown, hazel, green, blue, grey, amber
  case darkBrown = "dark brown"

  public var color: HexColor {
    switch self {
    case .brown: HexColor(82, 48, 26)
    case .darkBrown: HexColor(48, 28, 18)
    case .hazel: HexColor(112, 84, 42)
    case .green: HexColor(98, 112, 72)
    case .blue: HexColor(96, 130, 164)
    case .grey: HexColor(126, 136, 142)
    case .amber: HexColor(142, 92, 38)
    }
  }
}

/// Lipsticks.
public enum LipColor: String, Palette {
  case red, coral, nude, wine, rose

  public var color: HexColor {
    switch self {
    case .red: HexColor(158, 33, 41)
    case .coral: HexColor(184, 77, 82)
    case .nude: HexColor(168, 92, 87)
    case .wine: HexColor(128, 26, 41)
    case .rose: HexColor(191, 107, 107)
    }
  }
}

/// Eyeshadows.
public enum EyeshadowColor: String, Palette {
  case taupe, rose, smoke, mauve

  public var color: HexColor {
    switch self {
    case .taupe: HexColor(115, 84, 77)
    case .rose: HexColor(140, 102, 97)
    case .smoke: HexColor(77, 64, 71)
    case .mauve: HexColor(128, 89, 107)
    }
  }
}

/// Colours of cloth.
public enum GarmentColor: String, Palette {
  case white, black, navy, red, green, sand, ochre, blue, plum, coral, teal

  public var color: HexColor {
    switch self {
    case .white: HexColor(235, 235, 230)
    case .black: HexColor(31, 31, 36)
    case .navy: HexColor(51, 66, 97)
    case .red: HexColor(115, 36, 41)
    case .green: HexColor(64, 92, 71)
    case .sand: HexColor(158, 153, 143)
    case .ochre: HexColor(191, 158, 115)
    case .blue: HexColor(102, 128, 158)
    case .plum: HexColor(89, 77, 102)
    case .coral: HexColor(204, 128, 115)
    case .teal: HexColor(38, 77, 82)
    }
  }
}

extension HairParameters.Style: NamedChoice {
  public var title: String {
    switch self {
    case .sidepart: "side part"
    case .bobfringe: "bob with fringe"
    case .longfringe: "long with fringe"
    case .longwavy: "long wavy"
    default: rawValue
    }
  }
}

extension BeardParameters.Style: NamedChoice {
  public var title: String { self == .longbeard ? "long" : rawValue }
}

extension LookParameters.Garment: NamedChoice {
  public var title: String {
    switch self {
    case .tee: "tee"
    case .vneck: "v-neck"
    case .turtle: "turtleneck"
    case .tank: "tank top"
    }
  }
}

extension HairSpec.Parting: NamedChoice {}
extension FaceFeature: NamedChoice {}
