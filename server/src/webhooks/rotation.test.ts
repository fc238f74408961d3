import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomer } from '../tasks/testing/spine.ts';
import { addEndpoint, rotateSecret } from './endpoints.ts';
import { headersOf, openDesk, type Desk, type Received } from './testing/desk.ts';

/** Every signature is checked by the reference library of Standard Webhooks. */

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ now: Date.now });
});
afterAll(() => desk.close());

function verifies(secret: string, call: Received): boolean {
  try {
    new Webhook(secret).verify(call.body, headersOf(call));
    return true;
  } catch {
    return false;
  }
}

test('1 000 signatures verify through a rotation: the old secret for a day more, the new one at once', async () => {
  const who = await addCustomer(desk.spine, 40_000);
  const { endpoint, secret: first } = await addEndpoint(desk.parts, {
    ...who,
    url: 'https://receiver.example/',
  });
  const told = async (count: number): Promise<Received[]> => {
    desk.receiver.calls.length = 0;
    await Promise.all(Array.from({ length: count }, () => desk.finishedTask(who)));
    await desk.turn();
    expect(desk.receiver.calls).toHaveLength(count);
    return desk.receiver.calls;
  };
  const verified = (calls: readonly Received[], secret: string): number =>
    calls.filter((call) => verifies(secret, call)).length;

  const before = [...(await told(400))];
  expect(verified(before, first)).toBe(400);

  const { secret: second, formerSecretUntilMs } = await rotateSecret(desk.parts, endpoint);
  expect(second).not.toBe(first);
  expect(Math.round((formerSecretUntilMs - Date.now()) / 3_600_000)).toBe(24);
  const between = [...(await told(400))];
  expect([verified(between, first), verified(between, second)]).toEqual([400, 400]);
  expect(verified(before, second)).toBe(0);

  await desk.spine.database.general.query(
    'update webhook_endpoints set former_until = now() where id = $1',
    [endpoint.id],
  );
  const after = [...(await told(200))];
  expect([verified(after, first), verified(after, second)]).toEqual([0, 200]);

  const { secret: third } = await rotateSecret(desk.parts, endpoint);
  const { secret: fourth } = await rotateSecret(desk.parts, endpoint);
  const last = await told(10);
  expect([second, third, fourth].map((secret) => verified(last, secret))).toEqual([0, 10, 10]);
});
