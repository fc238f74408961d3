import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformOrigin } from '../tasks/origin.ts';
import { taskJsonSchema } from '../tasks/task-json.ts';
import { addCustomer, order, settlement } from '../tasks/testing/spine.ts';
import { standardHeaders } from './sign.ts';
import { atMs, callbackSecret, openDesk, type Desk } from './testing/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

test('the address that a request of our own API named is told as an endpoint would be', async () => {
  const who = await addCustomer(desk.spine, 1_000);
  const callbackUrl = 'https://receiver.example/own';
  const plain = order();
  const { row } = await desk.spine.submit(who, {
    ...plain,
    dialect: platformOrigin,
    decode: () => ({ ...plain.decode(), callbackUrl, endUser: 'Ann' }),
  });
  await desk.spine.settler.settle(settlement(row.id));
  await desk.turn();
  const calls = desk.receiver.calls.filter(({ url }) => url === callbackUrl);
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
