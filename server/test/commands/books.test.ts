import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { checkLedger } from '../../src/ledger/check.ts';
import { superuser } from '../../src/postgres/embedded/settings.ts';
import { beside, addressOf } from '../harness/database.ts';
import { openPlace, type Place } from './place.ts';

/** Keys that end and books that are broken by hand, beside a server that customers call all the time. */

let place: Place;
let database: Client;

beforeAll(async () => {
  place = await openPlace('beside a running server');
  if (!place.server) throw new Error('the place has no server');
  // As somebody who can do what no function of ours does.
  database = new Client({ ...(await addressOf(place.server)), user: superuser });
  await database.connect();
});

afterAll(async () => {
  await database.end();
  await place.remove();
});

/** Calls again and again on one kept-alive connection; resolves with when each answered call began. */
async function callUntilRefused(url: string, key: string): Promise<number[]> {
  const accepted: number[] = [];
  for (;;) {
    const begunMs = Date.now();
    const { status } = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
    if (status === 401) return accepted;
    expect(status).toBe(404);
    accepted.push(begunMs);
    await wait(5);
  }
}

test('a revoked key ends within a second, whatever traffic it carries', async () => {
  const { answer } = await place.runJson(['keys', 'create', '--account', 'demo', '--mode', 'live']);
  const { id, key } = z.object({ id: z.string(), key: z.string() }).parse(answer);
  const url = `${String(place.server?.url)}/api/open/v1/tasks/none`;
  const clients = Array.from({ length: 4 }, () => callUntilRefused(url, key));
  expect(await place.runJson(['keys', 'revoke', id])).toMatchObject({ code: 0 });
  const accepted = (await Promise.all(clients)).flat();
  const { rows } = await database.query<{ revoked_at: Date }>(
    'select revoked_at from keys where id = $1',
    [id],
  );
  const revokedMs = z.date().parse(rows[0]?.revoked_at).getTime();
  const lastMs = Math.max(...accepted);
  expect(accepted.filter((begunMs) => begunMs < revokedMs).length).toBeGreaterThan(10);
  expect(lastMs - revokedMs).toBeLessThan(1_000);
});

/** As the command itself says in other tests. */
async function expectSound(): Promise<void> {
  expect(await beside(place.server ?? place, checkLedger)).toMatchObject({ ok: true, broken: [] });
}

test.each([
  [
    'each wallet holds the sum of its movements',
    'update wallets set balance_micros = balance_micros + 1',
    'update wallets set balance_micros = balance_micros - 1',
  ],
  [
    'each movement starts where the one before ended',
    'update movements set version = version + 1',
    'update movements set version = version - 1',
  ],
])('where it is not so that %s, the check says so and fails', async (invariant, harm, repair) => {
  await expectSound();
  // Past the trigger that keeps movements as they are.
  await database.query('set session_replication_role = replica');
  await database.query(harm);
  try {
    const { code, answer } = await place.runJson(['ledger', 'check']);
    expect(code).toBe(1);
    const report = z
      .object({ ok: z.literal(false), broken: z.array(z.object({ invariant: z.string() })) })
      .parse(answer);
    expect(report.broken.map((broken) => broken.invariant)).toContain(invariant);
    const inWords = await place.run(['ledger', 'check']);
    expect(inWords.code).toBe(1);
    expect(inWords.stdout).toContain('The ledger is NOT in order');
    expect(inWords.stdout).toContain(`- not true: ${invariant} (1 times`);
  } finally {
    await database.query(repair);
  }
  await expectSound();
});
