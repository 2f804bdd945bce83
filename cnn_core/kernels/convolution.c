#include "contract.h"
#include "one_channel.h"
#include "sums.h"

/* Neighboring positions of a window along one side, from which it sees the same part of itself on the image: `count`
 * positions beginning with `first`, and the window's lines `from` up to, but without, `to`. */
typedef struct {
  Index first, count, from, to;
} Run;

typedef struct {
  Index size, window, strides, before, positions; /* `before`: zeros that the image seems to have before it */
} Side;

static Run run_at(Side s, Index position) {
  const Index begin = position * s.strides - s.before;
  Index from = begin < 0 ? -begin : 0, to = s.size - begin;
  if (to > s.window) to = s.window;
  if (from > to) from = to = 0;
  return (Run){position, 1, from, to};
}

static Run next_run(Side s, Index first) {
  Run run = run_at(s, first);
  while (first + run.count < s.positions) {
    const Run next = run_at(s, first + run.count);
    if (next.from != run.from || next.to != run.to) break;
    run.count++;
  }
  return run;
}

/* Zeros around the image are never written out or multiplied: at the border, less of the kernel is used. */
void conv2d_forward(Conv s, const float *x, const float *kernel, const float *bias, float *y) {
  if (bias && is_one_channel(s)) return one_channel_forward(s, x, kernel, bias, y);
  const Side down = {s.h, s.k_h, s.strides, s.top, s.h_out}, along = {s.w, s.k_w, s.strides, s.left, s.w_out};
  const Index line = s.w * s.c, out_line = s.w_out * s.f;
  Run rows, columns;
  for (Index row = 0; row < s.h_out; row += rows.count) {
    rows = next_run(down, row);
    for (Index column = 0; column < s.w_out; column += columns.count) {
      columns = next_run(along, column);
      const Index begin = (row * s.strides - s.top + rows.from) * line + (column * s.strides - s.left + columns.from) * s.c;
      const Rows pixels = {{s.n, rows.count, columns.count},
                           {s.h * line, s.strides * line, s.strides * s.c},
                           {s.h_out * out_line, out_line, s.f}};
      /* A line of a patch lies in one piece; so does what it is multiplied with. */
      const Steps weights = {{rows.to - rows.from, (columns.to - columns.from) * s.c},
                             {line, 1},
                             {s.k_w * s.c * s.f, s.f}};
      contract(pixels, weights, s.f, x + begin, kernel + (rows.from * s.k_w + columns.from) * s.c * s.f,
               bias ? START_AT_ROW : START_AT_ZERO, bias, y + row * out_line + column * s.f);
    }
  }
}

/* Here x has its zeros around it. */
void conv2d_kernel_gradient(Conv s, const float *x, const float *grad_y, float *grad_kernel, float *grad_bias) {
  if (is_one_channel(s)) return one_channel_kernel_gradient(s, x, grad_y, grad_kernel, grad_bias);
  sum_rows(s.n * s.h_out * s.w_out, s.f, grad_y, grad_bias);
  const Index line = s.w * s.c;
  const Rows weights = {{1, s.k_h, s.k_w * s.c}, {0, line, 1}, {0, s.k_w * s.c * s.f, s.f}};
  const Steps pixels = {{s.h_out, s.w_out}, {s.strides * line, s.strides * s.c}, {s.w_out * s.f, s.f}};
  for (Index i = 0; i < s.k_h * s.k_w * s.c * s.f; i++) grad_kernel[i] = 0;
  /* Sample by sample: one image and its gradient stay in the cache. */
  for (Index n = 0; n < s.n; n++)
    contract(weights, pixels, s.f, x + n * s.h * line, grad_y + n * s.h_out * s.w_out * s.f, ADD_TO_OUT, 0,
             grad_kernel);
}
