import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallAnswer } from '../media/fetch.ts';
import { addCustomer } from '../tasks/testing/fixture.ts';
import { addEndpoint } from './endpoints.ts';
import {
  openWebhookFixture,
  taken,
  type WebhookFixture,
  type Received,
} from './testing/fixture.ts';

/** Many events, receivers that fail, deliverers that die: nothing is lost, nothing comes under two ids. */

const events = 2_000;
const failing = 0.3;
/** Of the schedule, which a test that pushes the clock must find kept: seconds before tries 2, 3 … */
const waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

let hooks: WebhookFixture;
beforeAll(async () => {
  hooks = await openWebhookFixture();
});
afterAll(() => hooks.close());

/** 0 … 1, the same ones for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test(`${String(events)} events, a third of the tries failing, kills in between: each comes at least once, by the schedule`, async () => {
  const seed = Number(process.env['WEBHOOK_SEED'] ?? randomInt(1_000_000));
  process.stdout.write(`WEBHOOK_SEED=${String(seed)}\n`);
  const random = randomFrom(seed);
  const who = await addCustomer(hooks.fixture, events * 40);
  const urls = ['https://one.example/', 'https://two.example/', 'https://three.example/'];
  for (const url of urls) await addEndpoint(hooks.parts, { ...who, url });
  const perEndpoint = Math.ceil(events / urls.length);
  await Promise.all(Array.from({ length: perEndpoint }, () => hooks.finishedTask(who)));

  const arrived = new Map<string, { body: string; times: number }>();
  const receive = ({ body, headers }: Received): CallAnswer => {
    if (random() < failing)
      return { ...taken, status: [500, 503, 404, 302][Math.floor(random() * 4)] ?? 500 };
    const id = headers['webhook-id'] ?? '';
    const { type, data } = JSON.parse(body) as { type: string; data: { id: string } };
    const what = `${type} ${data.id}`;
    expect(arrived.get(id)?.body ?? what).toBe(what);
    arrived.set(id, { body: what, times: (arrived.get(id)?.times ?? 0) + 1 });
    return taken;
  };

  let kills = 0;
  for (let round = 0; round < 40 && (await isOpen()); round += 1) {
    if (round < 6) await sendUntilKilled();
    else {
      hooks.receiver.answer = (call) => Promise.resolve(receive(call));
      await hooks.turn();
    }
    await checkSchedule();
    await hooks.makeDue();
  }

  /** A second process that dies in the middle: what it was told after that is on nobody's record. */
  async function sendUntilKilled(): Promise<void> {
    const doomed = await openWebhookFixture({ beside: hooks });
    let left = 150 + Math.floor(random() * 150);
    const dead = new Promise<void>((resolve) => {
      doomed.receiver.answer = (call) => {
        left -= 1;
        if (left > 0) return Promise.resolve(receive(call));
        resolve();
        // The receiver got it, or it did not: its sender never learns.
        if (left % 2 === 0) receive(call);
        return new Promise(() => undefined);
      };
    });
    const ended = doomed.deliverer.turn().then(() => doomed.deliverer.idle());
    await Promise.race([dead, ended]);
    if (left <= 0) kills += 1;
    await doomed.fixture.close();
    // Its leases run out.
    await hooks.fixture.database.general.query(
      `update work set due_at = now() where step = 'deliver' and claim_token is not null`,
    );
  }

  async function isOpen(): Promise<boolean> {
    const { rowCount } = await hooks.fixture.database.general.query('select from work limit 1');
    return rowCount !== 0;
  }

  /** What nobody holds waits as long as its number of tries says, give or take a fifth. */
  async function checkSchedule(): Promise<void> {
    const { rows } = await hooks.fixture.database.general.query<{
      tries: number;
      seconds: number;
    }>(`
      select t.tries, extract(epoch from w.due_at - y.at)::float8 as seconds
        from work w
       cross join lateral (select count(*)::int as tries, max(number) as last
                             from delivery_tries where delivery_id = w.subject_id) t
        join delivery_tries y on y.delivery_id = w.subject_id and y.number = t.last
       where w.step = 'deliver' and w.claim_token is null and w.due_at > now()`);
    for (const { tries, seconds } of rows) {
      const wait = waits[tries - 1] ?? 0;
      // The database writes both times a moment apart.
      expect(seconds).toBeGreaterThan(wait * 0.8 - 1);
      expect(seconds).toBeLessThan(wait * 1.2 + 2);
    }
  }

  const { rows } = await hooks.fixture.database.general.query<{ state: string; count: number }>(
    'select state, count(*)::int as count from deliveries group by state order by state',
  );
  const delivered = rows.find(({ state }) => state === 'delivered')?.count ?? 0;
  const givenUp = rows.find(({ state }) => state === 'failed')?.count ?? 0;
  expect(delivered + givenUp).toBe(perEndpoint * urls.length);
  // Ten failures in a row: one in 170 000.
  expect(givenUp).toBeLessThanOrEqual(2);
  expect(arrived.size).toBeGreaterThanOrEqual(delivered);
  expect(kills).toBeGreaterThanOrEqual(5);
  const repeated = [...arrived.values()].filter(({ times }) => times > 1).length;
  expect(repeated).toBeGreaterThan(0);
}, 60_000);
