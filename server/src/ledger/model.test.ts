import { expect, test } from 'vitest';
import { checkAgainstModel } from './testing/wallet-model.ts';

test('the ledger is what plain arithmetic says, after every one of many random commands', async () => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31);
  const counts = await checkAgainstModel({ runs: 25, seed, atOnce: 1 });
  expect(counts.get('moved: charge') ?? 0, `TEST_SEED=${String(seed)}`).toBeGreaterThan(0);
});
