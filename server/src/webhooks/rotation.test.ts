import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomer } from '../tasks/testing/fixture.ts';
import { addEndpoint, rotateSecret } from './endpoints.ts';
import {
  headersOf,
  openWebhookFixture,
  type WebhookFixture,
  type Received,
} from './testing/fixture.ts';

/** Every signature is checked by the reference library of Standard Webhooks. */

let hooks: WebhookFixture;
beforeAll(async () => {
  hooks = await openWebhookFixture({ now: Date.now });
});
afterAll(() => hooks.close());

function verifies(secret: string, call: Received): boolean {
  try {
    new Webhook(secret).verify(call.body, headersOf(call));
    return true;
  } catch {
    return false;
  }
}

test('1 000 signatures verify through a rotation: the old secret for a day more, the new one at once', async () => {
  const who = await addCustomer(hooks.fixture, 40_000);
  const { endpoint, secret: first } = await addEndpoint(hooks.parts, {
    ...who,
    url: 'https://receiver.example/',
  });
  const told = async (count: number): Promise<Received[]> => {
    hooks.receiver.calls.length = 0;
    await Promise.all(Array.from({ length: count }, () => hooks.finishedTask(who)));
    await hooks.turn();
    expect(hooks.receiver.calls).toHaveLength(count);
    return hooks.receiver.calls;
  };
  const verified = (calls: readonly Received[], secret: string): number =>
    calls.filter((call) => verifies(secret, call)).length;

  const before = [...(await told(400))];
  expect(verified(before, first)).toBe(400);

  const { secret: second, formerSecretUntilMs } = await rotateSecret(hooks.parts, endpoint);
  expect(second).not.toBe(first);
  expect(Math.round((formerSecretUntilMs - Date.now()) / 3_600_000)).toBe(24);
  const between = [...(await told(400))];
  expect([verified(between, first), verified(between, second)]).toEqual([400, 400]);
  expect(verified(before, second)).toBe(0);

  await hooks.fixture.database.general.query(
    'update webhook_endpoints set former_until = now() where id = $1',
    [endpoint.id],
  );
  const after = [...(await told(200))];
  expect([verified(after, first), verified(after, second)]).toEqual([0, 200]);

  const { secret: third } = await rotateSecret(hooks.parts, endpoint);
  const { secret: fourth } = await rotateSecret(hooks.parts, endpoint);
  const last = await told(10);
  expect([second, third, fourth].map((secret) => verified(last, secret))).toEqual([0, 10, 10]);
});
