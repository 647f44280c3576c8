/// The hot loops of the face network, one set for each instruction set, chosen when the program runs.
///
/// Maps are NHWC with a border of one zero pixel: `row` is the distance in floats between two rows,
/// `(width + 2) * channels`. Channel counts of maps are multiples of 16. Counts of pixels and
/// tiles that are multiplied are multiples of 4. No pointer needs an alignment beyond a float's.
/// Winograd F(4x4, 3x3): A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016.
#pragma once

#pragma clang assume_nonnull begin

/// A range of 4x4 pixel tiles, counted row by row, and of blocks of eight channels.
typedef struct {
  long across;         ///< tiles in a row of the map
  long first;          ///< the first tile
  long count;          ///< how many tiles
  long channel_begin;  ///< the first channel, a multiple of 8
  long channel_end;    ///< one past the last channel, a multiple of 8
} CKTiles;

/// The kernels of one instruction set: constants, and functions without state.
typedef struct __attribute__((swift_attr("@Sendable"))) {
  /// What a manifest calls the set: "avx2", "neon" or "plain".
  const char *name;

  /// c[n x 16 panels] (+)= a[n x k] * b, with b packed as [panels][k][16].
  void (*multiply)(
      long n, long k, long panels, const float *a, long a_row, const float *b, float *c, long c_row,
      int accumulate);

  /// V = B^T d B for each tile: `map` points to the border's corner; V is [36][count][channels], its
  /// 36 slices `slice` floats apart; `scale`, a factor for each channel, may be null.
  void (*winograd_input)(
      CKTiles tiles, const float *map, long row, long channels, const float *_Nullable scale,
      float *v, long slice);

  /// lrelu(A^T m A * gain + bias) * sqrt 2 into the map, whose pixel (0, 0) `out` points to.
  void (*winograd_output)(
      CKTiles tiles, const float *m, long slice, long channels, const float *gain,
      const float *bias, float *out, long row);

  /// (A^T m A + bias + up(coarse)) * scale into the map; up is bilinear x2, `coarse` points to pixel
  /// (0, 0) of a map of half the size.
  void (*winograd_output_inject)(
      CKTiles tiles, const float *m, long slice, long channels, const float *bias,
      const float *coarse, long coarse_row, const float *scale, float *out, long row);

  /// x = lrelu(x * gain + bias) * sqrt 2 for `n` pixels in place; `gain` may be null.
  void (*activate)(
      long n, long channels, float *x, long row, const float *_Nullable gain, const float *bias);

  /// y = x * scale for `n` pixels.
  void (*scale)(long n, long channels, const float *x, const float *scale, float *y);

  /// Four sums for each of `n` pixels (a multiple of 4): out[n][4] (+)= x[n][k] * w[k][4] + bias.
  void (*project)(
      long n, long k, const float *x, long x_row, const float *w, const float *bias, float *out,
      int accumulate);

  /// out[2n][4] += a row of bilinear x2: `near` weighs 3/4 and `far` 1/4; both are [n][4].
  void (*add_upsampled)(long n, const float *near, const float *far, float *out);

  /// out[n][channels] = planes[channels][n], the planes `plane` floats apart; `n` a multiple of 4.
  void (*interleave)(long n, long channels, const float *planes, long plane, float *out);

  /// out[n][channels] = the mean of 2x2 pixels of two rows.
  void (*pool)(long n, long channels, const float *upper, const float *lower, float *out);

  /// y[rows] = W[rows][columns] x + bias; `bias` may be null.
  void (*linear)(
      long rows, long columns, const float *w, const float *x, const float *_Nullable bias,
      float *y);

  /// z = A^T m A + bias + addend, and slope * z where z < 0, into the map, whose pixel (0, 0) `out`
  /// points to; `addend`, pixel (0, 0) of a map of the same layout, may be null.
  void (*winograd_output_slope)(
      CKTiles tiles, const float *m, long slice, long channels, const float *bias,
      const float *slope, const float *_Nullable addend, float *out, long row);

  /// The same for `n` pixels in place: z = x + bias + addend, and slope * z where z < 0.
  void (*incline)(
      long n, long channels, float *x, long row, const float *bias, const float *slope,
      const float *_Nullable addend);
} CKKernels;

/// The quickest set that this processor can run.
const CKKernels *ck_kernels_best(void);

/// The set that any processor can run.
const CKKernels *ck_kernels_plain(void);

/// U = G g G^T of weights [outputs][inputs][3][3], packed as [36][outputs / 16][inputs][16].
void ck_winograd_weights(long outputs, long inputs, const float *weights, float *u);

/// Weights [outputs][inputs][taps] packed as [outputs / 16][taps][inputs][16].
void ck_pack_weights(long outputs, long inputs, long taps, const float *weights, float *packed);

/// The sum over the taps of the squared weights: [outputs][inputs].
void ck_weight_energy(long outputs, long inputs, long taps, const float *weights, float *energy);

/// 1 where no value is an infinity or not a number, else 0.
int ck_all_finite(long count, const float *values);

/// Tells the processor that the caller waits in a loop.
static inline void ck_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#pragma clang assume_nonnull end
