// For any processor: what the target's baseline has, on x86-64 the sixteen registers of SSE2.
#define KERNEL_SET plain
#define SPLIT_PANELS 1
#include "KernelBody.h"
