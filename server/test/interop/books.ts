import { expect } from 'vitest';
import { z } from 'zod';
import { command } from '../harness/server.ts';
import type { TestServer } from '../harness/server.ts';

const wallet = z.object({ balance: z.number(), held: z.number() });
const report = z.object({
  ok: z.literal(true),
  openTasks: z.number(),
  balanceMicros: z.string(),
  heldMicros: z.string(),
  broken: z.tuple([]),
});

/** Credits of an account and of its open tasks, as `accounts show` tells them to the operator. */
export async function walletOf(
  server: TestServer,
  account = 'demo',
): Promise<z.infer<typeof wallet>> {
  const { answer } = await command(server, ['accounts', 'show', account]);
  return wallet.parse(answer);
}

/** `ledger check` finds every invariant kept, nothing open and held, and exactly so many micro-credits. */
export async function expectBooks(
  server: TestServer,
  is: { balanceMicros: bigint },
): Promise<void> {
  const { code, answer } = await command(server, ['ledger', 'check']);
  expect(report.parse(answer)).toMatchObject({
    openTasks: 0,
    heldMicros: '0',
    balanceMicros: String(is.balanceMicros),
  });
  expect(code).toBe(0);
}
