import type { Database } from '../postgres/database.ts';
import type { HousekeepingRule } from '../work/housekeeping.ts';
import { pruneAbsorbed } from './absorb.ts';
import { expireBatch, expireWaiting } from './expire.ts';
import { pruneBatch, pruneIdempotency } from './idempotency.ts';
import { removeTasks, type Passed } from './remove.ts';
import type { Settler } from './settle.ts';
import { pruneUnanswered } from './unanswered.ts';

export interface TaskRuleParts {
  database: Database;
  settler: Settler;
  /** After so many days tasks go that nobody was charged for. */
  keptDays: number;
}

export function taskRules({ database, settler, keptDays }: TaskRuleParts): HousekeepingRule[] {
  let passed: Passed | null = null;
  return [
    {
      name: 'expire tasks',
      on: 'database',
      everySeconds: 60,
      batch: async () => (await expireWaiting(database, settler)) === expireBatch,
    },
    {
      name: 'remove idempotency keys',
      on: 'database',
      everySeconds: 60,
      batch: async () => (await pruneIdempotency(database)) === pruneBatch,
    },
    {
      name: 'remove unanswered creates',
      on: 'database',
      everySeconds: 60,
      async batch() {
        await pruneUnanswered(database);
        return false;
      },
    },
    {
      name: 'remove counts of absorbed cancels',
      on: 'database',
      everySeconds: 3_600,
      async batch() {
        await pruneAbsorbed(database);
        return false;
      },
    },
    {
      name: 'remove tasks',
      on: 'database',
      everySeconds: 3_600,
      async batch() {
        ({ passed } = await removeTasks(database, keptDays, passed));
        return passed !== null;
      },
    },
  ];
}
