import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createAccount } from '../../src/accounts/accounts.ts';
import { beside } from '../harness/database.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { run, type Ran } from './run.ts';

/** Where accounts come from, as an operator says it. */

const secret = 'sk-former-5ecret';

let server: TestServer;
const told: string[] = [];

beforeAll(async () => {
  server = await startServer();
  await beside(server, async (database) => {
    for (const name of ['acme', 'other']) await createAccount(database, { name });
  });
  for (const name of ['one', 'two']) {
    const place = ['--preset', 'filmgate', '--base-url', 'https://up.example.com'];
    await filmgate(['lines', 'add', '--name', name, ...place], secret);
  }
});
afterAll(() => server.remove());

async function filmgate(args: readonly string[], input?: string): Promise<Ran> {
  const ran = await run(args, { env: { ...server.env, FILMGATE_LOG_LEVEL: 'debug' }, input });
  told.push(ran.stdout, ran.stderr);
  return ran;
}

const former = (...args: string[]) => ['accounts', 'former', ...args];
const add = (...args: string[]) => former('add', '--account', 'acme', ...args);

async function listOf(...ids: string[]): Promise<string> {
  const path = join(server.dataDirectory, 'ids.txt');
  await writeFile(path, ids.join('\n'));
  return path;
}

test.each([
  [[], 'Say where it is: --line, or --dialect'],
  [['--dialect', 'arc'], '--dialect: "arc" is no dialect; is it ark?'],
  [['--dialect', 'hmtm'], '--dialect: no line speaks hmtm: say with --base-url where it is'],
  [['--dialect', 'ark'], '--dialect: several lines speak ark (one, two): name one with --line'],
  [['--line', 'three'], 'There is no line "three"'],
  [['--line', 'one', '--dialect', 'ark'], '--line: says the dialect and the address itself'],
  [['--dialect', 'ark', '--base-url', 'http://127.0.0.1:1'], '--allow-private-host'],
  [['--line', 'one', '--calls-per-second', '0'], '--calls-per-second: "0" is not a number from'],
  [['--line', 'one', '--ids', '/nowhere'], '--ids: /nowhere cannot be read'],
])('%j is refused with the way out', async (args, words) => {
  const ran = await filmgate(add(...args), secret);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
});

test('without a key there must be a list, and an address of a line', async () => {
  const bare = await filmgate(add('--line', 'one', '--no-secret'));
  expect(bare).toMatchObject({ code: 1, stderr: expect.stringContaining('give a key, or a list') });
  const place = ['--dialect', 'ark', '--base-url', 'https://former.example.com'];
  const keyless = await filmgate(add(...place, '--no-secret', '--ids', await listOf('cgt-1')));
  expect(keyless).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('needs the account’s'),
  });
});

test('a list holds ids, each of one account', async () => {
  const broken = await filmgate(
    add('--line', 'one', '--ids', await listOf('cgt-1', 'a b')),
    secret,
  );
  expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('line 2 is not an id') });
  const ids = ['--no-secret', '--ids', await listOf('cgt-1', 'cgt-2', '', 'cgt-1')];
  const added = await filmgate(add('--line', 'one', ...ids));
  expect(added).toMatchObject({ code: 0, stdout: 'acme reads through, by ark: 2 listed tasks.\n' });
  const foreign = await filmgate(former('add', '--account', 'other', '--line', 'two', ...ids));
  expect(foreign).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is listed for another account'),
  });
});

test('a second add replaces key and place and keeps the list; a removal ends it', async () => {
  expect(await filmgate(add('--line', 'two'), secret)).toMatchObject({ code: 0 });
  const { stdout } = await filmgate(former('list', '--account', 'acme', '--json'));
  expect(z.object({ formers: z.array(z.unknown()) }).parse(JSON.parse(stdout))).toEqual({
    formers: [
      {
        account: 'acme',
        dialect: 'ark',
        line: 'two',
        baseUrl: 'https://up.example.com',
        hasKey: true,
        callsPerSecond: 10,
        listedTasks: 2,
      },
    ],
  });
  const remove = former('remove', '--account', 'acme', '--dialect', 'ark');
  expect(await filmgate(remove)).toMatchObject({ code: 0 });
  expect(await filmgate(remove)).toMatchObject({
    code: 1,
    stderr: 'acme reads nothing through by ark.\n',
  });
  expect((await filmgate(former('list'))).stdout).toBe('Nobody comes from elsewhere.\n');
});

test('no command ever shows the key', () => {
  expect(told.join('')).not.toContain(secret);
});
