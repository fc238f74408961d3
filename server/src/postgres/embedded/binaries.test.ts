import { execFile } from 'node:child_process';
import { chmod, cp, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { copyOf, findPlatformPackage, isComplete } from './binaries.ts';
import type { PlatformPackage } from './binaries.ts';
import { scratchDirectory } from './testing/support.ts';

const run = promisify(execFile);

/** The package as an npm that runs no postinstall scripts leaves it, in a place without write access. */
async function packageWithoutLinks(): Promise<PlatformPackage> {
  const pack = await findPlatformPackage();
  const native = join(await scratchDirectory(), 'package', 'native');
  await cp(pack.native, native, { recursive: true, verbatimSymlinks: true });
  for (const { target } of pack.links) await rm(join(dirname(native), target), { force: true });
  await chmod(join(native, 'lib'), 0o500);
  onTestFinished(() => chmod(join(native, 'lib'), 0o700));
  return { ...pack, native };
}

test('a package whose links npm did not make runs from a copy that has them', async () => {
  const pack = await packageWithoutLinks();
  expect(pack.links.length).toBeGreaterThan(0);
  expect(await isComplete(pack)).toBe(false);
  const parent = await scratchDirectory();
  const copies = await Promise.all([copyOf(pack, parent), copyOf(pack, parent)]);
  expect(await readdir(parent)).toEqual([`postgres-${pack.version}`]);
  for (const program of ['initdb', 'postgres']) {
    const { stdout } = await run(join(copies[0], 'bin', program), ['--version'], { env: {} });
    expect(stdout).toContain('PostgreSQL');
  }
});

test('the copy is for every user of the machine, whatever umask rules', async () => {
  const before = process.umask(0o077);
  onTestFinished(() => {
    process.umask(before);
  });
  const copy = await copyOf(await findPlatformPackage(), await scratchDirectory());
  for (const path of ['', 'bin', 'lib', 'bin/postgres']) {
    expect((await stat(join(copy, path))).mode & 0o777).toBe(0o755);
  }
  expect((await stat(join(copy, 'share/postgresql/postgres.bki'))).mode & 0o777).toBe(0o644);
});
