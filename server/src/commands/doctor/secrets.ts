import { readSealed, sealPurposes, type Sealed } from '../../boot/sealed.ts';
import type { Database } from '../../postgres/database.ts';
import { unseal } from '../../postgres/seal.ts';
import { deriveKey } from '../../boot/secret.ts';
import { fail, ok, type Check } from './check.ts';

/** Of each kind; one that does not open is seldom alone. */
const looksMax = 1_000;

/** A process with another secret than the one they were sealed with can use none of them. */
export async function checkSecrets({ general }: Database, secret: string): Promise<Check> {
  const sealed = await readSealed(general, looksMax);
  // Of an endpoint, what was rotated away is good for a day.
  const inUse = sealed.filter(({ column }) => column !== 'former_secret_sealed');
  return judgeSecrets(inUse, secret);
}

export function judgeSecrets(
  rows: readonly Pick<Sealed, 'kind' | 'name' | 'sealed'>[],
  secret: string,
): Check {
  const locked = Object.entries(sealPurposes).flatMap(([kind, purpose]) => {
    const key = deriveKey(secret, purpose);
    const those = rows.filter(
      (row) => row.kind === kind && unseal(key, row.name, row.sealed) === null,
    );
    return those.length === 0 ? [] : [`${String(those.length)} of ${kind}s`];
  });
  if (locked.length === 0) return ok('secret', 'All that is kept sealed opens with the secret.');
  return fail(
    'secret',
    `Secrets do not open with this FILMGATE_SECRET: ${locked.join(', ')}. Give the one that they were sealed with, or give them anew.`,
  );
}
