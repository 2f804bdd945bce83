/* Distances of pixels from the strokes of sketches: see cnn_core/sketches/rendering.py, the sums in its order. */
#include "kernels.h"

#pragma STDC FP_CONTRACT OFF /* so that a sketch is the same to the last bit, whoever draws it */

static int lies_within(Index side, Index window, const Index *corner) {
  return window >= 1 && window <= side && corner[0] >= 0 && corner[0] <= side - window && corner[1] >= 0 &&
         corner[1] <= side - window;
}

static void lower_line(Index window, const float *ahead_x, float ahead_y, const float *dx, float dy, float along_x,
                       float along_y, float *line) {
  for (Index x = 0; x < window; x++) {
    float t = ahead_y + ahead_x[x];
    t = t < 0 ? 0 : t;
    t = t > 1 ? 1 : t;
    const float from_x = dx[x] - t * along_x, from_y = dy - t * along_y;
    const float distance2 = from_x * from_x + from_y * from_y;
    line[x] = distance2 < line[x] ? distance2 : line[x];
  }
}

int lower_to_distances(Index n, Index segments, Index side, const Index *windows, const Index *corner,
                       const float *offset, const float *along, const float *inverse, float *nearest) {
  enum { WIDEST = 128 }; /* sketches have at most 64 pixels a side */
  if (side > WIDEST) return -1;
  for (Index i = 0; i < n * segments; i++)
    if (!lies_within(side, windows[i % segments], corner + 2 * i)) return -1;
  for (Index i = 0; i < n * segments; i++, corner += 2, offset += 2, along += 2, inverse += 2) {
    const Index window = windows[i % segments];
    float *const first = nearest + (i / segments * side + corner[1]) * side + corner[0];
    float dx[WIDEST], ahead_x[WIDEST];
    for (Index x = 0; x < window; x++) {
      dx[x] = offset[0] + (float)x;
      ahead_x[x] = inverse[0] * dx[x];
    }
    for (Index y = 0; y < window; y++) {
      const float dy = offset[1] + (float)y;
      lower_line(window, ahead_x, inverse[1] * dy, dx, dy, along[0], along[1], first + y * side);
    }
  }
  return 0;
}
