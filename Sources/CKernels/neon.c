// For 64-bit ARM, whose baseline has thirty-two vector registers and fused multiplication.
#if defined(__aarch64__)
#define KERNEL_SET neon
#define SPLIT_PANELS 0
#include "KernelBody.h"
#else
typedef int ck_no_neon;
#endif
