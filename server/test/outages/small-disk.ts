import { execFile } from 'node:child_process';
import { chmod, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of its own in memory, which can be filled. */
export interface SmallDisk {
  folder: string;
  fill(): Promise<void>;
  clear(): Promise<void>;
  remove(): Promise<void>;
}

/** At an empty folder, or one of its own. Null where we may not mount one: that takes root, and a system that lets it. */
export async function mountSmallDisk(megabytes: number, at?: string): Promise<SmallDisk | null> {
  const folder = at ?? (await mkdtemp(join(tmpdir(), 'filmgate-disk-')));
  try {
    const options = `size=${String(megabytes)}m,mode=0755`;
    await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  } catch {
    process.stdout.write('no small disk could be made, so none is filled\n');
    if (at === undefined) await rm(folder, { recursive: true });
    return null;
  }
  // Who may not pass through the folder above cannot use it.
  await chmod(folder, 0o755);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    async fill() {
      const file = await open(ballast, 'w');
      const pages = [1024 * 1024, 4096].map((bytes) => Buffer.alloc(bytes, 1));
      try {
        for (const page of pages) while (await fits(() => file.write(page)));
      } finally {
        await file.close();
      }
    },
    clear: () => rm(ballast, { force: true }),
    async remove() {
      await run('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fits(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false;
    throw error;
  }
}
