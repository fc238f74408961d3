import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addKey, changeKey } from '../../../accounts/key-records.ts';
import { asActor } from '../../../people/persons.ts';
import { changeSettings } from '../../../accounts/settings.ts';
import { moveCredits } from '../../../ledger/movements.ts';
import { refundTask } from '../../../tasks/refund.ts';
import { taskJsonSchema } from '../../../tasks/task-json.ts';
import { partsOf } from '../../../tasks/records/testing/zip.ts';
import { success } from '../../../tasks/testing/fixture.ts';
import { statementSchema, type StatementJson } from './statement-json.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from '../testing/platform-server.ts';

let server: PlatformServer;
let who: Customer;
let member: { personId: string; email: string };
let memberKey: string;

/** As if it had been done then, by every clock. */
async function at<Result>(time: string, work: () => Promise<Result>): Promise<Result> {
  const { general } = server.database;
  const { rows } = await general.query<{ last: bigint }>(
    'select coalesce(max(id), 0) as last from movements',
  );
  const result = await work();
  await general.query(
    `alter table movements disable trigger user;
     update movements set created_at = '${time}' where id > ${String(rows[0]?.last ?? 0n)};
     alter table movements enable trigger user`,
  );
  return result;
}

async function film(key: string, more: object): Promise<string> {
  const body = { model: 'seedance-2.0', prompt: 'a river', seconds: 5, resolution: '720p' };
  const { json } = await server.call(key, 'POST', '/tasks', { ...body, ...more });
  return taskJsonSchema.parse(json).id;
}

/** October: 1 000 credits, films of 40 for Ann (of which 15 came back in November), and one by a member’s key. */
beforeAll(async () => {
  server = await openPlatformServer();
  who = await server.customer(0);
  const { accountId } = who;
  await at('2025-10-02T00:00:00Z', () =>
    moveCredits(server.database, {
      accountId,
      kind: 'grant',
      amountMicros: 1_000_000_000n,
      reason: 'test',
    }),
  );
  member = await server.browsing(accountId, 'developer');
  const made = await addKey(
    server.database,
    { accountId, mode: 'live', name: 'render', prefix: 'fg_' },
    asActor({ id: member.personId, email: member.email }, '192.0.2.7'),
  );
  memberKey = made.key;
  const first = await film(who.key, { endUser: 'Ann', metadata: { order: 4711 } });
  const second = await film(memberKey, { endUser: '<b>=1+1' });
  const third = await film(memberKey, { metadata: { order: 'B' } });
  await at('2025-10-20T10:00:00Z', () => server.settler.settle(success(second)));
  await at('2025-10-31T16:30:00Z', () => server.settler.settle(success(first)));
  await at('2025-11-05T10:00:00Z', () => server.settler.settle(success(third)));
  await at('2025-11-06T10:00:00Z', () =>
    refundTask(server, { taskId: first, amountMicros: 15_000_000n, reason: 'too dark' }),
  );
});
afterAll(() => server.close());

async function statement(month: string, query = ''): Promise<StatementJson> {
  const { json } = await server.call(who.key, 'GET', `/statements/${month}${query}`);
  return statementSchema.parse(json);
}

