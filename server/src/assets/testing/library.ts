import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createAccount } from '../../accounts/accounts.ts';
import { ProblemError, type Problem } from '../../generation/problems.ts';
import { Upload } from '../../generation/upload.ts';
import { createGuardedFetch } from '../../media/fetch.ts';
import { createIntakeRoom } from '../../media/intake.ts';
import { openDiskStore } from '../../media/store/store.ts';
import { startWeb } from '../../media/testing/network.ts';
import { rememberedMeasure } from '../../media/testing/remembered.ts';
import type { DatabaseAddress } from '../../postgres/database.ts';
import { openDatabase } from '../../postgres/database.ts';
import { testDatabase } from '../../postgres/testing.ts';
import { startWake } from '../../work/wake.ts';
import type { AssetByUrl } from '../create.ts';
import type { FetcherParts } from '../fetcher.ts';
import { assetFinder } from '../finder.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const measure = rememberedMeasure();

/**
 * Assets over a real database, a real store and a web server on this machine. `on` is the database of
 * another library: then this one stands for a second process.
 */
export async function openLibrary(on?: DatabaseAddress) {
  const { database, address, empty, drop } = on ? secondProcess(on) : await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-assets-'));
  const store = await openDiskStore(folder);
  const fetch = createGuardedFetch({ allowPrivateHosts: true });
  const wake = startWake(database, () => undefined);
  const troubles: string[] = [];
  const answers = new Map<string, Answer | Buffer>();
  const web = await startWeb((request, response) => {
    const answer = answers.get(request.url ?? '');
    if (typeof answer === 'function') answer(request, response);
    else response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  const parts: FetcherParts = {
    database,
    wake,
    intake: {
      fetch,
      store,
      room: createIntakeRoom(),
      measure,
      asset: assetFinder(database, () => Promise.resolve(null)),
    },
    checkUrl: () => null,
    log: pino({ level: 'error' }, { write: (line) => troubles.push(line) }),
  };
  return {
    parts,
    database,
    address,
    store,
    /** What the web server says to a path; 404 to all others. */
    answers,
    /** What was logged as an error. */
    troubles,
    urlOf: (path: string) => `http://127.0.0.1:${String(web.port)}${path}`,
    async addAccount(): Promise<string> {
      return (await createAccount(database, { name: `customer ${randomUUID()}` })).id;
    },
    async upload(bytes: Uint8Array): Promise<Upload> {
      const path = store.temporaryPath();
      await writeFile(path, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const told = { fileName: 'file', contentType: 'image/png' };
      return new Upload({ ...told, sha256, bytes: bytes.length }, path);
    },
    /** Brings everything that waits forward to now. */
    async hurry(): Promise<void> {
      await database.general.query(
        "update work set due_at = now() where step = 'fetch' and claim_token is null",
      );
    },
    /** True where every account's room says what its assets say. */
    async isRoomExact(): Promise<boolean> {
      const { rows } = await database.general.query(`
        select from asset_room r
          full join (select account_id, count(*) as assets, sum(counted_bytes) as bytes
                       from assets group by account_id) a using (account_id)
         where coalesce(r.assets, 0) <> coalesce(a.assets, 0) or coalesce(r.bytes, 0) <> coalesce(a.bytes, 0)`);
      return rows.length === 0;
    },
    /** As if nothing had been done yet, for the next test of a file; what was stored stays. */
    async empty(): Promise<void> {
      await empty();
      answers.clear();
      troubles.length = 0;
    },
    async close() {
      await fetch.close();
      await web.close();
      await wake.close();
      await drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type Library = Awaited<ReturnType<typeof openLibrary>>;

function secondProcess(address: DatabaseAddress) {
  const database = openDatabase({ address, log: () => undefined });
  const empty = () => Promise.reject(new Error('whoever made the database empties it'));
  return { database, address, empty, drop: () => database.close() };
}

/** An image, by default. */
export function order(accountId: string, over: Partial<AssetByUrl> = {}): AssetByUrl {
  return {
    accountId,
    id: `asset-${randomUUID()}`,
    shelf: 'media',
    name: 'portrait',
    kind: 'image',
    url: 'https://media.example/a.png',
    field: 'URL',
    ...over,
  };
}

export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof ProblemError) return error.problem;
  throw error;
}
