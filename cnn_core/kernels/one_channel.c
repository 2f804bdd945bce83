/* Convolutions of 3 × 3 over a single channel, the first layer of a network that looks at digits. contract.c would
 * spend more on getting ready for nine weights than on the weights: here they stay in registers. */
#include "one_channel.h"

#include "vectors.h"

enum { SIDE = 3, WEIGHTS = SIDE * SIDE };

int is_one_channel(Conv s) { return s.c == 1 && s.k_h == SIDE && s.k_w == SIDE && s.f % LANES == 0; }

/* Where in x the pixels under the weights lie, counted from the first. */
INLINE Index place(int weight, Index width) { return weight / SIDE * width + weight % SIDE; }

void one_channel_forward(Conv s, const float *x, const float *kernel, const float *bias, float *y) {
  for (Index n = 0; n < s.n; n++, x += s.h * s.w)
    for (Index row = 0; row < s.h_out; row++, y += s.w_out * s.f)
      for (Index f = 0; f < s.f; f += LANES) {
        const float *patch = x + row * s.strides * s.w;
        float *out = y + f;
        Vector weights[WEIGHTS];
        for (int i = 0; i < WEIGHTS; i++) weights[i] = load(kernel + i * s.f + f, LANES);
        const Vector start = load(bias + f, LANES);
        for (Index column = 0; column < s.w_out; column++, patch += s.strides, out += s.f) {
          Vector sum = start;
          for (int i = 0; i < WEIGHTS; i++) sum = multiply_add(all(patch[place(i, s.w)]), weights[i], sum);
          store(out, sum, LANES);
        }
      }
}

void one_channel_kernel_gradient(Conv s, const float *x, const float *grad_y, float *grad_kernel) {
  for (Index f = 0; f < s.f; f += LANES) {
    Vector sums[WEIGHTS] = {0};
    for (Index n = 0; n < s.n; n++)
      for (Index row = 0; row < s.h_out; row++) {
        const float *patch = x + (n * s.h + row * s.strides) * s.w;
        const float *grad = grad_y + (n * s.h_out + row) * s.w_out * s.f + f;
        for (Index column = 0; column < s.w_out; column++, patch += s.strides, grad += s.f) {
          const Vector g = load(grad, LANES);
          for (int i = 0; i < WEIGHTS; i++) sums[i] = multiply_add(all(patch[place(i, s.w)]), g, sums[i]);
        }
      }
    for (int i = 0; i < WEIGHTS; i++) store(grad_kernel + i * s.f + f, sums[i], LANES);
  }
}
