import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readWallet } from '../accounts/accounts.ts';
import { ProblemError } from '../generation/problems.ts';
import type { Seconds } from '../generation/request.ts';
import { checkLedger } from '../ledger/check.ts';
import { FetchRefusal } from '../media/fetch.ts';
import { openDiskStore } from '../media/store/store.ts';
import { writeClip } from '../studio/testing/media.ts';
import { studioQueue } from '../work/queues.ts';
import type { TaskRow } from '../tasks/rows.ts';
import type { Submission } from '../tasks/submit.ts';
import {
  addCustomer,
  dialectNamed,
  openTaskFixture,
  type TaskFixture,
} from '../tasks/testing/fixture.ts';
import { dispatch } from './dispatch.ts';
import { follow } from './follow.ts';
import type { LineParts } from './parts.ts';
import { collectDue } from './testing/collect-due.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

/**
 * Films whose length was left to the model, on a line that tells neither a length nor tokens: the file
 * decides, and the charge waits for it. 8 credits a second, at most 15 s.
 */

let films: string;
let fiveSeconds: Buffer;

let fixture: TaskFixture;
let folder: string;
let parts: LineParts;
let line: ReturnType<typeof scriptedLine>['line'];
let who: Awaited<ReturnType<typeof addCustomer>>;
/** What the upstream's file server answers; null: HTTP 404. */
let serve: (url: string) => Buffer | null;
let downloads: string[];
let troubles: string[];

beforeAll(async () => {
  fixture = await openTaskFixture();
  films = await mkdtemp(join(tmpdir(), 'filmgate-films-'));
  await writeClip(join(films, 'five.mp4'), ['#e00000', '#0000e0'], 121);
  fiveSeconds = await readFile(join(films, 'five.mp4'));
});
afterAll(async () => {
  await fixture.close();
  await rm(films, { recursive: true });
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-open-'));
  const scripted = scriptedLine();
  ({ line } = scripted);
  line.files = filesOf('film.mp4');
  serve = () => fiveSeconds;
  downloads = [];
  troubles = [];
  parts = {
    ...lineParts(fixture, scripted.driver, await openDiskStore(join(folder, 'media'))),
    trouble: (kind) => troubles.push(kind),
    fetch: {
      async download(url, to) {
        downloads.push(url);
        const body = serve(url);
        if (!body) throw new FetchRefusal('status', 'The server answered HTTP 404.');
        await writeFile(to, body);
        return { bytes: body.length, sha256: '', contentType: null, finalUrl: url };
      },
    },
  };
  who = await addCustomer(fixture, 1_000);
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  await rm(folder, { recursive: true });
  expect(broken).toEqual([]);
});

const filesOf = (name: string) => ({
  videoUrl: `https://up.example/${name}`,
  headers: {},
  lastFrameUrl: null,
});

const unmeasured = { seconds: null, completionTokens: null } as const;

/** A model that may choose its length: 8 credits a second at 720p. */
function orderOf(seconds: Seconds): Submission {
  const model = 'cme_doubao_seedance_2_0';
  const ask = { model, prompt: 'a river', media: [], seconds, resolution: '720p' } as const;
  return { dialect: dialectNamed('hmtm'), idempotencyKey: null, decode: () => ({ ask }) };
}

async function running(seconds: Seconds = 'auto'): Promise<string> {
  const { row } = await fixture.submit(who, orderOf(seconds));
  await dispatch(parts, studioQueue, line.slots);
  return row.id;
}

async function lookOnce(): Promise<void> {
  await fixture.database.general.query(`update work set due_at = now() where step = 'follow'`);
  await follow(parts, { queue: parts.driver.queue, most: 256, queueOf: () => studioQueue });
}

/** The line has made it and tells no length; nothing was collected yet. */
async function measuring(): Promise<string> {
  const id = await running();
  line.observations.set(`up-${id}-1`, { state: 'succeeded', made: unmeasured });
  await lookOnce();
  return id;
}

/** One try of all that waits, whether it is due or not. */
async function tryNow(): Promise<void> {
  await fixture.database.general.query(`
    update work set due_at = now() where step = 'collect';
    update attempts set outcome = jsonb_set(outcome, '{copying,nextAtMs}', '0')
     where outcome ? 'copying'`);
  await collectDue(parts);
}

/** Whatever was made is a day older. */
async function passDay(): Promise<void> {
  await fixture.database.general.query(`
    update tasks set finished_at = finished_at - interval '25 hours';
    update attempts set ended_at = ended_at - interval '25 hours'`);
}

