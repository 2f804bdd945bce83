/* One loop nest behind every matrix product and every convolution:
 *
 *     out[row, column] = start[column] + Σ a[row's place + step's place] · b[step's place + column]
 *
 * A row is an output pixel, a sample or a weight; a step is a weight, a unit or a position. Rows are counted by three
 * nested loops, steps by two, so that a patch of an image can be walked where it lies, without writing it out first
 * (im2col). Tiles of 4 rows × 8 columns are summed in registers: browsers' compilers put all loads of a loop's body
 * before its arithmetic, and 8 sums and what a step loads just fit into 16. */
#ifndef CNN_CORE_CONTRACT_H
#define CNN_CORE_CONTRACT_H

#include "kernels.h"

typedef struct {
  Index count[3]; /* how often each loop runs, outermost first */
  Index a[3];     /* how far each goes in a, in floats */
  Index out[3];   /* and in out */
} Rows;

typedef struct {
  Index count[2];
  Index a[2]; /* how far each step goes in a, in floats */
  Index b[2]; /* and in b */
} Steps;

typedef enum { START_AT_ZERO, START_AT_ROW, ADD_TO_OUT } Start;

/* `row` (columns,) is what START_AT_ROW begins with. */
void contract(Rows rows, Steps steps, Index columns, const float *a, const float *b, Start start, const float *row,
              float *out);

#endif
