// 3x3 convolution of NHWC float32 by Winograd's F(4x4, 3x3) (Lavin and Gray, 2015), with the gradient of
// its weights: a quarter of the multiplications, and blocks of tiles that stay in the cache.
// Around it, in the same pass: a scale for each input channel of each picture, and for the output a scale,
// a bias, another picture added and the leaky ReLU.
// Height and width are multiples of 4, channel counts multiples of 16; the border is zero.
// Built at first use by `winograd.py`; the definition of what it computes is torch's own convolution.
#include <immintrin.h>
#include <stddef.h>
#include <string.h>

typedef float v8 __attribute__((vector_size(32), aligned(4)));
#define LOAD(p) (*(const v8 *)(p))
#define STORE(p, v) (*(v8 *)(p) = (v))

// c[r * rowC + 0..15] (+)= sum over k of a[r * rowA + k * stepA] * b[k * stepB + 0..15], R rows.
#define KERNEL(R)                                                                                  \
  static inline void kernel##R(size_t n, const float *a, size_t rowA, size_t stepA, const float *b, \
                               size_t stepB, float *c, size_t rowC, int add) {                      \
    v8 s[R][2];                                                                                     \
    for (int r = 0; r < R; r++)                                                                     \
      for (int h = 0; h < 2; h++) s[r][h] = add ? LOAD(c + r * rowC + 8 * h) : (v8){0};             \
    for (size_t k = 0; k < n; k++, a += stepA, b += stepB) {                                        \
      v8 b0 = LOAD(b), b1 = LOAD(b + 8);                                                            \
      _Pragma("GCC unroll 6") for (int r = 0; r < R; r++) {                                         \
        float f = a[r * rowA];                                                                      \
        v8 w = {f, f, f, f, f, f, f, f};                                                            \
        s[r][0] += w * b0;                                                                          \
        s[r][1] += w * b1;                                                                          \
      }                                                                                             \
    }                                                                                               \
    for (int r = 0; r < R; r++)                                                                     \
      for (int h = 0; h < 2; h++) STORE(c + r * rowC + 8 * h, s[r][h]);                             \
  }
KERNEL(1) KERNEL(2) KERNEL(3) KERNEL(4) KERNEL(5) KERNEL(6)

static void rows(size_t m, size_t n, const float *a, size_t rowA, size_t stepA, const float *b,
                 size_t stepB, float *c, size_t rowC, int add) {
  for (; m >= 6; m -= 6, a += 6 * rowA, c += 6 * rowC)
    kernel6(n, a, rowA, stepA, b, stepB, c, rowC, add);
  switch (m) {
    case 5: kernel5(n, a, rowA, stepA, b, stepB, c, rowC, add); break;
    case 4: kernel4(n, a, rowA, stepA, b, stepB, c, rowC, add); break;
    case 3: kernel3(n, a, rowA, stepA, b, stepB, c, rowC, add); break;
    case 2: kernel2(n, a, rowA, stepA, b, stepB, c, rowC, add); break;
    case 1: kernel1(n, a, rowA, stepA, b, stepB, c, rowC, add); break;
    default: break;
  }
}

// B' d for six values.
#define BT(o, d0, d1, d2, d3, d4, d5)                         \
  {                                                           \
    v8 p = (d4) - 4 * (d2), q = (d3) - 4 * (d1);              \
    v8 r = (d4) - (d2), s = 2 * ((d3) - (d1));                \
    (o)[0] = 4 * (d0) - 5 * (d2) + (d4);                      \
    (o)[1] = p + q; (o)[2] = p - q;                           \
    (o)[3] = r + s; (o)[4] = r - s;                           \
    (o)[5] = 4 * (d1) - 5 * (d3) + (d5);                      \
  }

