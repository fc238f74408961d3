import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AlreadyRunningError, takeOwnerLock } from './owner-lock.ts';
import { scratchDirectory } from './testing/support.ts';

test('a folder has one owner at a time, under whatever name it is reached', async () => {
  const folder = join(await scratchDirectory(), 'one');
  await mkdir(folder);
  const lock = await takeOwnerLock(folder);
  await rename(folder, `${folder}-moved`);
  const refused = await takeOwnerLock(`${folder}-moved`).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AlreadyRunningError);
  expect(refused).toMatchObject({ pid: process.pid });
  await lock.release();
  await (await takeOwnerLock(`${folder}-moved`)).release();
});

test('two folders never stand in each other’s way', async () => {
  const parent = await scratchDirectory();
  await mkdir(join(parent, 'a'));
  await mkdir(join(parent, 'b'));
  const locks = [await takeOwnerLock(join(parent, 'a')), await takeOwnerLock(join(parent, 'b'))];
  for (const lock of locks) await lock.release();
});
