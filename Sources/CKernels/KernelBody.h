// The kernels, written once in Clang's vector types, which it lowers to whatever the target has.
// Before this file is included: KERNEL_SET, the set's name; SPLIT_PANELS, 1 where sixteen vector
// registers of four floats must do; and, where needed, a target attribute pushed on all functions.

#include "include/CKernels.h"

#pragma STDC FP_CONTRACT ON
#pragma clang diagnostic ignored "-Wpsabi"  // vectors pass only between inlined functions

#define INLINE static inline __attribute__((always_inline))

typedef float f4 __attribute__((ext_vector_type(4)));
typedef float f8 __attribute__((ext_vector_type(8)));
typedef f4 f4_unaligned __attribute__((aligned(4), may_alias));
typedef f8 f8_unaligned __attribute__((aligned(4), may_alias));

INLINE f4 load4(const float *p) { return *(const f4_unaligned *)p; }
INLINE f8 load8(const float *p) { return *(const f8_unaligned *)p; }
INLINE void store4(float *p, f4 v) { *(f4_unaligned *)p = v; }
INLINE void store8(float *p, f8 v) { *(f8_unaligned *)p = v; }

/// Leaky rectifier of slope 0.2, times the square root of 2.
INLINE f8 rectify(f8 z) {
  f8 low = z * 0.2f;
  return (z > low ? z : low) * 1.41421356f;
}

// MARK: - Matrix product

#define ROWS4(X) X(0) X(1) X(2) X(3)
#define ROWS6(X) ROWS4(X) X(4) X(5)

#if SPLIT_PANELS

#define BEGIN(r) f8 c##r = accumulate ? load8(c + r * c_row) : (f8)(0.0f);
#define STEP(r) c##r = (f8)(a[r * a_row]) * b0 + c##r;
#define END(r) store8(c + r * c_row, c##r);
#define MULTIPLY_ROWS(name, ROWS)                                                                 \
  INLINE void name##_half(                                                                        \
      long k, const float *a, long a_row, const float *b, float *c, long c_row, int accumulate) { \
    ROWS(BEGIN)                                                                                   \
    for (long i = 0; i < k; i++, a++, b += 16) {                                                  \
      f8 b0 = load8(b);                                                                           \
      ROWS(STEP)                                                                                  \
    }                                                                                             \
    ROWS(END)                                                                                     \
  }                                                                                               \
  static void name(                                                                               \
      long k, const float *a, long a_row, const float *b, float *c, long c_row, int accumulate) { \
    name##_half(k, a, a_row, b, c, c_row, accumulate);                                            \
    name##_half(k, a, a_row, b + 8, c + 8, c_row, accumulate);                                    \
  }

#else

#define BEGIN(r)                                               \
  f8 c##r##0 = accumulate ? load8(c + r * c_row) : (f8)(0.0f), \
     c##r##1 = accumulate ? load8(c + r * c_row + 8) : (f8)(0.0f);
#define STEP(r)                    \
  f8 a##r = (f8)(a[r * a_row]);    \
  c##r##0 = a##r * b0 + c##r##0;   \
  c##r##1 = a##r * b1 + c##r##1;
