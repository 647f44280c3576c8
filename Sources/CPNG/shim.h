#include <png.h>

// Macros that Swift does not import. The simplified API keeps setjmp inside libpng.
static inline png_uint_32 cpng_format_rgba(void) { return PNG_FORMAT_RGBA; }

/// The most bytes that a picture can take as a PNG; 0 where that does not fit.
static inline size_t cpng_size_limit(const png_image *image) {
  return PNG_IMAGE_PNG_SIZE_MAX(*image);
}
