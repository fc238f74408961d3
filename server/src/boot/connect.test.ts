import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { connectBeside, connectToServe, NoDataError, openBeside } from './connect.ts';
import { createLog } from './log.ts';
import { AlreadyRunningError } from '../postgres/embedded/index.ts';
import { removeDirectory } from '../postgres/embedded/testing/support.ts';

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
  const both = await Promise.all([
    connectBeside(config, log, { mayMake: true }),
    connectBeside(config, log, { mayMake: true }),
  ]);
  const [owner, ...owners] = both.filter(({ owned }) => owned);
  const [guest] = both.filter(({ owned }) => !owned);
  expect(owners).toEqual([]);
  // Who comes later finds what the first one made.
  expect(both.some(({ isNew }) => isNew)).toBe(true);
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

test('a database that nothing was ever kept in is refused to who may not make one', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'filmgate-empty-'));
  const config = readConfig({ FILMGATE_DATA_DIR: empty });
  await expect(connectBeside(config, log)).rejects.toThrow(NoDataError);
  // As the doctor leaves it: a database, and nothing in it.
  await (await openBeside(config, log)).close();
  await expect(connectBeside(config, log)).rejects.toThrow(`There is no data in ${empty}`);
  const made = await connectBeside(config, log, { mayMake: true });
  expect(made.isNew).toBe(true);
  await made.close();
  const found = await connectBeside(config, log);
  expect(found.isNew).toBe(false);
  await found.close();
  await removeDirectory(empty);
});
