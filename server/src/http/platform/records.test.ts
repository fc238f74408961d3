import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { moveCredits } from '../../ledger/movements.ts';
import { refundTask } from '../../tasks/refund.ts';
import { taskJsonSchema } from '../../tasks/task-json.ts';
import { success } from '../../tasks/testing/fixture.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';

let server: PlatformServer;
let who: Customer;
let first: string;
let second: string;

async function make(body: object): Promise<string> {
  const film = { model: 'seedance-2.0', prompt: 'a river', seconds: 5, resolution: '720p' };
  const { json } = await server.call(who.key, 'POST', '/tasks', { ...film, ...body });
  return taskJsonSchema.parse(json).id;
}

/** 1 000 credits, of which two films took 40 each, a part of one was given back, and a third waits. */
beforeAll(async () => {
  server = await openPlatformServer();
  who = await server.customer(1_000);
  first = await make({ metadata: { order: 'A-1' }, endUser: 'Ann' });
  second = await make({ model: 'seedance-2.0' });
  await server.settler.settle(success(first));
  await server.settler.settle(success(second));
  await refundTask(server, { taskId: first, amountMicros: 15_000_000n, reason: 'too dark' });
  await moveCredits(server.database, {
    accountId: who.accountId,
    kind: 'top_up',
    amountMicros: 500_000n,
    reason: 'paid',
    reference: 'order 7',
  });
  await make({});
});
afterAll(() => server.close());

const read = async (path: string) => {
  const { status, json } = await server.call(who.key, 'GET', path);
  expect(status).toBe(200);
  return json;
};

test('the balance is what is there, held, owed and free, of one moment', async () => {
  expect(await read('/balance')).toEqual({
    balanceCredits: 935.5,
    heldCredits: 40,
    owedCredits: 0,
    availableCredits: 895.5,
    chargedCredits: 65,
  });
});

test('a forecast says what a day cost lately, and how long what is free lasts', async () => {
  const { general } = server.database;
  const before = await read('/balance?include=forecast,stars');
  // Days that are not over are none of it.
  expect(before).toMatchObject({ forecast: { dailyCredits: 0, lastsDays: null } });
  await general.query(
    `insert into usage_quarters (account_id, quarter, key_id, model, end_user, dialect, resolution, films,
                                 seconds, tokens, charged_micros, refunded_micros)
     values ($1, date_trunc('day', now(), 'UTC') - interval '1 hour', $2, 'm', '', 'ark', '720p', 1, 5, 1, 80000000, 10000000),
            ($1, date_trunc('day', now(), 'UTC') - interval '8 days', $2, 'm', '', 'ark', '720p', 1, 5, 1, 99000000, 0)`,
    [who.accountId, who.keyId],
  );
  expect(await read('/balance?include=forecast')).toMatchObject({
    availableCredits: 895.5,
    forecast: { dailyCredits: 10, lastsDays: 89.6 },
  });
  await general.query("delete from usage_quarters where model = 'm'");
});

describe('transactions', () => {
  test('are told the newest first, with what was there afterwards', async () => {
    expect(await read('/transactions')).toMatchObject({
      data: [
        {
          id: '5',
          kind: 'top_up',
          amountCredits: 0.5,
          balanceCredits: 935.5,
          reference: 'order 7',
        },
        { id: '4', kind: 'refund', amountCredits: 15, taskId: first, reason: 'too dark' },
        { id: '3', kind: 'charge', amountCredits: -40, taskId: second, paysDebt: false },
        { id: '2', kind: 'charge', amountCredits: -40, taskId: first, balanceCredits: 960 },
        { id: '1', kind: 'grant', amountCredits: 1_000, taskId: null },
      ],
      nextCursor: null,
    });
  });

  test('of some kinds, page by page', async () => {
    const query = '/transactions?kind=charge&kind=grant&limit=2';
    expect(await read(query)).toMatchObject({
      data: [{ id: '3' }, { id: '2' }],
      nextCursor: '2',
    });
    expect(await read(`${query}&cursor=2`)).toMatchObject({
      data: [{ id: '1' }],
      nextCursor: null,
    });
  });

  test.each([
    ['from=2020-01-01T00:00:00Z', 5],
    ['to=2020-01-01T00:00:00Z', 0],
    ['from=2120-01-01T00:00:00Z', 0],
    ['from=2020-01-01T00:00:00Z&to=2120-01-01T00:00:00Z', 5],
  ])('of a time: %s', async (query, count) => {
    const { data } = (await read(`/transactions?${query}`)) as { data: unknown[] };
    expect(data).toHaveLength(count);
  });

  test('refuse a cursor that is none', async () => {
    const { status, json } = await server.call(who.key, 'GET', '/transactions?cursor=-1');
    expect([status, json]).toMatchObject([400, { field: 'cursor' }]);
  });
});

