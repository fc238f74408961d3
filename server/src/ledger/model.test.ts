import { test } from 'vitest';
import { checkAgainstModel } from './testing/wallet-model.ts';

test('the ledger is what plain arithmetic says, after every one of many random commands', async () => {
  await checkAgainstModel(25);
});