async function read(id: string): Promise<TaskRow> {
  const row = await fixture.reader.read({ accountId: who.accountId, id });
  if (!row) throw new Error('the task is gone');
  return row;
}

async function work(): Promise<string[]> {
  const { rows } = await fixture.database.general.query<{ step: string }>(
    'select step from work order by step',
  );
  return rows.map(({ step }) => step);
}

async function charges(): Promise<bigint[]> {
  const { rows } = await fixture.database.general.query<{ amount_micros: bigint }>(
    `select amount_micros from movements where kind = 'charge'`,
  );
  return rows.map((row) => row.amount_micros);
}

async function attempt(id: string) {
  const { rows } = await fixture.database.general.query<{
    state: string;
    ended: boolean;
    cost_micros: bigint | null;
    outcome: object;
  }>(
    `select state, ended_at is not null as ended, cost_micros, outcome from attempts where task_id = $1`,
    [id],
  );
  return rows[0];
}

const charged = { state: 'succeeded', charged_micros: 40_000_000n, progress: 100 };

describe('a success that tells no length', () => {
  test('waits for its file: the attempt has ended, the task runs on at 99, its hold stands', async () => {
    const id = await measuring();
    expect(await read(id)).toMatchObject({ state: 'running', progress: 99, charged_micros: null });
    expect(await attempt(id)).toMatchObject({ state: 'succeeded', ended: true });
    expect(await work()).toEqual(['collect']);
    expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
      balanceMicros: 1_000_000_000n,
      heldMicros: 120_000_000n,
    });
    expect((await checkLedger(fixture.database)).broken).toEqual([]);
  });

  test('is charged by what was measured, and has its files at once', async () => {
    parts.costs = { ...parts.costs, succeeded: (_request, { seconds }) => (seconds ? 7n : null) };
    const id = await measuring();
    await tryNow();
    const row = await read(id);
    expect(row).toMatchObject({
      ...charged,
      output: { seconds: 5, frames: 121, width: 256, height: 144, ratio: '16:9' },
    });
    expect(row.output?.completionTokens).toBe(Math.floor((256 * 144 * 121) / 1024));
    expect(row.output?.files).toMatchObject({ videoBytes: fiveSeconds.length });
    expect(row.output?.files?.poster).not.toBeNull();
    expect(await charges()).toEqual([40_000_000n]);
    expect(await work()).toEqual([]);
    expect(line.discarded).toEqual([`up-${id}-1`]);
    expect(await attempt(id)).toMatchObject({
      cost_micros: 7n,
      outcome: { seconds: 5, width: 256, completionTokens: null },
    });
    expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
      balanceMicros: 960_000_000n,
      heldMicros: 0n,
    });
  });

  test('is never charged above its hold', async () => {
    await writeClip(join(films, 'long.mp4'), ['#e00000', '#0000e0'], 24 * 17 + 1);
    const long = await readFile(join(films, 'long.mp4'));
    serve = () => long;
    const id = await measuring();
    await tryNow();
    expect(await read(id)).toMatchObject({ charged_micros: 120_000_000n, output: { seconds: 17 } });
  });

  test('keeps the tokens that the line counted with its attempt, though no length follows from them', async () => {
    const id = await running();
    const told = { seconds: null, completionTokens: 108_901 } as const;
    line.observations.set(`up-${id}-1`, { state: 'succeeded', made: told });
    await lookOnce();
    await tryNow();
    expect((await read(id)).output).toMatchObject({ seconds: 5, completionTokens: 4_356 });
    expect(await attempt(id)).toMatchObject({ outcome: { seconds: 5, completionTokens: 108_901 } });
  });

  test('is tried again while the file cannot be had, and its tries are counted', async () => {
    const id = await measuring();
    serve = () => null;
    for (let tries = 1; tries <= 3; tries++) await tryNow();
    expect(await read(id)).toMatchObject({ state: 'running', output: null });
    expect(await attempt(id)).toMatchObject({ outcome: { copying: { tries: 3, faults: 3 } } });
    serve = () => fiveSeconds;
    await tryNow();
    expect(await read(id)).toMatchObject(charged);
  });

  test('that is told later all the same is charged by that, as ever', async () => {
    const id = await measuring();
    await backToFollow();
    line.observations.set(`up-${id}-1`, { state: 'succeeded', made: { ...made, seconds: 6 } });
    await lookOnce();
    expect(await read(id)).toMatchObject({ state: 'succeeded', charged_micros: 48_000_000n });
    await tryNow();
    expect((await read(id)).output).toMatchObject({ seconds: 6, files: { measured: {} } });
    expect(await charges()).toEqual([48_000_000n]);
  });

  test('leaves all other lengths as they are: charged first, collected afterwards', async () => {
    const id = await running(5);
    line.observations.set(`up-${id}-1`, { state: 'succeeded', made });
    await lookOnce();
    expect(await read(id)).toMatchObject({ ...charged, output: { files: null } });
    expect(await work()).toEqual(['collect']);
  });
});

