#include "contract.h"

#include "vectors.h"

enum { ROWS = 4 };

/* How a tile's numbers lie in a; each lets the addresses be constants. */
typedef enum {
  ANYHOW,        /* rows and steps anywhere */
  STEPS_IN_LINE, /* the innermost steps are neighbors: a patch, a sample */
  ROWS_IN_LINE,  /* the rows are neighbors: weights of one line of a kernel */
} Layout;

/* One step of a tile: all rows times one row of b. */
INLINE void step(const int rows, const int vectors, const int lanes, const Layout layout, const float *const *a,
                 const float *b, Vector sum[ROWS][2]) {
  Vector factor[2];
  for (int v = 0; v < vectors; v++) factor[v] = load(b + v * LANES, v == vectors - 1 ? lanes : LANES);
  for (int r = 0; r < rows; r++) {
    const float x = layout == ROWS_IN_LINE ? a[0][r] : a[r][0];
    for (int v = 0; v < vectors; v++) sum[r][v] = multiply_add(all(x), factor[v], sum[r][v]);
  }
}

/* A tile of `rows` × (`vectors` · 4) numbers; the last vector has `lanes` of them. These and the layout are constants
 * where this is called, so that the sums stay in registers. */
INLINE void tile(const int rows, const int vectors, const int lanes, const Layout layout, const float *const *a,
                 const Steps *steps, const float *b, Start start, const float *row, float *const *out) {
  Vector sum[ROWS][2];
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) {
      const int width = v == vectors - 1 ? lanes : LANES;
      sum[r][v] = start == START_AT_ZERO  ? (Vector){0}
                  : start == START_AT_ROW ? load(row + v * LANES, width)
                                          : load(out[r] + v * LANES, width);
    }
  const Index count = steps->count[1], in_a = steps->a[1], in_b = steps->b[1];
  for (Index i = 0; i < steps->count[0]; i++) {
    const float *from[ROWS], *factors = b + i * steps->b[0];
    for (int r = 0; r < rows; r++) from[r] = a[r] + i * steps->a[0];
    for (Index k = 0; k < count; k++, factors += in_b) {
      step(rows, vectors, lanes, layout, from, factors, sum);
      for (int r = 0; r < (layout == ROWS_IN_LINE ? 1 : rows); r++) from[r] += layout == STEPS_IN_LINE ? 1 : in_a;
    }
  }
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) store(out[r] + v * LANES, sum[r][v], v == vectors - 1 ? lanes : LANES);
}

/* All rows of one panel of columns. */
INLINE void panel(const int vectors, const int lanes, const Rows *rows, const Steps *steps, const float *a,
                  const float *b, Start start, const float *row, float *out) {
  const float *from[ROWS];
  float *to[ROWS];
  int gathered = 0;
  const int steps_in_line = steps->a[1] == 1;
  for (Index i = 0; i < rows->count[0]; i++)
    for (Index j = 0; j < rows->count[1]; j++) {
      const float *place = a + i * rows->a[0] + j * rows->a[1];
      float *result = out + i * rows->out[0] + j * rows->out[1];
      for (Index k = 0; k < rows->count[2]; k++, place += rows->a[2], result += rows->out[2]) {
        from[gathered] = place;
        to[gathered] = result;
        if (++gathered < ROWS) continue;
        gathered = 0;
        if (steps_in_line)
          tile(ROWS, vectors, lanes, STEPS_IN_LINE, from, steps, b, start, row, to);
        else if (from[1] == from[0] + 1 && from[2] == from[0] + 2 && from[3] == from[0] + 3)
          tile(ROWS, vectors, lanes, ROWS_IN_LINE, from, steps, b, start, row, to);
        else
          tile(ROWS, vectors, lanes, ANYHOW, from, steps, b, start, row, to);
      }
    }
  for (int r = 0; r < gathered; r++) tile(1, vectors, lanes, ANYHOW, from + r, steps, b, start, row, to + r);
}

void contract(Rows rows, Steps steps, Index columns, const float *a, const float *b, Start start, const float *row,
              float *out) {
  Index column = 0;
  for (; column + 2 * LANES <= columns; column += 2 * LANES)
    panel(2, LANES, &rows, &steps, a, b + column, start, row ? row + column : row, out + column);
  for (; column + LANES <= columns; column += LANES)
    panel(1, LANES, &rows, &steps, a, b + column, start, row ? row + column : row, out + column);
  switch (columns - column) {
    case 3: panel(1, 3, &rows, &steps, a, b + column, start, row ? row + column : row, out + column); break;
    case 2: panel(1, 2, &rows, &steps, a, b + column, start, row ? row + column : row, out + column); break;
    case 1: panel(1, 1, &rows, &steps, a, b + column, start, row ? row + column : row, out + column); break;
    default: break;
  }
}
