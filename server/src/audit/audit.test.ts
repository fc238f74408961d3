import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../accounts/accounts.ts';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { audit, type Change } from './audit.ts';
import { readAudit } from './read.ts';

let database: Database;
let drop: () => Promise<void>;
let accountId: string;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
  accountId = (await createAccount(database, { name: 'audited' })).id;
});
afterAll(() => drop());

const change = (over: Partial<Change> = {}): Change => ({
  by: { kind: 'command', id: null, name: 'root', address: null },
  accountId,
  action: 'thing.changed',
  object: { kind: 'thing', id: '1', name: 'the thing' },
  ...over,
});
const write = (one: Change) =>
  database.query.transaction().execute((transaction) => audit(transaction, one));
const newest = async () => (await readAudit(database, { accountId, limit: 1 }))[0];

test('of a change what differs is told, without secrets', async () => {
  await write(
    change({
      before: { name: 'a', role: 'viewer', secretSealed: 'former', list: [1, 2] },
      after: { name: 'a', role: 'owner', secretSealed: 'newer', list: [1, 2], passwordHash: 'x' },
    }),
  );
  expect(await newest()).toMatchObject({
    actor: { kind: 'command', id: null, name: 'root' },
    address: null,
    action: 'thing.changed',
    object: { kind: 'thing', id: '1', name: 'the thing' },
    before: { role: 'viewer', secretSealed: '(cut)' },
    after: { role: 'owner', secretSealed: '(cut)', passwordHash: '(cut)' },
  });
  await write(change({ after: { role: 'owner' } }));
  expect(await newest()).toMatchObject({ before: null, after: { role: 'owner' } });
});

test('it is there exactly where its change is', async () => {
  const failing = database.query.transaction().execute(async (transaction) => {
    await audit(transaction, change({ action: 'thing.failed' }));
    throw new Error('the change came to nothing');
  });
  await expect(failing).rejects.toThrow('came to nothing');
  expect((await newest())?.action).not.toBe('thing.failed');
});

test.each([
  "update audit_log set actor_name = 'nobody'",
  'delete from audit_log',
  'truncate audit_log',
])('nothing of it is changed later: %s', async (statement) => {
  await write(change());
  await expect(database.general.query(statement)).rejects.toThrow('append-only');
});

test('an account reads its own, the newest first, page by page', async () => {
  const { id: other } = await createAccount(database, { name: 'other' });
  for (let index = 0; index < 7; index++) {
    await write(change({ accountId: other, action: `thing.${String(index)}` }));
    await write(change({ accountId: null }));
  }
  const read = async (before?: bigint) =>
    readAudit(database, { accountId: other, limit: 3, before });
  const first = await read();
  const second = await read(first.at(-1)?.id);
  const third = await read(second.at(-1)?.id);
  expect([...first, ...second, ...third].map(({ action }) => action)).toEqual([
    ...[6, 5, 4, 3, 2, 1, 0].map((index) => `thing.${String(index)}`),
    'account.created',
  ]);
});

test('an address is kept without what it holds beside the address', async () => {
  const url = (token: string) => `https://me:pw@shop.example/hook?token=${token}`;
  await write(
    change({
      object: { kind: 'endpoint', id: '1', name: url('a') },
      before: { url: url('a'), list: [url('x')] },
      after: { url: url('b'), list: [] },
    }),
  );
  const kept = 'https://(cut)@shop.example/hook?(cut)';
  expect(await newest()).toMatchObject({
    object: { name: kept },
    before: { url: kept, list: [kept] },
    after: { url: kept, list: [] },
  });
});
