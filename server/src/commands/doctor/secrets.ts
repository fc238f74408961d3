import { formerKeyPurpose } from '../../former/former-store.ts';
import { lineSecretPurpose } from '../../lines/book/store.ts';
import type { Database } from '../../postgres/database.ts';
import { unseal } from '../../postgres/seal.ts';
import { deriveKey } from '../../boot/secret.ts';
import { endpointSecretPurpose } from '../../webhooks/endpoint.ts';
import { fail, ok, type Check } from './check.ts';

/** What is kept sealed, by what it is for. */
interface Sealed {
  kind: 'line' | 'webhook endpoint' | 'former platform';
  /** To which it is bound: its row's id, or what `sealName` makes of a former platform. */
  name: string;
  sealed: Buffer;
}

const purposes = {
  line: lineSecretPurpose,
  'webhook endpoint': endpointSecretPurpose,
  'former platform': formerKeyPurpose,
} as const;

/** Of each kind; one that does not open is seldom alone. */
const looksMax = 1_000;

/** A process with another secret than the one they were sealed with can use none of them. */
export async function checkSecrets({ general }: Database, secret: string): Promise<Check> {
  const { rows } = await general.query<Sealed>(
    `(select 'line' as kind, id as name, secret_sealed as sealed from lines
       where secret_sealed is not null limit $1)
     union all
     (select 'webhook endpoint', id, secret_sealed from webhook_endpoints order by created_at desc limit $1)
     union all
     (select 'former platform', account_id || '/' || dialect, key_sealed from former_platforms
       where key_sealed is not null limit $1)`,
    [looksMax],
  );
  return judgeSecrets(rows, secret);
}

export function judgeSecrets(rows: readonly Sealed[], secret: string): Check {
  const locked = Object.entries(purposes).flatMap(([kind, purpose]) => {
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
