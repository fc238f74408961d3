import { expect, test } from 'vitest';
import { claimFromEach, type ClaimedFromQueue } from '../work/claim-from-each.ts';
import type { Database } from '../postgres/database.ts';
import { rowsRead, testDatabase } from '../postgres/testing.ts';
import { createAsset } from './create.ts';
import { deleteAsset, expireAssets } from './delete.ts';
import { endFetch, noteFault, readFetching } from './fetches.ts';
import { findAssetFile, listAssets, readAssets } from './read.ts';
import { openLibrary, order } from './testing/library.ts';

function claimAssets({ claims }: Database, limit: number): Promise<ClaimedFromQueue[]> {
  const room = { each: 4, of: new Map<string, number>() };
  const order = { step: 'fetch', queues: null, room, ownerRoom: room, leaseSeconds: 30 } as const;
  return claimFromEach(claims, { ...order, limit });
}

/** As for tasks: plans are made while the tables are empty and stay, or are made when there are statistics. */
test.each(['before', 'after'])(
  'no statement reads more rows as the tables grow, %s statistics are gathered',
  // Where somebody else's snapshot is older than what has just been done, dead entries of an index are read too.
  { timeout: 120_000, retry: 1 },
  async (when) => {
    const own = await testDatabase();
    const file = { sha256: 'ab'.repeat(32), contentType: 'image/png', bytes: 9, field: 'file' };
    const medium = { ...file, kind: 'image', width: 300, height: 300, seconds: 0 } as const;
    const page = { page: 1, pageSize: 10, sortBy: 'created', descending: true } as const;
    const assetsEach = 4;

    /** On connections of its own, on which every statement is planned with the first account. */
    async function liveOn(accounts: number): Promise<readonly { name: string; rows: bigint }[]> {
      const before = await rowsRead(own.database);
      const library = await openLibrary(own.address);
      const { database, parts } = library;

      /** Of one account: what becomes of an asset, and the asking for it. */
      async function live(): Promise<void> {
        const accountId = await library.addAccount();
        const asked = Array.from({ length: assetsEach }, () => order(accountId));
        for (const one of asked) await createAsset(parts, one);
        for (const claimed of await claimAssets(database, assetsEach)) {
          await readFetching(database, [claimed.subjectId]);
          await noteFault(database, claimed.subjectId);
          await endFetch(database, claimed, { medium });
        }
        const ids = asked.map((one) => one.id);
        await readAssets(database, accountId, ids);
        for (const id of ids) await findAssetFile(database, `${id}.png`);
        await listAssets(database, { accountId, ...page });
        await deleteAsset(database, accountId, ids[0] ?? '');
        await expireAssets(database);
      }

      for (let round = 0; round <= accounts; round++) await live();
      await library.close();
      const after = await rowsRead(own.database);
      return after.map(({ name, rows }) => ({
        name,
        rows: rows - (before.find((one) => one.name === name)?.rows ?? 0n),
      }));
    }

    const accounts = 150;
    let read = await liveOn(accounts);
    if (when === 'after') {
      await own.database.general.query('vacuum analyze');
      read = await liveOn(accounts);
    }
    await own.drop();

    const perAsset = read.map(({ name, rows }) => ({
      name,
      rows: Math.round(Number(rows) / (accounts * assetsEach)),
    }));
    for (const { name, rows } of perAsset) {
      expect(rows, `rows of ${name} read for one asset: ${JSON.stringify(perAsset)}`).toBeLessThan(
        60,
      );
    }
  },
);
