import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/boot/config.ts';
import { openBeside } from '../../src/boot/connect.ts';
import { createLog } from '../../src/boot/log.ts';
import { removeDirectory } from '../../src/postgres/embedded/testing/support.ts';
import { migrateUpTo } from '../../src/postgres/testing.ts';
import { run, runJson } from './run.ts';

/** What an operator sees who comes with a newer version to data of an older one. */

let folder: string;
const inFolder = () => ({ cwd: folder, env: { FILMGATE_DATA_DIR: join(folder, 'data') } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-older-'));
  const config = readConfig({ FILMGATE_DATA_DIR: join(folder, 'data') });
  const opened = await openBeside(config, createLog('silent'));
  await migrateUpTo(opened.database.address, '0010');
  await opened.close();
});
afterAll(() => removeDirectory(folder));

test('a command changes nothing of an older database, and says what does', async () => {
  const { code, stderr } = await run(['accounts', 'list'], inFolder());
  expect(code).toBe(1);
  expect(stderr).toContain('filmgate migrate');
});

test('what there is to do is told before it is done', async () => {
  const { code, answer } = await runJson(['migrate', '--check'], inFolder());
  expect(code).toBe(1);
  expect(answer).toMatchObject({
    ok: false,
    pending: expect.arrayContaining([
      expect.objectContaining({ name: '0011_names_and_modes', locks: true }) as unknown,
    ]) as unknown,
  });
  const { stdout } = await run(['migrate', '--check'], inFolder());
  expect(stdout).toMatch(/^0011_names_and_modes: \S.*\n {2}Locks .*accounts \(about 0 rows\)/u);
});

test('all rows can be written to a file, once', async () => {
  const file = join(folder, 'rows.jsonl');
  const { answer } = await runJson(['migrate', '--export', file], inFolder());
  expect(answer).toMatchObject({ ok: true, file });
  expect(await readFile(file, 'utf8')).toContain('"table" : "migrations"');
  const { code, stderr } = await run(['migrate', '--export', file], inFolder());
  expect(code).toBe(1);
  expect(stderr).toContain('EEXIST');
});

test('then it is brought up to date, and commands work', async () => {
  expect((await run(['migrate'], inFolder())).code).toBe(0);
  expect(await runJson(['migrate', '--check'], inFolder())).toMatchObject({
    code: 0,
    answer: { ok: true, pending: [] },
  });
  expect((await run(['accounts', 'list'], inFolder())).code).toBe(0);
});
