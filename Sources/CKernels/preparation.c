#include "include/CKernels.h"

// G of F(4x4, 3x3), with the points 0, 1, -1, 2, -2 and infinity.
static const double transform[6][3] = {
    {1.0 / 4, 0, 0},
    {-1.0 / 6, -1.0 / 6, -1.0 / 6},
    {-1.0 / 6, 1.0 / 6, -1.0 / 6},
    {1.0 / 24, 1.0 / 12, 1.0 / 6},
    {1.0 / 24, -1.0 / 12, 1.0 / 6},
    {0, 0, 1},
};

void ck_winograd_weights(long outputs, long inputs, const float *weights, float *u) {
  for (long o = 0; o < outputs; o++) {
    for (long i = 0; i < inputs; i++, weights += 9) {
      double t[6][3];
      for (int a = 0; a < 6; a++)
        for (int k = 0; k < 3; k++)
          t[a][k] = transform[a][0] * weights[k] + transform[a][1] * weights[3 + k] +
                    transform[a][2] * weights[6 + k];
      float *out = u + (o / 16) * inputs * 16 + i * 16 + o % 16;
      for (int a = 0; a < 6; a++)
        for (int b = 0; b < 6; b++, out += inputs * outputs)
          *out = (float)(transform[b][0] * t[a][0] + transform[b][1] * t[a][1] +
                         transform[b][2] * t[a][2]);
    }
  }
}

void ck_pack_weights(long outputs, long inputs, long taps, const float *weights, float *packed) {
  for (long o = 0; o < outputs; o++)
    for (long i = 0; i < inputs; i++)
      for (long tap = 0; tap < taps; tap++)
        packed[((o / 16 * taps + tap) * inputs + i) * 16 + o % 16] =
            weights[(o * inputs + i) * taps + tap];
}

void ck_weight_energy(long outputs, long inputs, long taps, const float *weights, float *energy) {
  for (long n = 0; n < outputs * inputs; n++) {
    double sum = 0;
    for (long tap = 0; tap < taps; tap++) sum += (double)*weights * *weights, weights++;
    energy[n] = (float)sum;
  }
}

int ck_all_finite(long count, const float *values) {
  for (long n = 0; n < count; n++)
    if (values[n] - values[n] != 0.0f) return 0;
  return 1;
}
