import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';

let server: PlatformServer;
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer({ everyScope: true });
});
afterAll(() => server.close());
beforeEach(async () => {
  who = await server.customer();
});

const read = async () => (await server.call(who.key, 'GET', '/account')).json;
const change = (body: object) => server.call(who.key, 'PATCH', '/account', body);

test('an account has limits over all of its keys, which each of them is told', async () => {
  expect(await read()).toMatchObject({
    id: who.accountId,
    timeZone: 'UTC',
    budget: null,
    heldCreditsMost: null,
    tasksAtOnce: null,
    limits: [],
  });
  await server.submit(who);
  const budget = { credits: 100, period: 'day' };
  const changed = await change({ timeZone: 'Asia/Shanghai', budget, tasksAtOnce: 3 });
  expect([changed.status, changed.json]).toMatchObject([
    200,
    {
      timeZone: 'Asia/Shanghai',
      budget,
      tasksAtOnce: 3,
      limits: [
        {
          of: 'account',
          limit: 'budget',
          used: 40,
          left: 60,
          timeZone: 'Asia/Shanghai',
          periodStart: expect.stringContaining('T16:00:00.000Z') as string,
        },
        { of: 'account', limit: 'tasksAtOnce', most: 3, used: 1, left: 2 },
      ],
    },
  ]);
  expect(await read()).toEqual(changed.json);
  expect((await server.call(who.key, 'GET', '/key')).json).toMatchObject({
    limits: [
      { of: 'account', used: 40 },
      { of: 'account', used: 1 },
    ],
  });
  const { json } = await change({ budget: null });
  expect(json).toMatchObject({ budget: null, tasksAtOnce: 3, timeZone: 'Asia/Shanghai' });
  expect((await change({ tasksAtOnce: null })).json).toMatchObject({ limits: [] });
});

test.each(['Mars/Olympus', 'UTC; drop', '', '+08:00'])('%j is no time zone', async (timeZone) => {
  const { status, json } = await change({ timeZone });
  expect([status, json]).toMatchObject([400, { code: 'invalid_parameter', field: 'timeZone' }]);
});

test('an account says in which language dialects refuse its keys', async () => {
  const path = '/api/open/v1/video/generations/nothing';
  const refused = async () => {
    const headers = { authorization: `Bearer ${who.key}`, 'accept-language': 'en' };
    const { body } = await server.app.inject({ url: path, headers });
    return body;
  };
  expect(await read()).toMatchObject({ problemLanguage: 'en' });
  expect(await refused()).toContain('There is no task');
  expect((await change({ problemLanguage: 'zh' })).json).toMatchObject({ problemLanguage: 'zh' });
  // After so long every process knows it.
  await expect
    .poll(refused, { timeout: 5_000, interval: 50 })
    .toMatch(/没有这个任务.*（There is no/u);
  // What nobody is known for is told in English, and our own API asks the client.
  const unknown = await server.app.inject({ url: path });
  expect(unknown.body).toContain('Invalid API key');
  const own = await server.call(who.key, 'GET', '/tasks/nothing');
  expect(own.json).toMatchObject({ title: 'Task not found' });
  const { status, json } = await change({ problemLanguage: 'fr' });
  expect([status, json]).toMatchObject([400, { field: 'problemLanguage' }]);
});
