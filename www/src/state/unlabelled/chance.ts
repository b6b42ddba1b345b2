/** Whether two heads that were checked on the same pictures differ by more than chance. */

/** Below this probability a difference is no longer put down to chance. */
const RARE = 0.05;

/**
 * How likely chance alone makes a difference this large or larger: the exact sign test on the pictures that only one
 * of the two gets right (McNemar 1947). 1 where there are none.
 */
export function chanceOf(numBetter: number, numWorse: number): number {
  const total = numBetter + numWorse;
  let term = 0.5 ** total;
  let tail = 0;
  for (let count = 0; count <= Math.min(numBetter, numWorse); count += 1) {
    tail += term;
    term *= (total - count) / (count + 1);
  }
  return Math.min(1, 2 * tail);
}

export function isBeyondChance(numBetter: number, numWorse: number): boolean {
  return chanceOf(numBetter, numWorse) < RARE;
}
