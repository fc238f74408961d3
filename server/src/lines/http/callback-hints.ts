import { createBatcher } from '../../postgres/batcher.ts';
import { hint } from '../../work/claim.ts';
import type { Database } from '../../postgres/database.ts';
import { failsWhole } from '../../postgres/transient.ts';
import type { Wake } from '../../work/wake.ts';
import { nameAttempts } from '../../tasks/attempts.ts';
import { attemptOf } from '../../making/driver.ts';

/** What a callback of an upstream says. None of it is believed. */
interface CallbackHint {
  attemptId: string;
  /** The task that it is said to be about. */
  namedId: string | null;
  /** It is said not to be over: there is no reason to look now. */
  goesOn: boolean;
}

export interface CallbackHints {
  add(hint: CallbackHint): Promise<void>;
}

/** Written down many at a time: an upstream with ten thousand tasks tells of hundreds a second. */
export function createCallbackHints(parts: { database: Database; wake: Wake }): CallbackHints {
  const { database, wake } = parts;
  const batcher = createBatcher<CallbackHint, void>({
    maxItems: 256,
    failsWhole,
    async run(hints) {
      await nameAttempts(
        database,
        hints.flatMap(({ attemptId, namedId }) =>
          namedId === null ? [] : [{ ...attemptOf(attemptId), namedId }],
        ),
      );
      const ended = hints.filter(({ goesOn }) => !goesOn);
      const taskIds = ended.map(({ attemptId }) => attemptOf(attemptId).taskId);
      for (const queue of await hint(database.claims, 'follow', taskIds))
        wake.tell('follow', queue);
      return hints.map(() => undefined);
    },
    // Nothing of it is believed, so nothing is lost by it.
    refused: () => undefined,
  });
  return { add: (one) => batcher.add(one) };
}
