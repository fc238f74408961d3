import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  deriveKey,
  findSecretOf,
  loadOrMakeNextSecret,
  loadOrMakeSecret,
  proofOf,
  useNextSecret,
} from './secret.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'secret-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

test('it is made once, in a directory that may be missing, and kept', () => {
  const dataDir = join(home, 'new', 'data');
  const secret = loadOrMakeSecret(dataDir);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(loadOrMakeSecret(dataDir)).toBe(secret);
  expect(loadOrMakeSecret(join(home, 'other'))).not.toBe(secret);
  expect(readdirSync(dataDir)).toEqual(['secret']);
});

test.skipIf(process.platform === 'win32')('only its owner can read it, after a restore too', () => {
  const secret = loadOrMakeSecret(home);
  const path = join(home, 'secret');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  chmodSync(path, 0o644);
  expect(loadOrMakeSecret(home)).toBe(secret);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('processes that start at once get the same one', async () => {
  // Two processes race through many new folders, so that some of the races are close.
  const code = `
    import { loadOrMakeSecret } from ${JSON.stringify(new URL('secret.ts', import.meta.url).href)};
    process.stdout.write('ready ');
    process.stdin.once('data', () => {
      for (let race = 0; race < 200; race += 1) {
        process.stdout.write(loadOrMakeSecret(${JSON.stringify(home)} + '/' + race) + ' ');
      }
      process.stdin.destroy();
    });`;
  const runners = [1, 2].map(() =>
    spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  await Promise.all(runners.map(({ stdout }) => once(stdout, 'readable')));
  for (const { stdin } of runners) stdin.write('go');
  const [one, other] = await Promise.all(runners.map(({ stdout }) => readText(stdout)));
  expect(one?.split(' ')).toHaveLength(202);
  expect(one).toBe(other);
  expect(readdirSync(join(home, '0'))).toEqual(['secret']);
});

test('a file that was cut short is told, never replaced', () => {
  writeFileSync(join(home, 'secret'), 'short\n');
  expect(() => loadOrMakeSecret(home)).toThrow(/fewer than 32 characters.*backup/);
  expect(() => loadOrMakeSecret(home)).toThrow(join(home, 'secret'));
});

test('a key belongs to one secret and one purpose', () => {
  const secret = 'x'.repeat(32);
  const key = deriveKey(secret, 'links');
  expect(key).toHaveLength(32);
  expect(deriveKey(secret, 'links')).toEqual(key);
  expect(deriveKey(secret, 'webhooks')).not.toEqual(key);
  expect(deriveKey(`${secret}y`, 'links')).not.toEqual(key);
  // Keys of a running installation must survive an upgrade.
  expect(key.toString('hex')).toBe(
    'c0212ebd1a8c6c1c34944837b87d60a98837de573ea7297341a42029927b8b74',
  );
});

describe('the secret of an installation', () => {
  const ofFolder = () => ({ secret: null, dataDir: home });

  test('is that of the environment, or of the folder where none is set', () => {
    const kept = loadOrMakeSecret(home);
    const given = { secret: 'of the environment', dataDir: home };
    expect(findSecretOf(given, proofOf('of the environment'))).toBe('of the environment');
    expect(findSecretOf(given, proofOf(kept))).toBeNull();
    expect(findSecretOf(ofFolder(), proofOf(kept))).toBe(kept);
    expect(findSecretOf(ofFolder(), proofOf('another'))).toBeNull();
  });

  test('is not made by looking for it', () => {
    expect(findSecretOf(ofFolder(), proofOf('lost'))).toBeNull();
    expect(readdirSync(home)).toEqual([]);
  });

  test('that a rotation has brought in takes its place, whoever looks for it first', () => {
    const former = loadOrMakeSecret(home);
    const next = loadOrMakeNextSecret(home);
    expect(next).not.toBe(former);
    // A second run goes on with the same one.
    expect(loadOrMakeNextSecret(home)).toBe(next);
    expect(findSecretOf(ofFolder(), proofOf(former))).toBe(former);
    expect(readdirSync(home).sort()).toEqual(['secret', 'secret.next']);

    expect(findSecretOf(ofFolder(), proofOf(next))).toBe(next);
    // A database from before opens with the one from before.
    expect(readdirSync(home).sort()).toEqual(['secret', 'secret.former']);
    const kept = (name: string) => readFileSync(join(home, name), 'utf8').trim();
    expect([kept('secret'), kept('secret.former')]).toEqual([next, former]);
    useNextSecret(home);
    expect([kept('secret'), kept('secret.former')]).toEqual([next, former]);
  });
});
