import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformOrigin } from '../tasks/origin.ts';
import { taskJsonSchema } from '../tasks/task-json.ts';
import { addCustomer, order, settlement } from '../tasks/testing/fixture.ts';
import { standardHeaders } from './sign.ts';
import {
  atMs,
  callbackSecret,
  openWebhookFixture,
  type WebhookFixture,
} from './testing/fixture.ts';

let hooks: WebhookFixture;
beforeAll(async () => {
  hooks = await openWebhookFixture();
});
afterAll(() => hooks.close());

test('the address that a request of our own API named is told as an endpoint would be', async () => {
  const who = await addCustomer(hooks.fixture, 1_000);
  const callbackUrl = 'https://receiver.example/own';
  const plain = order();
  const { row } = await hooks.fixture.submit(who, {
    ...plain,
    dialect: platformOrigin,
    decode: () => ({ ...plain.decode(), callbackUrl, endUser: 'Ann' }),
  });
  await hooks.fixture.settler.settle(settlement(row.id));
  await hooks.turn();
  const calls = hooks.receiver.calls.filter(({ url }) => url === callbackUrl);
  expect(calls).toHaveLength(1);
  const [call] = calls;
  const { type, data } = JSON.parse(call?.body ?? '') as { type: string; data: unknown };
  expect(type).toBe('task.failed');
  expect(taskJsonSchema.parse(data)).toMatchObject({ id: row.id, state: 'failed', endUser: 'Ann' });
  expect(call?.headers).toMatchObject(
    standardHeaders([callbackSecret], {
      deliveryId: call?.headers?.['webhook-id'] ?? '',
      atSeconds: atMs / 1_000,
      rawBody: call?.body ?? '',
    }),
  );
});
