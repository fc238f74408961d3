import * as z from 'zod/mini';
import type { UsageRow } from '../../../../client/src/api-types.ts';
import { orElse } from '../../hooks/url-fields.ts';

const ranges = { '7d': 7, '30d': 30, '90d': 90 } as const;
export const sides = ['model', 'key', 'api', 'resolution', 'endUser'] as const;
export const units = ['credits', 'seconds', 'films'] as const;

export type Side = (typeof sides)[number];
export type Unit = (typeof units)[number];

export const usageDefaults = {
  range: '30d' as keyof typeof ranges,
  by: 'model' as Side,
  unit: 'credits' as Unit,
};

export type UsageState = typeof usageDefaults;

export const usageSearch = z.object({
  range: orElse(z.enum(['7d', '30d', '90d']), '30d'),
  by: orElse(z.enum(sides), 'model'),
  unit: orElse(z.enum(units), 'credits'),
});

/** The days of a range, today the last, in the reader's zone. */
export function daysAsked(range: keyof typeof ranges, now: number) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const first = new Date(now);
  first.setDate(first.getDate() - ranges[range] + 1);
  const two = (number: number): string => String(number).padStart(2, '0');
  const from = `${String(first.getFullYear())}-${two(first.getMonth() + 1)}-${two(first.getDate())}`;
  return { from, timeZone };
}

const dayMs = 86_400_000;

/** Every day of both ends, `2026-11-30`, also those on which nothing was made. */
export function daysBetween(from: string, to: string): string[] {
  const first = Date.parse(from);
  const count = Math.max(0, Math.round((Date.parse(to) - first) / dayMs)) + 1;
  return Array.from({ length: count }, (_day, n) =>
    new Date(first + n * dayMs).toISOString().slice(0, 10),
  );
}

export function amountOf(row: UsageRow, unit: Unit): number {
  if (unit === 'credits') return row.chargedCredits;
  return unit === 'seconds' ? row.seconds : row.films;
}

/** What a row is of; empty: of requests that named none. */
export function nameOf(row: UsageRow, by: Side): string {
  return (by === 'key' ? row.keyId : row[by]) ?? '';
}

export function totalOf(rows: readonly UsageRow[]) {
  return rows.reduce(
    (sum, row) => ({
      charged: sum.charged + row.chargedCredits,
      refunded: sum.refunded + row.refundedCredits,
      seconds: sum.seconds + row.seconds,
      films: sum.films + row.films,
    }),
    { charged: 0, refunded: 0, seconds: 0, films: 0 },
  );
}
