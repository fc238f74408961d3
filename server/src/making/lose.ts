import { loseAttempt } from '../tasks/attempts.ts';
import type { AttemptKey } from '../tasks/attempt-key.ts';
import type { LineParts } from './parts.ts';

/** An answer was lost: until it is found out what became of it, its task is unknown, and that ends. */
export async function lose(
  { database, log }: Pick<LineParts, 'database' | 'log'>,
  line: string,
  attempt: AttemptKey & { queue: string; lookAfterSeconds: number; reason: string },
): Promise<void> {
  const lost = await loseAttempt(database, attempt);
  if (!lost) return;
  const { taskId, number, reason } = attempt;
  log.warn({ taskId, number, line, reason, endsAt: lost.endsAt }, 'an answer was lost');
}
