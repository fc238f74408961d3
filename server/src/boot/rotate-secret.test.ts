import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccount } from '../accounts/accounts.ts';
import { putFormer } from '../former/former-store.ts';
import { addLine } from '../lines/book/store.ts';
import { startWake, type Wake } from '../work/wake.ts';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { unsealWith } from '../postgres/seal.ts';
import { oneKey } from '../testing/keys.ts';
import { addEndpoint, rotateSecret as rotateEndpoint } from '../webhooks/endpoints.ts';
import { InstallationError, readInstallation } from './installation.ts';
import { rotateSecret, type Rotation } from './rotate-secret.ts';
import { deriveKey, proofOf } from './secret.ts';
import { readSealed, reseal, sealPurposes } from './sealed.ts';
import { createSecrets, openFormers } from './secrets.ts';

let database: Database;
let wake: Wake;
let empty: () => Promise<void>;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, empty, drop } = await testDatabase());
  wake = startWake(database, () => undefined);
});
beforeEach(() => empty());
afterAll(async () => {
  await wake.close();
  await drop();
});

const [one, two, three] = ['one', 'two', 'three'].map((name) => `${name} ${'x'.repeat(32)}`) as [
  string,
  string,
  string,
];

async function begin(secret: string): Promise<void> {
  await database.general.query('insert into installation (secret_proof) values ($1)', [
    proofOf(secret),
  ]);
}

/** One of each kind, and an endpoint with two. */
async function sealSome(secret: string): Promise<void> {
  const keyOf = (kind: keyof typeof sealPurposes) => deriveKey(secret, sealPurposes[kind]);
  await addLine(database, keyOf('line'), {
    name: 'ark',
    dialect: 'ark',
    baseUrl: 'https://ark.example',
    secret: 'sk-ark',
    models: [],
    priority: 0,
    weight: 1,
    callRates: { create: 1, get: 1, list: 1, cancel: 1 },
    callbacks: false,
    allowPrivateHost: false,
  });
  const { id: accountId } = await createAccount(database, { name: 'acme' });
  const parts = { database, wake, keys: oneKey(keyOf('webhook endpoint')), checkUrl: () => null };
  const { endpoint } = await addEndpoint(parts, { accountId, url: 'https://acme.example' });
  await rotateEndpoint(parts, { accountId, id: endpoint.id });
  await putFormer(database, keyOf('former platform'), {
    accountId,
    dialect: 'hmtm',
    lineId: null,
    baseUrl: 'https://hmtm.example',
    allowPrivateHost: false,
    callsPerSecond: 1,
    key: 'sk-former',
    taskIds: [],
  });
}

async function opened(secret: string): Promise<(string | null)[]> {
  return (await readSealed(database.general, null)).map(({ kind, name, sealed }) =>
    unsealWith(oneKey(deriveKey(secret, sealPurposes[kind])), name, sealed),
  );
}

const daySeconds = 86_400;
const rotate = (rotation: Partial<Rotation> & Pick<Rotation, 'next'>) =>
  rotateSecret(database, { current: one, overlapSeconds: 7 * daySeconds, ...rotation });

async function formersWith(secret: string): Promise<string[]> {
  const { facts } = await readInstallation(database);
  return openFormers(secret, facts?.formers ?? []).map((former) => former.secret);
}

