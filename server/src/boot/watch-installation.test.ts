import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { startWake, type Wake } from '../work/wake.ts';
import { rotateSecret } from './rotate-secret.ts';
import { deriveKey, loadOrMakeNextSecret, loadOrMakeSecret, proofOf } from './secret.ts';
import { createSecrets } from './secrets.ts';
import { createWatch, watchInstallation } from './watch-installation.ts';

let database: Database;
let wake: Wake;
let empty: () => Promise<void>;
let drop: () => Promise<void>;
let dataDir: string;
beforeAll(async () => {
  ({ database, empty, drop } = await testDatabase());
  wake = startWake(database, () => undefined);
});
beforeEach(async () => {
  await empty();
  dataDir = await mkdtemp(join(tmpdir(), 'watch-'));
});
afterEach(() => rm(dataDir, { recursive: true }));
afterAll(async () => {
  await wake.close();
  await drop();
});

const terms = { bookVersion: '1', bookHash: 'aa', publicUrl: null };

/** A process that runs; null: its secret is that of the data directory. */
async function running(secret: string | null) {
  const own = secret ?? loadOrMakeSecret(dataDir);
  await database.general.query(
    `insert into installation (secret_proof, price_book_version, price_book_hash) values ($1, '1', 'aa')`,
    [proofOf(own)],
  );
  const told: string[] = [];
  const log = pino({}, { write: (line: string) => void told.push(line) });
  const secrets = createSecrets(own);
  const config = { secret, dataDir };
  const watch = createWatch({ config, database, wake, log, secrets, terms });
  const names = () =>
    told.map((line) => {
      const { level, fact } = Object(JSON.parse(line));
      return `${level >= 50 ? 'error' : 'warn'} ${String(fact)}`;
    });
  return { own, watch, secrets, names, log };
}

const rotate = (current: string, next: string) =>
  rotateSecret(database, { current, next, overlapSeconds: 60 });

test('a secret that was rotated in the data directory is taken up while the process runs', async () => {
  const { own, watch, secrets, names } = await running(null);
  const keys = secrets.keys('links');
  await watch.look();
  expect(keys()).toEqual([deriveKey(own, 'links')]);
  const next = loadOrMakeNextSecret(dataDir);
  // Whoever rotates may die right behind this.
  await rotate(own, next);
  await watch.look();
  expect(keys()).toEqual([deriveKey(next, 'links'), deriveKey(own, 'links')]);
  expect(loadOrMakeSecret(dataDir)).toBe(next);
  expect(watch.ready()).toBe(true);
  expect(names()).toEqual([]);
});

test('a secret from before is forgotten when its time is over', async () => {
  const { own, watch, secrets } = await running(null);
  await rotate(own, loadOrMakeNextSecret(dataDir));
  await watch.look();
  expect(secrets.hasFormers()).toBe(true);
  await database.general.query('update former_secrets set valid_until = now()');
  await watch.look();
  expect(secrets.hasFormers()).toBe(false);
  const { rows } = await database.general.query('select 1 from former_secrets');
  expect(rows).toEqual([]);
});

test('one of the environment cannot be: the process says so once, and is not ready', async () => {
  const { own, watch, secrets, names } = await running(`of the environment ${'x'.repeat(32)}`);
  await watch.look();
  expect(watch.ready()).toBe(true);
  const next = `the next one ${'x'.repeat(32)}`;
  await rotate(own, next);
  await watch.look();
  await watch.look();
  expect(watch.ready()).toBe('has another secret by now');
  expect(names()).toEqual(['error secret']);
  // What it signs is good for the overlap.
  expect(secrets.keys('links')()).toEqual([deriveKey(own, 'links')]);
  await rotate(next, own);
  await watch.look();
  expect(watch.ready()).toBe(true);
});

test('a later version that shuts this one out ends that it is ready', async () => {
  const { watch, names } = await running(`of the environment ${'x'.repeat(32)}`);
  await database.general.query("update installation set lowest_version = '99.0.0'");
  await watch.look();
  expect(watch.ready()).toBe('wants a later version by now');
  expect(names()).toEqual(['error version']);
});

test('a server that sells by another price book, or elsewhere, is told of once', async () => {
  const { watch, names } = await running(`of the environment ${'x'.repeat(32)}`);
  const query = (text: string) => database.general.query(text);
  await query("update installation set price_book_hash = 'bb', public_url = 'https://b.example'");
  await watch.look();
  await watch.look();
  expect(names()).toEqual(['warn price book', 'warn PUBLIC_URL']);
  expect(watch.ready()).toBe(true);
  await query("update installation set price_book_hash = 'aa'");
  await watch.look();
  await query("update installation set price_book_hash = 'bb'");
  await watch.look();
  expect(names().slice(2)).toEqual(['warn price book']);
});

test('it looks when it is told that something has changed', async () => {
  const { own, watch, log } = await running(`of the environment ${'x'.repeat(32)}`);
  const loop = watchInstallation(watch, { wake, log });
  await rotate(own, `the next one ${'x'.repeat(32)}`);
  wake.tell('installation');
  await expect.poll(() => watch.ready()).toBe('has another secret by now');
  await loop.stop();
});
