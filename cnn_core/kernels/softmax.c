/* Softmax and cross-entropy, in double precision. No libm is at hand in a WebAssembly module that is loaded by itself, so
 * exp and log are here. */
#include "kernels.h"

/* e to the x, for x ≤ 0 or NaN, to more digits than a float has; 0 where a float would be. */
static double exponential(double x) {
  if (x != x) return x;
  if (x < -104) return 0;
  /* x = k ln 2 + r with |r| ≤ ln 2 / 2; the Taylor series of e to the r, and k into the exponent's bits. */
  const int k = (int)(x * 1.4426950408889634 - 0.5);
  const double r = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33; /* ln 2 in two parts */
  const double even = 1 + r * r * (1. / 2 + r * r * (1. / 24 + r * r * (1. / 720 + r * r * (1. / 40320))));
  const double odd = 1 + r * r * (1. / 6 + r * r * (1. / 120 + r * r * (1. / 5040 + r * r * (1. / 362880))));
  const union { uint64_t bits; double value; } power = {.bits = (uint64_t)(1023 + k) << 52};
  return (even + r * odd) * power.value;
}

/* The natural logarithm of a positive, normal number, to more digits than a float has; NaN stays. */
static double logarithm(double x) {
  if (x != x) return x;
  union { double value; uint64_t bits; } parts = {.value = x};
  int k = (int)(parts.bits >> 52) - 1023;
  parts.bits = (parts.bits & 0xfffffffffffffull) | 0x3ff0000000000000ull; /* 1 ≤ value < 2 */
  if (parts.value > 1.4142135623730951) {
    parts.value /= 2;
    k++;
  }
  /* log m = 2 artanh(s) = 2 (s + s³ / 3 + s⁵ / 5 + …) with |s| ≤ 0.172 */
  const double s = (parts.value - 1) / (parts.value + 1), q = s * s;
  const double near = 1 + q * (1. / 3 + q * (1. / 5 + q * (1. / 7)));
  const double rest = 1. / 9 + q * (1. / 11 + q * (1. / 13 + q * (1. / 15)));
  return 2 * s * (near + q * q * q * q * rest) + k * 0.6931471805599453;
}

static float maximum(Index classes, const float *logits) {
  float best = logits[0];
  for (Index k = 1; k < classes; k++)
    if (logits[k] > best || logits[k] != logits[k]) best = logits[k];
  return best;
}

/* Returns Σ exp(logit − largest). */
static double softmax(Index classes, const float *logits, float largest, float *probabilities) {
  double sum = 0;
  for (Index k = 0; k < classes; k++) {
    const double power = exponential((double)logits[k] - largest);
    probabilities[k] = (float)power;
    sum += power;
  }
  for (Index k = 0; k < classes; k++) probabilities[k] = (float)(probabilities[k] / sum);
  return sum;
}

void softmax_forward(Index n, Index classes, const float *logits, float *probabilities) {
  for (Index i = 0; i < n; i++, logits += classes, probabilities += classes)
    softmax(classes, logits, maximum(classes, logits), probabilities);
}

double softmax_cross_entropy_forward(Index n, Index classes, const float *logits, const int64_t *labels,
                                     float *probabilities) {
  double loss = 0;
  for (Index i = 0; i < n; i++, logits += classes, probabilities += classes) {
    if (labels[i] < 0 || labels[i] >= classes) return -1;
    const float largest = maximum(classes, logits);
    loss += logarithm(softmax(classes, logits, largest, probabilities)) - ((double)logits[labels[i]] - largest);
  }
  return loss;
}

void softmax_cross_entropy_backward(Index n, Index classes, const float *probabilities, const int64_t *labels,
                                    float *grad_logits) {
  for (Index i = 0; i < n; i++)
    for (Index k = 0; k < classes; k++, probabilities++, grad_logits++)
      *grad_logits = (*probabilities - (k == labels[i])) / (float)n;
}

Index count_right(Index n, Index classes, const float *logits, const int64_t *labels) {
  Index right = 0;
  for (Index i = 0; i < n; i++, logits += classes) {
    Index best = 0;
    for (Index k = 1; k < classes; k++)
      if (logits[k] > logits[best] || (logits[k] != logits[k] && logits[best] == logits[best])) best = k;
    right += labels[i] == best;
  }
  return right;
}
