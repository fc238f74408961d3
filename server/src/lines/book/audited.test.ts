import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { testDatabase } from '../../postgres/testing.ts';
import { addLine, changeAccess, changeTerms, drainLine, removeLine } from './store.ts';

test('what is done to a line is written down, without its secret', async () => {
  const { database, drop } = await testDatabase();
  const key = randomBytes(32);
  const {
    id,
    version: _version,
    draining: _draining,
    ...line
  } = await addLine(database, key, {
    name: 'audited',
    dialect: 'ark',
    baseUrl: 'https://ark.example/api/v3',
    secret: 'a secret of an upstream',
    models: [{ family: 'seedance-2.0', upstreamName: 'm', tasksMax: null, cost: null }],
    priority: 0,
    weight: 1,
    callRates: { create: 1, get: 1, list: 1, cancel: 1 },
    callbacks: false,
    allowPrivateHost: false,
  });
  await changeTerms(database, id, { ...line, weight: 7 });
  // While it takes tasks it is not led elsewhere: nothing is done, and nothing written.
  const elsewhere = { dialect: 'ark', baseUrl: 'https://elsewhere.example' };
  expect(await changeAccess(database, key, id, elsewhere, { sameAccount: false })).toBe(false);
  await drainLine(database, id, true);
  const access = { dialect: 'ark', baseUrl: 'https://ark.example/api/v4', secret: 'another' };
  expect(await changeAccess(database, key, id, access, { sameAccount: true })).toBe(true);
  expect(await removeLine(database, id)).toBe(true);

  const rows = await database.query.selectFrom('audit_log').selectAll().orderBy('id').execute();
  expect(rows.map(({ action, before, after }) => ({ action, before, after }))).toMatchObject([
    { action: 'line.added', before: null, after: { weight: 1, dialect: 'ark' } },
    { action: 'line.changed', before: { weight: 1 }, after: { weight: 7 } },
    { action: 'line.changed', before: { draining: false }, after: { draining: true } },
    { action: 'line.access_changed', after: { baseUrl: 'https://ark.example/api/v4' } },
    { action: 'line.removed', before: { name: 'audited' }, after: null },
  ]);
  expect(
    JSON.stringify(rows, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)),
  ).not.toMatch(/a secret of|another/);
  await database.close();
  await drop();
});
