package import Foundation

/// Writes files that are made at once: nobody ever sees half of one.
package enum WholeFile {
  /// - Throws: `SynthesisError` `cannotWrite`.
  package static func write(_ text: String, to url: URL) throws {
    try write(Data(text.utf8), to: url)
  }

  /// - Throws: `SynthesisError` `cannotWrite`.
  package static func write(_ data: Data, to url: URL) throws {
    do {
      try data.write(to: url, options: .atomic)
    } catch {
      throw SynthesisError(.cannotWrite, "\(url.relativePath): \(error.localizedDescription)")
    }
  }
}
