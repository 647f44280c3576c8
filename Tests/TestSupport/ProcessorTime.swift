import Foundation

/// Milliseconds of processor time that some work takes, which other work on the machine hardly lengthens.
package func processorTime(_ work: () throws -> Void) rethrows -> Double {
  let start = clock()
  try work()
  return Double(clock() - start) / Double(CLOCKS_PER_SEC) * 1000
}
