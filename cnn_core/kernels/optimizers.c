/* One step of an optimizer for one parameter; the formulas are those of optimizers.py. Each can be tried first,
 * without writing anything: a step is taken for all parameters or for none. */
#include "kernels.h"
#include "vectors.h"

/* inf and NaN are not what they were less themselves */
#define IS_FINITE(x) ((x) - (x) == 0)

INLINE Mask sgd_move(const int lanes, float *param, const float *grad, float *velocity, float rate, float kept,
                     int write) {
  const Vector v = kept * load(velocity, lanes) - rate * load(grad, lanes);
  const Vector w = load(param, lanes) + v;
  if (write) store(velocity, v, lanes), store(param, w, lanes);
  return ~IS_FINITE(w);
}

int sgd_step(Index size, float *param, const float *grad, float *velocity, double learning_rate, double momentum,
             int write) {
  const float rate = (float)learning_rate, kept = (float)momentum;
  Mask wrong = {0};
  Index i = 0;
  for (; i + LANES <= size; i += LANES)
    wrong |= sgd_move(LANES, param + i, grad + i, velocity + i, rate, kept, write);
  for (; i < size; i++) wrong |= sgd_move(1, param + i, grad + i, velocity + i, rate, kept, write);
  return !any(wrong);
}

int adam_step(Index size, float *param, const float *grad, float *mean, float *square, double rate, double beta_1,
              double beta_2, double correction, double epsilon, int write) {
  const float down = (float)-rate, b1 = (float)beta_1, b2 = (float)beta_2, c = (float)correction, e = (float)epsilon;
  const float rest_1 = (float)(1 - beta_1), rest_2 = (float)(1 - beta_2);
  int wrong = 0;
  for (Index i = 0; i < size; i++) {
    const float g = grad[i];
    const float m = b1 * mean[i] + rest_1 * g;
    const float s = b2 * square[i] + rest_2 * g * g;
    const float w = param[i] + down * m / (__builtin_sqrtf(s) / c + e);
    wrong |= !IS_FINITE(w) | !IS_FINITE(m) | !IS_FINITE(s);
    if (write) mean[i] = m, square[i] = s, param[i] = w;
  }
  return !wrong;
}
