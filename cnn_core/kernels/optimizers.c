/* One step of an optimizer over all parameters end to end; the formulas are those of optimizers.py. */
#include "kernels.h"

int sgd_step(Index size, const float *weights, const float *gradient, const float *velocity, double learning_rate,
             double momentum, float *new_weights, float *new_velocity) {
  const float rate = (float)learning_rate, kept = (float)momentum;
  int wrong = 0;
  for (Index i = 0; i < size; i++) {
    const float v = kept * velocity[i] - rate * gradient[i];
    const float w = weights[i] + v;
    new_velocity[i] = v;
    new_weights[i] = w;
    wrong |= !(w - w == 0); /* inf and NaN are not what they were less themselves */
  }
  return !wrong;
}

int adam_step(Index size, const float *weights, const float *gradient, const float *mean, const float *square,
              double rate, double beta_1, double beta_2, double correction, double epsilon, float *new_weights,
              float *new_mean, float *new_square) {
  const float down = (float)-rate, b1 = (float)beta_1, b2 = (float)beta_2, c = (float)correction, e = (float)epsilon;
  const float rest_1 = (float)(1 - beta_1), rest_2 = (float)(1 - beta_2);
  int wrong = 0;
  for (Index i = 0; i < size; i++) {
    const float g = gradient[i];
    const float m = b1 * mean[i] + rest_1 * g;
    const float s = b2 * square[i] + rest_2 * g * g;
    const float w = weights[i] + down * m / (__builtin_sqrtf(s) / c + e);
    new_mean[i] = m;
    new_square[i] = s;
    new_weights[i] = w;
    wrong |= !(w - w == 0) | !(m - m == 0) | !(s - s == 0);
  }
  return !wrong;
}