async function file(month: string, query: string, headers: Record<string, string> = {}) {
  const url = `http://127.0.0.1:${String(server.port)}/platform/v1/statements/${month}?${query}`;
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${who.key}`, ...headers },
  });
  expect(response.status).toBe(200);
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe('a month', () => {
  test('is what was there, what films took, what came back and what was there then', async () => {
    expect(await statement('2025-10')).toMatchObject({
      month: '2025-10',
      timeZone: 'UTC',
      from: '2025-10-01T00:00:00.000Z',
      to: '2025-11-01T00:00:00.000Z',
      isOver: true,
      openingCredits: 0,
      chargedCredits: 80,
      refundedCredits: 0,
      totalCredits: 80,
      otherCredits: 1_000,
      closingCredits: 920,
      films: 2,
      seconds: 10,
    });
    expect(await statement('2025-11')).toMatchObject({
      openingCredits: 920,
      chargedCredits: 40,
      refundedCredits: 15,
      otherCredits: 0,
      closingCredits: 895,
      films: 1,
    });
  });

  test('is told by key, member, end user and one name of the metadata', async () => {
    const told = await statement('2025-10', '?metadata=order');
    const line = { films: 1, chargedCredits: 40, others: 0 };
    expect(told.byKey).toHaveLength(2);
    expect(told.byKey).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...line, id: who.keyId }),
        expect.objectContaining({ ...line, name: 'render' }),
      ]),
    );
    expect(told.byMember).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...line, id: null }),
        expect.objectContaining({ ...line, id: member.personId, name: member.email }),
      ]),
    );
    expect(told.byEndUser).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...line, id: 'Ann' }),
        expect.objectContaining({ ...line, id: '<b>=1+1' }),
      ]),
    );
    expect(told.byMetadata).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...line, id: '4711' }),
        expect.objectContaining({ ...line, id: null }),
      ]),
    );
    expect((await statement('2025-10')).byMetadata).toBeNull();
  });

  test('that is over stays as it was told, whatever is changed since', async () => {
    const [october, november] = [await statement('2025-10'), await statement('2025-11')];
    const { accountId } = who;
    await changeSettings(server.database, accountId, { timeZone: 'Asia/Shanghai' });
    const [key] = october.byKey.filter(({ name }) => name === 'render');
    await changeKey(server.database, { accountId, id: key?.id ?? '' }, { name: 'another' });
    expect(await statement('2025-10')).toEqual(october);
    expect(await statement('2025-11')).toEqual(november);
    // One that was never told is of the new zone, and begins where the one before it ended.
    expect(await statement('2025-12')).toMatchObject({
      timeZone: 'Asia/Shanghai',
      from: '2025-12-01T00:00:00.000Z',
      to: '2025-12-31T16:00:00.000Z',
      openingCredits: 895,
      closingCredits: 895,
      films: 0,
    });
  });

  test('of another zone begins and ends by that', async () => {
    const other = await server.customer(0);
    const { accountId } = other;
    await changeSettings(server.database, accountId, { timeZone: 'Asia/Shanghai' });
    const grant = { accountId, kind: 'grant', amountMicros: 100_000_000n, reason: 'test' } as const;
    await at('2025-10-02T00:00:00Z', () => moveCredits(server.database, grant));
    const id = await film(other.key, {});
    await at('2025-10-31T16:30:00Z', () => server.settler.settle(success(id)));
    const read = async (month: string) =>
      (await server.call(other.key, 'GET', `/statements/${month}`)).json;
    expect(await read('2025-10')).toMatchObject({
      from: '2025-09-30T16:00:00.000Z',
      chargedCredits: 0,
      closingCredits: 100,
    });
    expect(await read('2025-11')).toMatchObject({ chargedCredits: 40, closingCredits: 60 });
  });

  test('that is not over says so, and is what is there now', async () => {
    const month = new Date().toISOString().slice(0, 7);
    const other = await server.customer(70);
    const { json } = await server.call(other.key, 'GET', `/statements/${month}`);
    expect(json).toMatchObject({ isOver: false, closingCredits: 70, byKey: [] });
    const { json: list } = await server.call(other.key, 'GET', '/statements');
    expect(list).toMatchObject({ data: [{ month, isOver: false }], nextCursor: null });
  });

  test.each(['2025-09', '2999-01', '2025-13', 'last'])(
    'of nothing is refused: %s',
    async (month) => {
      const { status, json } = await server.call(who.key, 'GET', `/statements/${month}`);
      expect([status, json]).toMatchObject([400, { field: 'month' }]);
    },
  );

  test('is listed from the first on that had something', async () => {
    const { json } = await server.call(who.key, 'GET', '/statements');
    const { data } = json as { data: { month: string; isOver: boolean }[] };
    expect(data.at(-1)).toMatchObject({ month: '2025-10', isOver: true });
    expect(data.length).toBeGreaterThanOrEqual(3);
  });
});

describe('in other forms', () => {
  test('a page that prints needs nothing, runs nothing and shows texts as texts', async () => {
    const { headers, bytes } = await file('2025-10', 'format=html', {
      'accept-language': 'zh-CN',
    });
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-disposition')).toBe(
      'inline; filename="filmgate-statement-2025-10.html"',
    );
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'/u);
    const page = bytes.toString('utf8');
    expect(page).toContain('<html lang="zh">');
    expect(page).toContain('月结单 2025-10');
    expect(page).toContain('&lt;b&gt;=1+1');
    expect(page).not.toContain('<b>');
    expect(page).not.toMatch(/<script|<img|href=|src=/iu);
    const english = await file('2025-10', 'format=html&language=en');
    expect(english.bytes.toString('utf8')).toContain('Balance at its end');
  });

  test('a table has its lines under each other, and no formula', async () => {
    const { headers, bytes } = await file('2025-10', 'format=csv&metadata=order');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [head, month, ...lines] = bytes.toString('utf8').trimEnd().split('\r\n');
    expect(head).toBe(
      '\uFEFFby,id,name,films,seconds,tokens,chargedCredits,refundedCredits,totalCredits',
    );
    expect(month).toMatch(/^month,2025-10,customer [^,]*,2,10,217800,80,0,80$/);
    expect(lines).toContain('endUser,Ann,Ann,1,5,108900,40,0,40');
    expect(lines).toContain('metadata.order,4711,4711,1,5,108900,40,0,40');
  });

  test('a workbook has ids as texts and amounts as numbers', async () => {
    const { headers, bytes } = await file('2025-10', 'format=xlsx&language=en');
    expect(headers.get('content-disposition')).toContain('filmgate-statement-2025-10.xlsx');
    const parts = partsOf(bytes);
    const sheets = [...parts].filter(([name]) => name.startsWith('xl/worksheets/sheet'));
    expect(sheets).toHaveLength(4);
    const texts = parts.get('xl/sharedStrings.xml') ?? '';
    expect(texts).toContain('&lt;b&gt;=1+1');
    expect(parts.get('xl/workbook.xml')).toContain('By end user');
    const whole = sheets.map(([, xml]) => xml).join('');
    expect(whole).not.toContain('<f>');
    // Charged, and taken from the wallet.
    expect(whole).toContain('<v>-80</v>');
  });
});
