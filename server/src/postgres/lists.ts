import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import { ProblemError } from '../generation/problems.ts';
import type { Health } from './health.ts';
import type { Tables } from './tables.ts';
import { troubleKind } from './transient.ts';
import { createTurns, NoTurnError } from './turns.ts';

/**
 * Where lists are read: pages and counts of what one account has, which may be much. Connections of their own
 * with a short limit of time, on which an account has one list at a time: nothing else waits behind them.
 */
export interface Lists {
  /** Throws overloaded where its turn, or its end, does not come in time. */
  of<Result>(accountId: string, work: (query: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export const listsAtOnce = 2;
/** How long a statement may take, and how long a list waits for its turn. */
export const listMs = 3_000;
const turnMs = 5_000;

/**
 * Planned for the values that are asked for, and by what is in order or by its key: no list is so long that it
 * would be worth reading a whole table for, or reading more than it shows so as to sort it.
 */
export const listPlans =
  '-c plan_cache_mode=force_custom_plan -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_sort=off -c jit=off';

export function createLists(pool: pg.Pool): Lists {
  const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const turns = createTurns({ atOnce: listsAtOnce, waitMs: turnMs });
  return {
    async of(accountId, work) {
      try {
        return await turns.run(accountId, () => work(query));
      } catch (error) {
        if (error instanceof NoTurnError) throw tooMany();
        throw isSlow(error) ? tooSlow() : error;
      }
    },
    close: () => query.destroy(),
  };
}

/** That a list takes too long says nothing against the database. */
export function healthOfLists(health: Health): Health {
  return {
    ...health,
    failed(part, error) {
      if (isSlow(error)) health.worked(part);
      else health.failed(part, error);
    },
  };
}

/** The server ended the statement. */
function isSlow(error: unknown): boolean {
  return troubleKind(error) === 'deadline' && error instanceof Error && 'code' in error;
}

function tooMany(): ProblemError {
  return new ProblemError({
    code: 'overloaded',
    message: 'The account asks for many lists at once: ask for this one again shortly.',
    retryAfterSeconds: 2,
  });
}

function tooSlow(): ProblemError {
  return new ProblemError({
    code: 'overloaded',
    message:
      'The list was not read in time: ask for a shorter page or fewer tasks, or again in a moment.',
    retryAfterSeconds: 5,
  });
}
