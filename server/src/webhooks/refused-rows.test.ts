import { afterEach, beforeEach, expect, test } from 'vitest';
import { addCustomer } from '../tasks/testing/fixture.ts';
import { openWebhookFixture, taken, type WebhookFixture } from './testing/fixture.ts';

/** What a receiver says and the database refuses. */

let hooks: WebhookFixture;
beforeEach(async () => {
  hooks = await openWebhookFixture();
});
afterEach(() => hooks.close());

test('a try whose words cannot be kept is on record without them, and the others with theirs', async () => {
  const who = await addCustomer(hooks.fixture, 1_000);
  for (const name of ['a', 'b', 'c']) {
    await hooks.finishedTask(who, `https://receiver.example/${name}`);
  }
  hooks.receiver.answer = ({ url }) => {
    if (url.endsWith('b')) return Promise.resolve({ ...taken, answer: '\ud800' });
    return Promise.resolve(url.endsWith('c') ? { ...taken, status: 2 ** 40 } : taken);
  };
  await hooks.turn();
  const { rows } = await hooks.fixture.database.general.query<{
    state: string;
    status: number | null;
    answer: string | null;
    error: string | null;
  }>(`select d.state, y.status, y.answer, y.error
        from deliveries d join delivery_tries y on y.delivery_id = d.id order by d.url`);
  expect(rows).toMatchObject([
    { state: 'delivered', status: 200, answer: 'ok', error: null },
    { state: 'delivered', status: 200, answer: '\ufffd' },
    { state: 'pending', status: null, error: expect.stringContaining('cannot be kept') as string },
  ]);
  const { rows: open } = await hooks.fixture.database.general.query<{ held: boolean }>(
    `select claim_token is not null as held from work where step = 'deliver'`,
  );
  expect(open).toEqual([{ held: false }]);
});
