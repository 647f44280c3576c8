/// Floats at a fixed address, aligned to a cache line, zero at first; one owner's scratch or weights.
final class FloatBuffer {
  let start: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = count
    start = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
      .bindMemory(to: Float.self, capacity: max(count, 1))
    start.initialize(repeating: 0, count: max(count, 1))
  }

  convenience init(_ values: [Float]) {
    self.init(count: values.count)
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { start.update(from: base, count: values.count) }
    }
  }

  deinit { start.deallocate() }

  /// A copy, for tests and messages.
  var values: [Float] { Array(UnsafeBufferPointer(start: start, count: count)) }
}
