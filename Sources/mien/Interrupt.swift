import Dispatch
import Foundation

/// Turns Ctrl-C into the cancellation of a task, so that it can take its unfinished files away.
enum Interrupt {
  static func cancelling(_ work: @escaping () async throws -> Void) async throws {
    let signals = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    for source in signals {
      source.setEventHandler { continuation.yield() }
      source.resume()
    }
    defer { for source in signals { source.cancel() } }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for await _ in stream { throw CancellationError() }
      }
      defer { group.cancelAll() }
      let body = work
      try await withTaskCancellationHandler {
        try await body()
      } onCancel: {}
      continuation.finish()
    }
  }
}
