import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { removeDirectory } from '../../src/postgres/embedded/testing/support.ts';
import { cloneDatabase, databaseUrl } from '../../src/postgres/testing.ts';
import { call } from '../harness/api.ts';
import { bin, freePort } from '../harness/server.ts';

/** The keys of the first start are shown to a person at a terminal: logs are kept, and read by others. */

let folder: string;
let dataDirectory: string;
/** Of servers; it is as empty as one that they would make themselves. */
let database: Awaited<ReturnType<typeof cloneDatabase>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-first-'));
  dataDirectory = join(folder, 'data');
  database = await cloneDatabase();
});
afterEach(async () => {
  await database.drop();
  await removeDirectory(dataDirectory);
  await rm(folder, { recursive: true, force: true });
});

interface Started {
  url: string;
  /** All that it wrote, to standard output and to standard error. */
  words: string;
  stop(): Promise<void>;
}

function wordsOf({ stdout, stderr }: ChildProcessByStdio<null, Readable, Readable>): () => string {
  let words = '';
  for (const stream of [stdout, stderr]) {
    stream.on('data', (chunk: Buffer) => {
      words += chunk.toString();
    });
  }
  return () => words;
}

/** Runs a line of shell in which `$@` is the program, until it says that it listens. */
async function start(line: string, ...args: string[]): Promise<Started> {
  const port = await freePort();
  const child = spawn('sh', ['-c', line, 'sh', process.execPath, bin, ...args], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      FILMGATE_DATA_DIR: dataDirectory,
      DATABASE_URL: databaseUrl(database.address),
      FILMGATE_SECRET: 'a secret that is long enough for a test',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const words = wordsOf(child);
  await expect.poll(words, { timeout: 30_000 }).toMatch(/listens at|"listening"/);
  return {
    url: `http://127.0.0.1:${String(port)}`,
    words: words(),
    async stop() {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const firstKeys = z.strictObject({
  account: z.strictObject({ id: z.string(), name: z.literal('demo'), credits: z.literal(1000) }),
  liveKey: z.string().regex(/^fg_live_/),
  testKey: z.string().regex(/^fg_test_/),
  admin: z.strictObject({ email: z.literal('admin@localhost'), password: z.string().length(20) }),
});

async function readKeys(path: string) {
  return firstKeys.parse(JSON.parse(await readFile(path, 'utf8')));
}

function expectNoKeys(words: string, first: z.infer<typeof firstKeys>): void {
  const { liveKey, testKey, admin } = first;
  expect(words).not.toMatch(/fg_(live|test)_/);
  expect(words).not.toContain(liveKey.slice(8));
  expect(words).not.toContain(testKey.slice(8));
  expect(words).not.toContain(admin.password);
}

test('without a terminal they are in a file for its owner alone, which the output names', async () => {
  // A lax umask takes nothing off.
  const { url, words, stop } = await start('umask 000; exec "$@"', 'serve');
  try {
    const path = join(dataDirectory, 'first-start.json');
    const keys = await readKeys(path);
    expectNoKeys(words, keys);
    expect(words).toContain(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await call({ url }, 'GET', '/api/open/v1/models', { key: keys.liveKey })).toMatchObject({
      status: 200,
    });
  } finally {
    await stop();
  }
});

test('in JSON likewise; a file that stands there already is neither written nor followed', async () => {
  const target = join(folder, 'target');
  await writeFile(target, 'theirs');
  await mkdir(dataDirectory);
  await symlink(target, join(dataDirectory, 'first-start.json'));
  const { words, stop } = await start('exec "$@"', 'serve', '--json');
  try {
    const line = words.split('\n').find((one) => one.includes('"listening"')) ?? '';
    const told = z
      .object({ first: z.strictObject({ account: z.unknown(), keysFile: z.string() }) })
      .parse(JSON.parse(line));
    expectNoKeys(words, await readKeys(told.first.keysFile));
    expect(await readFile(target, 'utf8')).toBe('theirs');
    expect((await stat(told.first.keysFile)).mode & 0o777).toBe(0o600);
  } finally {
    await stop();
  }
});

test('a command that is the first of all keeps them as well', async () => {
  const child = spawn(
    process.execPath,
    [bin, 'generate', '[[fail:timeout]] a kite', '-o', join(folder, 'kite.mp4'), '--test'],
    {
      env: { PATH: process.env['PATH'], FILMGATE_DATA_DIR: dataDirectory },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const words = wordsOf(child);
  await once(child, 'close');
  const path = join(dataDirectory, 'first-start.json');
  expectNoKeys(words(), await readKeys(path));
  expect(words()).toContain(path);
});

test.runIf(process.platform === 'linux' && existsSync('/usr/bin/script'))(
  'at a terminal they are shown, and kept nowhere',
  async () => {
    const { words, stop } = await start('exec script -qefc "$*" /dev/null', 'serve');
    await stop();
    expect(words).toMatch(/Live key +fg_live_/);
    expect(words).toMatch(/Admin +admin@localhost\s+Password +[\w-]{20} /);
    expect(await readdir(dataDirectory)).not.toContain('first-start.json');
  },
);

test('a second start tells nothing of them', async () => {
  await (await start('exec "$@"', 'serve')).stop();
  await rm(join(dataDirectory, 'first-start.json'));
  const { words, stop } = await start('exec "$@"', 'serve');
  await stop();
  expect(words).not.toContain('first-start.json');
  expect(words).toContain('npx filmgate operators reset-password admin@localhost');
  expect(await readdir(dataDirectory)).not.toContain('first-start.json');
});
