#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>

// Macros that Swift does not import.
static inline int cff_again(void) { return AVERROR(EAGAIN); }
static inline int cff_end_of_file(void) { return AVERROR_EOF; }
static inline int64_t cff_no_timestamp(void) { return AV_NOPTS_VALUE; }

/// Converts a whole picture; returns the rows written or a negative error.
static inline int cff_scale(struct SwsContext *scaler, const AVFrame *source, AVFrame *target) {
  return sws_scale(
    scaler, (const uint8_t *const *)source->data, source->linesize, 0, source->height,
    target->data, target->linesize);
}

/// Sets both sides' matrices (SWS_CS_*) and ranges (1 full, 0 limited); negative where it cannot.
static inline int cff_set_color(
  struct SwsContext *scaler, int source_matrix, int source_range, int target_matrix,
  int target_range) {
  return sws_setColorspaceDetails(
    scaler, sws_getCoefficients(source_matrix), source_range, sws_getCoefficients(target_matrix),
    target_range, 0, 1 << 16, 1 << 16);
}
