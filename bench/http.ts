import { randomBytes } from 'node:crypto';
import { createAccount } from '../server/src/accounts/accounts.ts';
import { createKey } from '../server/src/accounts/keys.ts';
import { grantCredits } from '../server/src/ledger/grants.ts';
import { checkLedger } from '../server/src/ledger/check.ts';
import { openDatabase, type Database } from '../server/src/postgres/database.ts';
import { findRunningPostgres } from '../server/src/postgres/embedded/index.ts';
import { createSettler } from '../server/src/tasks/settle.ts';
import { measureDialects, type DialectRow } from './dialects.ts';
import { measure, type LoadRequest, type Measured } from './load.ts';
import { startBare, startFilmgate, type Started } from './processes.ts';

const connections = 64;
const seconds = 4;
const rounds = 3;
const readIds = 10_000;
const accountCount = 100;

const create = {
  model: 'seedance-2.0',
  prompt: 'A river flowing through an autumn forest, aerial view, cinematic motion',
  aspectRatio: '16:9',
  duration: 5,
  resolution: '720p',
};
const createPath = '/api/open/v1/video/generations';

/** The same work done by Filmgate and by the bare server of the same run. */
export interface HttpRow {
  what: string;
  ours: Measured;
  limit: Measured;
}

export interface HttpMeasured {
  rows: HttpRow[];
  dialects: DialectRow[];
}

/**
 * How much of a bare `node:http` server is left with everything that Filmgate does. Both answer the same
 * bytes, one process each, in turns, so that the noise of the machine falls on both.
 */
export async function measureHttp(): Promise<HttpMeasured> {
  const filmgate = await startFilmgate();
  const database = await openBeside(filmgate);
  try {
    const keys = await makeAccounts(database, accountCount);
    const ids = await makeTasks(filmgate.url, keys, readIds);
    const reads = ids.map(({ id, key }) => get(`${createPath}/${id}`, key));
    const waiting = await compare(filmgate, 'read a waiting task, 10 000 ids', reads);
    await finish(
      database,
      ids.map(({ id }) => id),
    );
    const submits = keys.map((key) => post(key));
    const rows = [
      waiting,
      await compare(filmgate, 'read a finished task, 10 000 ids', reads),
      await compare(filmgate, 'submit, 100 accounts', submits),
      await compare(filmgate, 'submit, one account', submits.slice(0, 1)),
    ];
    const dialects = await measureDialects(filmgate.url, keys[0] ?? '');
    const { ok } = await checkLedger(database);
    if (!ok) throw new Error('the ledger is not in order after the load');
    return { rows, dialects };
  } finally {
    await database.close();
    await filmgate.stop();
  }
}

/** Both servers in turns; the median round of each. */
async function compare(filmgate: Started, what: string, requests: LoadRequest[]): Promise<HttpRow> {
  const [request] = requests;
  if (!request) throw new Error('nothing to send');
  const sample = await fetch(filmgate.url + request.path, {
    method: request.method,
    headers: request.headers,
    body: request.body,
  });
  const limit = await startBare(await sample.text());
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      theirs.push(await measure({ url: limit.url, connections, seconds, requests }));
      ours.push(await measure({ url: filmgate.url, connections, seconds, requests }));
    }
  } finally {
    await limit.stop();
  }
  const failed = ours.reduce((sum, one) => sum + one.failed, 0);
  if (failed > 0) throw new Error(`${what}: ${String(failed)} requests failed`);
  return { what, ours: median(ours), limit: median(theirs) };
}

function median(measured: Measured[]): Measured {
  const sorted = [...measured].sort((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[sorted.length >> 1];
  if (!middle) throw new Error('nothing was measured');
  return middle;
}

function get(path: string, key: string): LoadRequest {
  return { method: 'GET', path, headers: { authorization: `Bearer ${key}` } };
}

function post(key: string): LoadRequest {
  return {
    method: 'POST',
    path: createPath,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(create),
  };
}

async function openBeside({ dataDirectory }: Started): Promise<Database> {
  const address = dataDirectory === null ? null : await findRunningPostgres(dataDirectory);
  if (!address) throw new Error('the database of the server was not found');
  return openDatabase({ address, log: () => undefined });
}

async function makeAccounts(of: Database, count: number): Promise<string[]> {
  const made: string[] = [];
  for (let index = 0; index < count; index++) {
    const account = await createAccount(of, { name: `bench-${randomBytes(6).toString('hex')}` });
    const amountMicros = 1_000_000_000_000_000n;
    await grantCredits(of, { accountId: account.id, amountMicros, reason: 'bench' });
    made.push((await createKey(of, { accountId: account.id, mode: 'live' })).key);
  }
  return made;
}

/** As if they had been made and collected; the studio renders nothing here. */
async function finish(of: Database, ids: readonly string[]): Promise<void> {
  const wake = { tell: () => undefined, on: () => () => undefined, close: () => Promise.resolve() };
  const settler = createSettler(of, wake, () => undefined);
  const hash = '0'.repeat(64);
  await Promise.all(
    ids.map((taskId) =>
      settler.settle({
        taskId,
        from: ['queued'],
        attempt: null,
        state: 'succeeded',
        chargeMicros: 40_000_000n,
        output: {
          width: 1280,
          height: 720,
          frames: 121,
          seconds: 5,
          ratio: '16:9',
          completionTokens: 108_900,
          files: { video: hash, videoBytes: 1, poster: hash, lastFrame: null },
        },
        failure: null,
        collectQueue: null,
      }),
    ),
  );
}

async function makeTasks(url: string, keys: readonly string[], count: number) {
  const made: { id: string; key: string }[] = [];
  const makeSome = async (key: string): Promise<void> => {
    const request = post(key);
    for (let each = 0; each < count / keys.length; each++) {
      const response = await fetch(url + request.path, request);
      // As the dialect answers a create.
      const { requestId } = (await response.json()) as { requestId: string };
      made.push({ id: requestId, key });
    }
  };
  await Promise.all(keys.map(makeSome));
  return made;
}
