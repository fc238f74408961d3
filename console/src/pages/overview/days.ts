import type { UsageRow } from '../../../../client/src/api-types.ts';

/** The last days where the reader is, the oldest first, as `2026-11-29`. */
export function lastDays(count: number, now: number): string[] {
  const today = new Date(now);
  return Array.from({ length: count }, (_one, n) => {
    const at = new Date(today.getFullYear(), today.getMonth(), today.getDate() - count + 1 + n);
    const two = (number: number): string => String(number).padStart(2, '0');
    return [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  });
}

export interface Spent {
  credits: number;
  films: number;
}

/** What the named days cost. */
export function spentIn(rows: readonly UsageRow[], days: readonly string[]): Spent {
  const wanted = new Set(days);
  const inside = rows.filter(({ day }) => day !== null && wanted.has(day));
  return {
    credits: inside.reduce((sum, { chargedCredits }) => sum + chargedCredits, 0),
    films: inside.reduce((sum, { films }) => sum + films, 0),
  };
}