// The patch of 6x6 around a tile, times scale[c] when given, transformed, into v[k * plane + c].
static void patch(const float *x, const float *scale, int H, int W, int C, int y0, int x0, float *v,
                  size_t plane) {
  int inside = y0 > 0 && x0 > 0 && y0 + 5 <= H && x0 + 5 <= W;
  for (int c = 0; c < C; c += 8) {
    v8 t[6][6], one = {1, 1, 1, 1, 1, 1, 1, 1};
    v8 factor = scale ? LOAD(scale + c) : one;
    for (int j = 0; j < 6; j++) {
      v8 d[6], o[6];
      for (int i = 0; i < 6; i++) {
        int yy = y0 + i - 1, xx = x0 + j - 1;
        d[i] = inside || (yy >= 0 && yy < H && xx >= 0 && xx < W)
                   ? LOAD(x + ((size_t)yy * W + xx) * C + c) * factor : (v8){0};
      }
      BT(o, d[0], d[1], d[2], d[3], d[4], d[5]);
      for (int i = 0; i < 6; i++) t[i][j] = o[i];
    }
    for (int i = 0; i < 6; i++) {
      v8 o[6];
      BT(o, t[i][0], t[i][1], t[i][2], t[i][3], t[i][4], t[i][5]);
      for (int j = 0; j < 6; j++) STORE(v + (i * 6 + j) * plane + c, o[j]);
    }
  }
}

// A' m for six values.
#define AT(o, m0, m1, m2, m3, m4, m5)                         \
  {                                                           \
    v8 p = (m1) + (m2), q = (m1) - (m2);                      \
    v8 r = (m3) + (m4), s = (m3) - (m4);                      \
    (o)[0] = (m0) + p + r;                                    \
    (o)[1] = q + 2 * s;                                       \
    (o)[2] = p + 4 * r;                                       \
    (o)[3] = q + 8 * s + (m5);                                \
  }

// What happens to the convolution of one picture on its way out, any pointer may be null:
// dots[o] += sum of it times other; then times scale[o], plus bias[o], plus `plus`, leaky ReLU.
typedef struct {
  const float *scale, *bias, *plus, *other;
  float *dots, slope;
} Ending;

static void tile(const float *m, size_t plane, float *y, int W, int O, size_t at, Ending e) {
  v8 slope = {e.slope, e.slope, e.slope, e.slope, e.slope, e.slope, e.slope, e.slope};
  y += at;
  for (int c = 0; c < O; c += 8) {
    v8 t[4][6], dot = {0}, scale = {0}, bias = {0};
    if (e.scale) scale = LOAD(e.scale + c);
    if (e.bias) bias = LOAD(e.bias + c);
    for (int j = 0; j < 6; j++) {
      v8 d[6], o[4];
      for (int i = 0; i < 6; i++) d[i] = LOAD(m + (i * 6 + j) * plane + c);
      AT(o, d[0], d[1], d[2], d[3], d[4], d[5]);
      for (int i = 0; i < 4; i++) t[i][j] = o[i];
    }
    for (int i = 0; i < 4; i++) {
      v8 o[4];
      AT(o, t[i][0], t[i][1], t[i][2], t[i][3], t[i][4], t[i][5]);
      for (int j = 0; j < 4; j++) {
        size_t place = ((size_t)i * W + j) * O + c;
        v8 v = o[j];
        if (e.other) dot += v * LOAD(e.other + at + place);
        if (e.scale) v *= scale;
        if (e.bias) v += bias;
        if (e.plus) v += LOAD(e.plus + at + place);
        if (e.slope != 1) v = (v8)_mm256_max_ps((__m256)v, (__m256)(v * slope));
        STORE(y + place, v);
      }
    }
    if (e.dots) STORE(e.dots + c, LOAD(e.dots + c) + dot);
  }
}

// A g for four values: the transpose of A'.
#define AG(o, g0, g1, g2, g3)                                 \
  {                                                           \
    v8 p = (g0) + (g2), q = (g1) + (g3);                      \
    v8 r = (g0) + 4 * (g2), s = 2 * (g1) + 8 * (g3);          \
    (o)[0] = (g0); (o)[1] = p + q; (o)[2] = p - q;            \
    (o)[3] = r + s; (o)[4] = r - s; (o)[5] = (g3);            \
  }

