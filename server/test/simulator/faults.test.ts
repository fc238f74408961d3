import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FetchRefusal } from '../../src/media/fetch.ts';
import { film, startTrial, type Trial } from './trial.ts';
import type { FaultAsk } from './faults.ts';

let trial: Trial;
let folder: string;

beforeAll(async () => {
  trial = await startTrial();
  folder = await mkdtemp(join(tmpdir(), 'filmgate-simulator-faults-'));
});
afterAll(async () => {
  await trial.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => trial.simulator.clear());

const newest = {
  limit: 500,
  from: { page: 1 },
  order: 'newest',
  withinSeconds: 7 * 86_400,
} as const;

async function entryOf(prompt: string) {
  return (await trial.simulator.ledger()).find((entry) => entry.prompt === prompt);
}

async function succeeded(prompt: string): Promise<string> {
  const id = await trial.order(prompt);
  await trial.simulator.moveClock({ advanceSeconds: 3_600 });
  return id;
}

describe('a create', () => {
  test.each<[string, FaultAsk, object, { accepted: boolean }]>([
    [
      'that is dropped before it is read',
      { does: 'drop', on: ['create'], at: 'arrival' },
      { kind: 'lost' },
      { accepted: false },
    ],
    [
      'that is accepted and dropped',
      { does: 'drop', on: ['create'], at: 'answer' },
      { kind: 'lost' },
      { accepted: true },
    ],
    [
      'whose answer is cut in half',
      { does: 'drop', on: ['create'], at: 'half' },
      { kind: 'lost' },
      { accepted: true },
    ],
    [
      'in a storm of 429',
      {
        does: 'refuse',
        on: ['create'],
        status: 429,
        code: 'ServerOverloaded',
        retryAfterSeconds: 7,
      },
      { kind: 'refused', status: 429, retryAfterSeconds: 7, refusal: { kind: 'passing' } },
      { accepted: false },
    ],
    [
      'that meets a 502 of a proxy',
      { does: 'refuse', on: ['create'], status: 502 },
      { kind: 'refused', status: 502, refusal: { kind: 'ambiguous' } },
      { accepted: false },
    ],
    [
      'that is accepted and answered 500',
      {
        does: 'refuse',
        on: ['create'],
        status: 500,
        code: 'InternalServiceError',
        carriedOut: true,
      },
      { kind: 'refused', status: 500, refusal: { kind: 'ambiguous' } },
      { accepted: true },
    ],
    [
      'that meets the page of a proxy',
      { does: 'html', on: ['create'] },
      { kind: 'refused', status: 200, refusal: { kind: 'ambiguous' } },
      { accepted: false },
    ],
    [
      'that is answered with half of its JSON',
      { does: 'garble', on: ['create'] },
      { kind: 'refused', status: 200, refusal: { kind: 'ambiguous' } },
      { accepted: true },
    ],
    [
      'that is answered without an id',
      { does: 'blank', on: ['create'] },
      { kind: 'refused', status: 200, refusal: { kind: 'ambiguous' } },
      { accepted: true },
    ],
  ])(
    '%s, is in the ledger only where it was accepted',
    async (name, fault, outcome, { accepted }) => {
      const number = await trial.simulator.fault(fault);
      expect(await trial.client.call('create', film(name))).toMatchObject(outcome);
      const entry = await entryOf(name);
      expect(entry?.idTold).toBe(accepted ? false : undefined);
      expect((await trial.simulator.happened()).get(number)).toBe(1);
      await trial.simulator.clear(number);
      await trial.order(`${name}, then well`);
      expect((await entryOf(`${name}, then well`))?.idTold).toBe(true);
    },
  );

  test('that is answered late is accepted at once', async () => {
    await trial.simulator.fault({ does: 'slow', on: ['create'], ms: 300 });
    const calling = trial.client.call('create', film('late'));
    await expect.poll(() => entryOf('late')).toMatchObject({ idTold: false });
    expect(await calling).toMatchObject({ kind: 'answered' });
    await expect.poll(() => entryOf('late')).toMatchObject({ idTold: true });
  });

  test('that is never answered is accepted, and told to nobody', async () => {
    await trial.simulator.fault({ does: 'hang', on: ['create'] });
    const calling = fetch(`${trial.simulator.url}/api/v3/contents/generations/tasks`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-key' },
      body: JSON.stringify({
        model: film('').ask.model,
        content: [{ type: 'text', text: 'hangs' }],
      }),
      signal: AbortSignal.timeout(300),
    });
    await expect(calling).rejects.toThrow(/timeout/u);
    expect(await entryOf('hangs')).toMatchObject({ idTold: false });
  });
});