describe('deductions', () => {
  test('say what was charged for what, by which rule', async () => {
    expect(await read('/deductions')).toMatchObject({
      data: [
        { id: '3', taskId: second, endUser: null, refundedCredits: 0, balanceCredits: 920 },
        {
          id: '2',
          taskId: first,
          mode: 'live',
          keyId: who.keyId,
          dialect: 'platform',
          model: 'seedance-2.0',
          endUser: 'Ann',
          metadata: { order: 'A-1' },
          seconds: 5,
          resolution: '720p',
          chargedCredits: 40,
          refundedCredits: 15,
          balanceCredits: 960,
          charge: {
            rule: 'platform/seedance-2.0',
            bookVersion: expect.any(String),
            lines: [
              {
                kind: 'base',
                unit: 'second',
                quantity: 5,
                rateCredits: 8,
                amountCredits: 40,
                text: '720p: 8 credits a second for 5 s',
              },
            ],
            listCredits: 40,
            discountCredits: 0,
            totalCredits: 40,
          },
        },
      ],
      nextCursor: null,
    });
  });

  test.each([
    ['endUser=Ann', ['2']],
    ['endUser=Bob', []],
    ['metadata.order=A-1', ['2']],
    ['model=seedance-2.0', ['3', '2']],
    ['model=seedance-2.5', []],
    ['limit=1&cursor=3', ['2']],
    ['to=2020-01-01T00:00:00Z', []],
  ])('of %s', async (query, expected) => {
    const { data } = (await read(`/deductions?${query}`)) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(expected);
  });

  test('are the account’s own', async () => {
    const other = await server.customer();
    const { json } = await server.call(other.key, 'GET', '/deductions');
    expect(json).toEqual({ data: [], nextCursor: null });
  });
});

describe('as a table', () => {
  const table = async (path: string) => {
    const url = `http://127.0.0.1:${String(server.port)}/platform/v1${path}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${who.key}` } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    // Whoever decodes it as UTF-8 takes the byte order mark away.
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
    const [head = '', ...rows] = text.trimEnd().split('\r\n');
    return { name: response.headers.get('content-disposition'), head, rows };
  };

  test('deductions are all there, with times of the zone that its name says', async () => {
    const { name, head, rows } = await table('/deductions?format=csv&timeZone=Asia%2FShanghai');
    expect(name).toMatch(
      /^attachment; filename="filmgate-deductions-Asia-Shanghai-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(head).toMatch(/^\uFEFFat,id,taskId,mode,keyId,dialect,model,endUser,metadata,/);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00,2,task_/);
    expect(rows[1]).toContain(',Ann,"{""order"":""A-1""}",5,720p,108900,platform/seedance-2.0,');
    expect(rows[1]).toMatch(/,second,5,8,40,0,40,15,960$/);
  });

  test('transactions and usage are as well', async () => {
    const { head, rows } = await table('/transactions?format=csv&kind=top_up');
    expect(head).toBe(
      '\uFEFFid,kind,at,amountCredits,balanceCredits,taskId,reason,reference,paysDebt',
    );
    expect(rows).toEqual([
      expect.stringMatching(/^5,top_up,.*\+00:00,0\.5,935\.5,,paid,order 7,false$/),
    ]);
    const day = new Date().toISOString().slice(0, 10);
    const usage = await table(`/usage?format=csv&from=${day}&to=${day}&by=model`);
    expect(usage.rows).toEqual([',seedance-2.0,,,,,2,10,217800,80,15']);
  });
});

describe('usage', () => {
  test('is told by day where nothing else is asked for', async () => {
    const day = new Date().toISOString().slice(0, 10);
    expect(await read(`/usage?from=${day}&to=${day}`)).toEqual({
      from: day,
      to: day,
      timeZone: 'UTC',
      data: [
        {
          day,
          model: null,
          keyId: null,
          endUser: null,
          api: null,
          resolution: null,
          films: 2,
          seconds: 10,
          tokens: 217_800,
          chargedCredits: 80,
          refundedCredits: 15,
        },
      ],
    });
  });

  test('is told by who asked for what, and in which API', async () => {
    expect(await read('/usage?by=endUser&by=api&by=resolution')).toMatchObject({
      data: [
        { day: null, endUser: '', api: 'platform', resolution: '720p', films: 1 },
        { endUser: 'Ann', api: 'platform', resolution: '720p', chargedCredits: 40 },
      ],
    });
  });

  test('is that of thirty days where no time is asked for', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const first = new Date(Date.parse(today) - 29 * 86_400_000).toISOString().slice(0, 10);
    expect(await read('/usage?by=model')).toMatchObject({
      from: first,
      to: today,
      data: [{ day: null, model: 'seedance-2.0', films: 2 }],
    });
  });

  test.each([
    ['from=2026-11-02&to=2026-11-01', 'to'],
    ['from=2025-01-01&to=2026-11-01', 'to'],
    ['from=2126-11-01', 'to'],
    ['from=2026-11-01&to=2026-11-01&timeZone=%2B08:00', 'timeZone'],
    ['from=2026-11-01&to=2026-11-01&timeZone=Mars/Base', 'timeZone'],
    ['from=2026-11-01&to=2026-11-01&by=hour', 'by'],
    ['from=2026-11-31&to=2026-11-31', 'from'],
    // A year that JavaScript has and the database has not; its last day of February is one of a leap year.
    ['to=0000-02-29', 'to'],
    ['from=0000-02-29&to=0000-03-01', 'from'],
    ['from=1969-12-31&to=1970-01-01', 'from'],
  ])('refuses %s', async (query, field) => {
    const { status, json } = await server.call(who.key, 'GET', `/usage?${query}`);
    expect([status, json]).toMatchObject([400, { field }]);
  });
});
