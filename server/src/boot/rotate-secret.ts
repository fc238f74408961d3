import { timingSafeEqual } from 'node:crypto';
import type pg from 'pg';
import type { Database } from '../postgres/database.ts';
import { seal } from '../postgres/seal.ts';
import { InstallationError } from './installation.ts';
import { deriveKey, proofOf } from './secret.ts';
import { reseal, type Resealed } from './sealed.ts';
import { createSecrets, formerSecretPurpose, openFormers, type ValidSecret } from './secrets.ts';

export interface Rotation {
  /** The installation's; null where it is lost, and with it what is sealed. */
  current: string | null;
  next: string;
  /** For so long the current one goes on being good for links, callbacks and what is sealed with it. */
  overlapSeconds: number;
}

export interface Rotated extends Resealed {
  /** It was so before: a run that was cut short had done it. */
  wasDone: boolean;
  /** Of the secret before; null where it is good for nothing more. */
  formerUntil: Date | null;
}

/**
 * Makes `next` the secret of the installation, in one transaction: its proof, all that is sealed, and the secrets that
 * were valid before. Throws InstallationError where `current` is not the installation's, and then nothing was done.
 */
export async function rotateSecret(
  { general }: Pick<Database, 'general'>,
  rotation: Rotation,
): Promise<Rotated> {
  const client = await general.connect();
  try {
    await client.query('begin');
    const rotated = await rotate(client, rotation);
    await client.query('commit');
    return rotated;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function rotate(
  client: pg.PoolClient,
  { current, next, overlapSeconds }: Rotation,
): Promise<Rotated> {
  await client.query('insert into installation default values on conflict do nothing');
  const { rows } = await client.query<{ proof: Buffer | null }>(
    'select secret_proof as proof from installation for update',
  );
  const proof = rows[0]?.proof ?? null;
  const isProven = (secret: string): boolean =>
    proof !== null && timingSafeEqual(proofOf(secret), proof);
  if (isProven(next)) {
    return { wasDone: true, count: 0, locked: [], formerUntil: await newestFormer(client) };
  }
  if (current !== null && proof !== null && !isProven(current)) throw notCurrent();
  const before = await validBefore(client, current, overlapSeconds);
  const formers = before.filter(({ secret }) => secret !== next);
  await keepFormers(client, next, formers);
  await client.query('update installation set secret_proof = $1', [proofOf(next)]);
  const secrets = createSecrets(next, before.map(asLongAsItTakes));
  const resealed = await reseal(client, (purpose) => secrets.keys(purpose));
  if (proof === null && resealed.count === 0 && resealed.locked.length > 0 && current !== null) {
    throw notCurrent();
  }
  return { ...resealed, wasDone: false, formerUntil: await newestFormer(client) };
}

function notCurrent(): InstallationError {
  return new InstallationError([
    {
      fact: 'secret',
      words:
        'this process has another one than the installation, so it cannot open what is to be sealed anew. Run it with the one that the servers have; where that is lost, with --former-lost.',
    },
  ]);
}

type Former = ValidSecret & { untilText: string };

/** The newest first. */
async function validBefore(
  client: pg.PoolClient,
  current: string | null,
  overlapSeconds: number,
): Promise<Former[]> {
  if (current === null) return [];
  const { rows } = await client.query<{ proof: Buffer; sealed: Buffer; untilText: string }>(
    `select proof, sealed, valid_until::text as "untilText" from former_secrets
      where valid_until > now() order by valid_until desc`,
  );
  const { rows: until } = await client.query<{ untilText: string }>(
    `select (now() + make_interval(secs => $1))::text as "untilText"`,
    [overlapSeconds],
  );
  const opened = rows.flatMap((row): Former[] =>
    openFormers(current, [{ ...row, untilMs: 0 }]).map((one) => ({
      ...one,
      untilText: row.untilText,
    })),
  );
  return [{ secret: current, untilMs: 0, untilText: until[0]?.untilText ?? '' }, ...opened];
}

/** What was sealed with one is opened here, however long it stays valid. */
function asLongAsItTakes({ secret }: Former): ValidSecret {
  return { secret, untilMs: Number.POSITIVE_INFINITY };
}

async function keepFormers(
  client: pg.PoolClient,
  next: string,
  formers: readonly Former[],
): Promise<void> {
  await client.query('delete from former_secrets');
  const key = deriveKey(next, formerSecretPurpose);
  for (const { secret, untilText } of formers) {
    const proof = proofOf(secret);
    await client.query(
      `insert into former_secrets (proof, sealed, valid_until)
       select $1, $2, $3::timestamptz where $3::timestamptz > now()`,
      [proof, seal(key, proof.toString('hex'), secret), untilText],
    );
  }
}

async function newestFormer(client: pg.PoolClient): Promise<Date | null> {
  const { rows } = await client.query<{ until: Date | null }>(
    'select max(valid_until) as until from former_secrets where valid_until > now()',
  );
  return rows[0]?.until ?? null;
}