#define END(r)                         \
  store8(c + r * c_row, c##r##0);      \
  store8(c + r * c_row + 8, c##r##1);
#define MULTIPLY_ROWS(name, ROWS)                                                                 \
  static void name(                                                                               \
      long k, const float *a, long a_row, const float *b, float *c, long c_row, int accumulate) { \
    ROWS(BEGIN)                                                                                   \
    for (long i = 0; i < k; i++, a++, b += 16) {                                                  \
      f8 b0 = load8(b), b1 = load8(b + 8);                                                        \
      ROWS(STEP)                                                                                  \
    }                                                                                             \
    ROWS(END)                                                                                     \
  }

#endif

MULTIPLY_ROWS(multiply6, ROWS6)
MULTIPLY_ROWS(multiply4, ROWS4)

static void multiply(
    long n, long k, long panels, const float *a, long a_row, const float *b, float *c, long c_row,
    int accumulate) {
  for (long panel = 0; panel < panels; panel++, b += k * 16, c += 16) {
    for (long row = 0; row < n;) {
      // Eight rows are two fours: six would leave two.
      if (n - row >= 6 && n - row != 8) {
        multiply6(k, a + row * a_row, a_row, b, c + row * c_row, c_row, accumulate);
        row += 6;
      } else {
        multiply4(k, a + row * a_row, a_row, b, c + row * c_row, c_row, accumulate);
        row += 4;
      }
    }
  }
}

// MARK: - Winograd transforms

/// B^T times a column of six.
INLINE void forward(f8 a, f8 b, f8 c, f8 d, f8 e, f8 f, f8 *out, long step) {
  f8 even = e - 4.0f * c, odd = d - 4.0f * b, wide = e - c, narrow = 2.0f * (d - b);
  out[0] = 4.0f * a - (5.0f * c - e);
  out[step] = even + odd;
  out[2 * step] = even - odd;
  out[3 * step] = wide + narrow;
  out[4 * step] = wide - narrow;
  out[5 * step] = 4.0f * b - (5.0f * d - f);
}

/// A^T times a column of six.
INLINE void inverse(f8 a, f8 b, f8 c, f8 d, f8 e, f8 f, f8 *out, long step) {
  f8 p = b + c, m = b - c, q = d + e, n = d - e;
  out[0] = a + p + q;
  out[step] = 2.0f * n + m;
  out[2 * step] = 4.0f * q + p;
  out[3 * step] = 8.0f * n + (m + f);
}

static void winograd_input(
    CKTiles tiles, const float *map, long row, long channels, const float *scale, float *v,
    long slice) {
  for (long tile = 0; tile < tiles.count; tile++) {
    long y = (tiles.first + tile) / tiles.across, x = (tiles.first + tile) % tiles.across;
    const float *corner = map + 4 * y * row + 4 * x * channels;
    for (long c = tiles.channel_begin; c < tiles.channel_end; c += 8) {
      f8 t[36], w[6];
#pragma clang loop unroll(full)
      for (int j = 0; j < 6; j++) {
        const float *p = corner + j * channels + c;
        forward(
            load8(p), load8(p + row), load8(p + 2 * row), load8(p + 3 * row), load8(p + 4 * row),
            load8(p + 5 * row), t + j, 6);
      }
      float *out = v + tile * channels + c;
      f8 s = scale ? load8(scale + c) : (f8)(1.0f);
#pragma clang loop unroll(full)
      for (int i = 0; i < 6; i++) {
        const f8 *r = t + 6 * i;
        forward(r[0], r[1], r[2], r[3], r[4], r[5], w, 1);
        float *q = out + 6 * i * slice;
        for (int j = 0; j < 6; j++) store8(q + j * slice, w[j] * s);
      }
    }
  }
}

/// A^T m A of one tile and eight channels: 4x4 vectors.
INLINE void tile_output(const float *m, long slice, f8 *out) {
  f8 t[24];
#pragma clang loop unroll(full)
  for (int j = 0; j < 6; j++) {
    const float *p = m + j * slice;
    inverse(
        load8(p), load8(p + 6 * slice), load8(p + 12 * slice), load8(p + 18 * slice),
        load8(p + 24 * slice), load8(p + 30 * slice), t + j, 6);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    const f8 *r = t + 6 * i;
    inverse(r[0], r[1], r[2], r[3], r[4], r[5], out + 4 * i, 1);
  }
}

static void winograd_output(
    CKTiles tiles, const float *m, long slice, long channels, const float *gain,
    const float *bias, float *out, long row) {
  for (long tile = 0; tile < tiles.count; tile++) {
    long y = (tiles.first + tile) / tiles.across, x = (tiles.first + tile) % tiles.across;
    float *corner = out + 4 * y * row + 4 * x * channels;
    for (long c = tiles.channel_begin; c < tiles.channel_end; c += 8) {
      f8 t[16], g = load8(gain + c), b = load8(bias + c);
      tile_output(m + tile * channels + c, slice, t);
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++)
        store8(corner + (i / 4) * row + (i % 4) * channels + c, rectify(t[i] * g + b));
    }
  }
}

/// Rectifier with a slope of its own below zero.
INLINE f8 incline(f8 z, f8 slope) { return z > 0.0f ? z : z * slope; }

static void winograd_output_slope(
    CKTiles tiles, const float *m, long slice, long channels, const float *bias,
    const float *slope, const float *addend, float *out, long row) {
  for (long tile = 0; tile < tiles.count; tile++) {
    long y = (tiles.first + tile) / tiles.across, x = (tiles.first + tile) % tiles.across;
    long corner = 4 * y * row + 4 * x * channels;
    for (long c = tiles.channel_begin; c < tiles.channel_end; c += 8) {
      f8 t[16], b = load8(bias + c), s = load8(slope + c);
      tile_output(m + tile * channels + c, slice, t);
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++) {
        long at = corner + (i / 4) * row + (i % 4) * channels + c;
        f8 z = t[i] + b;
        store8(out + at, incline(addend ? z + load8(addend + at) : z, s));
      }
    }
  }
}

