import Dispatch
import Foundation

/// Turns Ctrl-C and the request to end into a call, so that work can take its unfinished files away.
enum Interrupt {
  static func sources(_ handler: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler(handler: handler)
      source.resume()
      return source
    }
  }
}
