#include "include/CKernels.h"

extern const CKKernels ck_table_plain;

const CKKernels *ck_kernels_plain(void) { return &ck_table_plain; }

#if defined(__x86_64__)

extern const CKKernels ck_table_avx2;

const CKKernels *ck_kernels_best(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &ck_table_avx2;
  return &ck_table_plain;
}

#elif defined(__aarch64__)

extern const CKKernels ck_table_neon;

const CKKernels *ck_kernels_best(void) { return &ck_table_neon; }

#else

const CKKernels *ck_kernels_best(void) { return &ck_table_plain; }

#endif
