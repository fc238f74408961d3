import { sql, type Kysely } from 'kysely';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import { isTransient } from '../postgres/transient.ts';
import type { KeyHolder } from './key-check.ts';

/** Notes when, and from where, keys are used, so that people see which one nobody needs: nobody waits for it. */
export interface KeyUses {
  note(holder: Pick<KeyHolder, 'keyId' | 'lastFour'>, address: string): void;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

interface Use {
  keyId: string;
  lastFour: string;
  address: string;
}

const writeEveryMs = 5_000;
/** What was written is not written again for so long. */
const knownMs = 60_000;
/** Of all keys together, between two writes: beyond it addresses are left out. */
const usesMost = 2_000;

export function createKeyUses(
  database: Pick<Database, 'claims'>,
  nowMs: () => number = () => performance.now(),
): KeyUses {
  let noted = new Map<string, Use>();
  let known = new Set<string>();
  let knownSinceMs = nowMs();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    timer = null;
    const uses = [...noted.values()];
    noted = new Map();
    try {
      await writeUses(database, uses);
    } catch (error) {
      // It is only told later that somebody uses the key.
      if (!isTransient(error)) throw error;
    }
  }

  return {
    note({ keyId, lastFour }, address) {
      const at = nowMs();
      if (at - knownSinceMs >= knownMs) {
        known = new Set();
        knownSinceMs = at;
      }
      const name = `${keyId} ${lastFour} ${address}`;
      if (known.has(name) || noted.size >= usesMost) return;
      known.add(name);
      noted.set(name, { keyId, lastFour, address });
      timer ??= setTimeout(() => {
        writing = write();
      }, writeEveryMs).unref();
    },
    async close() {
      await writing;
      if (timer === null) return;
      clearTimeout(timer);
      await write();
    },
  };
}

/** Also removes what is older than a day of these keys. */
async function writeUses(
  { claims }: Pick<Database, 'claims'>,
  uses: readonly Use[],
): Promise<void> {
  await claims.query({
    name: 'note key uses',
    // In the order of keys, so that two processes never wait for each other.
    text: `
with used as (
  select * from unnest($1::uuid[], $2::text[], $3::text[]) u (key_id, last_four, address)
   order by key_id, last_four, address
), old as (
  delete from key_uses o
   where o.key_id in (select key_id from used) and o.last_at < now() - interval '1 day'
     -- A row may be written once.
     and (o.key_id, o.last_four, o.address) not in (select key_id, last_four, address from used)
), written as (
  insert into key_uses as w (key_id, last_four, address, last_at)
  select key_id, last_four, address, now() from used
  on conflict (key_id, last_four, address) do update set last_at = now()
)
update keys k set last_used_at = now()
 where k.id in (select key_id from used) and (k.last_used_at is null or k.last_used_at < now())`,
    values: [
      uses.map(({ keyId }) => keyId),
      uses.map(({ lastFour }) => lastFour),
      uses.map(({ address }) => address),
    ],
  });
}

/** From where a secret of a key was used in the last day. */
export interface SeenUse {
  lastFour: string;
  address: string;
  lastAt: Date;
}

const shownMost = 50;

/** The newest first. */
export async function readKeyUses(query: Kysely<Tables>, keyId: string): Promise<SeenUse[]> {
  return query
    .selectFrom('key_uses')
    .select(['last_four as lastFour', 'address', 'last_at as lastAt'])
    .where('key_id', '=', keyId)
    .where('last_at', '>', sql<Date>`now() - interval '1 day'`)
    .orderBy('last_at', 'desc')
    .orderBy('address')
    .limit(shownMost)
    .execute();
}
