import { expect, test } from 'vitest';
import type { TaskInEvent } from '../../../../client/src/api-types.ts';
import { isMissing, withTask, type ReadTasks } from './live.ts';

const task: TaskInEvent = {
  id: 'b',
  state: 'running',
  mode: 'live',
  keyId: null,
  dialect: 'platform',
  model: 'seedance-2.0',
  progress: 10,
  prompt: 'a lighthouse',
  seconds: 5,
  frames: null,
  resolution: '480p',
  ratio: '16:9',
  generateAudio: true,
  seed: 1,
  watermark: false,
  serviceTier: 'default',
  quotedCredits: 20,
  chargedCredits: null,
  refundedCredits: 0,
  completionTokens: null,
  output: null,
  failure: null,
  metadata: null,
  endUser: null,
  createdAt: '2026-11-29T10:00:00.000Z',
  updatedAt: '2026-11-29T10:00:00.000Z',
  finishedAt: null,
  expiresAt: '2026-12-01T10:00:00.000Z',
  shortened: [],
};
const read: ReadTasks = {
  pages: [{ data: [task], nextCursor: 'more' }],
  pageParams: [null],
};

test('what is heard of a row stands in it', () => {
  const after = withTask(read, { ...task, progress: 60 });
  expect(after?.pages[0]?.data.map(({ progress }) => progress)).toEqual([60]);
  expect(withTask(read, { ...task, id: 'c' })).toBeNull();
});

test('a newer one waits, and one that belongs below what was read does not', () => {
  const newer = { ...task, id: 'c', createdAt: '2026-11-29T10:00:01.000Z' };
  const older = { ...task, id: 'a', createdAt: '2026-11-29T09:00:00.000Z' };
  expect(isMissing(read, newer, {})).toBe(true);
  expect(isMissing(read, older, {})).toBe(false);
  const whole = { ...read, pages: [{ data: [task], nextCursor: null }] };
  expect(isMissing(whole, older, {})).toBe(true);
});

test('one that the filter leaves out does not wait', () => {
  const newer = { ...task, id: 'c', createdAt: '2026-11-29T10:00:01.000Z' };
  expect(isMissing(read, newer, { state: 'failed' })).toBe(false);
  expect(isMissing(read, newer, { state: ['running'], resolution: '480p' })).toBe(true);
  expect(isMissing(read, newer, { from: '2026-11-29T11:00:00.000Z' })).toBe(false);
  expect(isMissing(read, newer, { mode: 'test' })).toBe(false);
});
