#include "kernels.h"

#include "contract.h"
#include "sums.h"
#include "vectors.h"

void dense_forward(Index n, Index inputs, Index units, const float *x, const float *kernel, const float *bias,
                   float *y) {
  const Rows samples = {{1, 1, n}, {0, 0, inputs}, {0, 0, units}};
  const Steps weights = {{1, inputs}, {0, 1}, {0, units}};
  contract(samples, weights, units, x, kernel, bias ? START_AT_ROW : START_AT_ZERO, bias, y);
}

void dense_kernel_gradient(Index n, Index inputs, Index units, const float *x, const float *grad_y, float *grad_kernel,
                           float *grad_bias) {
  const Rows weights = {{1, 1, inputs}, {0, 0, 1}, {0, 0, units}};
  const Steps samples = {{1, n}, {0, inputs}, {0, units}};
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

INLINE void store_places(Index *argmax, Index first, Mask where) {
  if (sizeof *argmax == sizeof where[0])
    *(UnalignedMask *)argmax = where + (int32_t)first + (Mask){0, 1, 2, 3};
  else
    for (int channel = 0; channel < LANES; channel++) argmax[channel] = first + channel + where[channel];
}

/* The same for four channels at once. A size that is a constant where this is called leaves no loops. */
INLINE void four_largest(const Index pool, const float *window, Index line, Index c, float *y, Index first,
                         Index *argmax) {
  Vector best = load(window, LANES);
  Mask where = {0};
  for (Index row = 0; row < pool; row++)
    for (Index column = 0; column < pool; column++) {
      const int32_t at = (int32_t)(row * line + column * c);
      const Vector value = load(window + at, LANES);
      const Mask taken = ~(value <= best) & (best == best); /* larger, or NaN */
      best = choose(taken, value, best);
      where = pick(taken, (Mask){at, at, at, at}, where);
    }
  store(y, best, LANES);
  store_places(argmax, first, where);
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
    if ((size_t)argmax[i] >= (size_t)input_size) return -1; /* nor may it be negative */
    grad_x[argmax[i]] += grad_y[i];
  }
  return 0;
}
