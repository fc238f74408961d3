import { expect, test } from 'vitest';
import { checkAgainstModel } from '../../src/ledger/testing/wallet-model.ts';

/** Each of them thousands of times. */
const often = [
  ...['grant', 'top_up', 'redemption', 'charge', 'refund', 'reversal', 'expiry'].map(
    (kind) => `moved: ${kind}`,
  ),
  ...['moved: adjustment upwards', 'moved: adjustment downwards'],
];

const runs = Number(process.env['PROOF_RUNS'] ?? 10_000);

test('the ledger is what plain arithmetic says, over 10 000 random sequences of commands', async () => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31);
  process.stdout.write(`TEST_SEED=${String(seed)}\n`);
  const counts = await checkAgainstModel({ runs, seed, atOnce: 4 });
  const told = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1));
  for (const [what, times] of told) process.stdout.write(`${String(times).padStart(8)} ${what}\n`);
  for (const what of often) {
    expect(counts.get(what) ?? 0, what).toBeGreaterThanOrEqual(runs / 5);
  }
});
