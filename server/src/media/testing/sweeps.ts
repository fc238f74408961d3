import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createAccount } from '../../accounts/accounts.ts';
import type { Database } from '../../postgres/database.ts';
import type { GuardedFetch } from '../fetch.ts';
import { createIntakeRoom, takeMedia, type IntakeDeps } from '../intake.ts';
import type { MediaStore } from '../store/store.ts';
import { sweepUnused, watchFiles } from '../store/unused-files.ts';

export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** An asset that names the file, of an account of its own. */
export async function addAsset(
  database: Database,
  sha256: string,
): Promise<{ id: string; accountId: string }> {
  const { id: accountId } = await createAccount(database, { name: `owner ${randomUUID()}` });
  const id = randomUUID();
  await database.general.query(
    `with room as (insert into asset_room values ($2, 1, 1))
     insert into assets (id, account_id, shelf, kind, name, state, sha256, counted_bytes)
     values ($1, $2, 'media', 'image', '', 'active', $3, 1)`,
    [id, accountId, sha256],
  );
  return { id, accountId };
}

/**
 * Takes 100 files in again and again, for two processes, while sweeps of both run all the time, until so many were
 * taken in and enough were let go of. What was missing right after its intake, or though an asset names it?
 */
export async function intakesBesideSweeps(
  database: Database,
  bare: MediaStore,
  intakes: number,
): Promise<{ missing: string[] }> {
  // So short that files are let go of again and again.
  const times = { keptSeconds: 1, againSeconds: 0 };
  const removalsLeast = 20;
  let removed = 0;
  const counted: MediaStore = {
    ...bare,
    async remove(hash) {
      removed += 1;
      await bare.remove(hash);
    },
  };
  const store = watchFiles(counted, database, times);
  // A second process, which remembers nothing of what the first has taken in.
  const second = watchFiles(counted, database, times);
  const files = Array.from({ length: 100 }, () => randomBytes(200));
  const named = new Set(files.slice(40, 60).map(sha256Of));
  for (const hash of named) await addAsset(database, hash);
  for (const file of files) await store.putBytes(file);
  const over = new AbortController();
  const sweeping = [store, second].map(async (one) => {
    while (!over.signal.aborted) await sweepUnused({ database, store: one }, times);
  });
  let next = 0;
  const isEnough = (): boolean => next >= intakes && removed > removalsLeast;
  const missing: string[] = [];
  await Promise.all(
    Array.from({ length: 16 }, async (_, worker) => {
      const deps = intakeOf(worker % 2 === 0 ? store : second);
      while (!isEnough()) {
        next += 1;
        // Some are wanted all the time, some rarely.
        const file = files[Math.floor(100 * Math.random() ** 3)] ?? Buffer.alloc(0);
        const url = `data:image/png;base64,${file.toString('base64')}`;
        const ask = { url, kind: 'image', field: 'image' } as const;
        const startedMs = performance.now();
        const [medium] = await takeMedia([ask], deps, { accountId: String(worker) });
        const found = await bare.open(medium?.sha256 ?? '');
        // On a machine that slept so long it may be gone by right.
        if (found === null && performance.now() - startedMs < 900) {
          missing.push(medium?.sha256 ?? '');
        }
      }
    }),
  );
  over.abort();
  await Promise.all(sweeping);
  for (const hash of named) if ((await bare.open(hash)) === null) missing.push(hash);
  return { missing };
}

function intakeOf(store: MediaStore): IntakeDeps {
  return {
    store,
    // No file comes from outside.
    fetch: {} as GuardedFetch,
    room: createIntakeRoom(),
    measure: (paths) =>
      Promise.resolve(
        paths.map(() => ({
          kind: 'image',
          contentType: 'image/png',
          bytes: 200,
          width: 512,
          height: 512,
          seconds: 0,
          framesPerSecond: 0,
        })),
      ),
  };
}