static void winograd_output_inject(
    CKTiles tiles, const float *m, long slice, long channels, const float *bias,
    const float *coarse, long coarse_row, const float *scale, float *out, long row) {
  long last = 2 * tiles.across - 1;
  for (long tile = 0; tile < tiles.count; tile++) {
    long y = (tiles.first + tile) / tiles.across, x = (tiles.first + tile) % tiles.across;
    float *corner = out + 4 * y * row + 4 * x * channels;
    // Two by two coarse pixels lie under the tile; their neighbours are clamped at the border.
    long top = 2 * y > 0 ? 2 * y - 1 : 0, bottom = 2 * y + 2 < last ? 2 * y + 2 : last;
    long left = 2 * x > 0 ? 2 * x - 1 : 0, right = 2 * x + 2 < last ? 2 * x + 2 : last;
    const float *rows[4] = {
        coarse + top * coarse_row, coarse + 2 * y * coarse_row, coarse + (2 * y + 1) * coarse_row,
        coarse + bottom * coarse_row};
    for (long c = tiles.channel_begin; c < tiles.channel_end; c += 8) {
      f8 t[16], up[16], b = load8(bias + c), s = load8(scale + c);
      tile_output(m + tile * channels + c, slice, t);
#pragma clang loop unroll(full)
      for (int i = 0; i < 4; i++) {
        const float *p = rows[i] + c;
        f8 p0 = load8(p + left * channels), p1 = load8(p + 2 * x * channels),
           p2 = load8(p + (2 * x + 1) * channels), p3 = load8(p + right * channels);
        up[4 * i] = 0.25f * (p0 - p1) + p1;
        up[4 * i + 1] = 0.25f * (p2 - p1) + p1;
        up[4 * i + 2] = 0.25f * (p1 - p2) + p2;
        up[4 * i + 3] = 0.25f * (p3 - p2) + p2;
      }
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j++) {
        f8 u0 = up[j], u1 = up[4 + j], u2 = up[8 + j], u3 = up[12 + j];
        float *q = corner + j * channels + c;
        store8(q, (t[j] + b + (0.25f * (u0 - u1) + u1)) * s);
        store8(q + row, (t[4 + j] + b + (0.25f * (u2 - u1) + u1)) * s);
        store8(q + 2 * row, (t[8 + j] + b + (0.25f * (u1 - u2) + u2)) * s);
        store8(q + 3 * row, (t[12 + j] + b + (0.25f * (u3 - u2) + u2)) * s);
      }
    }
  }
}

// MARK: - Pixel by pixel

static void activate(
    long n, long channels, float *x, long row, const float *gain, const float *bias) {
  for (long i = 0; i < n; i++) {
    for (long c = 0; c < channels; c += 8) {
      f8 v = load8(x + i * row + c), b = load8(bias + c);
      store8(x + i * row + c, rectify(gain ? v * load8(gain + c) + b : v + b));
    }
  }
}

static void incline_pixels(
    long n, long channels, float *x, long row, const float *bias, const float *slope,
    const float *addend) {
  for (long i = 0; i < n; i++) {
    for (long c = 0; c < channels; c += 8) {
      f8 z = load8(x + i * row + c) + load8(bias + c);
      if (addend) z += load8(addend + i * row + c);
      store8(x + i * row + c, incline(z, load8(slope + c)));
    }
  }
}

static void scale_pixels(long n, long channels, const float *x, const float *scale, float *y) {
  for (long i = 0; i < n; i++, x += channels, y += channels)
    for (long c = 0; c < channels; c += 8) store8(y + c, load8(x + c) * load8(scale + c));
}

