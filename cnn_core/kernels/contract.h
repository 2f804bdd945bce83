/* One loop nest behind every matrix product and every convolution:
 *
 *     out[row, column] = start[column] + Σ a[row's place + step's place] · b[step's place + column]
 *
 * A row is an output pixel, a sample or a weight; a step is a weight, a unit or a position. Both are counted by three
 * nested loops, so that a patch of an image can be walked where it lies, without writing it out first (im2col).
 * Tiles of 4 rows × 8 columns are summed in registers. */
#ifndef CNN_CORE_CONTRACT_H
#define CNN_CORE_CONTRACT_H

#include "kernels.h"

typedef struct {
  Index count[3];  /* how often each loop runs, outermost first */
  Index stride[3]; /* how far each goes in a, in floats */
} Rows;

typedef struct {
  Index count[3];
  Index a[3]; /* how far each step goes in a, in floats */
  Index b[3]; /* and in b */
} Steps;

typedef enum { START_AT_ZERO, START_AT_ROW, ADD_TO_OUT } Start;

/* out (rows, columns), in C order. `row` (columns,) is what START_AT_ROW begins with. */
void contract(Rows rows, Steps steps, Index columns, const float *a, const float *b, Start start, const float *row,
              float *out);

#endif
