import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createAccount, setTier } from '../accounts/accounts.ts';
import type { Actor } from '../audit/audit.ts';
import { readAudit } from '../audit/read.ts';
import { moveCredits } from '../ledger/movements.ts';
import { testDatabase } from '../postgres/testing.ts';
import { oneKey } from '../testing/keys.ts';
import type { WebhookParts } from './endpoint.ts';
import { addEndpoint, changeEndpoint, removeEndpoint, rotateSecret } from './endpoints.ts';

const by: Actor = {
  kind: 'person',
  id: crypto.randomUUID(),
  name: 'one@people.example',
  address: '192.0.2.7',
};

test('what is done to an account is written down, by whom and without secrets', async () => {
  const { database, drop } = await testDatabase();
  const parts: WebhookParts = {
    database,
    wake: { tell: () => undefined, on: () => () => undefined, close: () => Promise.resolve() },
    keys: oneKey(randomBytes(32)),
    checkUrl: () => null,
  };
  const account = await createAccount(database, { name: 'audited', tier: 'gold' }, by);
  const { id: accountId } = account;
  await setTier(database, account, null, by);
  const grant = { accountId, kind: 'grant', amountMicros: 5_000_000n, reason: 'order' } as const;
  await moveCredits(database, { ...grant, reference: 'order 1' }, by);
  // It is done once.
  await moveCredits(database, { ...grant, reference: 'order 1' }, by);
  const url = 'https://receiver.example/hook';
  const { endpoint, secret } = await addEndpoint(parts, { accountId, url }, by);
  const { id } = endpoint;
  await changeEndpoint(parts, { accountId, id }, { enabled: false }, by);
  const rotated = await rotateSecret(parts, { accountId, id }, by);
  await removeEndpoint(parts, { accountId, id }, by);

  const log = (await readAudit(database, { accountId, limit: 100 })).toReversed();
  expect(log).toMatchObject([
    { action: 'account.created', after: { name: 'audited', tier: 'gold' } },
    { action: 'account.tier_set', before: { tier: 'gold' }, after: { tier: null } },
    { action: 'credits.grant', after: { movedMicros: '5000000', reference: 'order 1' } },
    { action: 'endpoint.added', object: { id, name: url }, after: { url, enabled: true } },
    { action: 'endpoint.changed', before: { enabled: true }, after: { enabled: false } },
    { action: 'endpoint.secret_rotated', before: {}, after: {} },
    { action: 'endpoint.removed', before: { url }, after: null },
  ]);
  for (const { actor, address } of log) {
    expect({ ...actor, address }).toEqual(by);
  }
  const text = JSON.stringify(log.map(({ id: number, ...rest }) => [String(number), rest]));
  for (const kept of [secret, rotated.secret]) expect(text).not.toContain(kept);
  await database.close();
  await drop();
});
