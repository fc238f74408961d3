import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
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
