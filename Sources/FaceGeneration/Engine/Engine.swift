internal import CKernels

/// What all layers of a network run on: kernels, threads, and the scratch memory of one layer at a time.
final class Engine {
  let kernels: CKKernels
  let pool: WorkerPool
  private var scratch: [FloatBuffer]

  init(kernels: KernelSet, threads: Int) {
    self.kernels = kernels.table
    pool = WorkerPool(threads: threads)
    scratch = (0..<threads).map { _ in FloatBuffer(count: 0) }
  }

  /// Makes sure that every thread, or the first alone, has this much scratch. For a layer's `init`.
  func reserve(floats count: Int, firstThreadOnly: Bool) {
    for thread in 0..<(firstThreadOnly ? 1 : pool.threads) where scratch[thread].count < count {
      scratch[thread] = FloatBuffer(count: count)
    }
  }

  /// A thread's scratch; what a layer leaves there, the next one overwrites.
  func scratch(thread: Int) -> UnsafeMutablePointer<Float> { scratch[thread].start }
}

/// What happens to a convolution's sums before they are stored.
enum Epilogue {
  /// Leaky rectifier of (sum * gain + bias), slope 0.2, times the square root of 2.
  case activate(gain: FloatBuffer, bias: FloatBuffer)
  /// (Sum + bias + a map of half the size, bilinearly doubled) * scale.
  case inject(bias: FloatBuffer, coarse: FeatureMap, scale: FloatBuffer)
  /// z = sum + bias + a map of the same size, and slope * z where z < 0.
  case incline(bias: FloatBuffer, slope: FloatBuffer, addend: FeatureMap?)
}
