package import Foundation
internal import MediaIO

/// Writes files that are made at once: nobody ever sees half of one.
package enum WholeFile {
  /// - Throws: `SynthesisError` `cannotWrite`.
  package static func write(_ text: String, to url: URL, isDurable: Bool = false) throws {
    try write(Data(text.utf8), to: url, isDurable: isDurable)
  }

  /// - Parameter isDurable: true to return when it is on the disk.
  /// - Throws: `SynthesisError` `cannotWrite`.
  package static func write(_ data: Data, to url: URL, isDurable: Bool = false) throws {
    do {
      try PartialFile.write(data, to: url.path, named: url.relativePath, isDurable: isDurable)
    } catch {
      throw SynthesisError(.cannotWrite, error.message)
    }
  }
}
