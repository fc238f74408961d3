import { expect, test } from 'vitest';
import { ProblemError, refuse } from './problems.ts';
import { Untraced } from './untraced.ts';

test('a refusal carries its problem, and no trace', () => {
  const thrown = refuse('rate_limited', 'Come back later.', { retryAfterSeconds: 3 });
  expect(thrown).toBeInstanceOf(ProblemError);
  expect(thrown).toBeInstanceOf(Error);
  expect(thrown).toMatchObject({
    name: 'ProblemError',
    message: 'Come back later.',
    problem: { code: 'rate_limited', message: 'Come back later.', retryAfterSeconds: 3 },
  });
  expect(thrown.stack).not.toMatch(/^\s+at /mu);
});

test('a fault that comes after it has one', () => {
  const cause = new Error('of before');
  expect(new Untraced('an answer', { cause }).cause).toBe(cause);
  expect(new Error('a fault').stack).toMatch(/^\s+at /mu);
});
