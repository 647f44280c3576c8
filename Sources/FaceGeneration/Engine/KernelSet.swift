internal import CKernels

/// The hot loops of one instruction set; the tensors' last digits depend on which one runs.
package struct KernelSet: Sendable {
  /// What a manifest calls the set: "avx2", "neon" or "plain".
  package let name: String
  let table: CKKernels

  private init(_ table: UnsafePointer<CKKernels>) {
    self.table = table.pointee
    name = String(cString: table.pointee.name)
  }

  /// The quickest set that this processor can run.
  package static var best: KernelSet { KernelSet(ck_kernels_best()) }

  /// The set that any processor can run, several times slower.
  package static var plain: KernelSet { KernelSet(ck_kernels_plain()) }
}
