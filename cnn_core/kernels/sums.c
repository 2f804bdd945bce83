#include "sums.h"

#include "vectors.h"

/* Sums of `lanes` columns of a (rows, columns) array, in several threads so that no sum waits for another. */
INLINE void sum_columns(const int lanes, Index rows, Index columns, const float *array, float *sums) {
  Vector even = {0}, odd = {0};
  Index row = 0;
  for (; row + 2 <= rows; row += 2, array += 2 * columns) {
    even += load(array, lanes);
    odd += load(array + columns, lanes);
  }
  if (row < rows) even += load(array, lanes);
  store(sums, even + odd, lanes);
}

void sum_rows(Index rows, Index columns, const float *array, float *sums) {
  Index column = 0;
  for (; column + LANES <= columns; column += LANES) sum_columns(LANES, rows, columns, array + column, sums + column);
  for (; column < columns; column++) sum_columns(1, rows, columns, array + column, sums + column);
}
