import { expect, test } from 'vitest';
import { failureToTell } from './failures.ts';

test('only a task that ended badly has a failure, and it has words', () => {
  const failure = { code: 'content_policy', message: 'No.' } as const;
  for (const state of ['failed', 'cancelled', 'expired'] as const) {
    expect(failureToTell({ state, failure })).toBe(failure);
    expect(failureToTell({ state, failure: null })?.message).toMatch(/^The .+\.$/);
  }
  for (const state of ['queued', 'running', 'succeeded'] as const) {
    expect(failureToTell({ state, failure })).toBeNull();
  }
});
