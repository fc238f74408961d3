import { expect, test } from 'vitest';
import { sendDuplicates } from '../chaos/duplicates.ts';

test('1 000 idempotency keys, each sent 20 times at once to two processes, make one task each', async () => {
  expect.hasAssertions();
  await sendDuplicates(1_000);
});