/** As where the process died between the attempt's end and what follows from it. */
async function backToFollow(): Promise<void> {
  await fixture.database.general.query(`update work set step = 'follow' where step = 'collect'`);
}

describe('one charge and one set of files, wherever a process dies', () => {
  const isWhole = async (id: string) => {
    const row = await read(id);
    expect(row).toMatchObject(charged);
    expect(await charges()).toEqual([40_000_000n]);
    expect(await work()).toEqual([]);
    expect(await parts.store.open(row.output?.files?.video ?? '')).toMatchObject({
      bytes: fiveSeconds.length,
    });
  };

  test('before the end of the attempt led to anything', async () => {
    const id = await measuring();
    await backToFollow();
    await lookOnce();
    expect(await work()).toEqual(['collect']);
    await tryNow();
    await isWhole(id);
  });

  test('while the file was fetched', async () => {
    const id = await measuring();
    serve = () => {
      throw new Error('killed');
    };
    await tryNow();
    serve = () => fiveSeconds;
    await tryNow();
    await isWhole(id);
  });

  test('between the stored files and the charge', async () => {
    const id = await measuring();
    const { settler } = parts;
    parts.settler = { settle: () => Promise.reject(new Error('killed')) };
    await tryNow();
    expect(await read(id)).toMatchObject({ state: 'running', output: null });
    parts.settler = settler;
    await tryNow();
    await isWhole(id);
  });

  test('after the charge', async () => {
    const id = await measuring();
    await tryNow();
    await fixture.database.general.query(
      `insert into work (step, subject_id, queue) values ('collect', $1, $2)`,
      [id, parts.driver.queue],
    );
    await tryNow();
    await isWhole(id);
    expect(downloads).toHaveLength(1);
  });

  test('or only sleeps, so that two have it in hand', async () => {
    const id = await measuring();
    const { database } = fixture;
    const { download } = parts.fetch;
    const again: Promise<void>[] = [];
    parts.fetch = {
      async download(url, to, limits) {
        const fetched = await download(url, to, limits);
        if (downloads.length === 1) {
          await database.general.query('update work set due_at = now()');
          again.push(collectDue(parts));
          await again[0];
        }
        return fetched;
      },
    };
    await tryNow();
    expect(downloads).toHaveLength(2);
    await isWhole(id);
  });
});

describe('a film that cannot be measured', () => {
  const unharmed = async (id: string, words: string) => {
    expect(await read(id)).toMatchObject({
      state: 'failed',
      charged_micros: null,
      output: null,
      failure: { code: 'provider_error', message: expect.stringContaining(words) as string },
    });
    expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
      balanceMicros: 1_000_000_000n,
      heldMicros: 0n,
    });
    expect(await work()).toEqual([]);
    expect(troubles).toEqual(['lost_result']);
    expect(line.discarded).toEqual([`up-${id}-1`]);
  };

  test('since it cannot be had fails when its day is over, and costs nothing', async () => {
    const id = await measuring();
    serve = () => null;
    for (let tries = 1; tries <= 3; tries++) await tryNow();
    expect((await read(id)).state).toBe('running');
    await passDay();
    await tryNow();
    await unharmed(id, 'could not be had');
  });

  test.each([
    ['of a kind that is not known', () => unknownKind()],
    ['cut off', () => fiveSeconds.subarray(0, fiveSeconds.length - 900)],
  ])('since it is %s fails when its day is over, and costs nothing', async (_kind, body) => {
    serve = body;
    const id = await measuring();
    for (let tries = 1; tries <= 3; tries++) await tryNow();
    expect((await read(id)).state).toBe('running');
    await passDay();
    await tryNow();
    await unharmed(id, 'could not be measured');
  });

  /** The name of the kind of its frames stands last where their description begins. */
  function unknownKind(): Buffer {
    const strange = Buffer.from(fiveSeconds);
    strange.write('qqqq', strange.lastIndexOf('avc1'), 'latin1');
    return strange;
  }

  test('since our own storage is away waits for that, however long', async () => {
    const id = await measuring();
    const { store } = parts;
    parts.store = { ...store, putFile: () => Promise.reject(new Error('ENOSPC')) };
    await passDay();
    for (let tries = 1; tries <= 5; tries++) await tryNow();
    expect(await read(id)).toMatchObject({ state: 'running' });
    parts.store = store;
    await tryNow();
    expect(await read(id)).toMatchObject(charged);
  });

  test('but whose pictures cannot be taken is charged by its length, and kept without them', async () => {
    // Its frames are there, and hold nothing that can be decoded.
    const blind = Buffer.from(fiveSeconds);
    const at = blind.lastIndexOf('mdat') + 4;
    blind.fill(0, at + 5, Math.min(blind.length, at + 4_000));
    serve = () => blind;
    const id = await measuring();
    for (let tries = 1; tries <= 3; tries++) await tryNow();
    expect(await read(id)).toMatchObject({
      ...charged,
      output: { files: { poster: null, measured: { frames: 121 } } },
    });
  });

  test('and that nobody made ends as well', async () => {
    const id = await measuring();
    await fixture.database.general.query('delete from attempts');
    await tryNow();
    expect(await read(id)).toMatchObject({ state: 'failed', charged_micros: null });
    expect(await work()).toEqual([]);
  });
});

