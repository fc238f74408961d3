import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readWallet } from '../../src/accounts/accounts.ts';
import { dialects } from '../../src/dialects/index.ts';
import { catalogueOf } from '../../src/dialects/catalogues.ts';
import { requireModel } from '../../src/generation/catalogue.ts';
import type { Seconds } from '../../src/generation/request.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import { absorb } from '../../src/making/absorb.ts';
import { dispatch } from '../../src/making/dispatch.ts';
import { follow } from '../../src/making/follow.ts';
import { giveUpSilent, tellOfSilence } from '../../src/making/give-up.ts';
import { cannotTake } from '../../src/lines/http/http-create.ts';
import { collectDue } from '../../src/making/testing/collect-due.ts';
import { planned } from '../../src/making/testing/planned.ts';
import { readTroubles } from '../../src/making/troubles.ts';
import { writeClip } from '../../src/studio/testing/media.ts';
import { expireWaiting } from '../../src/tasks/expire.ts';
import { studioQueue } from '../../src/work/queues.ts';
import {
  addCustomer,
  dialectNamed,
  openTaskFixture,
  type TaskFixture,
} from '../../src/tasks/testing/fixture.ts';
import { openDayLine } from './day-line.ts';
import { openHouse, type Misdeed } from './dialect-house.ts';
import { passTime } from './passing-time.ts';

/**
 * Every fault of an upstream at once, in each of the dialects that lines speak, for a day and until all has
 * ended: nobody pays without a film, nothing is held that has ended, nothing is made twice, the books are in order.
 */

/** The first that each sells, but where another one takes more. */
const chosen: Readonly<Record<string, string>> = { jimmyai: 'seedance2.0-gz-720p' };
const models = dialects.map(({ name, catalogue }): [dialect: string, model: string] => [
  name,
  chosen[name] ?? catalogue.models[0]?.name ?? 'none',
]);

/** What becomes of it in the end. */
type End = 'made' | 'failed' | 'given back' | 'made or failed';

interface Fault extends Misdeed {
  end: End;
  isOpenLength?: boolean;
}

const faults: Record<string, Fault> = {
  'nothing wrong': { end: 'made' },
  'never names its file': { namesVideoAfterSeconds: null, end: 'failed' },
  'names its file an hour later': { namesVideoAfterSeconds: 3_600, end: 'made' },
  'its file is gone': { isVideoGone: true, end: 'given back' },
  'HTTP 504, carried out': { createAnswer: 'HTTP 504', end: 'made or failed' },
  'HTTP 504, carried out, without our word': {
    createAnswer: 'HTTP 504',
    isWordless: true,
    end: 'failed',
  },
  'an empty answer, carried out': { createAnswer: 'nothing', end: 'made or failed' },
  'an empty answer, carried out, without our word': {
    createAnswer: 'nothing',
    isWordless: true,
    end: 'failed',
  },
  'an answer with the id of another': { createAnswer: 'another id', end: 'made or failed' },
  'tells of another task': { tells: 'another', end: 'failed' },
  'tells of itself under the word of another': { tells: 'another word', end: 'made or failed' },
  'is not found': { tells: 'not found', end: 'failed' },
  'runs for ever': { takesSeconds: null, end: 'failed' },
  'negative tokens': { tokens: '-1', end: 'made' },
  'enormous tokens': { tokens: '1e300', end: 'made' },
  'tokens in words': { tokens: '"many"', end: 'made' },
  'a negative length': { length: '-5', end: 'made' },
  'an enormous length': { length: '9007199254740991', end: 'made' },
  'fails in words that cannot be stored': { reason: '"no \\u0000 \\ud800"', end: 'failed' },
  'fails without a word': { reason: 'null', end: 'failed' },
  'an open length that is not told': {
    isOpenLength: true,
    length: 'null',
    tokens: 'null',
    end: 'made',
  },
  'an open length of years': {
    isOpenLength: true,
    length: '9007199254740991',
    tokens: '1e300',
    end: 'made',
  },
};

const grantedMicros = 10_000_000_000n;

let filmFolder: string;
let folder: string;
let fixture: TaskFixture;

beforeAll(async () => {
  filmFolder = await mkdtemp(join(tmpdir(), 'filmgate-film-'));
  for (const [name, frames] of Object.entries({ five: 121, short: 9 })) {
    await writeClip(join(filmFolder, `${name}.mp4`), ['#e00000', '#0000e0'], frames);
  }
});

afterAll(() => rm(filmFolder, { recursive: true }));

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  fixture = await openTaskFixture();
  folder = await mkdtemp(join(tmpdir(), 'filmgate-a-day-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await fixture.close();
  await rm(folder, { recursive: true, force: true });
});

test('every dialect has its day', () => {
  expect(models.length).toBeGreaterThan(7);
  for (const [name, model] of models) {
    expect(requireModel(model, catalogueOf(name), 'model').family).toBe('seedance-2.0');
  }
});

