import type { Logger } from 'pino';
import packageFile from '../../../package.json' with { type: 'json' };
import type { Database } from '../postgres/database.ts';
import type { Config } from './config.ts';
import { findSecretOf, formerSecretPath, secretPath } from './secret.ts';

/** What the processes of one installation have in common, as its database keeps it. */
export interface InstallationFacts {
  /** All of them null: not noted yet. */
  secretProof: Buffer | null;
  storeId: string | null;
  /** The store bears its id. */
  isStoreMarked: boolean;
  lowestVersion: string | null;
  /** Of the server that was started last. */
  terms: Terms | null;
  formers: FormerSecret[];
}

/** Of the advisory lock under which it is set up: several processes may start at once. */
export const installationLock = 4_711_001;

/** Sealed with the present secret. */
export interface FormerSecret {
  proof: Buffer;
  sealed: Buffer;
  /** By the clock of this machine. */
  untilMs: number;
}

/** What is compared, by the name by which an operator is told. */
export type Fact = 'secret' | 'store' | 'version' | 'price book' | 'PUBLIC_URL' | 'clock';

/** A fact that is not as the installation has it, with the way out. */
export interface Mismatch {
  fact: Fact;
  words: string;
}

/** What somebody wants of an installation. */
export type Use = 'serve' | 'write' | 'read' | 'rotate' | 'adopt';

/** What keeps them from it. Whoever only reads is told of the same, and goes on. */
const refusals: Readonly<Record<Use, readonly Fact[]>> = {
  serve: ['secret', 'store', 'version'],
  write: ['secret', 'store', 'version'],
  read: [],
  rotate: ['version'],
  adopt: ['secret', 'version'],
};

/** What they are there to change. */
const unsaid: Readonly<Partial<Record<Use, Fact>>> = { rotate: 'secret', adopt: 'store' };

/** This process is not one of the installation: it was started with what belongs to another one. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError';
  constructor(mismatches: readonly Mismatch[]) {
    super(
      `This is not how the installation is set up:\n${mismatches.map(({ fact, words }) => `- ${fact}: ${words}`).join('\n')}`,
    );
  }
}

/** Throws InstallationError for what keeps from such a use; the log is told of the rest. */
export function judge(mismatches: readonly Mismatch[], use: Use, log: Pick<Logger, 'warn'>): void {
  const heard = mismatches.filter(({ fact }) => fact !== unsaid[use]);
  const refused = heard.filter(({ fact }) => refusals[use].includes(fact));
  if (refused.length > 0) throw new InstallationError(refused);
  for (const { fact, words } of heard) log.warn({ fact }, words);
}

/** Whether a server would not start with it. */
export function refusesToServe({ fact }: Mismatch): boolean {
  return refusals.serve.includes(fact);
}

export interface InstallationSeen {
  /** Null: nothing is noted, as of a new database, or one that an older version keeps. */
  facts: InstallationFacts | null;
  /** The clock of the database less ours. */
  skewMs: number;
}

export async function readInstallation({
  general,
}: Pick<Database, 'general'>): Promise<InstallationSeen> {
  const beforeMs = Date.now();
  const { rows } = await general.query<{ isThere: boolean; nowMs: number }>(
    `select to_regclass('former_secrets') is not null as "isThere",
            (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs"`,
  );
  const hereMs = (beforeMs + Date.now()) / 2;
  const skewMs = Math.round((rows[0]?.nowMs ?? hereMs) - hereMs);
  return { facts: rows[0]?.isThere === true ? await readFacts(general) : null, skewMs };
}

async function readFacts(general: Database['general']): Promise<InstallationFacts | null> {
  const { rows } = await general.query<
    Omit<InstallationFacts, 'terms' | 'formers'> & {
      bookVersion: string | null;
      bookHash: string | null;
      publicUrl: string | null;
    }
  >(
    `select secret_proof as "secretProof", store_id as "storeId",
            store_marked_at is not null as "isStoreMarked", lowest_version as "lowestVersion",
            price_book_version as "bookVersion", price_book_hash as "bookHash", public_url as "publicUrl"
       from installation`,
  );
  const [row] = rows;
  if (!row) return null;
  const { bookVersion, bookHash, publicUrl, ...rest } = row;
  const { rows: formers } = await general.query<FormerSecret & { leftMs: number }>(
    `select proof, sealed, (extract(epoch from valid_until - now()) * 1000)::float8 as "leftMs"
       from former_secrets where valid_until > now() order by valid_until desc`,
  );
  return {
    ...rest,
    terms: bookVersion === null || bookHash === null ? null : { bookVersion, bookHash, publicUrl },
    formers: formers.map(({ proof, sealed, leftMs }) => ({
      proof,
      sealed,
      untilMs: Date.now() + leftMs,
    })),
  };
}

