/**
 * The candidate that needs the fewest single-letter changes to become `word`, where both are compared
 * as `told` tells them; null when even that one differs in more than a third of its letters.
 */
export function nearest(
  word: string,
  candidates: readonly string[],
  told: (word: string) => string,
): string | null {
  let best: string | null = null;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const changes = letterChanges(told(word), told(candidate));
    if (changes < fewest && changes * 3 <= told(candidate).length) {
      best = candidate;
      fewest = changes;
    }
  }
  return best;
}

/** The Levenshtein distance: insertions, deletions and replacements. */
function letterChanges(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 0; row < from.length; row += 1) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replaced = (above[column] ?? 0) + (from[row] === to[column] ? 0 : 1);
      const removed = (above[column + 1] ?? 0) + 1;
      const inserted = (current[column] ?? 0) + 1;
      current.push(Math.min(replaced, removed, inserted));
    }
    above = current;
  }
  return above.at(-1) ?? 0;
}
