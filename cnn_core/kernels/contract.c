#include "contract.h"

#define INLINE static inline __attribute__((always_inline))

typedef float Vector __attribute__((vector_size(16)));
typedef float Unaligned __attribute__((vector_size(16), aligned(4), may_alias));

enum { ROWS = 4, LANES = 4 };

/* Loads the first `lanes` floats at p, no byte more. */
INLINE Vector load(const float *p, int lanes) {
  if (lanes == LANES) return *(const Unaligned *)p;
  Vector v = {0};
  for (int i = 0; i < lanes; i++) v[i] = p[i];
  return v;
}

INLINE void store(float *p, Vector v, int lanes) {
  if (lanes == LANES) {
    *(Unaligned *)p = v;
    return;
  }
  for (int i = 0; i < lanes; i++) p[i] = v[i];
}

/* A tile of `rows` × (`vectors` · 4) numbers; the last vector has `lanes` of them. All three are constants where this
 * is called, so that the sums stay in registers. */
INLINE void tile(const int rows, const int vectors, const int lanes, const float *const *a, const Steps *steps,
                 const float *b, Start start, const float *row, float *const *out) {
  Vector sum[ROWS][2];
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) {
      const int width = v == vectors - 1 ? lanes : LANES;
      sum[r][v] = start == START_AT_ZERO  ? (Vector){0}
                  : start == START_AT_ROW ? load(row + v * LANES, width)
                                          : load(out[r] + v * LANES, width);
    }
  for (Index i = 0; i < steps->count[0]; i++)
    for (Index j = 0; j < steps->count[1]; j++) {
      Index in_a = i * steps->a[0] + j * steps->a[1];
      const float *in_b = b + i * steps->b[0] + j * steps->b[1];
      for (Index k = 0; k < steps->count[2]; k++, in_a += steps->a[2], in_b += steps->b[2]) {
        Vector factor[2];
        for (int v = 0; v < vectors; v++) factor[v] = load(in_b + v * LANES, v == vectors - 1 ? lanes : LANES);
        for (int r = 0; r < rows; r++) {
          const float x = a[r][in_a];
          const Vector all = {x, x, x, x};
          for (int v = 0; v < vectors; v++) sum[r][v] += all * factor[v];
        }
      }
    }
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) store(out[r] + v * LANES, sum[r][v], v == vectors - 1 ? lanes : LANES);
}

/* All rows of one panel of columns. */
INLINE void panel(const int vectors, const int lanes, const Rows *rows, const Steps *steps, Index columns,
                  const float *a, const float *b, Start start, const float *row, float *out) {
  const float *from[ROWS];
  float *to[ROWS];
  int gathered = 0;
  for (Index i = 0; i < rows->count[0]; i++)
    for (Index j = 0; j < rows->count[1]; j++) {
      const float *place = a + i * rows->stride[0] + j * rows->stride[1];
      for (Index k = 0; k < rows->count[2]; k++, place += rows->stride[2], out += columns) {
        from[gathered] = place;
        to[gathered] = out;
        if (++gathered < ROWS) continue;
        tile(ROWS, vectors, lanes, from, steps, b, start, row, to);
        gathered = 0;
      }
    }
  for (int r = 0; r < gathered; r++) tile(1, vectors, lanes, from + r, steps, b, start, row, to + r);
}

void contract(Rows rows, Steps steps, Index columns, const float *a, const float *b, Start start, const float *row,
              float *out) {
  Index column = 0;
  for (; column + 2 * LANES <= columns; column += 2 * LANES)
    panel(2, LANES, &rows, &steps, columns, a, b + column, start, row + column, out + column);
  for (; column + LANES <= columns; column += LANES)
    panel(1, LANES, &rows, &steps, columns, a, b + column, start, row + column, out + column);
  switch (columns - column) {
    case 3: panel(1, 3, &rows, &steps, columns, a, b + column, start, row + column, out + column); break;
    case 2: panel(1, 2, &rows, &steps, columns, a, b + column, start, row + column, out + column); break;
    case 1: panel(1, 1, &rows, &steps, columns, a, b + column, start, row + column, out + column); break;
    default: break;
  }
}
