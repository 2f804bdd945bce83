#include "kernels.h"

#include "contract.h"
#include "one_channel.h"
#include "vectors.h"

/* Sums of `lanes` columns of a (rows, columns) array, in several threads so that no sum waits for another. */
INLINE void sum_columns(const int lanes, Index rows, Index columns, const float *array, float *sums) {
  Vector even = {0}, odd = {0};
  Index row = 0;
  for (; row + 2 <= rows; row += 2, array += 2 * columns) {
    even += load(array, lanes);
    odd += load(array + columns, lanes);
  }
  if (row < rows) even += load(array, lanes);
  store(sums, even + odd, lanes);
}

static void sum_rows(Index rows, Index columns, const float *array, float *sums) {
  Index column = 0;
  for (; column + LANES <= columns; column += LANES) sum_columns(LANES, rows, columns, array + column, sums + column);
  for (; column < columns; column++) sum_columns(1, rows, columns, array + column, sums + column);
}

void conv2d_forward(Conv s, const float *x, const float *kernel, const float *bias, float *y) {
  if (bias && is_one_channel(s)) return one_channel_forward(s, x, kernel, bias, y);
  const Index line = s.w * s.c;
  const Rows pixels = {{s.n, s.h_out, s.w_out}, {s.h * line, s.strides * line, s.strides * s.c}};
  /* A line of a patch lies in one piece, k_w · c floats; so does what it is multiplied with. */
  const Steps weights = {{1, s.k_h, s.k_w * s.c}, {0, line, 1}, {0, s.k_w * s.c * s.f, s.f}};
  contract(pixels, weights, s.f, x, kernel, bias ? START_AT_ROW : START_AT_ZERO, bias, y);
}

void conv2d_kernel_gradient(Conv s, const float *x, const float *grad_y, float *grad_kernel, float *grad_bias) {
  sum_rows(s.n * s.h_out * s.w_out, s.f, grad_y, grad_bias);
  if (is_one_channel(s)) return one_channel_kernel_gradient(s, x, grad_y, grad_kernel);
  const Index line = s.w * s.c;
  const Rows weights = {{1, s.k_h, s.k_w * s.c}, {0, line, 1}};
  const Steps pixels = {{1, s.h_out, s.w_out}, {0, s.strides * line, s.strides * s.c}, {0, s.w_out * s.f, s.f}};
  for (Index i = 0; i < s.k_h * s.k_w * s.c * s.f; i++) grad_kernel[i] = 0;
  /* Sample by sample: one image and its gradient stay in the cache. */
  for (Index n = 0; n < s.n; n++)
    contract(weights, pixels, s.f, x + n * s.h * line, grad_y + n * s.h_out * s.w_out * s.f, ADD_TO_OUT, 0,
             grad_kernel);
}

void dense_forward(Index n, Index inputs, Index units, const float *x, const float *kernel, const float *bias,
                   float *y) {
  const Rows samples = {{1, 1, n}, {0, 0, inputs}};
  const Steps weights = {{1, 1, inputs}, {0, 0, 1}, {0, 0, units}};
  contract(samples, weights, units, x, kernel, bias ? START_AT_ROW : START_AT_ZERO, bias, y);
}

void dense_kernel_gradient(Index n, Index inputs, Index units, const float *x, const float *grad_y, float *grad_kernel,
                           float *grad_bias) {
  const Rows weights = {{1, 1, inputs}, {0, 0, 1}};
  const Steps samples = {{1, 1, n}, {0, 0, inputs}, {0, 0, units}};
  contract(weights, samples, units, x, grad_y, START_AT_ZERO, 0, grad_kernel);
  sum_rows(n, units, grad_y, grad_bias);
}

INLINE Vector rectified(Vector y, Vector value) { return choose(y <= 0, (Vector){0}, value); /* not NaN, which stays */ }

void relu_forward(Index size, const float *x, float *y) {
  Index i = 0;
  for (; i + LANES <= size; i += LANES) store(y + i, rectified(load(x + i, LANES), load(x + i, LANES)), LANES);
  for (; i < size; i++) store(y + i, rectified(load(x + i, 1), load(x + i, 1)), 1);
}

void relu_backward(Index size, const float *grad_y, const float *y, float *grad_x) {
  Index i = 0;
  for (; i + LANES <= size; i += LANES) store(grad_x + i, rectified(load(y + i, LANES), load(grad_y + i, LANES)), LANES);
  for (; i < size; i++) store(grad_x + i, rectified(load(y + i, 1), load(grad_y + i, 1)), 1);
}

/* Of equal values the first counts, and the first NaN counts as the largest of all, as for np.argmax. */
static void largest(const float *window, Index line, Index c, Index pool, float *y, Index first, Index *argmax) {
  float best = window[0];
  Index where = 0;
  for (Index row = 0; row < pool; row++)
    for (Index column = 0; column < pool; column++) {
      const Index place = row * line + column * c;
      const float value = window[place];
      if (value > best || (value != value && best == best)) {
        best = value;
        where = place;
      }
    }
  *y = best;
  *argmax = first + where;
}

/* The same for four channels at once. Sizes that are constants where this is called leave no loops. */
INLINE void four_largest(const Index pool, const float *window, Index line, Index c, float *y, Index first,
                         Index *argmax) {
  Vector best = load(window, LANES);
  Mask where = {0};
  for (Index row = 0; row < pool; row++)
    for (Index column = 0; column < pool; column++) {
      const int32_t place = (int32_t)(row * line + column * c);
      const Vector value = load(window + place, LANES);
      const Mask taken = (value > best) | ((value != value) & (best == best));
      best = choose(taken, value, best);
      where = (place & taken) | (where & ~taken);
    }
  store(y, best, LANES);
  for (int channel = 0; channel < LANES; channel++) argmax[channel] = first + channel + where[channel];
}

void max_pool2d_forward(Index n, Index h, Index w, Index c, Index h_out, Index w_out, Index pool, Index strides,
                        const float *x, float *y, Index *argmax) {
  const Index line = w * c;
  for (Index i = 0; i < n; i++)
    for (Index row = 0; row < h_out; row++)
      for (Index column = 0; column < w_out; column++, y += c, argmax += c) {
        const Index first = (i * h + row * strides) * line + column * strides * c;
        Index channel = 0;
        if (pool == 2)
          for (; channel + LANES <= c; channel += LANES)
            four_largest(2, x + first + channel, line, c, y + channel, first + channel, argmax + channel);
        for (; channel + LANES <= c; channel += LANES)
          four_largest(pool, x + first + channel, line, c, y + channel, first + channel, argmax + channel);
        for (; channel < c; channel++)
          largest(x + first + channel, line, c, pool, y + channel, first + channel, argmax + channel);
      }
}

int max_pool2d_backward(Index size, Index input_size, const float *grad_y, const Index *argmax, float *grad_x) {
  for (Index i = 0; i < input_size; i++) grad_x[i] = 0;
  for (Index i = 0; i < size; i++) {
    if (argmax[i] < 0 || argmax[i] >= input_size) return -1;
    grad_x[argmax[i]] += grad_y[i];
  }
  return 0;
}
