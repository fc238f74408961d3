import type { TaskReport } from '../../dialects/mechanism.ts';
import type { CallOutcome, LineClient } from './client.ts';
import type { Named } from '../../making/driver.ts';
import type { Troubles } from '../../making/troubles.ts';

/**
 * Calls a line about an attempt. What it says of another task, by its id or by our word with it, is no answer,
 * and is noted.
 */
export async function callAbout(
  { trouble }: { trouble: Troubles['note'] },
  client: LineClient,
  does: 'get' | 'cancel',
  attempt: Named,
): Promise<CallOutcome<'get' | 'cancel'>> {
  const outcome = await client.call(does, { id: attempt.upstreamId });
  if (outcome.kind === 'lost' && outcome.isOfAnother) trouble('wrong_task', outcome.reason);
  if (outcome.kind !== 'answered' || isAbout({ trouble }, outcome.report, attempt)) return outcome;
  return { kind: 'lost', reason: 'it told of another task', isOfAnother: true };
}

/** Whether what is told under an attempt's id can be the attempt: where the platform repeats our word, by that. */
export function isAbout(
  { trouble }: { trouble: Troubles['note'] },
  { token = '' }: TaskReport,
  { upstreamId, attemptId }: Named,
): boolean {
  if (token === '' || token === attemptId) return true;
  trouble('wrong_task', `${upstreamId} is told of under the word ${token}`);
  return false;
}
