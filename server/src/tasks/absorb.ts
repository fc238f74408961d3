import type { Failure } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';
import type { TaskKey } from './read.ts';

/** So many cancels of an account are absorbed in 24 hours. */
export const absorbedADayMax = 20;

const failure: Failure = {
  code: 'cancelled',
  message: 'The task was cancelled while it was being made.',
};

/**
 * Cancels a task that its line cannot stop, at our expense: see the function `absorb_cancel`. `moved_on`:
 * it is not with a line any more.
 */
export async function absorbCancel(
  { database, wake }: { database: Database; wake: Wake },
  key: TaskKey,
  lookQueue: string,
): Promise<'absorbed' | 'too_many' | 'moved_on'> {
  const { rows } = await database.settles.query<{
    outcome: 'absorbed' | 'too_many' | 'moved_on';
  }>({
    name: 'absorb cancel',
    text: 'select absorb_cancel($1, $2, $3, $4, $5) as outcome',
    values: [key.accountId, key.id, absorbedADayMax, JSON.stringify(failure), lookQueue],
  });
  const outcome = rows[0]?.outcome ?? 'moved_on';
  if (outcome === 'absorbed') {
    wake.tell('settled');
    wake.tell('events');
    wake.tell('absorb');
  }
  return outcome;
}

/** Removes what counts for no day any more. */
export async function pruneAbsorbed({ general }: Pick<Database, 'general'>): Promise<void> {
  await general.query("delete from absorbed_cancels where at < now() - interval '2 days'");
}
