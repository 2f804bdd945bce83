#ifndef CNN_CORE_ONE_CHANNEL_H
#define CNN_CORE_ONE_CHANNEL_H

#include "kernels.h"

/* Whether these are for such a convolution; it has a bias. */
int is_one_channel(Conv s);
void one_channel_forward(Conv s, const float *x, const float *kernel, const float *bias, float *y);
void one_channel_kernel_gradient(Conv s, const float *x, const float *grad_y, float *grad_kernel);

#endif
