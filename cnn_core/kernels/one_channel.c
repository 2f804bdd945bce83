/* Convolutions of 3 × 3 over a single channel, the first layer of a network that looks at digits. contract.c would
 * spend more on getting ready for nine weights than on the weights.
 *
 * Browsers' compilers put all loads of a loop's body before its arithmetic, so a body may load no more than there are
 * registers beside its sums (16 in all). Hence the shapes of the tiles below, and loops that are not unrolled. */
#include "one_channel.h"

#include "vectors.h"

enum { SIDE = 3, TAPS = SIDE * SIDE, MOST_COLUMNS = 6, MOST_VECTORS = 2 };

int is_one_channel(Conv s) {
  return s.c == 1 && s.k_h == SIDE && s.k_w == SIDE && s.strides == 1 && s.f % LANES == 0 && !s.top && !s.left &&
         s.h_out + SIDE - 1 <= s.h && s.w_out + SIDE - 1 <= s.w;
}

/* `columns` neighboring outputs of `vectors` · 4 filters. taps: where a window's pixels lie, from its first. */
INLINE void outputs(const int columns, const int vectors, Index filters, const Index *taps, const float *window,
                    const float *kernel, const float *bias, float *out) {
  Vector sum[MOST_COLUMNS][MOST_VECTORS];
  for (int column = 0; column < columns; column++)
    for (int v = 0; v < vectors; v++) sum[column][v] = load(bias + v * LANES, LANES);
#pragma clang loop unroll(disable)
  for (int tap = 0; tap < TAPS; tap++, kernel += filters) {
    const float *x = window + taps[tap];
    for (int column = 0; column < columns; column++)
      for (int v = 0; v < vectors; v++)
        sum[column][v] = multiply_add(all(x[column]), load(kernel + v * LANES, LANES), sum[column][v]);
  }
  for (int column = 0; column < columns; column++)
    for (int v = 0; v < vectors; v++) store(out + column * filters + v * LANES, sum[column][v], LANES);
}

INLINE void line_of_outputs(const int columns, const int vectors, const Conv *s, const Index *taps, const float *x,
                            const float *kernel, const float *bias, float *out) {
  Index column = 0;
  for (; column + columns <= s->w_out; column += columns)
    outputs(columns, vectors, s->f, taps, x + column, kernel, bias, out + column * s->f);
  for (; column < s->w_out; column++) outputs(1, vectors, s->f, taps, x + column, kernel, bias, out + column * s->f);
}

void one_channel_forward(Conv s, const float *x, const float *kernel, const float *bias, float *y) {
  Index taps[TAPS];
  for (int tap = 0; tap < TAPS; tap++) taps[tap] = tap / SIDE * s.w + tap % SIDE;
  for (Index n = 0; n < s.n; n++)
    for (Index row = 0; row < s.h_out; row++, y += s.w_out * s.f) {
      const float *line = x + (n * s.h + row) * s.w;
      Index f = 0;
      for (; f + 2 * LANES <= s.f; f += 2 * LANES) line_of_outputs(4, 2, &s, taps, line, kernel + f, bias + f, y + f);
      for (; f < s.f; f += LANES) line_of_outputs(6, 1, &s, taps, line, kernel + f, bias + f, y + f);
    }
}

/* Adds what `columns` neighboring positions contribute to three weights of `vectors` · 4 filters each, and to the bias
 * if that is wanted. Sums that the columns don't share need not wait for one another. */
INLINE void contribute(const int columns, const int vectors, const int with_bias, Index filters, const float *x,
                       const float *grad, Vector sum[SIDE + 1][2]) {
  for (int column = 0; column < columns; column++)
    for (int v = 0; v < vectors; v++) {
      const Vector g = load(grad + column * filters + v * LANES, LANES);
      for (int tap = 0; tap < SIDE; tap++)
        sum[tap][column + v] = multiply_add(all(x[column + tap]), g, sum[tap][column + v]);
      if (with_bias) sum[SIDE][column + v] += g;
    }
}

/* The gradient of a kernel's line, and of the bias if that is given: x and grad_y are those of its first window. */
INLINE void line_gradient(const int columns, const int vectors, const int with_bias, const Conv *s, const float *x,
                          const float *grad_y, float *grad_line, float *grad_bias) {
  Vector sum[SIDE + 1][2] = {0};
  for (Index n = 0; n < s->n; n++)
    for (Index row = 0; row < s->h_out; row++) {
      const float *pixel = x + (n * s->h + row) * s->w, *grad = grad_y + (n * s->h_out + row) * s->w_out * s->f;
      Index column = 0;
#pragma clang loop unroll(disable)
      for (; column + columns <= s->w_out; column += columns, pixel += columns, grad += columns * s->f)
        contribute(columns, vectors, with_bias, s->f, pixel, grad, sum);
#pragma clang loop unroll(disable)
      for (; column < s->w_out; column++, pixel++, grad += s->f) contribute(1, vectors, with_bias, s->f, pixel, grad, sum);
    }
  for (int tap = 0; tap <= SIDE; tap++)
    for (int v = 0; v < vectors; v++) {
      const Vector total = columns == 1 ? sum[tap][v] : sum[tap][0] + sum[tap][1];
      if (tap < SIDE)
        store(grad_line + tap * s->f + v * LANES, total, LANES);
      else if (with_bias)
        store(grad_bias + v * LANES, total, LANES);
    }
}

void one_channel_kernel_gradient(Conv s, const float *x, const float *grad_y, float *grad_kernel, float *grad_bias) {
  for (Index f = 0; f < s.f; f += f + 2 * LANES <= s.f ? 2 * LANES : LANES)
    for (Index u = 0; u < SIDE; u++) {
      const float *line = x + u * s.w, *grad = grad_y + f;
      float *grad_line = grad_kernel + u * SIDE * s.f + f;
      const int two = f + 2 * LANES <= s.f;
      if (two && u == 0)
        line_gradient(1, 2, 1, &s, line, grad, grad_line, grad_bias + f);
      else if (two)
        line_gradient(1, 2, 0, &s, line, grad, grad_line, 0);
      else if (u == 0)
        line_gradient(2, 1, 1, &s, line, grad, grad_line, grad_bias + f);
      else
        line_gradient(2, 1, 0, &s, line, grad, grad_line, 0);
    }
}
