/* The operations of cnn_core/ops.py on float32 arrays in C order. Nothing is allocated, nothing is checked here:
 * module.c has checked every array before it calls. Shapes are given as in ops.py: NHWC. */
#ifndef CNN_CORE_KERNELS_H
#define CNN_CORE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

typedef intptr_t Index; /* NumPy's intp */

/* One convolution: x (n, h, w, c), kernel (k_h, k_w, c, f), y (n, h_out, w_out, f). The first window begins `top`
 * lines above x and `left` pixels before it; what of a window lies outside of x counts as zeros. */
typedef struct {
  Index n, h, w, c, k_h, k_w, f, h_out, w_out, strides, top, left;
} Conv;

void conv2d_forward(Conv s, const float *x, const float *kernel, const float *bias, float *y);
void conv2d_kernel_gradient(Conv s, const float *x, const float *grad_y, float *grad_kernel, float *grad_bias);

/* y (n, units) = x (n, inputs) @ kernel (inputs, units) + bias, which may be NULL. */
void dense_forward(Index n, Index inputs, Index units, const float *x, const float *kernel, const float *bias, float *y);
void dense_kernel_gradient(Index n, Index inputs, Index units, const float *x, const float *grad_y, float *grad_kernel,
                           float *grad_bias);

void relu_forward(Index size, const float *x, float *y);
void relu_backward(Index size, const float *grad_y, const float *y, float *grad_x);

/* Windows of pool × pool; argmax holds places in x, counted from its first number. */
void max_pool2d_forward(Index n, Index h, Index w, Index c, Index h_out, Index w_out, Index pool, Index strides,
                        const float *x, float *y, Index *argmax);
/* 0, or −1 when an argmax lies outside of grad_x. */
int max_pool2d_backward(Index size, Index input_size, const float *grad_y, const Index *argmax, float *grad_x);

void softmax_forward(Index n, Index classes, const float *logits, float *probabilities);
/* Sum of −log p(label); −1 when a label is not a class. */
double softmax_cross_entropy_forward(Index n, Index classes, const float *logits, const int64_t *labels,
                                     float *probabilities);
void softmax_cross_entropy_backward(Index n, Index classes, const float *probabilities, const int64_t *labels,
                                    float *grad_logits);
/* How many labels are where the largest logit is; of equal ones the first counts, and NaN as the largest. */
Index count_right(Index n, Index classes, const float *logits, const int64_t *labels);

/* For each of n images, side × side: lower its pixels to their squared distances from the nearest of `segments`
 * segments, each in a window of its own. Pairs are x, y. −1, with nothing written, when a window lies outside. */
int lower_to_distances(Index n, Index segments, Index side, const Index *windows, const Index *corner,
                       const float *offset, const float *along, const float *inverse, float *nearest);

/* Whether all numbers remain finite. Moves the parameter and what the optimizer keeps of it if `write`. */
int sgd_step(Index size, float *param, const float *grad, float *velocity, double learning_rate, double momentum,
             int write);
int adam_step(Index size, float *param, const float *grad, float *mean, float *square, double rate, double beta_1,
              double beta_2, double correction, double epsilon, int write);

#endif
