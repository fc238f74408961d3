import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFleet, type Fleet } from '../chaos/fleet.ts';
import { sendTwins } from '../chaos/twins.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.remove());

test('200 times two equal creates at once, one of them with a 503 between, are two tasks', async () => {
  expect.hasAssertions();
  await sendTwins(fleet, 200);
});
