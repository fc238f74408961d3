import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { connectBeside, connectToServe, openBeside } from './connect.ts';
import { createLog } from './log.ts';
import { AlreadyRunningError } from './postgres/embedded/index.ts';
import { removeDirectory } from './postgres/embedded/testing/support.ts';

const log = createLog('silent');
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'filmgate-connect-'));
});

afterAll(async () => {
  await removeDirectory(directory);
});

test('of two commands that start at once one owns the database, and the other joins it', async () => {
  const config = readConfig({ FILMGATE_DATA_DIR: directory });
  const both = await Promise.all([connectBeside(config, log), connectBeside(config, log)]);
  const [owner, ...owners] = both.filter(({ owned }) => owned);
  const [guest] = both.filter(({ owned }) => !owned);
  expect(owners).toEqual([]);
  await expect(connectToServe(config, log)).rejects.toThrow(AlreadyRunningError);
  await guest?.close();

  // A third one comes while the owner stops it: it waits, and owns it next.
  const stopping = owner?.close();
  const next = await openBeside(config, log);
  await stopping;
  expect(next.owned).toBe(true);
  expect((await next.database.general.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await next.close();
  // A pool that is left open keeps its process alive for half a minute.
  expect(next.database.general.ended).toBe(true);
});
