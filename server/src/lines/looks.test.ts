import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import type { Call } from '../media/fetch.ts';
import type { LookAt } from './driver.ts';
import { createHttpLine } from './http-line.ts';
import type { Line } from './line.ts';
import { planned } from './testing/planned.ts';
import type { TroubleKind } from './troubles.ts';

/** How many calls a line is asked for what became of its tasks, and what is made of its answers. */

let asked: { method: string; url: URL }[];
let taken: [kind: 'get' | 'list', wanted: number][];
let troubles: TroubleKind[];
let answer: (url: URL) => { status: number; body: unknown };

beforeEach(() => {
  asked = [];
  taken = [];
  troubles = [];
  answer = () => ({ status: 200, body: {} });
});

function lineThatSpeaks(name: string) {
  const dialect = dialects.find((one) => one.name === name);
  if (!dialect) throw new Error(`no ${name}`);
  return createHttpLine({
    // All else of a line plays no part in looks.
    line: { id: 'line_1', baseUrl: 'https://up.example', callbacks: false } as Line,
    dialect,
    secret: 'secret',
    fetch: {
      call(text: string, { method }: Call) {
        const url = new URL(text);
        asked.push({ method, url });
        const { status, body } = answer(url);
        return Promise.resolve({ status, headers: {}, answer: JSON.stringify(body), tookMs: 1 });
      },
    },
    mayCall: () => Promise.resolve(true),
    takeNow(kind, wanted) {
      taken.push([kind, wanted]);
      return Promise.resolve({ taken: wanted, waitSeconds: 0, apartSeconds: 0 });
    },
    isTaken: () => Promise.resolve(false),
    acceptedBefore: () => Promise.resolve([]),
    mediaUrl: () => '',
    callbackUrl: () => null,
    trouble: (kind) => {
      troubles.push(kind);
    },
    log: pino({ level: 'silent' }),
  });
}

const running = (count: number): LookAt[] =>
  Array.from({ length: count }, (_, index) => ({
    upstreamId: `cgt-${String(index)}`,
    request: planned({}),
  }));

describe('many tasks', () => {
  test('are looked at by one call where the platform lists by ids', async () => {
    const line = lineThatSpeaks('ark');
    expect((await line.mayLook(1_000)).most).toBe(200);
    expect(taken).toEqual([['list', 1]]);
    answer = (url) => ({
      status: 200,
      body: {
        total: 200,
        items: url.searchParams
          .getAll('filter.task_ids')
          .map((id) => ({ id, status: id === 'cgt-7' ? 'failed' : 'running' })),
      },
    });
    const seen = await line.look(running(200));
    expect(asked).toHaveLength(1);
    expect(seen.size).toBe(200);
    expect(seen.get('cgt-7')).toMatchObject({ state: 'failed' });
  });

  test.each(['tokenhub', 'jimmyai', 'openai', 'newapi', 'hmtm'])(
    'are looked at one by one within the rate where %s lists by no ids',
    async (name) => {
      const line = lineThatSpeaks(name);
      expect((await line.mayLook(1_000)).most).toBe(16);
      expect(taken).toEqual([['get', 16]]);
      await line.look(running(16));
      expect(asked).toHaveLength(16);
    },
  );

  test('are asked for by fewer ids once an address was too long', async () => {
    const line = lineThatSpeaks('ark');
    answer = () => ({ status: 414, body: null });
    expect((await line.look(running(200))).size).toBe(0);
    expect((await line.mayLook(1_000)).most).toBe(100);
  });
});

test('a few are looked at one by one, whatever the platform lists', async () => {
  const line = lineThatSpeaks('ark');
  expect((await line.mayLook(3)).most).toBe(3);
  await line.look(running(3));
  expect(asked.map(({ url }) => url.pathname)).toEqual([
    '/api/v3/contents/generations/tasks/cgt-0',
    '/api/v3/contents/generations/tasks/cgt-1',
    '/api/v3/contents/generations/tasks/cgt-2',
  ]);
});

test('unknown words, errors and pages of proxies change nothing and are counted', async () => {
  const line = lineThatSpeaks('ark');
  const answers = [
    { status: 200, body: { id: 'cgt-0', status: 'pondering' } },
    { status: 503, body: '<html>' },
    { status: 200, body: '<html>' },
  ];
  answer = () => answers.shift() ?? { status: 500, body: null };
  expect((await line.look(running(3))).size).toBe(0);
  expect(troubles.toSorted()).toEqual(['failed_look', 'failed_look', 'unknown_word']);
});
