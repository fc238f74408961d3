import { beforeEach, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import type { ListCommand, TaskReport } from '../dialects/mechanism.ts';
import type { LineClient } from './client.ts';
import { createSearch, type Search } from './search.ts';

const dialect = dialects.find(({ name }) => name === 'ark');

let atMs: number;
let tasks: TaskReport[];
let pages: number[];
let isDown: boolean;
let find: Search;

beforeEach(() => {
  atMs = 1_800_000_000_000;
  tasks = [];
  pages = [];
  isDown = false;
  if (!dialect) throw new Error('no ark');
  const client = {
    call(_does: string, { from, limit }: ListCommand) {
      const page = 'page' in from ? from.page : 0;
      pages.push(page);
      if (isDown) return Promise.resolve({ kind: 'lost', reason: 'no answer' });
      const shown = tasks.slice((page - 1) * limit, page * limit);
      return Promise.resolve({ kind: 'answered', report: { tasks: shown } });
    },
    // The search lists and does nothing else.
  } as unknown as LineClient;
  find = createSearch({
    dialect,
    client,
    mayCall: () => Promise.resolve(true),
    nowMs: () => atMs,
  });
});

const task = (token: string, ageSeconds = 0): TaskReport => ({
  id: `up-${token}`,
  state: 'running',
  token,
  createdAtMs: atMs - ageSeconds * 1_000,
});
const lost = () => find({ attemptId: 'a-1', intendedAtMs: 1_800_000_000_000 });
const later = (seconds: number) => (atMs += seconds * 1_000);

test('what the upstream lists with our word was accepted', async () => {
  tasks = [task('b-1'), task('a-1')];
  expect(await lost()).toEqual({ upstreamId: 'up-a-1' });
});

test('what two complete listings lack, later than any create can last, never came', async () => {
  expect(await lost()).toBe('unknown');
  later(60);
  expect(await lost()).toBe('unknown');
  later(70);
  expect(await lost()).toBe('unknown');
  later(10);
  expect(await lost()).toBe('unknown');
  later(31);
  expect(await lost()).toBe('absent');
});

test('what turns up between two listings is found', async () => {
  later(130);
  expect(await lost()).toBe('unknown');
  later(40);
  tasks = [task('a-1')];
  expect(await lost()).toEqual({ upstreamId: 'up-a-1' });
});

test('a listing that could not be read proves nothing', async () => {
  later(130);
  await lost();
  isDown = true;
  later(40);
  expect(await lost()).toBe('unknown');
});

test('pages are read back to before the intent, and no further', async () => {
  tasks = Array.from({ length: 450 }, (_, index) => task(`t-${String(index)}`, index * 3));
  tasks[230] = task('a-1', 690);
  expect(await lost()).toEqual({ upstreamId: 'up-a-1' });
  expect(pages).toEqual([1, 2, 3]);
});

test('searches of one moment share a listing', async () => {
  await lost();
  await lost();
  later(6);
  await lost();
  expect(pages).toEqual([1, 1]);
});

test('where the platform keeps no word of ours nobody can tell', async () => {
  const other = dialects.find(({ name }) => name === 'hmtm');
  if (!other) throw new Error('no hmtm');
  const client = { call: () => Promise.reject(new Error('not asked')) } as unknown as LineClient;
  const search = createSearch({ dialect: other, client, mayCall: () => Promise.resolve(true) });
  expect(await search({ attemptId: 'a-1', intendedAtMs: 0 })).toBe('unknown');
});