static void spread(const float *g, int W, int O, float *v, size_t plane) {
  for (int c = 0; c < O; c += 8) {
    v8 t[6][4];
    for (int j = 0; j < 4; j++) {
      v8 d[4], o[6];
      for (int i = 0; i < 4; i++) d[i] = LOAD(g + ((size_t)i * W + j) * O + c);
      AG(o, d[0], d[1], d[2], d[3]);
      for (int i = 0; i < 6; i++) t[i][j] = o[i];
    }
    for (int i = 0; i < 6; i++) {
      v8 o[6];
      AG(o, t[i][0], t[i][1], t[i][2], t[i][3]);
      for (int j = 0; j < 6; j++) STORE(v + (i * 6 + j) * plane + c, o[j]);
    }
  }
}

static const float G[6][3] = {{1 / 4.f, 0, 0},
                              {-1 / 6.f, -1 / 6.f, -1 / 6.f},
                              {-1 / 6.f, 1 / 6.f, -1 / 6.f},
                              {1 / 24.f, 1 / 12.f, 1 / 6.f},
                              {1 / 24.f, -1 / 12.f, 1 / 6.f},
                              {0, 0, 1}};

// Weights w[3][3][C][O] to u[36][O / 16][C][16].
void winograd_weights(const float *w, int C, int O, float *u) {
  size_t co = (size_t)C * O;
  for (int c = 0; c < C; c++)
    for (int o = 0; o < O; o += 8) {
      v8 t[6][3];
      for (int j = 0; j < 3; j++) {
        v8 d[3];
        for (int i = 0; i < 3; i++) d[i] = LOAD(w + (i * 3 + j) * co + (size_t)c * O + o);
        for (int i = 0; i < 6; i++) t[i][j] = G[i][0] * d[0] + G[i][1] * d[1] + G[i][2] * d[2];
      }
      float *at = u + ((size_t)(o / 16) * C + c) * 16 + o % 16;
      for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
          STORE(at + (i * 6 + j) * co, G[j][0] * t[i][0] + G[j][1] * t[i][1] + G[j][2] * t[i][2]);
    }
}

#define PLACE(t)                                          \
  int across = W / 4, each = across * (H / 4);            \
  int n_ = (int)((t) / each), at_ = (int)((t) % each);    \
  int y0 = at_ / across * 4, x0 = at_ % across * 4;

// y[N][H][W][O] = x[N][H][W][C] (times s[N][C]) convolved with the transformed weights u, then the
// Ending, with scale and dots [N][O], bias [O], plus and other [N][H][W][O]. Null leaves a thing out.
// `room`: 36 * block * (C + O) floats of the caller's.
void winograd_convolve(const float *x, const float *s, const float *u, float *y, const float *scale,
                       const float *bias, const float *plus, const float *other, float *dots,
                       float slope, int N, int H, int W, int C, int O, int block, float *room) {
  size_t tiles = (size_t)N * (H / 4) * (W / 4);
  for (size_t t0 = 0; t0 < tiles; t0 += block) {
    size_t n = tiles - t0 < (size_t)block ? tiles - t0 : (size_t)block;
    float *v = room, *m = room + (size_t)36 * n * C;
    for (size_t t = 0; t < n; t++) {
      PLACE(t0 + t)
      patch(x + (size_t)n_ * H * W * C, s ? s + (size_t)n_ * C : NULL, H, W, C, y0, x0, v + t * C,
            n * C);
    }
    for (int k = 0; k < 36; k++)
      for (int o = 0; o < O; o += 16)
        rows(n, C, v + k * n * C, C, 1, u + (size_t)k * C * O + (size_t)o * C, 16,
             m + k * n * O + o, O, 0);
    for (size_t t = 0; t < n; t++) {
      PLACE(t0 + t)
      Ending e = {scale ? scale + (size_t)n_ * O : NULL, bias, plus, other,
                  dots ? dots + (size_t)n_ * O : NULL, slope};
      tile(m + t * O, n * O, y, W, O, (((size_t)n_ * H + y0) * W + x0) * O, e);
    }
  }
}

