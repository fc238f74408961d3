import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startMediaHost, type MediaHost } from '../harness/media-host.ts';
import { startTrial, type Trial } from './trial.ts';

let trial: Trial;
let receiver: MediaHost;

beforeAll(async () => {
  trial = await startTrial();
});
afterAll(() => trial.close());
beforeEach(async () => {
  receiver = await startMediaHost();
});
afterEach(async () => {
  await trial.simulator.clear();
  await receiver.close();
});

interface Heard {
  id: string;
  status: string;
}

/** In the order of their arrival. */
function heard(): Heard[] {
  // What is heard is compared with what is expected, field by field.
  return receiver.webhooks.map(({ body }) => JSON.parse(body) as Heard);
}

const statuses = () => heard().map(({ status }) => status);
const order = (prompt: string) => trial.order(prompt, { callbackUrl: `${receiver.url}/hook` });
const anHour = () => trial.simulator.moveClock({ advanceSeconds: 3_600 });

test('every change is told once, as a get tells it, without a signature', async () => {
  const id = await order('well');
  await expect.poll(statuses).toEqual(expect.arrayContaining(['queued', 'running']));
  await anHour();
  await expect.poll(statuses).toHaveLength(3);
  expect(heard().at(-1)).toEqual(await trial.told(id));
  const [{ headers } = { headers: {} }] = receiver.webhooks;
  expect(Object.keys(headers).filter((name) => /signature|webhook/u.test(name))).toEqual([]);
});

test('a change is told several times, or never', async () => {
  await trial.simulator.fault({ does: 'duplicate', on: ['callback'], more: 2, prompt: 'loud' });
  await trial.simulator.fault({ does: 'withhold', on: ['callback'], prompt: 'mute' });
  await order('mute');
  const id = await order('loud');
  await expect.poll(statuses).toHaveLength(6);
  expect(statuses().sort()).toEqual([...threeOf('queued'), ...threeOf('running')]);
  expect(new Set(heard().map((one) => one.id))).toEqual(new Set([id]));
});

const threeOf = (status: string) => [status, status, status];

test('a success is told before there is one, with files that are not there yet', async () => {
  await trial.simulator.fault({ does: 'early', on: ['callback'], times: 1 });
  const id = await order('early');
  await expect.poll(statuses).toContain('succeeded');
  expect(await trial.told(id)).toMatchObject({ status: 'running' });
  const early = heard().find(({ status }) => status === 'succeeded');
  const url = (early as { content?: { video_url: string } } | undefined)?.content?.video_url ?? '';
  expect((await fetch(url)).status).toBe(404);
});

test('another state or another task is told of', async () => {
  const other = (await trial.simulator.ledger())[0]?.id;
  await trial.simulator.fault({ does: 'lie', on: ['callback'], status: 'failed', times: 1 });
  await trial.simulator.fault({ does: 'lie', on: ['callback'], id: 'other', times: 1 });
  const id = await order('lies');
  await expect.poll(() => heard().length).toBe(2);
  expect(heard()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id, status: 'failed' }),
      expect.objectContaining({ id: other, status: 'running' }),
    ]),
  );
  expect(await trial.told(id)).toMatchObject({ status: 'running' });
});

test('a change is told late', async () => {
  await trial.simulator.fault({ does: 'late', on: ['callback'], ms: 300, times: 1 });
  await order('late');
  await expect.poll(statuses).toEqual(['running', 'queued']);
});

test('a dead receiver is given up, after three retries where the task is over', async () => {
  const before = (await trial.simulator.counters()).callbacks;
  const { id } = { id: await order('to nobody') };
  await expect.poll(statuses).toHaveLength(2);
  await receiver.close();
  await anHour();
  const after = async () => {
    const { tries, failed, givenUp } = (await trial.simulator.counters()).callbacks;
    return [tries - before.tries, failed - before.failed, givenUp - before.givenUp];
  };
  // Tasks of other tests end in that hour as well, and are told to receivers that are closed by now.
  const ends = (await trial.simulator.ledger()).filter(
    (entry) => entry.callbackUrl !== null && entry.endedAtMs !== null,
  );
  expect(ends.map((entry) => entry.id)).toContain(id);
  await expect.poll(async () => (await after())[2], { timeout: 10_000 }).toBeGreaterThan(0);
  const [tries = 0, failed = 0, givenUp = 0] = await after();
  expect(failed).toBe(4 * givenUp);
  expect(tries).toBe(failed + 2);
  receiver = await startMediaHost();
});
