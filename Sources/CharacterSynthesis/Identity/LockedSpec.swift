internal import CharacterCore
internal import Foundation
internal import SpecFiles

/// A spec beside its lock: the character that the lock holds, with what the spec changes of what may be
/// changed.
struct LockedSpec {
  let lock: IdentityLock
  let resolver: CharacterResolver

  /// The character to render.
  ///
  /// - Parameter spec: the spec as it is now.
  /// - Throws: `LockedEditError` where it touches what is locked.
  func character(_ spec: CharacterSpec, file: String) throws -> ResolvedCharacter {
    let locked = try lockedSpec(file: file)
    let changes = differences(locked, spec)
    let forbidden = changes.filter { !isAllowed($0, spec) }
    guard forbidden.isEmpty else {
      throw LockedEditError(file: file, lock: lock, changes: forbidden)
    }
    return changes.isEmpty ? lock.resolved : try carry(locked, spec)
  }

  /// The character of the next version: the locked one with all that the spec changes.
  func updated(to spec: CharacterSpec, file: String) throws -> ResolvedCharacter {
    try RecordFile.carrying(
      from: resolver.resolve(try lockedSpec(file: file)), to: resolver.resolve(spec),
      over: lock.resolved)
  }

  /// What the spec says otherwise than the locked one: `path: before -> after`.
  func changes(_ spec: CharacterSpec, file: String) throws -> [String] {
    differences(try lockedSpec(file: file), spec).map(\.text)
  }

  private func lockedSpec(file: String) throws -> CharacterSpec {
    let reading = SpecReader().read(Array(lock.spec.utf8), file: "the lock of \(file)")
    guard let spec = reading.value else { throw SpecFileError(reading.diagnostics) }
    return spec
  }

  private func differences(_ locked: CharacterSpec, _ spec: CharacterSpec) -> [SpecChange] {
    RecordFile.difference(SpecWriter.write(locked), SpecWriter.write(spec)).map {
      SpecChange(path: $0.path, before: $0.first, after: $0.second)
    }
  }

  private func isAllowed(_ change: SpecChange, _ spec: CharacterSpec) -> Bool {
    if change.path == "age" { return spec.age.map(lock.mayChange.allows(age:)) ?? false }
    return lock.mayChange.allows(change.path)
  }

  /// The locked character with the spec's free changes upon it, and only those: what the resolver
  /// makes of the locked spec does not matter, what it makes of a change does.
  private func carry(_ locked: CharacterSpec, _ spec: CharacterSpec) throws -> ResolvedCharacter {
    var character = lock.resolved
    if let age = spec.age, age != locked.age {
      character = try resolver.aged(character, of: locked, to: age)
    }
    var dressed = locked
    dressed.age = spec.age
    let undressed = resolver.resolve(dressed)
    for part in lock.mayChange.parts {
      switch part {
      case .wardrobe: dressed.face.garment = spec.face.garment
      case .makeup: dressed.face.makeup = spec.face.makeup
      case .beard:
        dressed.face.beard.style = spec.face.beard.style
        dressed.face.beard.length = spec.face.beard.length
        dressed.face.beard.shadow = spec.face.beard.shadow
      case .hair:
        let (color, grey) = (dressed.face.hair.color, dressed.face.hair.grey)
        let hairline = dressed.face.hair.hairline
        dressed.face.hair = spec.face.hair
        (dressed.face.hair.color, dressed.face.hair.grey) = (color, grey)
        dressed.face.hair.hairline = hairline
      }
    }
    return try RecordFile.carrying(
      from: undressed, to: resolver.resolve(dressed), over: character)
  }
}

extension CharacterResolver {
  /// A character at another age: what age changes in its spec, changes, and nothing else.
  func aged(
    _ character: ResolvedCharacter, of spec: CharacterSpec, to age: Double
  ) throws -> ResolvedCharacter {
    var older = spec
    older.age = age
    return try RecordFile.carrying(from: resolve(spec), to: resolve(older), over: character)
  }
}

/// One value of a spec that is not what it was.
struct SpecChange: Sendable, Equatable {
  let path: String
  let before: String?
  let after: String?

  var text: String { "\(path): \(before ?? "open") -> \(after ?? "open")" }
}

/// An edit of a spec that touches what is locked.
public struct LockedEditError: Error, Sendable, CustomStringConvertible {
  public let description: String

  init(file: String, lock: IdentityLock, changes: [SpecChange]) {
    let ages = lock.mayChange.ages
    var lines = [
      "\(file) is not the \(lock.character) that is locked in '\(lock.series)' "
        + "(version \(lock.version)):"
    ]
    for change in changes {
      var line = "  \(change.path): \(change.before ?? "left open") is locked, "
      line += change.after.map { "the spec says \($0)" } ?? "the spec leaves it open"
      if change.path == "age", ages.count == 2, ages[0] < ages[1] {
        line += "; \(ages[0].formatted) to \(ages[1].formatted) is free"
      }
      lines.append(line)
    }
    lines.append(
      "Take the edit back, or make it the next version with 'mien lock \(file) --update'.")
    description = lines.joined(separator: "\n")
  }
}

extension Double {
  /// Without a point where it is whole.
  fileprivate var formatted: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
