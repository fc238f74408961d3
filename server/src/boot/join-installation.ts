import type { Logger } from 'pino';
import type { StoreMark } from '../media/store/mark.ts';
import type { PriceBook } from '../pricing/book.ts';
import type { Database } from '../postgres/database.ts';
import { unseal } from '../postgres/seal.ts';
import type { Config } from './config.ts';
import {
  InstallationError,
  judge,
  lowestBeside,
  readInstallation,
  termMismatches,
  type Terms,
  type Use,
} from './installation.ts';
import { joinStore, storeMismatch } from './installation-store.ts';
import { bookTerms } from './load-price-book.ts';
import { deriveKey, findSecretOf, proofOf, secretOf } from './secret.ts';
import { readSealed, reseal, sealPurposes } from './sealed.ts';
import { createSecrets, openFormers, type Secrets } from './secrets.ts';

/** How a process or a command comes to an installation: it compares, and what is not noted yet is noted by servers. */

export interface JoinParts {
  config: Config;
  database: Database;
  log: Logger;
}

/** The secrets of whoever serves or works; the first of all notes which it is. Throws InstallationError. */
export async function joinSecrets({
  config,
  database,
}: Pick<JoinParts, 'config' | 'database'>): Promise<Secrets> {
  const secret = await joinSecret(database, config);
  const secrets = await secretsFrom(database, secret);
  // What a process that had not heard of a rotation has sealed since.
  if (secrets.hasFormers()) await reseal(database.general, (purpose) => secrets.keys(purpose));
  return secrets;
}

/** The same of a command, whose secret was compared. */
export async function secretsFrom(database: Database, secret: string): Promise<Secrets> {
  const { facts } = await readInstallation(database);
  return createSecrets(secret, openFormers(secret, facts?.formers ?? []));
}

/** Enough to see that it is not another secret. */
const sealsLookedAt = 100;

async function joinSecret({ general }: Database, config: Config): Promise<string> {
  const client = await general.connect();
  try {
    await client.query('begin');
    await client.query('insert into installation default values on conflict do nothing');
    const { rows } = await client.query<{ proof: Buffer | null }>(
      'select secret_proof as proof from installation for update',
    );
    const proof = rows[0]?.proof ?? null;
    const secret = proof === null ? secretOf(config) : findSecretOf(config, proof);
    if (secret === null) throw otherSecret('a process that started beside it has begun with that.');
    if (proof === null) {
      if (!opensAny(secret, await readSealed(client, sealsLookedAt))) {
        throw otherSecret(
          'nothing that is sealed in this database opens with it: keys of lines, secrets of webhook endpoints. Start with the one that was used before.',
        );
      }
      await client.query('update installation set secret_proof = $1', [proofOf(secret)]);
    }
    await client.query('commit');
    return secret;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

function otherSecret(why: string): InstallationError {
  return new InstallationError([
    { fact: 'secret', words: `this process has another one than the installation: ${why}` },
  ]);
}

function opensAny(secret: string, all: Awaited<ReturnType<typeof readSealed>>): boolean {
  return (
    all.length === 0 ||
    all.some(
      ({ kind, name, sealed }) =>
        unseal(deriveKey(secret, sealPurposes[kind]), name, sealed) !== null,
    )
  );
}

/** What a process sells by, and where it is reached. */
export function termsOf(config: Pick<Config, 'publicUrl'>, book: PriceBook): Terms {
  return { ...bookTerms(book), publicUrl: config.publicUrl };
}

export interface HeldPlaces {
  mark: StoreMark;
  book: PriceBook;
}

/** The store and the prices of whoever serves or works; a server notes its terms. Throws InstallationError. */
export async function joinPlace(
  { config, database, log }: JoinParts,
  { mark, book }: HeldPlaces,
  { isServer }: { isServer: boolean },
): Promise<void> {
  await joinStore(database, mark);
  const own = termsOf(config, book);
  const { facts } = await readInstallation(database);
  if (facts) judge(termMismatches(facts, own), 'serve', log);
  if (!isServer) return;
  await database.general.query(
    `update installation
        set price_book_version = $1, price_book_hash = $2, public_url = $3,
            lowest_version = case
              when string_to_array(lowest_version, '.')::int[] > string_to_array($4, '.')::int[]
              then lowest_version else $4 end`,
    [own.bookVersion, own.bookHash, own.publicUrl, lowestBeside],
  );
}

/** The same of a command that keeps no files: it is told, and notes nothing. Throws InstallationError. */
export async function comparePlace(
  { config, database, log }: JoinParts,
  { mark, book }: HeldPlaces,
  use: Use,
): Promise<void> {
  const { facts } = await readInstallation(database);
  if (facts === null) return;
  const store = await storeMismatch(facts, mark);
  const terms = termMismatches(facts, termsOf(config, book));
  judge(store === null ? terms : [...terms, store], use, log);
}
