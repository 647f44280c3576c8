internal import CharacterCore
internal import Foundation
internal import MotionSynthesis
internal import Synchronization

/// The captures that a reel names, beside it: each is read and checked once.
final class MotionShelf: Sendable {
  /// The most bytes of all of a reel's motions.
  static let limit = 128 << 20

  private let folder: URL?
  private let files = Mutex<[String: [UInt8]]>([:])
  private let faces = Mutex<[String: CapturedFace]>([:])

  /// - Parameter folder: where the reel lies; `nil` where it lies nowhere.
  init(besides folder: URL?) { self.folder = folder }

  /// A file's bytes.
  ///
  /// - Throws: `SynthesisError` for a file that is not there or too large, `MotionSynthesisError` for one
  ///   that no body can perform.
  func motion(_ file: String) throws -> [UInt8] {
    if let known = files.withLock({ $0[file] }) { return known }
    let url = try url(of: file)
    let held = files.withLock { $0.values.reduce(0) { $0 + $1.count } }
    let bytes = try Self.bytes(of: url, named: file, limit: Self.limit - held)
    _ = try BVH(CapturedMotion(file: file, bytes: bytes))
    files.withLock { $0[file] = bytes }
    return bytes
  }

  /// A take's bytes and what the note beside it says; throws as `motion`.
  func face(_ file: String) throws -> CapturedFace {
    if let known = faces.withLock({ $0[file] }) { return known }
    let held = faces.withLock { $0.values.reduce(0) { $0 + $1.bytes.count } }
    let face = try Self.face(at: url(of: file), named: file, limit: Self.limit - held)
    _ = try LiveLinkTake(face)
    faces.withLock { $0[file] = face }
    return face
  }

  static func face(at url: URL, named name: String, limit: Int = limit) throws -> CapturedFace {
    let bytes = try bytes(of: url, named: name, limit: limit)
    let note = LiveLinkNote(beside: url)
    return CapturedFace(
      file: name, bytes: bytes,
      angles: note.flatMap { CaptureAngleUnit(rawValue: $0.angleUnit.rawValue) },
      rate: note?.frameRate)
  }

  private func url(of file: String) throws -> URL {
    guard let folder else {
      throw SynthesisError(
        .missingInput, "'\(file)' cannot be found: the reel lies in no folder.")
    }
    return Self.url(of: file, in: folder)
  }

  /// A file's place: as it says, or in the folder.
  static func url(of file: String, in folder: URL) -> URL {
    file.hasPrefix("/") ? URL(fileURLWithPath: file) : folder.appending(path: file)
  }

  /// The bytes of a regular file of at most so many.
  static func bytes(of url: URL, named name: String, limit: Int = limit) throws -> [UInt8] {
    let kind = try? FileManager.default.attributesOfItem(
      atPath: url.resolvingSymlinksInPath().path)
    guard let kind else {
      throw SynthesisError(.missingInput, "'\(name)' cannot be read: there is no such file.")
    }
    guard kind[.type] as? FileAttributeType == .typeRegular else {
      throw SynthesisError(.badInput, "'\(name)' cannot be read: it is no file.")
    }
    do {
      let file = try FileHandle(forReadingFrom: url)
      defer { try? file.close() }
      let data = try file.read(upToCount: limit + 1) ?? Data()
      guard data.count <= limit else {
        throw SynthesisError(
          .badInput, "'\(name)' is too large: captures may have \(Self.limit >> 20) MiB.")
      }
      return [UInt8](data)
    } catch let error as SynthesisError {
      throw error
    } catch {
      throw SynthesisError(
        .missingInput, "'\(name)' cannot be read: \(error.localizedDescription)")
    }
  }
}
