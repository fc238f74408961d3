import { expect } from 'vitest';
import { findAccount, readWallet } from '../../src/accounts/accounts.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import { beside } from '../harness/database.ts';
import type { TestServer } from '../harness/server.ts';

/** Credits of an account and of its open tasks. */
export async function walletOf(
  server: TestServer,
  account = 'demo',
): Promise<{ balance: number; held: number }> {
  return beside(server, async (database) => {
    const found = await findAccount(database, account);
    const wallet = found && (await readWallet(database, found.id));
    if (!wallet) throw new Error(`there is no account ${account}`);
    return { balance: inCredits(wallet.balanceMicros), held: inCredits(wallet.heldMicros) };
  });
}

function inCredits(micros: bigint): number {
  return Number(micros) / 1_000_000;
}

/** Every invariant of the ledger is kept, nothing is open and held, and there are exactly so many micro-credits. */
export async function expectBooks(
  server: TestServer,
  { balanceMicros }: { balanceMicros: bigint },
): Promise<void> {
  expect(await beside(server, checkLedger)).toMatchObject({
    ...{ ok: true, broken: [] },
    ...{ openTasks: 0, heldMicros: 0n, balanceMicros },
  });
}
