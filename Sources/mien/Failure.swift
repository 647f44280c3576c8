import ArgumentParser
import CharacterSynthesis
import FaceGeneration
import Foundation
import Identities
import MediaIO
import MotionSynthesis

/// An error on its way out of the program: what is printed, and the exit code of sysexits(3).
struct Failure {
  private let error: any Error

  init(_ error: any Error) { self.error = error }

  func exit() -> Never {
    guard let code else { Mien.exit(withError: error) }
    let prefix = error is SpecFileError ? "" : "error: "
    if !(error is CancellationError) {
      FileHandle.standardError.write(Data("\(prefix)\(error)\n".utf8))
    }
    Foundation.exit(code)
  }

  /// `nil` for errors that the argument parser knows how to show.
  private var code: Int32? {
    switch error {
    case is CancellationError: 130
    case is SpecFileError, is LockedEditError: 65
    case let error as SynthesisError:
      switch error.code {
      case .badInput: 65
      case .missingInput: 66
      case .cannotWrite: 73
      default: 70
      }
    case let error as MediaError:
      switch error.code {
      case .missing: 66
      case .damaged, .tooLarge, .unsupported, .settings: 65
      case .cannotWrite: 73
      default: 70
      }
    case let error as IdentityError:
      switch error.code {
      case .missing: 66
      case .foreign, .newer, .damaged, .badInput, .conflict: 65
      case .cannotWrite, .busy: 73
      default: 70
      }
    case let error as FaceGenerationError:
      error.code == .fileAccess ? 66 : 65
    case let error as MotionSynthesisError:
      error.code == .fileAccess ? 66 : 65
    case is ExitCode, is ValidationError, is CleanExit: nil
    default: String(describing: type(of: error)).hasPrefix("CommandError") ? nil : 70
    }
  }
}
