import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pathIn } from '../media/local-files.ts';
import { diskMark } from '../media/store/mark.ts';
import { addCustomer, openTaskFixture, order, output, success } from '../tasks/testing/fixture.ts';
import type { TaskFixture } from '../tasks/testing/fixture.ts';
import { adoptStore, joinStore, storeMismatch } from './installation-store.ts';
import { InstallationError, readInstallation } from './installation.ts';

let fixture: TaskFixture;
let home: string;
let count = 0;
beforeAll(async () => {
  fixture = await openTaskFixture();
  home = await mkdtemp(join(tmpdir(), 'installation-'));
});
beforeEach(() => fixture.empty());
afterAll(async () => {
  await fixture.close();
  await rm(home, { recursive: true });
});

/** A store of a machine of its own. */
async function newFolder(): Promise<string> {
  const folder = join(home, String(count++));
  await mkdir(folder);
  return folder;
}

async function newStore() {
  return diskMark(await newFolder());
}

/** A task whose video was stored under that hash. */
async function film(video: string): Promise<string> {
  const { row } = await fixture.submit(await addCustomer(fixture, 100), order());
  const files = { video, videoBytes: 1, poster: null, lastFrame: null };
  await fixture.settler.settle({ ...success(row.id), output: { ...output, files } });
  return row.id;
}

async function storeFile(folder: string, sha256: string): Promise<void> {
  const path = pathIn(folder, sha256);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'a film');
}

const joinWith = (mark: ReturnType<typeof diskMark>) => joinStore(fixture.database, mark);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );
const facts = async () => {
  const seen = await readInstallation(fixture.database);
  if (!seen.facts) throw new Error('nothing is noted');
  return seen.facts;
};

describe('a store', () => {
  test('that comes first gets an id, and is known by it afterwards', async () => {
    const mark = await newStore();
    await joinWith(mark);
    const id = await mark.read();
    expect(id).toMatch(/^[0-9a-f-]{36}$/u);
    expect(await facts()).toMatchObject({ storeId: id, isStoreMarked: true });
    await joinWith(mark);
    expect(await mark.read()).toBe(id);
  });

  test('of a second machine is refused by its name, and stays as it is', async () => {
    await joinWith(await newStore());
    const second = await newStore();
    const refused = await refusal(joinWith(second));
    expect(refused).toBeInstanceOf(InstallationError);
    expect(String(refused)).toContain(`- store: ${second.place} is not the store`);
    expect(await second.read()).toBeNull();
  });

  test('of two machines that start at once one is taken', async () => {
    const marks = [await newStore(), await newStore()];
    const outcomes = await Promise.all(marks.map((mark) => refusal(joinWith(mark))));
    expect(outcomes.filter((one) => one === null)).toHaveLength(1);
  });

  test('of another installation is refused, also by one that has none yet', async () => {
    const mark = await newStore();
    await mark.write('another’s');
    expect(String(await refusal(joinWith(mark)))).toContain('belongs to another installation');
    expect(await facts()).toMatchObject({ storeId: null });
  });

  test('that was to get its id when the process died gets it at the next start', async () => {
    const mark = await newStore();
    await joinWith(mark);
    const id = await mark.read();
    await fixture.database.general.query('update installation set store_marked_at = null');
    await joinWith(mark);
    expect(await facts()).toMatchObject({ storeId: id, isStoreMarked: true });
    const again = await newStore();
    await fixture.database.general.query('update installation set store_marked_at = null');
    await joinWith(again);
    expect(await again.read()).toBe(id);
  });

  test('that has none of the newest films is not taken for the one of an installation that made them', async () => {
    const id = await film('b'.repeat(64));
    const folder = await newFolder();
    const refused = String(await refusal(joinWith(diskMark(folder))));
    expect(refused).toContain('has none of the files of the newest tasks');
    expect(refused).toContain(id);
    await storeFile(folder, 'b'.repeat(64));
    await film('c'.repeat(64));
    await joinWith(diskMark(folder));
    expect(await facts()).toMatchObject({ isStoreMarked: true });
  });
});

describe('a command', () => {
  test('is told of a store of another installation, and of no store nothing', async () => {
    await joinWith(await newStore());
    const none = await newStore();
    expect(await storeMismatch(await facts(), none)).toBeNull();
    expect(await storeMismatch(await facts(), diskMark(join(home, 'missing')))).toBeNull();
    await none.write('another’s');
    expect(await storeMismatch(await facts(), none)).toMatchObject({ fact: 'store' });
    expect(await storeMismatch(null, none)).toBeNull();
  });
});

describe('a store that was moved', () => {
  const usual = { mayMiss: false };

  test('gets the id of the installation where its films are there', async () => {
    const before = await newFolder();
    await joinWith(diskMark(before));
    await film('d'.repeat(64));
    const folder = await newFolder();
    await storeFile(folder, 'd'.repeat(64));
    const mark = diskMark(folder);
    expect(await refusal(joinWith(mark))).toBeInstanceOf(InstallationError);
    expect(await adoptStore(fixture.database, mark, usual)).toEqual({
      id: await diskMark(before).read(),
      wasOurs: false,
      looked: 1,
      missing: [],
    });
    await joinWith(mark);
    expect(await adoptStore(fixture.database, mark, usual)).toMatchObject({ wasOurs: true });
  });

  test('is not adopted where one of them is missing, unless it is lost for good', async () => {
    await joinWith(await newStore());
    const [kept, missing] = [await film('e'.repeat(64)), await film('f'.repeat(64))];
    const folder = await newFolder();
    await storeFile(folder, 'e'.repeat(64));
    const mark = diskMark(folder);
    const refused = String(await refusal(adoptStore(fixture.database, mark, usual)));
    expect(refused).toContain(`1 of the 2 newest tasks (${missing})`);
    expect(refused).not.toContain(kept);
    expect(await mark.read()).toBeNull();
    expect(await adoptStore(fixture.database, mark, { mayMiss: true })).toMatchObject({
      looked: 2,
      missing: [missing],
    });
    await joinWith(mark);
  });

  test('of another installation is not adopted where no film shows that it is ours', async () => {
    await joinWith(await newStore());
    const mark = await newStore();
    await mark.write('another’s');
    const refused = String(await refusal(adoptStore(fixture.database, mark, usual)));
    expect(refused).toContain('bears the id of another installation');
    expect(await mark.read()).toBe('another’s');
  });

  test('gives a database that is older than it the id that it bears', async () => {
    const mark = await newStore();
    const id = '0b8f8a0e-6a55-4a3e-9a4e-0d1f5c0a8d11';
    await mark.write(id);
    expect(await adoptStore(fixture.database, mark, usual)).toMatchObject({ id, wasOurs: true });
    await joinWith(mark);
    expect(await facts()).toMatchObject({ storeId: id, isStoreMarked: true });
  });

  test('whose database was never served gets an id', async () => {
    const mark = await newStore();
    const { id } = await adoptStore(fixture.database, mark, usual);
    expect(await mark.read()).toBe(id);
  });
});
