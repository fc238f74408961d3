import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { takeStills } from '../../src/media/stills.ts';
import { inspectVideo } from '../../src/media/testing/inspect.ts';
import { until } from '../harness/api.ts';
import { repeated, startSimulator } from './simulator.ts';
import { film, free, model, startTrial, tasksPath, type Trial } from './trial.ts';

let trial: Trial;
let folder: string;

beforeAll(async () => {
  trial = await startTrial();
  folder = await mkdtemp(join(tmpdir(), 'filmgate-simulator-test-'));
});
afterAll(async () => {
  await trial.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await trial.simulator.clear();
  await trial.simulator.change(free);
});

/** Ends all tasks that run. */
const hours = (count: number) => trial.simulator.moveClock({ advanceSeconds: count * 3_600 });

describe('a task', () => {
  test('runs and succeeds with the documented shape, its tokens and real files', async () => {
    const { ask } = film('a river');
    const id = await trial.order('a river', { ask: { ...ask, returnLastFrame: true } });
    expect(id).toMatch(/^cgt-\d{14}-[a-z0-9]{5}$/u);
    expect(await trial.told(id)).toMatchObject({ id, status: 'running', framespersecond: 24 });
    await hours(1);
    const outcome = await trial.client.call('get', { id });
    expect(outcome).toMatchObject({
      kind: 'answered',
      // 864 x 496 x 97 / 1024: a published bill.
      report: { state: 'succeeded', completionTokens: 40_594, seconds: 4, ratio: '16:9', model },
    });
    if (outcome.kind !== 'answered') return;
    const video = join(folder, 'video.mp4');
    const { videoUrl = '', lastFrameUrl = '' } = outcome.report;
    await trial.fetch.download(videoUrl, video, { bytesMax: 1_000_000, totalMs: 5_000 });
    expect(await inspectVideo(video)).toMatchObject({ frames: 25, fastStart: true });
    await takeStills({ video, first: join(folder, 'first.jpg'), last: join(folder, 'last.jpg') });
    const part = await fetch(videoUrl, { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
    expect((await fetch(lastFrameUrl)).headers.get('content-type')).toBe('image/jpeg');
    await hours(24);
    expect((await fetch(videoUrl)).status).toBe(403);
    expect((await fetch(videoUrl.replace(id, `${id}x`))).status).toBe(404);
  });

  test('waits for a slot of its model, by priority', async () => {
    await trial.simulator.change({ runningAtOnce: 0 });
    const first = await trial.order('waits 1');
    const urgent = await trial.order('waits 2', { metadata: { priority: 5 } });
    expect(await trial.told(first)).toMatchObject({ status: 'queued' });
    await trial.simulator.change({ runningAtOnce: 1 });
    expect(await trial.told(urgent)).toMatchObject({ status: 'running', priority: 5 });
    expect(await trial.told(first)).toMatchObject({ status: 'queued' });
    await hours(1);
    expect(await trial.told(urgent)).toMatchObject({ status: 'succeeded' });
    // It began when the other one ended, so the same hour was enough for both.
    expect(await trial.told(first)).toMatchObject({ status: 'succeeded' });
  });

  test('is cancelled while it waits, kept while it runs, and erased when it is over', async () => {
    const remove = (id: string) => trial.client.call('delete', { id, whileOpen: 'cancel_queued' });
    const running = await trial.order('runs');
    await trial.simulator.change({ runningAtOnce: 0 });
    const waiting = await trial.order('waits');
    expect(await remove(running)).toMatchObject({ kind: 'refused', status: 409 });
    expect(await remove(waiting)).toMatchObject({ kind: 'answered' });
    expect(await trial.told(waiting)).toMatchObject({ status: 'cancelled' });
    expect(await remove(waiting)).toMatchObject({ kind: 'refused', status: 409 });
    await hours(1);
    expect(await remove(running)).toMatchObject({ kind: 'answered' });
    expect(await trial.told(running)).toMatchObject({ error: { code: 'NotFound.Task' } });
    await hours(24);
    expect(await trial.told(waiting)).toMatchObject({ error: { code: 'NotFound.Task' } });
  });

  test('takes about as long as was seen, times the scale', async () => {
    await trial.simulator.change({ runSeconds: null, timeScale: 0.5 });
    for (let count = 0; count < 40; count += 1) await trial.order('timed');
    await hours(1);
    const lives = (await trial.simulator.ledger())
      .filter(({ prompt }) => prompt === 'timed')
      .map(({ startedAtMs, endedAtMs }) => ((endedAtMs ?? 0) - (startedAtMs ?? 0)) / 1_000)
      .sort((a, b) => a - b);
    const median = lives[20] ?? 0;
    expect(median, `seed ${String(trial.simulator.seed)}`).toBeGreaterThan(40);
    expect(median, `seed ${String(trial.simulator.seed)}`).toBeLessThan(85);
    expect(new Set(lives).size).toBe(40);
  });

  test('that cannot be made is refused in Ark’s words', async () => {
    const { ask } = film('a river');
    const refused = async (more: object): Promise<unknown> => {
      const answer = await fetch(`${trial.simulator.url}${tasksPath}`, {
        method: 'POST',
        headers: { authorization: 'Bearer a-key' },
        body: JSON.stringify({ model, content: [{ type: 'text', text: ask.prompt }], ...more }),
      });
      expect(answer.headers.get('x-request-id')).not.toBeNull();
      return { status: answer.status, body: await answer.json() };
    };
    const error = (status: number, code: string, param: string) => ({
      status,
      body: { error: expect.objectContaining({ code, param }) },
    });
    expect(await refused({ model: 'sora' })).toEqual(
      error(404, 'InvalidEndpointOrModel.NotFound', 'model'),
    );
    expect(await refused({ model: undefined })).toEqual(
      error(400, 'MissingParameter.model', 'model'),
    );
    expect(await refused({ duration: 31 })).toEqual(error(400, 'InvalidParameter', 'duration'));
    expect(await refused({ service_tier: 'flex' })).toEqual(
      error(400, 'InvalidParameter.UnsupportedParameter', 'service_tier'),
    );
    const image = (role: string) => ({
      type: 'image_url',
      image_url: { url: 'https://a/b' },
      role,
    });
    expect(await refused({ content: [image('first_frame'), image('reference_image')] })).toEqual(
      error(400, 'InvalidParameter', 'content'),
    );
  });
});

const newest = {
  limit: 20,
  from: { page: 1 },
  order: 'newest',
  withinSeconds: 7 * 86_400,
} as const;

test('lists name tasks by id, newest first, by pages', async () => {
  const ids = [await trial.order('l1'), await trial.order('l2'), await trial.order('l3')];
  const list = { ...newest, limit: 2, ids };
  const [first, second] = [
    await trial.client.call('list', list),
    await trial.client.call('list', { ...list, from: { page: 2 } }),
  ];
  const idsOf = (outcome: typeof first) =>
    outcome.kind === 'answered' ? outcome.report.tasks.map(({ id }) => id) : [];
  expect(first).toMatchObject({ report: { total: 3 } });
  expect([...idsOf(first), ...idsOf(second)]).toEqual(ids.toReversed());
});

test('a list may name as many tasks as a line asks for at once', async () => {
  const ids = await Promise.all(Array.from({ length: 200 }, () => trial.order('many')));
  expect(await trial.client.call('list', { ...newest, limit: 200, ids })).toMatchObject({
    report: { total: 200 },
  });
});

describe('the limits of the account', () => {
  test('of calls refuse what comes sooner with a 429, and count it', async () => {
    await trial.simulator.change({ listPerSecond: 1, getPerSecond: 20, createPerMinute: 2 });
    const before = await trial.simulator.counters();
    const id = await trial.order('rates 1');
    await trial.order('rates 2');
    expect(await trial.client.call('create', film('rates 3'))).toMatchObject({
      status: 429,
      refusal: { kind: 'passing' },
    });
    await Promise.all([trial.client.call('list', newest), trial.client.call('list', newest)]);
    await Promise.all(Array.from({ length: 25 }, () => trial.client.call('get', { id })));
    const after = await trial.simulator.counters();
    expect(after.calls.get - before.calls.get).toBe(25);
    expect(after.rateViolations.create - before.rateViolations.create).toBe(1);
    expect(after.rateViolations.list - before.rateViolations.list).toBe(1);
    expect(after.rateViolations.get - before.rateViolations.get).toBe(5);
    expect(after.answers.get['429']).toBe(5);
    expect(after.perSecondMax.get).toBeGreaterThanOrEqual(13);
    const prompts = (await trial.simulator.ledger()).map(({ prompt }) => prompt);
    expect(prompts).not.toContain('rates 3');
  });

  test('of tasks hold: slots, the queue, and the key', async () => {
    const other = 'doubao-seedance-2-0-mini-260615';
    await trial.simulator.change({ runningAtOnce: 2, queuedAtMost: 1 });
    const ask = { ...film('slots').ask, model: other };
    for (let count = 0; count < 3; count += 1) await trial.order('slots', { ask });
    expect(await trial.client.call('create', { ask })).toMatchObject({ status: 429 });
    const { runningMax, openMax } = await trial.simulator.counters();
    expect([runningMax[other], openMax[other]]).toEqual([2, 3]);
    await trial.simulator.change({ key: 'another-key' });
    expect(await trial.client.call('create', { ask })).toMatchObject({ status: 401 });
    await trial.simulator.change({ key: null, queuedAtMost: null });
  });
});

test('the ledger shows what was made twice', async () => {
  await trial.order('once');
  const ids = [await trial.order('twice'), await trial.order('twice')];
  await hours(1);
  const entries = (await trial.simulator.ledger()).filter(({ prompt }) =>
    ['once', 'twice'].includes(prompt),
  );
  expect(repeated(entries).map((same) => same.map(({ id }) => id))).toEqual([ids]);
  expect(entries.map(({ billedTokens }) => billedTokens)).toEqual([40_594, 40_594, 40_594]);
});

test('a clock that is off is told by, and not lived by', async () => {
  await trial.simulator.moveClock({ skewSeconds: -7_200 });
  const id = await trial.order('skewed');
  const { created_at: createdAt, status } = await trial.told(id);
  const entry = (await trial.simulator.ledger()).find((one) => one.id === id);
  expect(status).toBe('running');
  expect(createdAt).toBe(Math.floor((entry?.acceptedAtMs ?? 0) / 1_000) - 7_200);
  await trial.simulator.moveClock({ skewSeconds: 0 });
});

test('a shut door refuses connections, and opens again on its port', async () => {
  await trial.simulator.shut();
  expect(await trial.client.call('create', film('shut'))).toMatchObject({ kind: 'unsent' });
  await trial.simulator.open();
  expect(await trial.order('open')).toMatch(/^cgt-/u);
});

test('the control door says what is wrong with what it is told', async () => {
  await expect(trial.simulator.change({ runningAtOnce: -1 })).rejects.toThrow(/runningAtOnce/u);
});

test('one seed and the same calls make the same tasks and faults, another seed others', async () => {
  const story = async (seed: number): Promise<unknown> => {
    const own = await startTrial({ seed });
    try {
      await own.simulator.fault({ does: 'refuse', on: ['create'], status: 500, share: 0.5 });
      await own.simulator.fault({ does: 'stick', on: ['task'], in: 'running', share: 0.3 });
      const kinds: string[] = [];
      for (let count = 0; count < 20; count += 1) {
        kinds.push((await own.client.call('create', film(String(count)))).kind);
      }
      const tasks = (await own.simulator.ledger()).map(({ id, fault }) => [id.slice(-5), fault]);
      return { kinds, tasks };
    } finally {
      await own.close();
    }
  };
  const [once7, again7, once8] = await Promise.all([story(7), story(7), story(8)]);
  expect(once7).toEqual(again7);
  expect(once7).not.toEqual(once8);
});

test('the process ends when it is stopped, and with a parent that is killed', async () => {
  const stopped = await startSimulator({ seed: 1 });
  await stopped.stop();
  await expect(fetch(stopped.controlUrl)).rejects.toThrow('fetch failed');

  const part = new URL('simulator.ts', import.meta.url).href;
  const script = `const { startSimulator } = await import(${JSON.stringify(part)});
    console.log((await startSimulator()).controlUrl); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  expect(await answers()).toBe(true);
  parent.kill('SIGKILL');
  await until(answers, (still) => !still, 10_000);
});
