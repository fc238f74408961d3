import { describe, expect, test } from 'vitest';
import { outcomeOf, readRetryAfter } from './outcome.ts';

const none = { status: null, error: null, retryAfterSeconds: null };
const first = { type: 'task.failed', round: 1 };

describe('only an answer of 2xx is a success', () => {
  test.each([200, 201, 204, 299])('%i', (status) => {
    expect(outcomeOf(first, { ...none, status }, 0.5)).toEqual({ kind: 'delivered' });
  });
  test.each([100, 199, 300, 302, 304, 400, 401, 404, 429, 500, 503])('not %i', (status) => {
    expect(outcomeOf(first, { ...none, status }, 0.5)).toEqual({ kind: 'again', afterSeconds: 5 });
  });
});

test('the waits are spread by a fifth to both sides', () => {
  const after = (random: number) => outcomeOf(first, { ...none, status: 500 }, random);
  expect([after(0), after(0.75)]).toEqual([
    { kind: 'again', afterSeconds: 4 },
    { kind: 'again', afterSeconds: 5.5 },
  ]);
});

test('after the last try it is given up, with the reason of the last', () => {
  const last = { ...first, round: 10 };
  expect(outcomeOf(last, { ...none, error: 'The host does not answer.' }, 0.5)).toEqual({
    kind: 'failed',
    why: 'It was tried 10 times. At last: The host does not answer.',
  });
});

describe('Retry-After', () => {
  const nowMs = Date.UTC(2026, 10, 21);
  test.each([
    ['90', 90],
    [' 7 ', 7],
    ['999999999', 86_400],
    ['Sat, 21 Nov 2026 00:01:00 GMT', 60],
    ['Fri, 20 Nov 2026 00:01:00 GMT', 0],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('%j is %j seconds', (header, seconds) => {
    expect(readRetryAfter(header, nowMs)).toBe(seconds);
  });

  test('is honoured where it asks for more time than the schedule, never for less', () => {
    const after = (retryAfterSeconds: number) =>
      outcomeOf(first, { ...none, status: 429, retryAfterSeconds }, 0.5);
    expect(after(90)).toEqual({ kind: 'again', afterSeconds: 90 });
    expect(after(1)).toEqual({ kind: 'again', afterSeconds: 5 });
  });
});