describe.each(models)('%s', (dialectName, model) => {
  test('a day of every fault, and the end of it', async () => {
    const { database } = fixture;
    const house = openHouse(dialectNamed(dialectName), (prompt) => faults[faultOf(prompt)] ?? {});
    const { line, dialect, driver, parts, troubles } = await openDayLine(fixture, {
      dialect: dialectName,
      baseUrl: 'https://up.example',
      model,
      secret: house.secret,
      calls: house.fetch,
      files: {
        async download(address, to) {
          const { seconds } = house.askOf(address);
          // Only where the file decides does it matter what it is.
          await copyFile(join(filmFolder, seconds === 'auto' ? 'five.mp4' : 'short.mp4'), to);
          return { bytes: 1, sha256: '', contentType: null, finalUrl: address };
        },
      },
      folder,
    });
    const who = await addCustomer(fixture, Number(grantedMicros / 1_000_000n));

    async function turn(): Promise<void> {
      await dispatch(parts, studioQueue, 100);
      for (const queue of [driver.queue, driver.lostQueue]) {
        await follow(parts, { queue, most: 200, queueOf: () => studioQueue });
      }
      await absorb(parts);
      await collectDue(parts);
      await expireWaiting(database, fixture.settler);
      await tellOfSilence(parts);
      await giveUpSilent(parts);
    }

    async function later(seconds: number): Promise<void> {
      vi.setSystemTime(Date.now() + seconds * 1_000);
      await passTime(database, seconds);
      await turn();
    }

    const openLength = planned({ model, seconds: 'auto' });
    const isOpenLengthTaken =
      requireModel(model, catalogueOf(dialectName), 'model').limits.automaticSeconds &&
      cannotTake({ line, dialect, mediaUrl: () => '' }, openLength) === null;
    const wanted = Object.entries(faults).filter(
      ([, { isOpenLength = false }]) => !isOpenLength || isOpenLengthTaken,
    );
    const submit = (prompt: string, seconds: Seconds) =>
      fixture.submit(who, {
        dialect,
        idempotencyKey: null,
        decode: () => ({
          ask: { model, prompt, media: [], seconds, resolution: '720p', ratio: '16:9' },
        }),
      });
    await submit('nothing wrong, and before all others', 5);
    await turn();
    await later(10);
    for (const [name, { isOpenLength }] of wanted) {
      await submit(`${name}: a film`, isOpenLength ? 'auto' : 5);
    }
    // The last look for a file comes some hours after the day for which upstreams keep it.
    for (let hour = 0; hour < 30; hour += 1) await later(3_600);
    await expectHonest();
    for (let hours = 30; hours < 180; hours += 10) await later(36_000);
    await expectHonest();
    await house.close();

    const ends = (await readFilms()).map(({ prompt, end }) => `${faultOf(prompt)}: ${end}`);
    const expected = wanted.map(([name, { end }]) => [name, endsOf(name, end)] as const);
    for (const [name, allowed] of expected) {
      const theirs = ends.filter((one) => one.startsWith(`${name}: `));
      expect(theirs, name).toHaveLength(1);
      expect(
        allowed.map((one) => `${name}: ${one}`),
        name,
      ).toEqual(expect.arrayContaining(theirs));
    }
    expect(await readWallet(database, who.accountId)).toMatchObject({ heldMicros: 0n });
    await troubles.flush();
    expect((await readTroubles(database)).length).toBeGreaterThan(0);

    /** A dialect with a place of its own for files need not name one. */
    function endsOf(name: string, end: End): string[] {
      if (name === 'never names its file' && dialect.files) return ['made'];
      return end === 'made or failed' ? ['made', 'failed'] : [end];
    }

    async function readFilms() {
      const { rows } = await database.general.query<{
        prompt: string;
        state: string;
        paidMicros: bigint;
        quoteMicros: bigint;
        video: string | null;
      }>(`
        select request ->> 'prompt' as prompt, state, quote_micros as "quoteMicros",
               coalesce(charged_micros, 0) - refunded_micros as "paidMicros",
               output -> 'files' ->> 'video' as video
          from tasks order by created_at`);
      return rows.map((row) => ({ ...row, end: endOf(row) }));
    }

    async function expectHonest(): Promise<void> {
      const films = await readFilms();
      expect(films.filter(({ paidMicros, video }) => paidMicros > 0n && video === null)).toEqual(
        [],
      );
      expect(films.filter(({ paidMicros, quoteMicros }) => paidMicros > quoteMicros)).toEqual([]);
      const prompts = house.made.map(({ command }) => command.ask.prompt);
      expect(prompts.toSorted()).toEqual(films.map(({ prompt }) => prompt).toSorted());
      const paidMicros = films.reduce((sum, one) => sum + one.paidMicros, 0n);
      expect(await readWallet(database, who.accountId)).toMatchObject({
        balanceMicros: grantedMicros - paidMicros,
      });
      expect((await checkLedger(database)).broken).toEqual([]);
    }
  });
});

function faultOf(prompt: string): string {
  return prompt.slice(0, prompt.indexOf(':'));
}

function endOf(film: { state: string; paidMicros: bigint; video: string | null }): string {
  if (film.state !== 'succeeded') return film.state;
  return film.paidMicros > 0n ? 'made' : 'given back';
}