// Back through the leaky ReLU and the scale: from the gradient g of y = leaky(scale * c + bias), its
// gradient by c in `out`, and for each picture and channel the sums of the gradient by the activation's
// input (sums[0][N][O]) and of that times the input itself (sums[1][N][O]). Pixels of a picture: P.
void activation_gradient(const float *g, const float *y, const float *scale, float *out, float *sums,
                         float slope, int N, size_t P, int O) {
  v8 low = {slope, slope, slope, slope, slope, slope, slope, slope};
  v8 one = {1, 1, 1, 1, 1, 1, 1, 1};
  for (int n = 0; n < N; n++) {
    float *s0 = sums + (size_t)n * O, *s1 = sums + ((size_t)N + n) * O;
    memset(s0, 0, sizeof(float) * O);
    memset(s1, 0, sizeof(float) * O);
    for (size_t p = 0; p < P; p++) {
      size_t at = ((size_t)n * P + p) * O;
      for (int c = 0; c < O; c += 8) {
        v8 value = LOAD(y + at + c), up = LOAD(g + at + c);
        __m256 negative = _mm256_cmp_ps((__m256)value, _mm256_setzero_ps(), _CMP_LT_OQ);
        v8 factor = (v8)_mm256_blendv_ps((__m256)one, (__m256)low, negative);
        v8 by = up * factor;
        STORE(out + at + c, by * LOAD(scale + (size_t)n * O + c));
        STORE(s0 + c, LOAD(s0 + c) + by);
        STORE(s1 + c, LOAD(s1 + c) + up * value);          // factor * (value / factor)
      }
    }
  }
}

// dw[3][3][C][O]: the gradient of the weights, from x (times s[N][C]) and the gradient g of the output.
// `room`: 36 * block * (C + O) + 36 * C * O floats of the caller's.
void winograd_gradient(const float *x, const float *s, const float *g, float *dw, int N, int H, int W,
                       int C, int O, int block, float *room) {
  size_t tiles = (size_t)N * (H / 4) * (W / 4), co = (size_t)C * O;
  float *du = room;
  room += 36 * co;
  for (size_t t0 = 0; t0 < tiles; t0 += block) {
    size_t n = tiles - t0 < (size_t)block ? tiles - t0 : (size_t)block;
    float *v = room, *m = room + (size_t)36 * n * C;
    for (size_t t = 0; t < n; t++) {
      PLACE(t0 + t)
      patch(x + (size_t)n_ * H * W * C, s ? s + (size_t)n_ * C : NULL, H, W, C, y0, x0, v + t * C,
            n * C);
      spread(g + (((size_t)n_ * H + y0) * W + x0) * O, W, O, m + t * O, n * O);
    }
    for (int k = 0; k < 36; k++)
      for (int o = 0; o < O; o += 16)
        rows(C, n, v + k * n * C, 1, C, m + k * n * O + o, O, du + k * co + o, O, t0 > 0);
  }
  for (size_t e = 0; e < co; e += 8) {
    v8 t[3][6];
    for (int j = 0; j < 6; j++)
      for (int i = 0; i < 3; i++) {
        v8 s = {0};
        for (int k = 0; k < 6; k++) s += G[k][i] * LOAD(du + (k * 6 + j) * co + e);
        t[i][j] = s;
      }
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++) {
        v8 s = {0};
        for (int k = 0; k < 6; k++) s += G[k][j] * t[i][k];
        STORE(dw + (i * 3 + j) * co + e, s);
      }
  }
}
