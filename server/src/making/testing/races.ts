import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readBalance, readWallet } from '../../accounts/accounts.ts';
import { openDiskStore } from '../../media/store/store.ts';
import { addCustomer, order, settlement, type TaskFixture } from '../../tasks/testing/fixture.ts';
import { studioQueue } from '../../work/queues.ts';
import { dispatch } from '../dispatch.ts';
import type { Observation } from '../driver.ts';
import { follow } from '../follow.ts';
import { lineParts } from './line-parts.ts';
import { made, scriptedLine } from './scripted-line.ts';

/** Whoever comes first, and however late others come: one final state, and the money that belongs to it. */
export const granted = 1_000_000_000_000n;
export const price = 40_000_000n;

/** A customer with tasks on a line that does what the test says. */
export async function openRace(fixture: TaskFixture) {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-races-'));
  const { line, driver } = scriptedLine();
  const parts = lineParts(fixture, driver, await openDiskStore(join(folder, 'media')));
  const who = await addCustomer(fixture, Number(granted / 1_000_000n));
  const submit = async () => (await fixture.submit(who, order())).row.id;
  const key = (id: string) => ({ accountId: who.accountId, id });
  return {
    fixture,
    line,
    parts,
    who,
    submit,
    submitMany: (count: number) => Promise.all(Array.from({ length: count }, submit)),
    key,
    lookOnce: () =>
      follow(parts, { queue: parts.driver.queue, most: 256, queueOf: () => studioQueue }),
    stateOf: async (id: string) => (await fixture.reader.read(key(id)))?.state,
    close: () => rm(folder, { recursive: true }),
  };
}
export type Race = Awaited<ReturnType<typeof openRace>>;

export function seeded(): { seed: number; chance(of: number): number } {
  const seed = randomInt(2 ** 31);
  let state = seed;
  return {
    seed,
    // A linear congruence is random enough to mix orders, and can be run again from its seed.
    chance(of) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * of);
    },
  };
}

const failedThere: Observation = {
  state: 'failed',
  failure: { code: 'content_policy', message: 'no' },
};

/** Of so many tasks, each of which is cancelled at any time, while workers send and look: one end each. */
export async function cancelsAmongEnds(race: Race, count: number): Promise<void> {
  const { fixture, line, parts, who, key, lookOnce, stateOf } = race;
  const { seed, chance } = seeded();
  const ids = await race.submitMany(count);
  for (const id of ids) {
    if (chance(4) > 0) line.observations.set(`up-${id}-1`, { state: 'succeeded', made });
    else line.observations.set(`up-${id}-1`, failedThere);
  }
  line.cancelAnswer = chance(2) === 0 ? 'stopped' : 'unstoppable';
  // One customer wants to stop at any time, while workers send and look.
  const cancels = ids.map(async (id) => {
    await new Promise((resolve) => setTimeout(resolve, chance(2 * count)));
    await fixture.cancel(key(id)).catch(() => null);
  });
  const over = new AbortController();
  const workers = [1, 2, 3].map(async () => {
    while (!over.signal.aborted) {
      await dispatch(parts, studioQueue, 1 + chance(20));
      await lookOnce();
    }
  });
  await Promise.all(cancels);
  const stillOpen = async () => {
    const { rows } = await fixture.database.general.query<{ open: number }>(
      'select count(*)::int as open from tasks where finished_at is null',
    );
    return rows[0]?.open;
  };
  await expect.poll(stillOpen, { timeout: 20_000 }).toBe(0);
  over.abort();
  await Promise.all(workers);
  const states = await Promise.all(ids.map(stateOf));
  const times = (state: string): number => states.filter((one) => one === state).length;
  expect(times('succeeded') + times('cancelled') + times('failed'), `seed ${String(seed)}`).toBe(
    count,
  );
  expect(times('cancelled')).toBeGreaterThan(0);
  const spent = price * BigInt(times('succeeded'));
  expect(await readWallet(fixture.database, who.accountId), `seed ${String(seed)}`).toEqual({
    balanceMicros: granted - spent,
    heldMicros: 0n,
    debtMicros: 0n,
  });
}

/** granted = free + held + spent, at any time of so many ends in any order. */
export async function endsInAnyOrder(race: Race, count: number): Promise<void> {
  const { fixture, who } = race;
  const { seed, chance } = seeded();
  const ends = ['succeeded', 'failed', 'cancelled', 'expired'] as const;
  let open: string[] = [];
  let ended = 0;
  while (ended < count) {
    open.push(...(await race.submitMany(250)));
    open.sort(() => chance(3) - 1);
    const now = open.slice(0, chance(400));
    open = open.slice(now.length);
    const settled = await Promise.all(
      now.map((id) => {
        const state = ends[chance(ends.length)] ?? 'failed';
        const chargeMicros = state === 'succeeded' ? BigInt(chance(Number(price) + 1)) : 0n;
        return fixture.settler.settle(settlement(id, { state, chargeMicros }));
      }),
    );
    ended += settled.filter(Boolean).length;
    const wallet = await readWallet(fixture.database, who.accountId);
    const told = await readBalance(fixture.database, who.accountId);
    expect(told.balanceMicros + told.chargedMicros, `seed ${String(seed)}`).toBe(granted);
    expect(wallet?.heldMicros, `seed ${String(seed)}`).toBe(price * BigInt(open.length));
  }
}