describe('a read', () => {
  test('meets outages, pages, half answers and unknown words', async () => {
    const id = await trial.order('reads');
    const get = () => trial.client.call('get', { id });
    const meets = async (fault: FaultAsk) => {
      const number = await trial.simulator.fault(fault);
      const outcome = await get();
      await trial.simulator.clear(number);
      return outcome;
    };
    const on: ['get'] = ['get'];
    expect(await meets({ does: 'refuse', on, status: 503 })).toMatchObject({ status: 503 });
    expect(await meets({ does: 'html', on })).toMatchObject({ kind: 'refused', status: 200 });
    expect(await meets({ does: 'garble', on })).toMatchObject({ kind: 'refused', status: 200 });
    expect(await meets({ does: 'drop', on, at: 'half' })).toMatchObject({ kind: 'lost' });
    expect(await meets({ does: 'forget', on })).toMatchObject({ kind: 'refused', status: 404 });
    expect(await meets({ does: 'word', on, word: 'thinking' })).toMatchObject({
      report: { id, state: null },
    });
    expect(await get()).toMatchObject({ report: { id, state: 'running' } });
  });

  test('tells of a success without its files, of a task without its word, or of another task', async () => {
    const id = await trial.order('told wrongly', { metadata: { safety_identifier: 'word-1' } });
    await trial.simulator.moveClock({ advanceSeconds: 3_600 });
    const told = async (fault: FaultAsk) => {
      const number = await trial.simulator.fault(fault);
      const task = await trial.told(id);
      await trial.simulator.clear(number);
      return task;
    };
    const on: ['get'] = ['get'];
    const whole = await trial.told(id);
    expect(whole).toMatchObject({ id, safety_identifier: 'word-1', content: expect.anything() });
    const { content: _files, ...withoutFile } = whole;
    expect(await told({ does: 'nofile', on })).toEqual(withoutFile);
    const { safety_identifier: _word, ...withoutWord } = whole;
    expect(await told({ does: 'notoken', on })).toMatchObject({ ...withoutWord, content: {} });
    expect(await told({ does: 'notoken', on })).not.toHaveProperty('safety_identifier');
    const another = await told({ does: 'othertask', on });
    expect(another['id']).not.toBe(id);
    expect(await told({ does: 'othertask', on, under: 'asked' })).toEqual({ ...another, id });
    await trial.simulator.fault({ does: 'othertask', on: ['create'], times: 1 });
    expect(await trial.order('another id')).toBe(another['id']);
    expect(await entryOf('another id')).toMatchObject({ idTold: false });
  });

  test('of a list misses tasks that live', async () => {
    await trial.order('listed');
    await trial.simulator.fault({ does: 'forget', on: ['list'], times: 1 });
    const list = () => trial.client.call('list', newest);
    expect(await list()).toMatchObject({ report: { total: 0, tasks: [] } });
    expect(await list()).not.toMatchObject({ report: { total: 0 } });
  });
});

describe('a task', () => {
  test('is stuck until it expires, or until it is released', async () => {
    await trial.simulator.fault({ does: 'stick', on: ['task'], in: 'running', prompt: 'stuck' });
    await trial.simulator.fault({ does: 'stick', on: ['task'], in: 'queued', prompt: 'never' });
    const stuck = await trial.order('stuck running');
    const never = await trial.order('never begins');
    const well = await succeeded('is well');
    expect(await trial.told(well)).toMatchObject({ status: 'succeeded' });
    expect(await trial.told(stuck)).toMatchObject({ status: 'running' });
    expect(await trial.told(never)).toMatchObject({ status: 'queued' });
    const later = await trial.order('stuck for a while');
    await trial.simulator.moveClock({ advanceSeconds: 47.5 * 3_600 });
    expect(await trial.told(stuck)).toMatchObject({ status: 'expired' });
    expect(await trial.told(never)).toMatchObject({ status: 'expired' });
    expect(await trial.simulator.release()).toBe(1);
    expect(await trial.told(later)).toMatchObject({ status: 'succeeded' });
  });

  test('fails in Ark’s words and is not billed', async () => {
    await trial.simulator.fault({ does: 'fail', on: ['task'], times: 1 });
    const id = await succeeded('fails');
    expect(await trial.told(id)).toMatchObject({
      status: 'failed',
      error: { code: 'OutputVideoSensitiveContentDetected' },
    });
    expect(await entryOf('fails')).toMatchObject({ billedTokens: 0, fault: 'fail' });
  });

  test('tells another bill than the one that is made out', async () => {
    await trial.simulator.fault({ does: 'misbill', on: ['task'], factor: 10, times: 1 });
    await trial.simulator.fault({ does: 'misbill', on: ['task'], factor: 0, times: 1 });
    const tenfold = await succeeded('tenfold');
    const silent = await succeeded('silent');
    expect(await trial.told(tenfold)).toMatchObject({ usage: { completion_tokens: 405_940 } });
    expect(await trial.told(silent)).not.toHaveProperty('usage');
    expect(await entryOf('tenfold')).toMatchObject({ billedTokens: 40_594 });
  });
});

