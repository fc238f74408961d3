import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../boot/config.ts';
import { createLog } from '../boot/log.ts';
import { withDatabase, type CommandContext } from './command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-wrong-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a command in a folder without data refuses, names the variable, and makes nothing', async () => {
  const dataDirectory = join(folder, 'data');
  const context: CommandContext = {
    config: readConfig({ FILMGATE_DATA_DIR: dataDirectory }),
    log: createLog('silent'),
    json: false,
  };
  const asked = withDatabase(context, () => Promise.resolve('answered'));
  await expect(asked).rejects.toThrow(`There is no data in ${dataDirectory}`);
  await expect(asked).rejects.toThrow('FILMGATE_DATA_DIR');
  expect(existsSync(dataDirectory)).toBe(false);
});

test('none but migrate and generate may make one', () => {
  const own = fileURLToPath(new URL('.', import.meta.url));
  const naming = (words: RegExp) =>
    readdirSync(own, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .filter((path) => words.test(readFileSync(join(own, path), 'utf8')))
      .sort();
  expect(naming(/mayMake: true/)).toEqual(['migrate.ts', 'with-app.ts']);
  expect(naming(/mayMigrate: true/)).toEqual(['migrate.ts']);
  expect(naming(/withMaking\(/)).toEqual(['make-video.ts']);
  // The doctor looks at a database as it is found.
  expect(naming(/connectBeside\(|openBeside\(|connectToServe\(/)).toEqual([
    'command.ts',
    'doctor/database.ts',
    'migrate.ts',
  ]);
});
