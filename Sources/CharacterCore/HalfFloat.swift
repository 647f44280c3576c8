/// IEEE 754 half precision in 16 bits, by integer arithmetic that the compiler can vectorize; the
/// standard library's `Float16` is missing on some systems and slow on others.
package enum HalfFloat {
  @inline(__always)
  package static func decode(_ half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let rest = UInt32(half & 0x7fff)
    // An exponent of 0 marks multiples of 2^-24, an exponent of 31 infinities and NaNs.
    let subnormal = (Float(Int32(bitPattern: rest)) * 0x1p-24).bitPattern
    let normal = (rest << 13) &+ (rest >= 0x7c00 ? 224 << 23 : 112 << 23)
    return Float(bitPattern: sign | (rest < 0x0400 ? subnormal : normal))
  }

  /// The nearest half, ties to even; infinity beyond 65504.
  package static func encode(_ value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.bitPattern & 0x7fff_ffff
    if magnitude > 0x7f80_0000 { return sign | 0x7e00 }
    if magnitude >= 0x477f_f000 { return sign | 0x7c00 }
    if magnitude < 0x3880_0000 {
      let steps = (Float(bitPattern: magnitude) * 0x1p24).rounded(.toNearestOrEven)
      return sign | UInt16(steps)
    }
    let rounded = magnitude &- (112 << 23) &+ 0x0fff &+ ((magnitude >> 13) & 1)
    return sign | UInt16(truncatingIfNeeded: rounded >> 13)
  }
}
