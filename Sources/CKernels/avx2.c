// For x86-64 with AVX2 and FMA (2013 and later); called only after the processor was asked.
#if defined(__x86_64__)
#define KERNEL_SET avx2
#define SPLIT_PANELS 0
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "KernelBody.h"
#pragma clang attribute pop
#else
typedef int ck_no_avx2;
#endif
