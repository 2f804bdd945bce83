/**
 * Between which accuracies the true one lies, by what a number of trials showed: in 95 of 100 such experiments it does.
 *
 * Wilson's score interval, which unlike "plus or minus two standard errors" stays between 0 and 1 and is honest about
 * small numbers (Wilson 1927; Brown, Cai and DasGupta 2001, "Interval estimation for a binomial proportion").
 *
 * @param {number} right
 * @param {number} total at least 1
 * @returns {[number, number]} fractions
 */
export function interval(right, total) {
  const z2 = 1.96 ** 2;
  const share = right / total;
  const middle = (share + z2 / (2 * total)) / (1 + z2 / total);
  const reach =
    Math.sqrt(z2 * (share * (1 - share) + z2 / (4 * total))) / Math.sqrt(total) / (1 + z2 / total);
  return [Math.max(0, middle - reach), Math.min(1, middle + reach)];
}
