import ArgumentParser
import CharacterCore
import CharacterSynthesis

/// A number or a range as one types it: `30` or `25..40`.
struct NumberRange: ExpressibleByArgument {
  let bounds: ClosedRange<Double>

  /// Half a unit around a single number, so that 30 years are those that round to 30.
  init?(argument: String) {
    let parts = argument.split(separator: ".", omittingEmptySubsequences: true)
    let pieces = argument.contains("..") ? Self.split(argument) : [argument]
    guard !parts.isEmpty, let low = Double(pieces[0]), low.isFinite else { return nil }
    if pieces.count == 1 {
      bounds = (low - 0.5)...(low + 0.5)
    } else {
      guard let high = Double(pieces[1]), high.isFinite, low <= high else { return nil }
      bounds = low...high
    }
  }

  private static func split(_ text: String) -> [String] {
    guard let dots = text.firstRange(of: "..") else { return [text] }
    let end = text[dots.upperBound...].drop { $0 == "." }
    return [String(text[..<dots.lowerBound]), String(end)]
  }
}

/// Presentation by name or as a range of 0 (female) to 1 (male).
struct SexRange: ExpressibleByArgument {
  let bounds: ClosedRange<Double>
  static let allValueStrings = ["female", "male", "between"]

  init?(argument: String) {
    switch argument.lowercased() {
    case "female": bounds = 0...0.3
    case "male": bounds = 0.7...1
    case "between": bounds = 0.3...0.7
    default:
      guard argument.contains(".."), let range = NumberRange(argument: argument),
        range.bounds.lowerBound >= 0, range.bounds.upperBound <= 1
      else { return nil }
      bounds = range.bounds
    }
  }
}

/// Names parted by commas, matched without regard to case, spaces, hyphens and underscores.
struct NameList<Name: CaseIterable & Sendable>: Sendable {
  let names: [Name]

  init?(_ text: String, title: (Name) -> String) {
    var names: [Name] = []
    for word in text.split(separator: ",") {
      let folded = Self.folded(word)
      guard let name = Name.allCases.first(where: { Self.folded(title($0)) == folded }) else {
        return nil
      }
      names.append(name)
    }
    guard !names.isEmpty else { return nil }
    self.names = names
  }

  private static func folded(_ text: some StringProtocol) -> String {
    String(text.lowercased().filter { $0.isLetter })
  }
}

/// Whom a casting looks for, as options.
struct CallOptions: ParsableArguments {
  @Option(help: "Years: a range such as 25..40, or a number.") var age: NumberRange?
  @Option(help: "female, male, between, or a range of 0 (female) to 1 (male) such as 0..0.4.")
  var sex: SexRange?
  @Option(
    help:
      "european, african, eastAsian or southAsian; several with commas for people of all of them."
  )
  var ancestry: String?
  @Option(help: "Skin, a range of 0 (lightest) to 1 (darkest) such as 0.2..0.5.")
  var skin: NumberRange?
  @Option(help: "Cuts of hair, parted by commas, such as \"bob,long wavy\".") var hair: String?

  func validate() throws { _ = try call() }

  func call() throws -> CastCall {
    var call = CastCall(age: age?.bounds, sex: sex?.bounds, skin: skin?.bounds)
    if let age = age?.bounds, age.upperBound < 4 || age.lowerBound > 88 {
      throw ValidationError("--age: seeds draw people of 4 to 88 years")
    }
    if let skin = skin?.bounds, skin.upperBound < 0 || skin.lowerBound > 1 {
      throw ValidationError("--skin must be a range within 0..1")
    }
    if let ancestry {
      guard let list = NameList<CastCall.AncestryName>(ancestry, title: \.rawValue) else {
        let names = CastCall.AncestryName.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--ancestry '\(ancestry)': choose from \(names)")
      }
      call.ancestries = list.names
    }
    if let hair {
      guard let list = NameList<HairParameters.Style>(hair, title: \.title) else {
        let names = HairParameters.Style.allCases.map(\.title).joined(separator: ", ")
        throw ValidationError("--hair '\(hair)': choose from \(names)")
      }
      call.hair = list.names
    }
    return call
  }

  /// The call in words, for the sheet.
  var description: String {
    var parts: [String] = []
    func years(_ range: ClosedRange<Double>) -> String {
      let (low, high) = (range.lowerBound.formattedBriefly, range.upperBound.formattedBriefly)
      return range.upperBound - range.lowerBound <= 1 ? "about \(high)" : "\(low) to \(high)"
    }
    if let age { parts.append("\(years(age.bounds)) years") }
    if let sex {
      let named: [ClosedRange<Double>: String] = [
        0...0.3: "female", 0.7...1: "male", 0.3...0.7: "between the sexes",
      ]
      parts.append(
        named[sex.bounds]
          ?? "sex \(sex.bounds.lowerBound.formattedBriefly) to \(sex.bounds.upperBound.formattedBriefly)"
      )
    }
    if let ancestry { parts.append(ancestry.replacingOccurrences(",", with: " and ")) }
    if let skin {
      parts.append(
        "skin \(skin.bounds.lowerBound.formattedBriefly) to \(skin.bounds.upperBound.formattedBriefly)"
      )
    }
    if let hair { parts.append(hair) }
    return parts.isEmpty ? "anybody" : parts.joined(separator: ", ")
  }
}

extension Double {
  /// At most two decimals, without needless zeros.
  var formattedBriefly: String {
    let value = (self * 100).rounded() / 100
    return value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}

extension String {
  fileprivate func replacingOccurrences(_ text: Character, with other: String) -> String {
    split(separator: text).joined(separator: other)
  }
}
