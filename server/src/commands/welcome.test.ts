import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FirstStart } from '../boot/first-start.ts';
import { signInAdvice, tellable, welcome } from './welcome.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-welcome-'));
});
afterEach(() => rm(folder, { recursive: true }));

const first: FirstStart = {
  account: { id: '0199', name: 'demo', credits: 1000 },
  liveKey: 'fg_live_x',
  testKey: 'fg_test_x',
  admin: { email: 'admin@localhost', password: 'a-password-to-change' },
};

test('a terminal is shown the keys, in a call that works when pasted', () => {
  const told = tellable(first, { dataDir: folder, isTerminal: true });
  expect(told).toEqual(first);
  expect(welcome(told, 'http://f')).toContain("-H 'Authorization: Bearer fg_live_x'");
  expect(welcome(told, 'http://f')).toContain('a-password-to-change');
});

test('all else is told where they are; those of an earlier installation stay where they were', async () => {
  for (const name of ['first-start.json', 'first-start-0199.json']) {
    const told = tellable(first, { dataDir: folder, isTerminal: false });
    const keysFile = join(folder, name);
    expect(told).toEqual({ account: first.account, keysFile });
    expect(JSON.parse(await readFile(keysFile, 'utf8'))).toEqual(first);
    expect(welcome(told, 'http://f')).toContain(keysFile);
    expect(welcome(told, 'http://f')).not.toMatch(/fg_live_|fg_test_|a-password/);
  }
});

test('keys that cannot be kept are not shown either: it says how to make others', async () => {
  const dataDir = join(folder, 'file');
  await writeFile(dataDir, '');
  const told = tellable(first, { dataDir, isTerminal: false });
  expect(told).toMatchObject({ keysFile: null, trouble: expect.stringContaining('EEXIST') });
  expect(welcome(told, 'http://f')).toMatch(/filmgate keys create --account demo --mode live/);
  expect(welcome(told, 'http://f')).toMatch(/filmgate operators reset-password admin@localhost/);
  expect(JSON.stringify(told) + welcome(told, 'http://f')).not.toMatch(/fg_live_|a-password/);
});

test('where no operator has signed in the command is named by which one can', () => {
  expect(signInAdvice({ email: null })).toContain(
    'filmgate operators add YOUR_E_MAIL --role admin',
  );
  expect(signInAdvice({ email: 'ops@acme.example' })).toContain(
    'filmgate operators reset-password ops@acme.example',
  );
});
