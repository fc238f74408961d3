import type { Database } from '../postgres/database.ts';
import { probe } from '../postgres/probe.ts';
import type { TroubleKind } from '../postgres/transient.ts';

/** For `/readyz`: by part, true or what is wrong with it, in words that name no host. */
export type Checks = Record<string, boolean | string>;

/** What was seen so shortly before is not asked again. */
const freshMs = 1_000;
const answerMs = 2_000;

const words: Record<TroubleKind, string> = {
  connection: 'cannot be reached',
  resources: 'has no connection or no room left',
  shutdown: 'is starting or stopping',
  read_only: 'is read-only',
  deadline: 'does not answer in time',
  lock: 'waits for a lock',
  conflict: 'has a conflict',
};

/**
 * What really happened when each part was last needed; where nobody needed the way of submits lately, it is
 * asked. However many look, nothing is asked more than once at a time.
 */
export function createReadiness(
  database: Pick<Database, 'health' | 'submits'>,
  { storage, installation }: Record<'storage' | 'installation', () => true | string>,
): () => Promise<Checks> {
  let asking: Promise<boolean> | null = null;

  async function ask(): Promise<boolean> {
    const submits = database.health.parts().find(({ part }) => part === 'submits');
    if (submits && submits.ageMs <= freshMs) return true;
    let late: NodeJS.Timeout | undefined;
    const silence = new Promise<boolean>((resolve) => {
      late = setTimeout(resolve, answerMs, false);
    });
    const asked = probe(database.submits, submits?.trouble ?? null).then(
      () => true,
      // How it failed is noted where all statements are.
      () => true,
    );
    try {
      return await Promise.race([asked, silence]);
    } finally {
      clearTimeout(late);
    }
  }

  return async () => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    const hasAnswered = await asking;
    const troubled = database.health.parts().flatMap(({ part, trouble }) =>
      // A part in trouble is asked every second until it is not.
      trouble === null ? [] : [`${part} ${words[trouble]}`],
    );
    if (!hasAnswered && troubled.length === 0) troubled.push(`submits ${words.deadline}`);
    return {
      database: troubled.length === 0 || troubled.join('; '),
      storage: storage(),
      installation: installation(),
    };
  };
}