describe('a rotation', () => {
  test('seals all anew, and keeps the former secret for as long as it is told', async () => {
    await begin(one);
    await sealSome(one);
    const before = await opened(one);
    expect(before).toHaveLength(4);
    expect(before).not.toContain(null);
    const { count, locked, wasDone, formerUntil } = await rotate({ next: two });
    expect({ count, locked, wasDone }).toEqual({ count: 4, locked: [], wasDone: false });
    expect(await opened(two)).toEqual(before);
    expect(await opened(one)).toEqual([null, null, null, null]);
    expect(await formersWith(two)).toEqual([one]);
    const days = ((formerUntil?.getTime() ?? 0) - Date.now()) / (daySeconds * 1_000);
    expect(days).toBeCloseTo(7, 2);
    await database.general.query("update former_secrets set valid_until = now() - interval '1 s'");
    expect(await formersWith(two)).toEqual([]);
  });

  test('that was done already does nothing, whichever secret it is run with', async () => {
    await begin(one);
    await sealSome(one);
    await rotate({ next: two });
    const rows = await readSealed(database.general, null);
    for (const current of [one, two]) {
      expect(await rotate({ current, next: two })).toMatchObject({ wasDone: true, count: 0 });
    }
    expect(await readSealed(database.general, null)).toEqual(rows);
    expect(await formersWith(two)).toEqual([one]);
  });

  test('that breaks off leaves everything as it was', async () => {
    await begin(one);
    await sealSome(one);
    const rows = await readSealed(database.general, null);
    // The last of the tables that it changes.
    await database.general.query(`
      create function break_off() returns trigger language plpgsql as $$
      begin raise exception 'broken off'; end $$;
      create trigger break_off before update on former_platforms for each row execute function break_off()`);
    await expect(rotate({ next: two })).rejects.toThrow('broken off');
    expect(await readSealed(database.general, null)).toEqual(rows);
    expect(await formersWith(two)).toEqual([]);
    await database.general.query('drop function break_off() cascade');
    expect(await rotate({ next: two })).toMatchObject({ count: 4 });
  });

  test('with a secret that is not the installation’s is refused by name', async () => {
    await begin(one);
    await sealSome(one);
    const refused = await rotate({ current: three, next: two }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InstallationError);
    expect(String(refused)).toContain('- secret: ');
    expect(await opened(one)).not.toContain(null);
  });

  test('of an installation whose secret was never noted needs one that opens something', async () => {
    await sealSome(one);
    await expect(rotate({ current: three, next: two })).rejects.toThrow(InstallationError);
    expect(await opened(one)).not.toContain(null);
    expect(await rotate({ next: two })).toMatchObject({ count: 4, locked: [] });
  });

  test('on another keeps all that are valid still, and back to one that was', async () => {
    await begin(one);
    await rotate({ next: two });
    await rotate({ current: two, next: three, overlapSeconds: daySeconds });
    expect(await formersWith(three)).toEqual([one, two]);
    await rotate({ current: three, next: one });
    expect(await formersWith(one)).toEqual([three, two]);
  });

  test('without an overlap keeps nothing', async () => {
    await begin(one);
    expect(await rotate({ next: two, overlapSeconds: 0 })).toMatchObject({ formerUntil: null });
    expect(await formersWith(two)).toEqual([]);
  });

  test('away from a lost secret says what has to be given anew', async () => {
    await begin(one);
    await sealSome(one);
    const { count, locked } = await rotate({ current: null, next: two });
    expect({ count, kinds: locked.map(({ kind }) => kind).sort() }).toEqual({
      count: 0,
      kinds: ['former platform', 'line', 'webhook endpoint', 'webhook endpoint'],
    });
    expect(await rotate({ current: one, next: two })).toMatchObject({ wasDone: true });
  });
});

test('what is sealed with a former secret after a rotation is sealed anew, and nothing else', async () => {
  await begin(one);
  await rotate({ next: two });
  await sealSome(one);
  const before = await opened(one);
  const secrets = createSecrets(two, [{ secret: one, untilMs: Date.now() + 60_000 }]);
  const anew = () => reseal(database.general, (purpose) => secrets.keys(purpose));
  expect(await anew()).toEqual({ count: 4, locked: [] });
  expect(await opened(two)).toEqual(before);
  expect(await anew()).toEqual({ count: 0, locked: [] });
});

test('a row that is changed while it is sealed anew keeps what it was given', async () => {
  await begin(one);
  await sealSome(one);
  const given = randomBytes(40);
  const rows = await readSealed(database.general, null);
  const client = await database.general.connect();
  await client.query('begin');
  await client.query('update lines set secret_sealed = $1', [given]);
  const rotating = rotate({ next: two });
  await expect
    .poll(async () => {
      const { rows: waiting } = await database.reads.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting[0]?.count;
    })
    .toBe(1);
  await client.query('commit');
  client.release();
  await rotating;
  const now = await readSealed(database.general, null);
  expect(now.find(({ kind }) => kind === 'line')?.sealed.equals(given)).toBe(true);
  expect(now).toHaveLength(rows.length);
});