static void project(
    long n, long k, const float *x, long x_row, const float *w, const float *bias, float *out,
    int accumulate) {
  f4 b = load4(bias);
  for (long i = 0; i < n; i += 4, x += 4 * x_row, out += 16) {
    f4 s0 = b, s1 = b, s2 = b, s3 = b;
    for (long c = 0; c < k; c++) {
      f4 v = load4(w + 4 * c);
      s0 = (f4)(x[c]) * v + s0;
      s1 = (f4)(x[c + x_row]) * v + s1;
      s2 = (f4)(x[c + 2 * x_row]) * v + s2;
      s3 = (f4)(x[c + 3 * x_row]) * v + s3;
    }
    if (accumulate) {
      s0 += load4(out), s1 += load4(out + 4), s2 += load4(out + 8), s3 += load4(out + 12);
    }
    store4(out, s0), store4(out + 4, s1), store4(out + 8, s2), store4(out + 12, s3);
  }
}

INLINE f4 between(const float *near, const float *far, long x) {
  f4 v = load4(near + 4 * x);
  return 0.25f * (load4(far + 4 * x) - v) + v;
}

static void add_upsampled(long n, const float *near, const float *far, float *out) {
  f4 before = between(near, far, 0), here = before;
  for (long x = 0; x < n; x++, out += 8) {
    f4 after = x + 1 < n ? between(near, far, x + 1) : here;
    store4(out, load4(out) + (0.25f * (before - here) + here));
    store4(out + 4, load4(out + 4) + (0.25f * (after - here) + here));
    before = here;
    here = after;
  }
}

static void interleave(long n, long channels, const float *planes, long plane, float *out) {
  long c = 0;
  for (; c + 4 <= channels; c += 4, planes += 4 * plane) {
    for (long x = 0; x < n; x += 4) {
      f4 p = load4(planes + x), q = load4(planes + plane + x), r = load4(planes + 2 * plane + x),
         s = load4(planes + 3 * plane + x);
      f4 t0 = __builtin_shufflevector(p, q, 0, 4, 1, 5), t1 = __builtin_shufflevector(p, q, 2, 6, 3, 7),
         u0 = __builtin_shufflevector(r, s, 0, 4, 1, 5), u1 = __builtin_shufflevector(r, s, 2, 6, 3, 7);
      float *o = out + x * channels + c;
      store4(o, __builtin_shufflevector(t0, u0, 0, 1, 4, 5));
      store4(o + channels, __builtin_shufflevector(t0, u0, 2, 3, 6, 7));
      store4(o + 2 * channels, __builtin_shufflevector(t1, u1, 0, 1, 4, 5));
      store4(o + 3 * channels, __builtin_shufflevector(t1, u1, 2, 3, 6, 7));
    }
  }
  for (; c < channels; c++, planes += plane)
    for (long x = 0; x < n; x++) out[x * channels + c] = planes[x];
}

static void pool(long n, long channels, const float *upper, const float *lower, float *out) {
  for (long i = 0; i < n; i++, upper += 2 * channels, lower += 2 * channels, out += channels) {
    const float *u = upper + channels, *l = lower + channels;
    long c = 0;
    for (; c + 8 <= channels; c += 8)
      store8(
          out + c, 0.25f * ((load8(upper + c) + load8(u + c)) + (load8(lower + c) + load8(l + c))));
    for (; c < channels; c++) out[c] = 0.25f * ((upper[c] + u[c]) + (lower[c] + l[c]));
  }
}

static void linear(
    long rows, long columns, const float *w, const float *x, const float *bias, float *y) {
  for (long row = 0; row < rows; row++, w += columns) {
    f8 even = 0.0f, odd = 0.0f;
    long c = 0;
    for (; c + 16 <= columns; c += 16) {
      even = load8(w + c) * load8(x + c) + even;
      odd = load8(w + c + 8) * load8(x + c + 8) + odd;
    }
    f8 eight = even + odd;
    f4 four = eight.lo + eight.hi;
    float sum = (four.x + four.z) + (four.y + four.w);
    for (; c < columns; c++) sum += w[c] * x[c];
    y[row] = bias ? sum + bias[row] : sum;
  }
}

#define STRING(x) STRING_OF(x)
#define STRING_OF(x) #x
#define TABLE_OF(set) TABLE_NAME(set)
#define TABLE_NAME(set) ck_table_##set

const CKKernels TABLE_OF(KERNEL_SET) = {
    STRING(KERNEL_SET), multiply,     winograd_input, winograd_output, winograd_output_inject,
    activate,           scale_pixels, project,        add_upsampled,   interleave,
    pool,               linear,       winograd_output_slope, incline_pixels,
};
