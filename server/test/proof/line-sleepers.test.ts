import { expect, test } from 'vitest';
import { sleepBeforeSend } from '../lines/sleepers.ts';

test('a worker that sleeps for minutes between intent and sending sends nothing when it wakes up', async () => {
  expect.hasAssertions();
  await sleepBeforeSend();
});
