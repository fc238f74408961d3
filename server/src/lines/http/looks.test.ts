import { beforeEach, describe, expect, test } from 'vitest';
import type { Dialect, TaskReport } from '../../dialects/mechanism.ts';
import { dialectNamed } from '../../tasks/testing/fixture.ts';
import type { LookAt } from '../../making/driver.ts';
import { planned } from '../../making/testing/planned.ts';
import { lineThatSpeaks, scriptedUpstream, type Upstream } from '../testing/speaking-line.ts';

/** How many calls a line is asked for what became of its tasks, and what is made of its answers. */

let upstream: Upstream;

beforeEach(() => {
  upstream = scriptedUpstream();
});

const running = (count: number): LookAt[] =>
  Array.from({ length: count }, (_, index) => ({
    upstreamId: `cgt-${String(index)}`,
    attemptId: `task-${String(index)}`,
    request: planned({}),
  }));

describe('many tasks', () => {
  test('are looked at by one call where the platform lists by ids', async () => {
    const line = lineThatSpeaks('ark', upstream);
    expect((await line.mayLook(1_000)).most).toBe(200);
    expect(upstream.taken).toEqual([['list', 1]]);
    upstream.answer = (url) => ({
      status: 200,
      body: {
        total: 200,
        items: url.searchParams
          .getAll('filter.task_ids')
          .map((id) => ({ id, status: id === 'cgt-7' ? 'failed' : 'running' })),
      },
    });
    const seen = await line.look(running(200));
    expect(upstream.asked).toHaveLength(1);
    expect(seen.size).toBe(200);
    expect(seen.get('cgt-7')).toMatchObject({ state: 'failed' });
  });

  test('of both tiers are looked at by a list of each', async () => {
    const line = lineThatSpeaks('ark', upstream);
    upstream.answer = (url) => {
      const flex = url.searchParams.get('filter.service_tier') === 'flex';
      // As a list that tells one tier alone.
      const ids = url.searchParams
        .getAll('filter.task_ids')
        .filter((id) => Number(id.slice(4)) > 5 === flex);
      return {
        status: 200,
        body: { total: 0, items: ids.map((id) => ({ id, status: 'running' })) },
      };
    };
    const attempts = running(10).map((one, index) =>
      index > 5 ? { ...one, request: planned({ flex: true }) } : one,
    );
    expect((await line.look(attempts)).size).toBe(10);
    expect(upstream.asked).toHaveLength(2);
  });

  test.each(['tokenhub', 'jimmyai', 'openai', 'newapi', 'hmtm'])(
    'are looked at one by one within the rate where %s lists by no ids',
    async (name) => {
      const line = lineThatSpeaks(name, upstream);
      expect((await line.mayLook(1_000)).most).toBe(16);
      expect(upstream.taken).toEqual([['get', 16]]);
      await line.look(running(16));
      expect(upstream.asked).toHaveLength(16);
    },
  );

  test('are asked for by fewer ids once an address was too long', async () => {
    const line = lineThatSpeaks('ark', upstream);
    upstream.answer = () => ({ status: 414, body: null });
    expect((await line.look(running(200))).size).toBe(0);
    expect((await line.mayLook(1_000)).most).toBe(100);
  });
});

test('a few are looked at one by one, whatever the platform lists', async () => {
  const line = lineThatSpeaks('ark', upstream);
  expect((await line.mayLook(3)).most).toBe(3);
  await line.look(running(3));
  expect(upstream.asked.map(({ url }) => url.pathname)).toEqual([
    '/api/v3/contents/generations/tasks/cgt-0',
    '/api/v3/contents/generations/tasks/cgt-1',
    '/api/v3/contents/generations/tasks/cgt-2',
  ]);
});

test('unknown words, errors and pages of proxies change nothing and are counted', async () => {
  const line = lineThatSpeaks('ark', upstream);
  const answers = [
    { status: 200, body: { id: 'cgt-0', status: 'pondering' } },
    { status: 503, body: '<html>' },
    { status: 200, body: '<html>' },
  ];
  upstream.answer = () => answers.shift() ?? { status: 500, body: null };
  expect((await line.look(running(3))).size).toBe(0);
  expect(upstream.troubles.toSorted()).toEqual(['failed_look', 'failed_look', 'unknown_word']);
});

test('words that nobody here can read are an answer that was lost, and the others go on', async () => {
  const ark = dialectNamed('ark');
  const [create, ...others] = ark.operations;
  const operations = [create, ...others].map((operation) => {
    if (operation?.does !== 'get') return operation;
    const decode = (told: unknown): TaskReport => {
      if (JSON.stringify(told).includes('cgt-1')) throw new RangeError('not a number');
      return operation.answers.decode(told);
    };
    return { ...operation, answers: { ...operation.answers, decode } };
  });
  // As it is, but for one codec that trips.
  const line = lineThatSpeaks({ ...ark, operations } as Dialect, upstream);
  upstream.answer = (url) => ({
    status: 200,
    body: { id: url.pathname.split('/').at(-1), status: 'running' },
  });
  expect([...(await line.look(running(3))).keys()]).toEqual(['cgt-0', 'cgt-2']);
  expect(upstream.troubles).toEqual(['failed_look']);
});

test.each<[string, number, number, number | undefined]>([
  ['a minute', 0, 60_000, 60],
  ['less than a second', 0, 0, 1],
  ['less than nothing', 60_000, 0, undefined],
  ['longer than any record is kept', -8 * 86_400_000, 0, undefined],
])('a task that says to have taken %s', async (_what, fromMs, toMs, tookSeconds) => {
  const line = lineThatSpeaks('hmtm', upstream);
  const at = (ms: number) => new Date(Date.UTC(2026, 10, 21) + ms).toISOString();
  upstream.answer = () => ({
    status: 200,
    body: {
      taskId: 'cgt-0',
      status: 'succeeded',
      output: { videoUrl: 'https://films.example/1.mp4' },
      createdAt: at(fromMs),
      completedAt: at(toMs),
    },
  });
  const seen = (await line.look(running(1))).get('cgt-0');
  expect(seen).toMatchObject({ state: 'succeeded' });
  expect(seen && 'tookSeconds' in seen ? seen.tookSeconds : undefined).toBe(tookSeconds);
});