/** Beyond it an operator is told. */
export const skewMsMax = 2_000;

/** What is seen without a look at the store or the prices. */
export function mismatchesOf(
  { facts, skewMs }: InstallationSeen,
  config: Pick<Config, 'secret' | 'dataDir'>,
): Mismatch[] {
  return [
    ...(facts ? [secretMismatch(facts, config), versionMismatch(facts)] : []),
    clockMismatch(skewMs),
  ].filter((one) => one !== null);
}

function secretMismatch(
  { secretProof }: InstallationFacts,
  config: Pick<Config, 'secret' | 'dataDir'>,
): Mismatch | null {
  if (secretProof === null || findSecretOf(config, secretProof) !== null) return null;
  return { fact: 'secret', words: `${wrongSecret(config)} ${otherSecrets}` };
}

function wrongSecret({ secret, dataDir }: Pick<Config, 'secret' | 'dataDir'>): string {
  if (secret !== null) {
    return 'FILMGATE_SECRET is another one than the installation has. Give this process the one that the others have.';
  }
  return `the file ${secretPath(dataDir)} is missing, or holds another secret than the installation has. Put it back from the backup of this data, or name the right data directory in FILMGATE_DATA_DIR. A database from before the last rotation opens with ${formerSecretPath(dataDir)}, if that is there.`;
}

const otherSecrets =
  'With another one links break and nothing that is sealed opens. `filmgate secret rotate` changes it, also where it is lost.';

/** Of this process, such as `0.1.0`. */
const ownVersion: string = packageFile.version;

/**
 * The oldest version that may run beside this one, or after it on the same data. Migrations say which versions know
 * the schema (`servable from`); this is for changes of meaning that no schema shows.
 */
export const lowestBeside = '0.1.0';

export function versionMismatch(
  { lowestVersion }: Pick<InstallationFacts, 'lowestVersion'>,
  version: string = ownVersion,
): Mismatch | null {
  if (lowestVersion === null || !isOlder(version, lowestVersion)) return null;
  return {
    fact: 'version',
    words: `this is version ${version}, and ${lowestVersion} is the lowest that may run here, since a later one has started. Start that one.`,
  };
}

/** Of versions such as `0.1.0`; what stands behind a hyphen does not count. */
function isOlder(version: string, than: string): boolean {
  const [ours, theirs] = [numbersOf(version), numbersOf(than)];
  const at = theirs.findIndex((number, index) => number !== ours[index]);
  return at >= 0 && (ours[at] ?? 0) < (theirs[at] ?? 0);
}

function numbersOf(version: string): number[] {
  return (version.split('-', 1)[0] ?? '').split('.').map(Number);
}

function clockMismatch(skewMs: number): Mismatch | null {
  if (Math.abs(skewMs) <= skewMsMax) return null;
  return {
    fact: 'clock',
    words: `the clock of the database is ${(Math.abs(skewMs) / 1_000).toFixed(1)} s ${skewMs < 0 ? 'behind' : 'ahead of'} this machine’s. Keep both right, for example with NTP.`,
  };
}

/** What links and prices hang on. */
export interface Terms {
  bookVersion: string;
  bookHash: string;
  publicUrl: string | null;
}

/** Of what is not given nothing is said. */
export function termMismatches(
  { terms }: Pick<InstallationFacts, 'terms'>,
  own: Partial<Terms>,
): Mismatch[] {
  if (terms === null) return [];
  const mismatches: Mismatch[] = [];
  if (own.bookHash !== undefined && terms.bookHash !== own.bookHash) {
    const isSameVersion = terms.bookVersion === own.bookVersion;
    mismatches.push({
      fact: 'price book',
      words: `it is ${String(own.bookVersion)} here, and the server that was started last sells by ${isSameVersion ? 'another one of that version' : terms.bookVersion}. Where several run, give all of them the same FILMGATE_PRICE_BOOK, or a price depends on who is asked.`,
    });
  }
  if (own.publicUrl !== undefined && terms.publicUrl !== own.publicUrl) {
    mismatches.push({
      fact: 'PUBLIC_URL',
      words: `it is ${own.publicUrl ?? 'not set'} here, and ${terms.publicUrl ?? 'was not set'} at the server that was started last. Links of two days and addresses of callbacks begin with that one: let it lead here until they are over.`,
    });
  }
  return mismatches;
}
