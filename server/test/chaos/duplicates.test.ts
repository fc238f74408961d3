import { expect, test } from 'vitest';
import { sendDuplicates } from './duplicates.ts';

test('200 idempotency keys, each sent 20 times at once to two processes, make one task each', async () => {
  expect.hasAssertions();
  await sendDuplicates(200);
});