describe('a result file', () => {
  const limits = { bytesMax: 2_000_000, totalMs: 5_000 };

  async function videoUrl(prompt: string): Promise<string> {
    const outcome = await trial.client.call('get', { id: await succeeded(prompt) });
    if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome));
    return outcome.report.videoUrl ?? '';
  }

  test('is cut short, goes on without end, has expired, or is a page', async () => {
    const url = await videoUrl('files');
    const fetched = async (fault: FaultAsk): Promise<string> => {
      const number = await trial.simulator.fault(fault);
      try {
        const to = join(folder, `file-${String(number)}`);
        const { contentType } = await trial.fetch.download(url, to, limits);
        return contentType ?? '';
      } catch (error) {
        if (!(error instanceof FetchRefusal)) throw error;
        return error.reason;
      } finally {
        await trial.simulator.clear(number);
      }
    };
    const on: ['download'] = ['download'];
    expect(await fetched({ does: 'truncate', on })).toBe('connect');
    expect(await fetched({ does: 'endless', on })).toBe('too_large');
    expect(await fetched({ does: 'expired', on })).toBe('status');
    expect(await fetched({ does: 'refuse', on, status: 503 })).toBe('unavailable');
    expect(await fetched({ does: 'html', on })).toBe('text/html');
    expect(await fetched({ does: 'slow', on, ms: 50 })).toBe('video/mp4');
    expect((await trial.simulator.counters()).answers.download['cut']).toBe(2);
  });

  test('is one of its own for each task', async () => {
    const bytes = async (url: string, name: string) => {
      const to = join(folder, name);
      await trial.fetch.download(url, to, limits);
      return readFile(to);
    };
    const [one, other] = [await videoUrl('one'), await videoUrl('other')];
    expect(await bytes(one, 'one.mp4')).not.toEqual(await bytes(other, 'other.mp4'));
  });
});

describe('a fault', () => {
  const on: ['create'] = ['create'];
  const refusal = { does: 'refuse' as const, on, status: 500 };
  const outcomes = async (prompts: readonly string[]): Promise<string[]> => {
    const kinds: string[] = [];
    for (const prompt of prompts) {
      kinds.push((await trial.client.call('create', film(prompt))).kind);
    }
    return kinds;
  };

  test('is over after its times, and after its time', async () => {
    await trial.simulator.fault({ ...refusal, times: 2 });
    expect(await outcomes(['t', 't', 't'])).toEqual(['refused', 'refused', 'answered']);
    await trial.simulator.fault({ ...refusal, forSeconds: 600 });
    expect(await outcomes(['t', 't'])).toEqual(['refused', 'refused']);
    await trial.simulator.moveClock({ advanceSeconds: 600 });
    expect(await outcomes(['t'])).toEqual(['answered']);
  });

  test('is only about the tasks whose prompt it names', async () => {
    await trial.simulator.fault({ ...refusal, prompt: 'bad' });
    expect(await outcomes(['good', 'a bad one', 'good'])).toEqual([
      'answered',
      'refused',
      'answered',
    ]);
  });

  test('happens as often as its share says', async () => {
    await trial.simulator.fault({ ...refusal, share: 0.3 });
    const kinds = await outcomes(Array.from({ length: 200 }, () => 't'));
    const share = kinds.filter((kind) => kind === 'refused').length / kinds.length;
    expect(share, `seed ${String(trial.simulator.seed)}`).toBeGreaterThan(0.15);
    expect(share, `seed ${String(trial.simulator.seed)}`).toBeLessThan(0.45);
  });

  test('that no call can meet is refused by name', async () => {
    const wrong = { does: 'truncate', on: ['create'] };
    // It is the door's own check that is tried, so the type is passed by.
    await expect(trial.simulator.fault(wrong as unknown as FaultAsk)).rejects.toThrow(/on\[0\]/u);
  });
});