describe('a cancel while the film is measured', () => {
  test('comes too late: the film is made, and charged', async () => {
    const id = await measuring();
    const cancelling = fixture
      .cancel({ accountId: who.accountId, id })
      .catch((error: unknown) => error);
    await tryNow();
    const error = await cancelling;
    expect(error instanceof ProblemError && error.problem.code).toBe('not_cancellable');
    expect(await read(id)).toMatchObject(charged);
  });

  test.each(['before it is fetched', 'while it is fetched'])(
    'at our expense %s ends it uncharged, and nothing is charged later',
    async (when) => {
      const id = await measuring();
      const cancel = () =>
        fixture.database.general.query(
          `select absorb_cancel($1, $2, 20, '{"code": "cancelled", "message": ""}', 'scripted/1')`,
          [who.accountId, id],
        );
      const { download } = parts.fetch;
      parts.fetch = {
        async download(...call) {
          if (when === 'while it is fetched') await cancel();
          return download(...call);
        },
      };
      if (when === 'before it is fetched') await cancel();
      await tryNow();
      expect(await read(id)).toMatchObject({
        state: 'cancelled',
        charged_micros: null,
        output: null,
      });
      expect(await charges()).toEqual([]);
      expect(await work()).toEqual(['absorb']);
    },
  );
});

test('over a day of trouble no task without a film stays charged, and none that ended holds credits', async () => {
  const cases: { id: string; name: string }[] = [];
  for (const name of ['film', 'gone', 'page', 'cut']) {
    for (const seconds of [5, 'auto'] as const) {
      const id = await running(seconds);
      cases.push({ id, name });
      line.observations.set(`up-${id}-1`, {
        state: 'succeeded',
        made: seconds === 'auto' ? unmeasured : made,
        urls: filesOf(`${name}.mp4`),
      });
    }
  }
  const nameOf = new Map(cases.map(({ id, name }) => [`up-${id}-1`, `${name}.mp4`]));
  parts.driver = {
    ...parts.driver,
    result: ({ upstreamId }) => Promise.resolve(filesOf(nameOf.get(upstreamId) ?? '')),
  };
  const bodies: Record<string, Buffer | null> = {
    'film.mp4': fiveSeconds,
    'gone.mp4': null,
    'page.mp4': Buffer.from('<!doctype html><title>Sorry</title>'),
    'cut.mp4': fiveSeconds.subarray(0, fiveSeconds.length - 900),
  };
  serve = (url) => bodies[url.split('/').at(-1) ?? ''] ?? null;
  await lookOnce();
  for (let tries = 1; tries <= 3; tries++) await tryNow();
  await passDay();
  await tryNow();

  const { rows } = await fixture.database.general.query(`
    select count(*) filter (where net_charge(t) > 0
                              and jsonb_typeof(output -> 'files') is distinct from 'object')::int as charged_without_film,
           count(*) filter (where finished_at is not null and held_micros > 0)::int as ended_that_hold,
           count(*) filter (where finished_at is null)::int as open,
           sum(net_charge(t))::bigint as charged
      from tasks t`);
  expect(rows).toEqual([
    { charged_without_film: 0, ended_that_hold: 0, open: 0, charged: 80_000_000n },
  ]);
  expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
    balanceMicros: 920_000_000n,
    heldMicros: 0n,
  });
  expect(await work()).toEqual([]);
  expect(troubles).toHaveLength(6);
  expect((await checkLedger(fixture.database)).broken).toEqual([]);
}, 120_000);
