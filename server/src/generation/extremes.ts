/**
 * The greatest and the least of a list of any length: `Math.max(...list)` puts all of it on the stack, which
 * ends with some hundred thousand. Of an empty list they are what `Math.max()` and `Math.min()` are.
 */
export function greatest(numbers: Iterable<number>): number {
  let most = -Infinity;
  for (const number of numbers) most = Math.max(most, number);
  return most;
}

export function least(numbers: Iterable<number>): number {
  let fewest = Infinity;
  for (const number of numbers) fewest = Math.min(fewest, number);
  return fewest;
}
