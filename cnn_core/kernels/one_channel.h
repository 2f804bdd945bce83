/* Convolutions of 3 × 3 over a single channel, with nothing around it. */
#ifndef CNN_CORE_ONE_CHANNEL_H
#define CNN_CORE_ONE_CHANNEL_H

#include "kernels.h"

int is_one_channel(Conv s);
void one_channel_forward(Conv s, const float *x, const float *kernel, const float *bias, float *y);
void one_channel_kernel_gradient(Conv s, const float *x, const float *grad_y, float *grad_kernel, float *grad_bias);

#endif
