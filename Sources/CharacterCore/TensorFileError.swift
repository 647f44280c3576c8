/// An error that a `TensorFile` can throw: each room that reads such files brings its own.
package protocol TensorFileError: Error {
  /// `message` is one sentence that names the file.
  init(tensorFile problem: TensorFileProblem, _ message: String, underlying: (any Error)?)
}

/// What can be wrong with a file of tensors.
package enum TensorFileProblem: Sendable {
  /// It cannot be opened, read or written.
  case access
  /// It is not what its format or its reader asks for.
  case content
}

extension TensorFileError {
  init(tensorFile problem: TensorFileProblem, _ message: String) {
    self.init(tensorFile: problem, message, underlying: nil)
  }
}
