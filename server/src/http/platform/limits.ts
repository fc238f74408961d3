import { z } from 'zod';
import { budgetPeriods, type Budget, type LimitUse } from '../../accounts/limits/limits.ts';
import { isoTime } from '../../dialects/values.ts';
import { creditsOf } from '../../generation/money.ts';
import type { Rate } from '../../generation/problems.ts';

/** Limits as they are answered: which one, how much of it is used, and what is left until when. */

const time = z.iso.datetime();

export const limitSchema = z
  .object({
    of: z.enum(['key', 'account']).describe('Whose it is; an account’s holds over all live keys.'),
    limit: z.enum(['budget', 'heldCredits', 'tasksAtOnce', 'createsPerMinute']),
    most: z.number().describe('Credits, tasks, or creates a minute.'),
    used: z.number(),
    left: z.number(),
    waiting: z.int().nullable().describe('Tasks that wait until fewer are there.'),
    waitingMost: z.int().nullable().describe('More than so many are refused.'),
    period: z.enum(budgetPeriods).nullable().describe('Of a budget.'),
    periodStart: time.nullable().describe('Of a day or a month.'),
    resetsAt: time
      .nullable()
      .describe('Of a budget, when its next period begins; of a rate, when there is one more.'),
    timeZone: z.string().nullable().describe('In which days and months are reckoned.'),
  })
  .describe('A limit, and what is left of it.')
  .meta({ id: 'Limit' });

type LimitJson = z.infer<typeof limitSchema>;

const withoutPeriod = { period: null, periodStart: null, resetsAt: null, timeZone: null };
const withoutWaiting = { waiting: null, waitingMost: null };

export function limitsJson(of: 'key' | 'account', use: LimitUse | null): LimitJson[] {
  if (use === null) return [];
  const { budget, heldMostMicros, tasksAtOnce } = use;
  const limits: LimitJson[] = [];
  if (budget) {
    limits.push({
      of,
      limit: 'budget',
      ...ofCredits(budget.mostMicros, use.usedMicros),
      ...withoutWaiting,
      period: budget.period,
      periodStart: timeOrNull(use.beganAtMs),
      resetsAt: timeOrNull(use.resetsAtMs),
      timeZone: use.timeZone,
    });
  }
  if (heldMostMicros !== null) {
    const amounts = ofCredits(heldMostMicros, use.heldMicros);
    limits.push({ of, limit: 'heldCredits', ...amounts, ...withoutWaiting, ...withoutPeriod });
  }
  if (tasksAtOnce !== null) {
    const { atOnce: used, waiting, waitingMost } = use;
    const left = Math.max(0, tasksAtOnce - used);
    const counts = { most: tasksAtOnce, used, left, waiting, waitingMost };
    limits.push({ of, limit: 'tasksAtOnce', ...counts, ...withoutPeriod });
  }
  return limits;
}

/** What may be created at once now; the rest of a minute’s comes as time goes by. */
export function rateJson(rate: Rate | null, nowMs: number): LimitJson[] {
  if (rate === null) return [];
  const { quota: most, left, moreSeconds } = rate;
  return [
    {
      of: 'key',
      limit: 'createsPerMinute',
      most,
      used: Math.max(0, most - left),
      left,
      ...withoutWaiting,
      ...withoutPeriod,
      resetsAt: moreSeconds > 0 ? isoTime(Math.ceil(nowMs + moreSeconds * 1_000)) : null,
    },
  ];
}

function ofCredits(most: bigint, used: bigint) {
  const left = most > used ? most - used : 0n;
  return { most: creditsOf(most), used: creditsOf(used), left: creditsOf(left) };
}

export function timeOrNull(atMs: number | null): string | null {
  return atMs === null ? null : isoTime(atMs);
}

export function budgetJson(budget: Budget | null) {
  return budget && { credits: creditsOf(budget.mostMicros), period: budget.period };
}

export function creditsOrNull(micros: bigint | null): number | null {
  return micros === null ? null : creditsOf(micros);
}
