/* What the gradients of biases are. */
#ifndef CNN_CORE_SUMS_H
#define CNN_CORE_SUMS_H

#include "kernels.h"

/* sums (columns,) of an array (rows, columns). */
void sum_rows(Index rows, Index columns, const float *array, float *sums);

#endif
