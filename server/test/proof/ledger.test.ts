import { test } from 'vitest';
import { checkAgainstModel } from '../../src/ledger/testing/wallet-model.ts';

test('the ledger is what plain arithmetic says, over 500 random sequences of commands', async () => {
  await checkAgainstModel(500);
});
